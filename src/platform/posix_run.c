/*
 * posix_run.c - runs a program and takes what it prints, without ever waiting for it.
 */
#include "posix_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define ERRORS_BYTES_MAX 2048u
/* Only one descriptor can be waited for; the other, and the end, are looked at this often. */
#define POLL_US 20000

/* What sgp_run.state holds. Descriptors are kept plus one, so that zero is none. */
enum { STARTED, PID, OUTPUT, ERRORS };

static int64_t now_us(void)
{
    struct timespec now = { 0, 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* always there */
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void close_fd(int64_t *slot)
{
    if (*slot) (void)close((int)*slot - 1);
    *slot = 0;
}

/* --- starting --------------------------------------------------------------------------------- */

/* Ours is not inherited and does not block; the other end is the program's. */
static int make_pipe(int64_t *ours, int *theirs)
{
    int ends[2];

    if (pipe(ends) != 0) return 0;
    *ours = ends[0] + 1;
    *theirs = ends[1];
    if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0 &&
        fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        return 1;
    (void)close(ends[1]); /* sgp__posix_run_end closes ours */
    return 0;
}

static int spawn(sgp_run *run, int output, int errors)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int failure = posix_spawn_file_actions_init(&actions);
    union {
        const char *const *given;
        char *const *wanted; /* posix_spawn changes none of them */
    } argv;

    if (failure != 0) return failure;
    argv.given = run->argv;
    failure = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (failure == 0) failure = posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (failure == 0) failure = posix_spawn_file_actions_adddup2(&actions, errors, 2);
    if (failure == 0)
        failure = posix_spawnp(&pid, run->argv[0], &actions, NULL, argv.wanted, environ);
    (void)posix_spawn_file_actions_destroy(&actions); /* cannot fail once it was made */
    run->state[PID] = pid;
    return failure;
}

static sgp_status cannot_start(const sgp_run *run, int failure, sgp_error *err)
{
    if (err) err->os_error = failure;
    return sgp_error_set(err, SGP_ERR_PLATFORM, "the program %.300s cannot be started (%s)",
                         run->argv[0],
                         failure == ENOENT   ? "there is none"
                         : failure == EACCES ? "no permission"
                                             : "a system call failed");
}

static sgp_status start(sgp_run *run, sgp_error *err)
{
    int output, errors, failure;

    run->output.ptr = sgp_arena_alloc(run->arena, run->max_bytes + 2);
    run->errors.ptr = sgp_arena_alloc(run->arena, ERRORS_BYTES_MAX + 1);
    if (!run->output.ptr || !run->errors.ptr)
        return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    run->state[STARTED] = 1;
    if (!make_pipe(&run->state[OUTPUT], &output)) return cannot_start(run, errno, err);
    if (make_pipe(&run->state[ERRORS], &errors)) {
        failure = spawn(run, output, errors);
        (void)close(errors);
    } else {
        failure = errno;
    }
    (void)close(output);
    return failure == 0 ? SGP_OK : cannot_start(run, failure, err);
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Reads what is there into text, of which capacity bytes are kept; closes at the end. */
static void drain(int64_t *fd, sgp_str *text, size_t capacity)
{
    char *start = (char *)(uintptr_t)text->ptr, rest[256] = "";
    ssize_t got = 1;

    while (*fd && got > 0) {
        size_t room = capacity - text->len;

        got = read((int)*fd - 1, room > 0 ? start + text->len : rest,
                   room > 0 ? room : sizeof rest);
        if (got > 0 && room > 0) text->len += (size_t)got;
        if (got < 0 && errno == EINTR) got = 1;
        if (got == 0 || (got < 0 && errno != EAGAIN)) close_fd(fd);
    }
}

static sgp_status wait_for_more(sgp_run *run)
{
    int64_t fd = run->state[OUTPUT] ? run->state[OUTPUT] : run->state[ERRORS];

    run->wants.fd = (int)fd - 1;
    run->wants.events = fd ? SGP_WANT_READ : 0;
    run->wants.at_us = now_us() + POLL_US;
    return SGP_AGAIN;
}

/* A host program that ignores SIGCHLD has no exit codes: what was printed has to do. */
static sgp_status reap(sgp_run *run)
{
    int status = 0;
    pid_t ended = waitpid((pid_t)run->state[PID], &status, WNOHANG);

    if (ended == 0 || (ended < 0 && errno == EINTR)) return wait_for_more(run);
    run->state[PID] = 0;
    run->exit_code = ended < 0 ? 0 : WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return SGP_OK;
}

sgp_status sgp__posix_run(void *self, sgp_run *run, sgp_error *err)
{
    (void)self;
    if (!run->state[STARTED]) {
        sgp_status status = start(run, err);
        if (status != SGP_OK) return status;
    }
    drain(&run->state[OUTPUT], &run->output, run->max_bytes + 1);
    drain(&run->state[ERRORS], &run->errors, ERRORS_BYTES_MAX);
    if (run->output.len > run->max_bytes)
        return sgp_error_set(err, SGP_ERR_LIMIT, "the program %.300s prints more than %zu bytes",
                             run->argv[0], run->max_bytes);
    if (run->state[OUTPUT] || run->state[ERRORS]) return wait_for_more(run);
    return reap(run);
}

void sgp__posix_run_end(void *self, sgp_run *run)
{
    pid_t pid = (pid_t)run->state[PID];

    (void)self;
    close_fd(&run->state[OUTPUT]);
    close_fd(&run->state[ERRORS]);
    if (pid > 0 && kill(pid, SIGKILL) == 0)
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
    run->state[PID] = 0;
}
