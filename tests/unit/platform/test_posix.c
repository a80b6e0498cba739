/*
 * Tests of src/platform/posix.c on the real clock and real descriptors.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS INT64_C(1000)

static sgp_wants at(const sgp_platform *platform, int64_t after_us)
{
    sgp_wants wants = SGP_WANTS_INIT;

    wants.at_us = platform->monotonic_us(platform->self) + after_us;
    return wants;
}

static int64_t time_of_wait(const sgp_platform *platform, const sgp_wants *wants)
{
    int64_t start = platform->monotonic_us(platform->self);

    assert_int_equal(platform->wait(platform->self, wants), SGP_OK);
    return platform->monotonic_us(platform->self) - start;
}

static void the_wall_clock_is_the_systems(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    time_t before = time(NULL);
    int64_t now_us = platform.wall_us(platform.self);

    (void)state;
    assert_true(now_us / 1000000 >= before);
    assert_true(now_us / 1000000 <= time(NULL) + 1);
}

static void a_wait_without_descriptor_sleeps_until_its_time_and_not_less(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = at(&platform, 20 * MS + 1);

    (void)state;
    assert_true(time_of_wait(&platform, &wants) > 10 * MS);
    assert_true(platform.monotonic_us(platform.self) >= wants.at_us);
}

/* Rounded down, less than a millisecond would be no wait at all: the caller would spin. */
static void less_than_a_millisecond_is_waited_for_too(void **state)
{
    sgp_platform platform = sgp_platform_posix();

    (void)state;
    for (int i = 0; i < 20; i++) {
        sgp_wants wants = at(&platform, 900);

        assert_int_equal(platform.wait(platform.self, &wants), SGP_OK);
        assert_true(platform.monotonic_us(platform.self) >= wants.at_us);
    }
}

static void a_time_in_the_past_does_not_wait(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = at(&platform, -1);

    (void)state;
    assert_true(time_of_wait(&platform, &wants) < 500 * MS);
    wants.at_us = INT64_MIN;
    assert_true(time_of_wait(&platform, &wants) < 500 * MS);
}

static void a_ready_descriptor_ends_the_wait(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = at(&platform, 60000 * MS);
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    wants.fd = pipe_ends[1];
    wants.events = SGP_WANT_WRITE;
    assert_true(time_of_wait(&platform, &wants) < 30000 * MS);
    assert_int_equal(write(pipe_ends[1], "x", 1), 1);
    wants.fd = pipe_ends[0];
    wants.events = SGP_WANT_READ;
    wants.at_us = INT64_MAX;
    assert_true(time_of_wait(&platform, &wants) < 30000 * MS);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void a_descriptor_that_is_not_ready_waits_for_the_time(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = at(&platform, 20 * MS);
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    wants.fd = pipe_ends[0];
    wants.events = SGP_WANT_READ;
    assert_true(time_of_wait(&platform, &wants) > 10 * MS);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

static void waiting_for_ever_on_nothing_is_refused(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = SGP_WANTS_INIT;

    (void)state;
    assert_int_equal(platform.wait(platform.self, &wants), SGP_ERR_PLATFORM);
}

static void a_closed_descriptor_is_an_error_and_not_a_busy_loop(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = at(&platform, 20 * MS);
    int pipe_ends[2];

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    wants.fd = pipe_ends[0];
    wants.events = SGP_WANT_READ;
    assert_int_equal(platform.wait(platform.self, &wants), SGP_ERR_PLATFORM);
}

static void ignore_signal(int number)
{
    (void)number;
}

/* A signal every so often, should the first come before poll; 0: no more of them. */
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
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants = at(&platform, 60000 * MS);

    (void)state;
    signal_every(10 * MS);
    assert_true(time_of_wait(&platform, &wants) < 30000 * MS);
    signal_every(0);
}

/* 2^32 + 1 milliseconds cut to an int would be one. */
static void a_time_too_far_for_poll_is_still_waited_for(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_wants wants;

    (void)state;
    signal_every(50 * MS);
    wants = at(&platform, INT64_C(4294967297) * MS);
    assert_true(time_of_wait(&platform, &wants) > 20 * MS);
    signal_every(0);
}

/* The chance that 64 random bytes are all equal to those before is nil. */
static void random_fills_every_byte(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    unsigned char first[66] = { 0 }, second[66] = { 0 };

    (void)state;
    assert_int_equal(platform.random(platform.self, first + 1, 64), SGP_OK);
    assert_int_equal(platform.random(platform.self, second + 1, 64), SGP_OK);
    assert_memory_not_equal(first + 1, second + 1, 64);
    assert_memory_not_equal(first + 33, second + 33, 32);
    assert_int_equal(first[0] | first[65], 0);
    assert_int_equal(platform.random(platform.self, first, 0), SGP_OK);
}

static void getenv_reads_the_environment(void **state)
{
    sgp_platform platform = sgp_platform_posix();

    (void)state;
    assert_int_equal(setenv("SGP_TEST_VARIABLE", "value", 1), 0);
    assert_string_equal(platform.getenv(platform.self, "SGP_TEST_VARIABLE"), "value");
    assert_int_equal(unsetenv("SGP_TEST_VARIABLE"), 0);
    assert_null(platform.getenv(platform.self, "SGP_TEST_VARIABLE"));
}

/* A file of so many letters, read with a bound of max_bytes. */
static sgp_status read_file_of(size_t len, size_t max_bytes, sgp_arena *arena, sgp_str *text,
                               sgp_error *err)
{
    sgp_platform platform = sgp_platform_posix();
    char path[] = "/tmp/sagepager-test-XXXXXX";
    int fd = mkstemp(path);
    sgp_status status;

    assert_true(fd >= 0);
    for (size_t i = 0; i < len; i++)
        assert_int_equal(write(fd, i % 2 ? "b" : "a", 1), 1);
    assert_int_equal(close(fd), 0);
    status = platform.read_file(platform.self, path, max_bytes, arena, text, err);
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
        sgp_error err = SGP_ERROR_INIT;
        sgp_arena_init(&arena, NULL, 1000000);
        assert_int_equal(read_file_of(sizes[i], 10000, &arena, &text, &err), SGP_OK);
        assert_int_equal(text.len, sizes[i]);
        assert_int_equal(text.ptr[text.len], '\0');
        if (text.len > 0) assert_int_equal(text.ptr[text.len - 1], text.len % 2 ? 'a' : 'b');
        sgp_arena_deinit(&arena);
    }
}

static void a_file_over_a_bound_is_an_error_that_names_it(void **state)
{
    sgp_arena arena;
    sgp_str text;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_arena_init(&arena, NULL, 1000000);
    assert_int_equal(read_file_of(10001, 10000, &arena, &text, &err), SGP_ERR_LIMIT);
    assert_non_null(strstr(err.message, "/tmp/sagepager-test-"));
    assert_non_null(strstr(err.message, "longer than 10000 bytes"));
    sgp_arena_deinit(&arena);
    sgp_arena_init(&arena, NULL, 5000); /* of the arena's, which is lack of memory */
    sgp_error_reset(&err);
    assert_int_equal(read_file_of(10000, 10000, &arena, &text, &err), SGP_ERR_MEMORY);
    sgp_arena_deinit(&arena);
}

/* botocore asks os.path.isfile. Opening a FIFO would otherwise wait for who writes to it. */
static void what_is_no_file_is_none_or_empty_and_is_not_waited_for(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    char path[] = "/tmp/sagepager-test-XXXXXX";
    char fifo[sizeof path + 8];
    sgp_arena arena;
    sgp_str text = { NULL, 1 };
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_arena_init(&arena, NULL, 100000);
    assert_non_null(mkdtemp(path));
    assert_int_equal(platform.read_file(platform.self, path, 1000, &arena, &text, &err),
                     SGP_NOT_CONFIGURED);
    (void)snprintf(fifo, sizeof fifo, "%s/fifo", path);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(platform.read_file(platform.self, fifo, 1000, &arena, &text, &err), SGP_OK);
    assert_int_equal(text.len, 0);
    assert_int_equal(unlink(fifo), 0);
    assert_int_equal(rmdir(path), 0);
    sgp_arena_deinit(&arena);
}

/* --- programs --------------------------------------------------------------------------------- */

/* Runs a program to its end, waiting as it says; the state of run is the caller's to end. */
static sgp_status run_program(sgp_run *run, const char *const *argv, size_t max_bytes,
                              sgp_arena *arena, sgp_error *err)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_status status;

    memset(run, 0, sizeof *run);
    run->argv = argv;
    run->max_bytes = max_bytes;
    run->arena = arena;
    while ((status = platform.run(platform.self, run, err)) == SGP_AGAIN)
        assert_int_equal(platform.wait(platform.self, &run->wants), SGP_OK);
    return status;
}

static void a_program_runs_without_a_shell_and_is_heard(void **state)
{
    static const char *const argv[] = {
        "/bin/sh", "-c", "cat; printf '%s' \"$1\"; echo oops >&2; exit 7", "sh", "a b;$HOME", NULL
    };
    sgp_platform platform = sgp_platform_posix();
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;
    sgp_run run;

    (void)state;
    sgp_arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&run, argv, 100, &arena, &err), SGP_OK);
    assert_str(run.output, "a b;$HOME"); /* and the input was empty */
    assert_str(run.errors, "oops\n");
    assert_int_equal(run.exit_code, 7);
    platform.run_end(platform.self, &run);
    platform.run_end(platform.self, &run);
    sgp_arena_deinit(&arena);
}

static void a_program_that_talks_much_on_both_ends_is_heard_out(void **state)
{
    static const char *const argv[] = {
        "/bin/sh", "-c",
        "head -c 300000 /dev/zero | tr '\\0' e >&2; head -c 60000 /dev/zero | tr '\\0' o", NULL
    };
    sgp_platform platform = sgp_platform_posix();
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;
    sgp_run run;

    (void)state;
    sgp_arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&run, argv, 60000, &arena, &err), SGP_OK);
    assert_int_equal(run.output.len, 60000);
    assert_int_equal(run.errors.len, 2048);
    assert_int_equal(run.exit_code, 0);
    platform.run_end(platform.self, &run);
    assert_int_equal(run_program(&run, argv, 59999, &arena, &err), SGP_ERR_LIMIT);
    platform.run_end(platform.self, &run);
    sgp_arena_deinit(&arena);
}

static void a_program_that_is_none_or_dies_is_told(void **state)
{
    static const char *const none[] = { "/no/such/program", NULL };
    static const char *const killed[] = { "/bin/sh", "-c", "kill -9 $$", NULL };
    sgp_platform platform = sgp_platform_posix();
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;
    sgp_run run;

    (void)state;
    sgp_arena_init(&arena, NULL, 1000000);
    assert_int_equal(run_program(&run, none, 100, &arena, &err), SGP_ERR_PLATFORM);
    assert_string_equal(err.message,
                        "the program /no/such/program cannot be started (there is none)");
    platform.run_end(platform.self, &run);
    assert_int_equal(run_program(&run, killed, 100, &arena, &err), SGP_OK);
    assert_int_equal(run.exit_code, -1);
    platform.run_end(platform.self, &run);
    sgp_arena_deinit(&arena);
}

static void a_program_that_is_given_up_is_gone(void **state)
{
    static const char *const argv[] = { "/bin/sleep", "1000", NULL };
    sgp_platform platform = sgp_platform_posix();
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;
    sgp_run run;

    (void)state;
    sgp_arena_init(&arena, NULL, 1000000);
    memset(&run, 0, sizeof run);
    run.argv = argv;
    run.max_bytes = 100;
    run.arena = &arena;
    assert_int_equal(platform.run(platform.self, &run, &err), SGP_AGAIN);
    platform.run_end(platform.self, &run);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    assert_int_equal(errno, ECHILD);
    sgp_arena_deinit(&arena);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void a_file_is_replaced_whole_and_for_its_owner_alone(void **state)
{
    sgp_platform platform = sgp_platform_posix();
    char folder[] = "/tmp/sagepager-test-XXXXXX";
    char path[sizeof folder + 8];
    struct stat file;
    sgp_error err = SGP_ERROR_INIT;
    sgp_str text = { NULL, 0 };
    sgp_arena arena;

    (void)state;
    sgp_arena_init(&arena, NULL, 100000);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/file", folder);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(platform.write_file(NULL, path, sgp_str_from(i ? "new" : "old"), &err),
                         SGP_OK);
        assert_int_equal(platform.read_file(NULL, path, 100, &arena, &text, &err), SGP_OK);
        assert_str(text, i ? "new" : "old");
    }
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    assert_int_equal(platform.is_open_to_others(NULL, path), 0);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_not_equal(platform.is_open_to_others(NULL, path), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(platform.is_open_to_others(NULL, path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing else is left in it */
    assert_int_equal(platform.write_file(NULL, path, sgp_str_from("x"), &err), SGP_ERR_PLATFORM);
    assert_non_null(strstr(err.message, "it cannot be written (errno 2)"));
    sgp_arena_deinit(&arena);
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
        cmocka_unit_test(what_is_no_file_is_none_or_empty_and_is_not_waited_for),
        cmocka_unit_test(a_program_runs_without_a_shell_and_is_heard),
        cmocka_unit_test(a_program_that_talks_much_on_both_ends_is_heard_out),
        cmocka_unit_test(a_program_that_is_none_or_dies_is_told),
        cmocka_unit_test(a_program_that_is_given_up_is_gone),
        cmocka_unit_test(a_file_is_replaced_whole_and_for_its_owner_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
