/*
 * Tests of src/platform on the real clock, real descriptors and real programs.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "sgp_arena.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS INT64_C(1000)

long syscall(long number, ...); /* not in POSIX */

static sgp_poll_interest at(sgp_platform *platform, int64_t after_us)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    wants.at_us = platform->type->monotonic_us(platform) + after_us;
    return wants;
}

static int64_t time_of_wait(sgp_platform *platform, const sgp_poll_interest *wants)
{
    int64_t start = platform->type->monotonic_us(platform);

    assert_int_equal(platform->type->wait(platform, wants), SGP_OK);
    return platform->type->monotonic_us(platform) - start;
}

static void the_wall_clock_is_the_systems(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    time_t before = time(NULL);
    int64_t now_us = platform->type->wall_us(platform);

    (void)state;
    assert_true(now_us / 1000000 >= before);
    assert_true(now_us / 1000000 <= time(NULL) + 1);
}

static void a_wait_without_descriptor_sleeps_until_its_time_and_not_less(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = at(platform, 20 * MS + 1);

    (void)state;
    assert_true(time_of_wait(platform, &wants) > 10 * MS);
    assert_true(platform->type->monotonic_us(platform) >= wants.at_us);
}

/* Rounded down, less than a millisecond would not wait at all, and the caller would spin. */
static void less_than_a_millisecond_is_waited_for_too(void **state)
{
    sgp_platform *platform = sgp_platform_posix();

    (void)state;
    for (int i = 0; i < 20; i++) {
        sgp_poll_interest wants = at(platform, 900);

        assert_int_equal(platform->type->wait(platform, &wants), SGP_OK);
        assert_true(platform->type->monotonic_us(platform) >= wants.at_us);
    }
}

static void a_time_in_the_past_does_not_wait(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = at(platform, -1);

    (void)state;
    assert_true(time_of_wait(platform, &wants) < 500 * MS);
    wants.at_us = INT64_MIN;
    assert_true(time_of_wait(platform, &wants) < 500 * MS);
}

static void a_ready_descriptor_ends_the_wait(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = at(platform, 60000 * MS);
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    wants.fd = pipe_ends[1];
    wants.events = SGP_POLL_WRITE;
    assert_true(time_of_wait(platform, &wants) < 30000 * MS);
    assert_int_equal(write(pipe_ends[1], "x", 1), 1);
    wants.fd = pipe_ends[0];
    wants.events = SGP_POLL_READ;
    wants.at_us = INT64_MAX;
    assert_true(time_of_wait(platform, &wants) < 30000 * MS);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void a_descriptor_that_is_not_ready_waits_for_the_time(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = at(platform, 20 * MS);
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    wants.fd = pipe_ends[0];
    wants.events = SGP_POLL_READ;
    assert_true(time_of_wait(platform, &wants) > 10 * MS);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void waiting_for_ever_on_nothing_is_refused(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    (void)state;
    assert_int_equal(platform->type->wait(platform, &wants), SGP_ERR_PLATFORM);
}

static void a_closed_descriptor_is_an_error_and_not_a_busy_loop(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = at(platform, 20 * MS);
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    wants.fd = pipe_ends[0];
    wants.events = SGP_POLL_READ;
    assert_int_equal(platform->type->wait(platform, &wants), SGP_ERR_PLATFORM);
}

static void ignore_signal(int number)
{
    (void)number;
}

/* Sends a signal at intervals, because the first may come before poll; 0: stops. */
static void signal_every(suseconds_t every_us)
{
    struct sigaction action;
    struct itimerval timer;

    memset(&action, 0, sizeof action);
    action.sa_handler = ignore_signal;
    assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
    memset(&timer, 0, sizeof timer);
    timer.it_value.tv_usec = every_us;
    timer.it_interval.tv_usec = every_us;
    assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

static void a_signal_ends_the_wait_early_and_is_no_error(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants = at(platform, 60000 * MS);

    (void)state;
    signal_every(10 * MS);
    assert_true(time_of_wait(platform, &wants) < 30000 * MS);
    signal_every(0);
}

/* 2^32 + 1 milliseconds truncated to an int would be 1. */
static void a_time_too_far_for_poll_is_still_waited_for(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_poll_interest wants;

    (void)state;
    signal_every(50 * MS);
    wants = at(platform, INT64_C(4294967297) * MS);
    assert_true(time_of_wait(platform, &wants) > 20 * MS);
    signal_every(0);
}

/* 64 random bytes never equal those before. */
static void random_fills_every_byte(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    unsigned char first[66] = { 0 }, second[66] = { 0 };

    (void)state;
    assert_int_equal(platform->type->random(platform, first + 1, 64), SGP_OK);
    assert_int_equal(platform->type->random(platform, second + 1, 64), SGP_OK);
    assert_memory_not_equal(first + 1, second + 1, 64);
    assert_memory_not_equal(first + 33, second + 33, 32);
    assert_int_equal(first[0] | first[65], 0);
    assert_int_equal(platform->type->random(platform, first, 0), SGP_OK);
}

static void getenv_reads_the_environment(void **state)
{
    sgp_platform *platform = sgp_platform_posix();

    (void)state;
    assert_int_equal(setenv("SGP_TEST_VARIABLE", "value", 1), 0);
    assert_string_equal(platform->type->getenv(platform, "SGP_TEST_VARIABLE"), "value");
    assert_int_equal(unsetenv("SGP_TEST_VARIABLE"), 0);
    assert_null(platform->type->getenv(platform, "SGP_TEST_VARIABLE"));
}

/* Makes a file of `len` letters and reads it with the limit max_bytes. */
static sgp_status read_file_of(size_t len, size_t max_bytes, sgp_arena *arena, sgp_str *text,
                               sgp_error *err)
{
    sgp_platform *platform = sgp_platform_posix();
    char path[] = "/tmp/sagepager-test-XXXXXX";
    int fd = mkstemp(path);
    sgp_status status;

    assert_true(fd >= 0);
    for (size_t i = 0; i < len; i++)
        assert_int_equal(write(fd, i % 2 ? "b" : "a", 1), 1);
    assert_int_equal(close(fd), 0);
    status = platform->type->read_file(platform, path, max_bytes, arena, text, err);
    assert_int_equal(unlink(path), 0);
    return status;
}

static void files_of_any_size_are_read_whole(void **state)
{
    static const size_t sizes[] = { 0, 1, 4094, 4095, 4096, 8191, 10000 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        sgp_arena arena;
        sgp_str text;
        sgp_error err = TEST_ERROR_INIT;
        sgp__arena_init(&arena, NULL, 1000000);
        assert_int_equal(read_file_of(sizes[i], 10000, &arena, &text, &err), SGP_OK);
        assert_int_equal(text.len, sizes[i]);
        assert_int_equal(text.ptr[text.len], '\0');
        if (text.len > 0) assert_int_equal(text.ptr[text.len - 1], text.len % 2 ? 'a' : 'b');
        sgp__arena_deinit(&arena);
    }
}

static void a_file_over_a_bound_is_an_error_that_names_it(void **state)
{
    sgp_arena arena;
    sgp_str text;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__arena_init(&arena, NULL, 1000000);
    assert_int_equal(read_file_of(10001, 10000, &arena, &text, &err), SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "/tmp/sagepager-test-"));
    assert_non_null(strstr(sgp_error_message(&err), "longer than 10000 bytes"));
    sgp__arena_deinit(&arena);
    sgp__arena_init(&arena, NULL, 5000); /* the arena's limit counts as lack of memory */
    sgp_error_reset(&err);
    assert_int_equal(read_file_of(10000, 10000, &arena, &text, &err), SGP_ERR_MEMORY);
    sgp__arena_deinit(&arena);
}

/* botocore uses os.path.isfile. Opening a FIFO could wait for its writer. */
static void directories_and_fifos_do_not_block(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    char path[] = "/tmp/sagepager-test-XXXXXX";
    char fifo[sizeof path + 8];
    sgp_arena arena;
    sgp_str text = { NULL, 1 };
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__arena_init(&arena, NULL, 100000);
    assert_non_null(mkdtemp(path));
    assert_int_equal(platform->type->read_file(platform, path, 1000, &arena, &text, &err),
                     SGP_NOT_CONFIGURED);
    (void)snprintf(fifo, sizeof fifo, "%s/fifo", path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(platform->type->read_file(platform, fifo, 1000, &arena, &text, &err), SGP_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(unlink(fifo), 0);
    assert_int_equal(rmdir(path), 0);
    sgp__arena_deinit(&arena);
}

/* --- programs --------------------------------------------------------------------------------- */

/* Runs a program to its end; the caller calls process_end. */
static sgp_status run_program(sgp_process *process, const char *const *argv, size_t max_bytes,
                              sgp_arena *arena, sgp_error *err)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_status status;

    memset(process, 0, sizeof *process);
    process->argv = argv;
    process->max_bytes = max_bytes;
    process->arena = arena;
    while ((status = platform->type->process_run(platform, process, err)) == SGP_AGAIN)
        assert_int_equal(platform->type->wait(platform, &process->wants), SGP_OK);
    return status;
}

/* Makes text the rest of our standard input. */
static void set_input(const char *text)
{
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(dup2(ends[0], 0), 0);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(close(ends[1]), 0);
}

static void a_program_runs_without_a_shell_and_its_output_is_read(void **state)
{
    static const char *const argv[] = {
        "/bin/sh", "-c", "cat; printf '%s' \"$1\"; echo oops >&2; exit 7", "sh", "a b;$HOME", NULL
    };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    (void)state;
    sgp__arena_init(&arena, NULL, 1000000);
    set_input("typed ");
    assert_int_equal(run_program(&process, argv, 100, &arena, &err), SGP_OK);
    assert_str(process.output, "typed a b;$HOME"); /* the input is inherited */
    assert_str(process.errors, "oops\n");
    assert_int_equal(process.exit_code, 7);
    platform->type->process_end(platform, &process);
    platform->type->process_end(platform, &process);
    sgp__arena_deinit(&arena);
}

static void long_output_on_both_pipes_is_read(void **state)
{
    static const char *const argv[] = {
        "/bin/sh", "-c",
        "head -c 300000 /dev/zero | tr '\\0' e >&2; head -c 60000 /dev/zero | tr '\\0' o", NULL
    };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    (void)state;
    sgp__arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&process, argv, 60000, &arena, &err), SGP_OK);
    assert_int_equal(process.output.len, 60000);
    assert_int_equal(process.errors.len, 2048);
    assert_int_equal(process.exit_code, 0);
    platform->type->process_end(platform, &process);
    assert_int_equal(run_program(&process, argv, 59999, &arena, &err), SGP_ERR_LIMIT);
    platform->type->process_end(platform, &process);
    sgp__arena_deinit(&arena);
}

static void a_missing_program_is_reported(void **state)
{
    static const char *const none[] = { "/no/such/program", NULL };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    (void)state;
    if (getenv("SGP_IS_EMULATED")) {
        print_message("SKIPPED: qemu-user reports a missing program only by the exit code 127\n");
        skip();
    }
    sgp__arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&process, none, 100, &arena, &err), SGP_ERR_PLATFORM);
    assert_string_equal(sgp_error_message(&err),
                        "the program /no/such/program cannot be started (no such file)");
    platform->type->process_end(platform, &process);
    sgp__arena_deinit(&arena);
}

static void a_killed_program_is_reported(void **state)
{
    static const char *const killed[] = { "/bin/sh", "-c", "kill -9 $$", NULL };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    (void)state;
    sgp__arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&process, killed, 100, &arena, &err), SGP_OK);
    assert_int_equal(process.exit_code, -1);
    platform->type->process_end(platform, &process);
    sgp__arena_deinit(&arena);
}

static int kills; /* calls of kill */

int kill(pid_t pid, int number)
{
    kills++;
    return (int)syscall(SYS_kill, pid, number);
}

/* A host that ignores SIGCHLD has no zombies: when a program has ended, another may get its
 * number. */
static void process_end_kills_no_program_that_has_ended(void **state)
{
    static const char *const argv[] = { "/bin/echo", "more than four bytes", NULL };
    sgp_platform *platform = sgp_platform_posix();
    void (*before)(int) = signal(SIGCHLD, SIG_IGN);
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    (void)state;
    sgp__arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&process, argv, 4, &arena, &err), SGP_ERR_LIMIT);
    while (waitpid(-1, NULL, 0) > 0) { /* until it has ended */
    }
    kills = 0;
    platform->type->process_end(platform, &process);
    assert_true(signal(SIGCHLD, before) == SIG_IGN);
    assert_int_equal(kills, 0);
    sgp__arena_deinit(&arena);
}

static void process_end_kills_a_running_program(void **state)
{
    static const char *const argv[] = { "/bin/sleep", "1000", NULL };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    (void)state;
    sgp__arena_init(&arena, NULL, 1000000);
    memset(&process, 0, sizeof process);
    process.argv = argv;
    process.max_bytes = 100;
    process.arena = &arena;
    assert_int_equal(platform->type->process_run(platform, &process, &err), SGP_AGAIN);
    platform->type->process_end(platform, &process);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    assert_int_equal(errno, ECHILD);
    sgp__arena_deinit(&arena);
}

/* Prints for ever. The alarm ends the test if a call does not return. */
static sgp_status first_result_of_endless(const char *command, sgp_error *err, int calls)
{
    const char *argv[] = { "/bin/sh", "-c", NULL, NULL };
    sgp_platform *platform = sgp_platform_posix();
    sgp_status status = SGP_AGAIN;
    sgp_process process;
    sgp_arena arena;

    argv[2] = command;
    sgp__arena_init(&arena, NULL, 1000000);
    memset(&process, 0, sizeof process);
    process.argv = argv;
    process.max_bytes = 100;
    process.arena = &arena;
    assert_true(signal(SIGALRM, SIG_DFL) != SIG_ERR);
    (void)alarm(60);
    for (int i = 0; i < calls && status == SGP_AGAIN; i++) {
        status = platform->type->process_run(platform, &process, err);
        if (status == SGP_AGAIN)
            assert_int_equal(platform->type->wait(platform, &process.wants), SGP_OK);
    }
    platform->type->process_end(platform, &process);
    (void)alarm(0);
    sgp__arena_deinit(&arena);
    return status;
}

static void endless_errors_do_not_hold_a_call(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(first_result_of_endless("exec yes >&2", &err, 200), SGP_AGAIN);
}

static void endless_output_fails_at_the_limit(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(first_result_of_endless("exec yes", &err, 1000000), SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "prints more than 100 bytes"));
}

/* Runs a program that survives only if the signal is ignored or blocked. */
static int exit_code_of_one_that_gets(const char *signal_name)
{
    const char *argv[] = { "/bin/sh", "-c", "kill -s $0 $$; exit 9", signal_name, NULL };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_process process;

    sgp__arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&process, argv, 1000, &arena, &err), SGP_OK);
    platform->type->process_end(platform, &process);
    sgp__arena_deinit(&arena);
    return process.exit_code;
}

static void a_program_inherits_no_blocked_signal_and_no_ignored_sigpipe(void **state)
{
    sigset_t blocked;

    (void)state;
    assert_true(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    assert_true(signal(SIGUSR1, SIG_IGN) != SIG_ERR);
    assert_int_equal(sigemptyset(&blocked), 0);
    assert_int_equal(sigaddset(&blocked, SIGTERM), 0);
    assert_int_equal(sigprocmask(SIG_BLOCK, &blocked, NULL), 0);
    assert_int_equal(exit_code_of_one_that_gets("PIPE"), -1);
    assert_int_equal(exit_code_of_one_that_gets("TERM"), -1);
    assert_int_equal(exit_code_of_one_that_gets("USR1"), 9); /* stays ignored, for nohup */
    assert_int_equal(sigprocmask(SIG_UNBLOCK, &blocked, NULL), 0);
    assert_true(signal(SIGUSR1, SIG_DFL) != SIG_ERR);
    assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
}

/* Two programs run, so that the pipes of the first are open when the second starts. */
static void a_program_inherits_no_descriptor_of_the_library(void **state)
{
    static const char *const first[] = { "/bin/sleep", "1000", NULL };
    static const char *const second[] = {
        "/bin/sh", "-c",
        "for i in 3 4 5 6 7 8 9; do if (: <&$i) 2>/dev/null; then echo $i; fi; done", NULL
    };
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    sgp_process processes[2];
    sgp_arena arena;

    (void)state;
    for (int fd = 3; fd < 10; fd++)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC); /* those of whoever started this test */
    sgp__arena_init(&arena, NULL, 1000000);
    memset(processes, 0, sizeof processes);
    processes[0].argv = first;
    processes[0].max_bytes = 100;
    processes[0].arena = &arena;
    assert_int_equal(platform->type->process_run(platform, &processes[0], &err), SGP_AGAIN);
    assert_int_equal(run_program(&processes[1], second, 100, &arena, &err), SGP_OK);
    assert_str(processes[1].output, "");
    for (int i = 0; i < 2; i++)
        platform->type->process_end(platform, &processes[i]);
    sgp__arena_deinit(&arena);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void a_file_is_replaced_completely_and_is_private_to_its_owner(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    char folder[] = "/tmp/sagepager-test-XXXXXX";
    char path[sizeof folder + 8];
    struct stat file;
    sgp_error err = TEST_ERROR_INIT;
    sgp_str text = { NULL, 0 };
    sgp_arena arena;

    (void)state;
    sgp__arena_init(&arena, NULL, 100000);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/file", folder);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            platform->type->write_file(platform, path, sgp_str_from(i ? "new" : "old"), &err),
            SGP_OK);
        assert_int_equal(platform->type->read_file(platform, path, 100, &arena, &text, &err),
                         SGP_OK);
        assert_str(text, i ? "new" : "old");
    }
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_int_equal(platform->type->is_open_to_others(platform, path), 0);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_not_equal(platform->type->is_open_to_others(platform, path), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(platform->type->is_open_to_others(platform, path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing else is left in it */
    assert_int_equal(platform->type->write_file(platform, path, sgp_str_from("x"), &err),
                     SGP_ERR_PLATFORM);
    assert_non_null(strstr(sgp_error_message(&err), "it cannot be written (errno 2)"));
    sgp__arena_deinit(&arena);
}

/* A folder of its own, and the path of a file in it. */
typedef struct one_file {
    char folder[32];
    char path[64];
    char message[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err;
} one_file;

static void one_file_init(one_file *f)
{
    memset(f, 0, sizeof *f);
    f->err.buffer = f->message;
    f->err.buffer_bytes = sizeof f->message;
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/sagepager-test-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    (void)snprintf(f->path, sizeof f->path, "%s/file", f->folder);
}

static sgp_status one_file_write(one_file *f, sgp_str text)
{
    sgp_platform *platform = sgp_platform_posix();

    return platform->type->write_file(platform, f->path, text, &f->err);
}

/* Fails unless the folder contains only the file. Removes both. */
static void one_file_deinit(one_file *f)
{
    assert_int_equal(unlink(f->path), 0);
    assert_int_equal(rmdir(f->folder), 0);
}

#define WRITERS 4
#define WRITES 60
#define LETTERS 8192

/* Runs in a process of its own: each file consists of one letter, which is the writer's. */
static int write_letters(one_file *f, char letter)
{
    char text[LETTERS];
    int failures = 0;

    memset(text, letter, sizeof text);
    for (int i = 0; i < WRITES; i++)
        failures += one_file_write(f, (sgp_str){ text, sizeof text }) != SGP_OK;
    return failures;
}

static int is_whole(sgp_str text)
{
    size_t same = 0;

    while (same < text.len && text.ptr[same] == text.ptr[0])
        same++;
    return text.len == LETTERS && same == LETTERS;
}

static int count_torn_reads(const one_file *f)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_error err = TEST_ERROR_INIT;
    int torn = 0;

    for (int i = 0; i < 200; i++) {
        sgp_str text = { NULL, 0 };
        sgp_arena arena;

        sgp__arena_init(&arena, NULL, 100000);
        torn += platform->type->read_file(platform, f->path, 2 * LETTERS, &arena, &text, &err) !=
                    SGP_OK ||
                !is_whole(text);
        sgp__arena_deinit(&arena);
    }
    return torn;
}

/* Waits for the writers while it reads. Returns the number of writers with a failed write. */
static int read_until_writers_end(const one_file *f, int *torn)
{
    int ended = 0, failed = 0;

    while (ended < WRITERS) {
        int status = 0;

        *torn += count_torn_reads(f);
        if (waitpid(-1, &status, WNOHANG) <= 0) continue;
        ended++;
        failed += status != 0;
    }
    return failed;
}

static void writers_at_once_neither_fail_nor_tear_the_file(void **state)
{
    one_file f;
    int failed, torn = 0;

    (void)state;
    one_file_init(&f);
    assert_int_equal(write_letters(&f, 'z'), 0);
    for (int i = 0; i < WRITERS; i++) {
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0) _exit(write_letters(&f, (char)('a' + i)) != 0);
    }
    failed = read_until_writers_end(&f, &torn);
    assert_int_equal(torn, 0);
    assert_int_equal(failed, 0);
    one_file_deinit(&f);
}

/* The file that a crash left behind once blocked or received the text of another writer. */
static void a_file_that_a_crash_left_behind_is_not_touched(void **state)
{
    char left[80];
    struct stat file;
    one_file f;
    FILE *out;

    (void)state;
    one_file_init(&f);
    (void)snprintf(left, sizeof left, "%s.new", f.path);
    out = fopen(left, "w");
    assert_non_null(out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(one_file_write(&f, sgp_str_from("text")), SGP_OK);
    assert_int_equal(stat(left, &file), 0);
    assert_int_equal(unlink(left), 0);
    one_file_deinit(&f);
}

static void a_file_that_cannot_be_written_keeps_its_text(void **state)
{
    static char text[LETTERS];
    struct rlimit old, small;
    struct stat file;
    one_file f;

    (void)state;
    one_file_init(&f);
    assert_int_equal(one_file_write(&f, sgp_str_from("old")), SGP_OK);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = LETTERS / 2;
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(one_file_write(&f, (sgp_str){ text, sizeof text }), SGP_ERR_PLATFORM);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_non_null(strstr(sgp_error_message(&f.err), "it cannot be written (errno 27)"));
    assert_int_equal(stat(f.path, &file), 0);
    assert_int_equal(file.st_size, 3);
    one_file_deinit(&f);
}

static void a_rename_that_fails_leaves_no_file_behind(void **state)
{
    one_file f;

    (void)state;
    one_file_init(&f);
    assert_int_equal(mkdir(f.path, 0700), 0);
    assert_int_equal(one_file_write(&f, sgp_str_from("text")), SGP_ERR_PLATFORM);
    assert_non_null(strstr(sgp_error_message(&f.err), "it cannot be written (errno 21)"));
    assert_int_equal(rmdir(f.path), 0);
    assert_int_equal(rmdir(f.folder), 0);
}

/* botocore's os.replace does the same. */
static void a_link_is_replaced_and_its_target_is_not_changed(void **state)
{
    struct stat file;
    char target[80];
    one_file f;

    (void)state;
    one_file_init(&f);
    assert_int_equal(one_file_write(&f, sgp_str_from("target")), SGP_OK);
    (void)snprintf(target, sizeof target, "%s/target", f.folder);
    assert_int_equal(rename(f.path, target), 0);
    assert_int_equal(symlink(target, f.path), 0);
    assert_int_equal(one_file_write(&f, sgp_str_from("text")), SGP_OK);
    assert_int_equal(lstat(f.path, &file), 0);
    assert_true(S_ISREG(file.st_mode));
    assert_int_equal(stat(target, &file), 0);
    assert_int_equal(file.st_size, 6);
    assert_int_equal(unlink(target), 0);
    one_file_deinit(&f);
}

/* --- locks ------------------------------------------------------------------------------------ */

static sgp_status lock_one_file(one_file *f, int64_t *lock)
{
    sgp_platform *platform = sgp_platform_posix();

    sgp_error_reset(&f->err);
    return platform->type->lock_file(platform, f->path, lock, &f->err);
}

/* A process that is killed leaves a file, but no lock. */
static void a_lock_ends_with_its_process(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    int64_t lock;
    int ready[2], status;
    char byte;
    one_file f;
    pid_t pid;

    (void)state;
    one_file_init(&f);
    assert_int_equal(pipe(ready), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        if (lock_one_file(&f, &lock) == SGP_OK) (void)!write(ready[1], "x", 1);
        for (;;)
            (void)pause();
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(lock_one_file(&f, &lock), SGP_AGAIN);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(lock_one_file(&f, &lock), SGP_OK);
    platform->type->unlock_file(platform, lock);
    (void)close(ready[0]);
    (void)close(ready[1]);
    one_file_deinit(&f);
}

/* Each increment reads and writes, so it is lost if two processes do it at once. */
static int increment(one_file *f, const char *counter)
{
    sgp_platform *platform = sgp_platform_posix();
    char text[2] = { 0, 0 };
    int64_t lock;
    sgp_str old;
    sgp_arena arena;
    sgp_status status;

    while ((status = lock_one_file(f, &lock)) == SGP_AGAIN)
        (void)sched_yield();
    if (status != SGP_OK) return 1;
    sgp__arena_init(&arena, NULL, 100000);
    status = platform->type->read_file(platform, counter, 10, &arena, &old, &f->err);
    if (status == SGP_OK) {
        text[0] = (char)(old.ptr[0] + 1);
        status = platform->type->write_file(platform, counter, (sgp_str){ text, 1 }, &f->err);
    }
    sgp__arena_deinit(&arena);
    platform->type->unlock_file(platform, lock);
    return status != SGP_OK;
}

static void no_increment_under_a_lock_is_lost(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    char counter[80];
    int status, failed = 0;
    sgp_str text;
    sgp_arena arena;
    one_file f;

    (void)state;
    one_file_init(&f);
    (void)snprintf(counter, sizeof counter, "%s/counter", f.folder);
    assert_int_equal(platform->type->write_file(platform, counter, sgp_str_from("A"), &f.err), 0);
    for (int i = 0; i < WRITERS; i++) {
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid > 0) continue;
        for (int n = 0; n < 10; n++)
            failed += increment(&f, counter);
        _exit(failed);
    }
    for (int i = 0; i < WRITERS; i++)
        failed += waitpid(-1, &status, 0) < 0 || status != 0;
    assert_int_equal(failed, 0);
    sgp__arena_init(&arena, NULL, 100000);
    assert_int_equal(platform->type->read_file(platform, counter, 10, &arena, &text, &f.err), 0);
    assert_int_equal(text.ptr[0], 'A' + 10 * WRITERS);
    sgp__arena_deinit(&arena);
    assert_int_equal(unlink(counter), 0);
    one_file_deinit(&f);
}

static void a_lock_that_cannot_be_made_is_an_error_that_names_it(void **state)
{
    struct stat file;
    int64_t lock;
    one_file f;

    (void)state;
    one_file_init(&f);
    assert_int_equal(mkdir(f.path, 0700), 0);
    assert_int_equal(lock_one_file(&f, &lock), SGP_ERR_PLATFORM);
    assert_non_null(strstr(sgp_error_message(&f.err), "file: it cannot be locked (errno 21)"));
    assert_int_equal(rmdir(f.path), 0);
    assert_int_equal(lock_one_file(&f, &lock), SGP_OK);
    assert_int_equal(stat(f.path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    sgp_platform_posix()->type->unlock_file(sgp_platform_posix(), lock);
    one_file_deinit(&f);
}

/* --- homes ------------------------------------------------------------------------------------ */

static void homes_are_those_of_the_user_database(void **state)
{
    sgp_platform *platform = sgp_platform_posix();
    const struct passwd *own = getpwuid(getuid());
    sgp_error err = TEST_ERROR_INIT;
    sgp_str home = { NULL, 0 };
    sgp_arena arena;

    (void)state;
    assert_non_null(own);
    sgp__arena_init(&arena, NULL, 100000);
    assert_int_equal(platform->type->home(platform, NULL, &arena, &home, &err), SGP_OK);
    assert_str(home, own->pw_dir);
    assert_int_equal(platform->type->home(platform, own->pw_name, &arena, &home, &err), SGP_OK);
    assert_str(home, own->pw_dir);
    assert_int_equal(platform->type->home(platform, "no such user", &arena, &home, &err),
                     SGP_NOT_CONFIGURED);
    sgp__arena_deinit(&arena);
    sgp__arena_init(&arena, NULL, 100);
    assert_int_equal(platform->type->home(platform, NULL, &arena, &home, &err), SGP_ERR_MEMORY);
    sgp__arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wall_clock_is_the_systems),
        cmocka_unit_test(a_wait_without_descriptor_sleeps_until_its_time_and_not_less),
        cmocka_unit_test(less_than_a_millisecond_is_waited_for_too),
        cmocka_unit_test(a_time_in_the_past_does_not_wait),
        cmocka_unit_test(a_ready_descriptor_ends_the_wait),
        cmocka_unit_test(a_descriptor_that_is_not_ready_waits_for_the_time),
        cmocka_unit_test(waiting_for_ever_on_nothing_is_refused),
        cmocka_unit_test(a_closed_descriptor_is_an_error_and_not_a_busy_loop),
        cmocka_unit_test(a_signal_ends_the_wait_early_and_is_no_error),
        cmocka_unit_test(a_time_too_far_for_poll_is_still_waited_for),
        cmocka_unit_test(random_fills_every_byte),
        cmocka_unit_test(getenv_reads_the_environment),
        cmocka_unit_test(files_of_any_size_are_read_whole),
        cmocka_unit_test(a_file_over_a_bound_is_an_error_that_names_it),
        cmocka_unit_test(directories_and_fifos_do_not_block),
        cmocka_unit_test(a_program_runs_without_a_shell_and_its_output_is_read),
        cmocka_unit_test(long_output_on_both_pipes_is_read),
        cmocka_unit_test(a_missing_program_is_reported),
        cmocka_unit_test(a_killed_program_is_reported),
        cmocka_unit_test(process_end_kills_no_program_that_has_ended),
        cmocka_unit_test(process_end_kills_a_running_program),
        cmocka_unit_test(endless_errors_do_not_hold_a_call),
        cmocka_unit_test(endless_output_fails_at_the_limit),
        cmocka_unit_test(a_program_inherits_no_blocked_signal_and_no_ignored_sigpipe),
        cmocka_unit_test(a_program_inherits_no_descriptor_of_the_library),
        cmocka_unit_test(a_file_is_replaced_completely_and_is_private_to_its_owner),
        cmocka_unit_test(writers_at_once_neither_fail_nor_tear_the_file),
        cmocka_unit_test(a_file_that_a_crash_left_behind_is_not_touched),
        cmocka_unit_test(a_file_that_cannot_be_written_keeps_its_text),
        cmocka_unit_test(a_rename_that_fails_leaves_no_file_behind),
        cmocka_unit_test(a_link_is_replaced_and_its_target_is_not_changed),
        cmocka_unit_test(a_lock_ends_with_its_process),
        cmocka_unit_test(no_increment_under_a_lock_is_lost),
        cmocka_unit_test(a_lock_that_cannot_be_made_is_an_error_that_names_it),
        cmocka_unit_test(homes_are_those_of_the_user_database),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
