/*
 * posix_process.c - runs a program and collects its output, without blocking.
 */
#include "sgp_posix_process.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_units.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* POSIX.1-2024. The headers of the C library may offer only POSIX.1-2008. */
int pipe2(int ends[2], int flags);

extern char **environ;

#define ERRORS_BYTES_MAX 2048u
#define READS_MAX 64 /* in one call, from each pipe */
/* A caller can wait for one descriptor only; the other one and the program's end are polled. */
#define POLL_US (20 * SGP__US_PER_MS)

/* Members of sgp_process.state. OUTPUT and ERRORS are our ends of the pipes; -1: closed. They are
 * valid once STARTED is set, and process_end closes them. */
enum { STARTED, PID, OUTPUT, ERRORS };

static int64_t now_us(void)
{
    struct timespec now = { 0, 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * SGP__US_PER_SECOND + now.tv_nsec / 1000;
}

/* --- starting --------------------------------------------------------------------------------- */

typedef struct pipe_ends {
    int ours;   /* to read from; not inherited, does not block */
    int theirs; /* to write to; spawn gives the program a copy */
} pipe_ends;

static void close_fd(int fd)
{
    if (fd >= 0) (void)close(fd);
}

/* On failure both ends are -1. Setting close-on-exec in a second step would be too late: a program
 * that another thread starts in between inherits the writing end, and the output then ends only
 * with that program. O_NONBLOCK is for our end only. */
static int make_pipe(pipe_ends *made)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0) return 0;
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
        int failure = errno;

        close_fd(ends[0]);
        close_fd(ends[1]);
        errno = failure;
        return 0;
    }
    made->ours = ends[0];
    made->theirs = ends[1];
    return 1;
}

/* Standard input is the host's, as with Python's Popen: a program may ask a person. */
static int set_files(posix_spawn_file_actions_t *actions, int output, int errors)
{
    int failure = posix_spawn_file_actions_adddup2(actions, output, 1);

    if (failure == 0) failure = posix_spawn_file_actions_adddup2(actions, errors, 2);
    return failure;
}

/*
 * The host may ignore SIGPIPE and its thread may block signals; a program expects neither. Other
 * ignored signals stay ignored, because nohup relies on it.
 *
 * The program stays in the process group of the host. In a group of its own it would be in the
 * background of the terminal: it could not ask for an MFA code there (SIGTTIN), and Ctrl-C would
 * not reach it.
 */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t defaults, blocked;
    int failure;

    (void)sigemptyset(&blocked); /* sigemptyset and sigaddset fail only for invalid numbers */
    (void)sigemptyset(&defaults);
    (void)sigaddset(&defaults, SIGPIPE);
    failure = posix_spawnattr_setsigmask(attributes, &blocked);
    if (failure == 0) failure = posix_spawnattr_setsigdefault(attributes, &defaults);
    if (failure == 0)
        failure = posix_spawnattr_setflags(attributes,
                                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return failure;
}

static int spawn_with(sgp_process *process, const posix_spawn_file_actions_t *actions,
                      const posix_spawnattr_t *attributes)
{
    union {
        const char *const *given;
        char *const *wanted; /* posix_spawn does not change them */
    } argv;
    pid_t pid = 0;
    int failure;

    argv.given = process->argv;
    failure = posix_spawnp(&pid, process->argv[0], actions, attributes, argv.wanted, environ);
    process->state[PID] = failure == 0 ? pid : 0; /* POSIX leaves pid unspecified then */
    return failure;
}

static int spawn(sgp_process *process, int output, int errors)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);

    if (failure != 0) return failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        failure = set_files(&actions, output, errors);
        if (failure == 0) failure = set_signals(&attributes);
        if (failure == 0) failure = spawn_with(process, &actions, &attributes);
        (void)posix_spawnattr_destroy(&attributes); /* cannot fail after init */
    }
    (void)posix_spawn_file_actions_destroy(&actions); /* cannot fail after init */
    return failure;
}

static sgp_status cannot_start(const sgp_process *process, int failure, sgp_error *err)
{
    if (err) err->os_error = failure;
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 7004, "the program %.300s cannot be started (%s)",
                     process->argv[0],
                     failure == ENOENT   ? "no such file"
                     : failure == EACCES ? "no permission"
                                         : "a system call failed");
}

static sgp_status child_start(sgp_process *process, sgp_error *err)
{
    pipe_ends output = { -1, -1 }, errors = { -1, -1 };
    int failure;

    process->output.ptr = sgp_arena_alloc(process->arena, process->max_bytes + 2);
    process->errors.ptr = sgp_arena_alloc(process->arena, ERRORS_BYTES_MAX + 1);
    if (!process->output.ptr || !process->errors.ptr) return sgp__no_memory(err);
    failure = make_pipe(&output) && make_pipe(&errors)
                  ? spawn(process, output.theirs, errors.theirs)
                  : errno;
    close_fd(output.theirs);
    close_fd(errors.theirs);
    process->state[OUTPUT] = output.ours;
    process->state[ERRORS] = errors.ours;
    process->state[STARTED] = 1;
    return failure == 0 ? SGP_OK : cannot_start(process, failure, err);
}

/* --- reading ---------------------------------------------------------------------------------- */

static int is_open(const sgp_process *process, int which)
{
    return process->state[which] >= 0;
}

static void close_pipe(sgp_process *process, int which)
{
    close_fd((int)process->state[which]);
    process->state[which] = -1;
}

/* Reads into text and drops the bytes beyond capacity. Closes the pipe at its end. Zero if nothing
 * is available. */
static int read_some(sgp_process *process, int which, sgp_str *text, size_t capacity)
{
    char *start = (char *)(uintptr_t)text->ptr, rest[256];
    size_t room = capacity - text->len;
    ssize_t got = read((int)process->state[which], room > 0 ? start + text->len : rest,
                       room > 0 ? room : sizeof rest);

    if (got > 0 && room > 0) text->len += (size_t)got;
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) close_pipe(process, which);
    return got > 0 || (got < 0 && errno == EINTR);
}

/* Reads the available bytes, but not for ever: a program may write faster than we read. Non-zero if
 * more may be available. */
static int child_drain(sgp_process *process, int which, sgp_str *text, size_t capacity)
{
    for (int i = 0; i < READS_MAX; i++)
        if (!is_open(process, which) || !read_some(process, which, text, capacity)) return 0;
    return 1;
}

static sgp_status wait_for_more(sgp_process *process, int64_t after_us)
{
    int which = is_open(process, OUTPUT) ? OUTPUT : ERRORS;

    process->wants.fd = (int)process->state[which];
    process->wants.events = is_open(process, which) ? SGP_POLL_READ : 0;
    process->wants.at_us = now_us() + after_us;
    return SGP_AGAIN;
}

/* If the host program ignores SIGCHLD, there is no exit code; it counts as 0. */
static sgp_status reap(sgp_process *process)
{
    int status = 0;
    pid_t ended = waitpid((pid_t)process->state[PID], &status, WNOHANG);

    if (ended == 0 || (ended < 0 && errno == EINTR)) return wait_for_more(process, POLL_US);
    process->state[PID] = 0;
    process->exit_code = ended < 0 ? 0 : WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return SGP_OK;
}

sgp_status sgp__posix_process_run(sgp_platform *platform, sgp_process *process, sgp_error *err)
{
    int has_more;

    (void)platform;
    if (!process->state[STARTED]) SGP_TRY(child_start(process, err));
    has_more = child_drain(process, OUTPUT, &process->output, process->max_bytes + 1);
    if (process->output.len > process->max_bytes)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 7005, "the program %.300s prints more than %lu bytes",
                         process->argv[0], (unsigned long)process->max_bytes);
    has_more |= child_drain(process, ERRORS, &process->errors, ERRORS_BYTES_MAX);
    if (has_more) return wait_for_more(process, 0);
    if (is_open(process, OUTPUT) || is_open(process, ERRORS))
        return wait_for_more(process, POLL_US);
    return reap(process);
}

/* Programs that the program has started stay alive, as with Python's Popen.kill, which botocore
 * uses; see set_signals for why they have no process group to kill. A write to a pipe of ours gives
 * them SIGPIPE. */
void sgp__posix_process_end(sgp_platform *platform, sgp_process *process)
{
    pid_t pid = (pid_t)process->state[PID];

    (void)platform;
    if (!process->state[STARTED]) return;
    close_pipe(process, OUTPUT);
    close_pipe(process, ERRORS);
    /* If the host ignores SIGCHLD, an ended program is gone, and its number may be another's. */
    if (pid > 0 && waitpid(pid, NULL, WNOHANG) == 0 && kill(pid, SIGKILL) == 0)
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
    process->state[PID] = 0;
}
