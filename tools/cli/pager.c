/*
 * pager.c - runs a shell command at the end of a pipe; see pager.h.
 */
#include "pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "interrupt.h"

#define COMMAND_BYTES 4096
/* Without less the output is not paged (the AWS CLI then fails). */
#define DEFAULT_COMMAND "command -v less >/dev/null 2>&1 && exec less; exec cat"
#define NOT_FOUND 127 /* a shell's exit code for an unknown command */

/* POSIX.1-2024. The headers of the C library may offer only POSIX.1-2008. */
int pipe2(int ends[2], int flags);

extern char **environ;

/* --- which ---------------------------------------------------------------------------- */

/* The command is copied, because a variable is valid only until the next look-up. */
static void find_command(const args *a, sgp_platform *platform, char room[COMMAND_BYTES])
{
    const char *command = platform->type->getenv(platform, "AWS_PAGER");
    sgp_profile *profile = NULL;

    if (command == NULL && sgp_profile_new(&profile, a->profile, platform, NULL, NULL) == SGP_OK)
        command = sgp_profile_get(profile, SGP_PROFILE_BOTH, "cli_pager");
    if (command == NULL) command = platform->type->getenv(platform, "PAGER");
    (void)snprintf(room, COMMAND_BYTES, "%s", command != NULL ? command : DEFAULT_COMMAND);
    sgp_profile_free(profile);
}

/* --- running -------------------------------------------------------------------------- */

/* The command ignores SIGPIPE; the pager and its shell expect its default effect. */
static int reset_sigpipe(posix_spawnattr_t *attributes)
{
    sigset_t defaults;
    int failure;

    (void)sigemptyset(&defaults); /* fails, as sigaddset, only for an invalid signal number */
    (void)sigaddset(&defaults, SIGPIPE);
    failure = posix_spawnattr_setsigdefault(attributes, &defaults);
    return failure != 0 ? failure : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
}

static int spawn_shell(pager *p, char *command, const posix_spawn_file_actions_t *actions,
                       const posix_spawnattr_t *attributes)
{
    char shell[] = "/bin/sh";
    char option[] = "-c";
    char *argv[] = { shell, option, NULL, NULL };
    pid_t pid = 0;
    int failure;

    argv[2] = command;
    failure = posix_spawn(&pid, shell, actions, attributes, argv, environ);
    p->pid = pid;
    return failure;
}

/* The pager reads from the pipe; our end is not inherited. */
static int spawn(pager *p, char *command, int input)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);

    if (failure != 0) return failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        failure = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
        if (failure == 0) failure = reset_sigpipe(&attributes);
        if (failure == 0) failure = spawn_shell(p, command, &actions, &attributes);
        (void)posix_spawnattr_destroy(&attributes); /* cannot fail after init */
    }
    (void)posix_spawn_file_actions_destroy(&actions); /* cannot fail after init */
    return failure;
}

static int start_command(pager *p, char *command, sink *out)
{
    int ends[2];
    int failure = 0;

    (void)setenv("LESS", "FRX", 0); /* a failure only changes how less looks */
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    interrupt_outlast_pager();
    failure = spawn(p, command, ends[0]);
    (void)close(ends[0]);
    if (failure != 0) {
        (void)close(ends[1]);
        return -1;
    }
    out->fd = ends[1];
    p->is_running = 1;
    return 0;
}

void pager_start(pager *p, const args *a, sgp_platform *platform, sink *out)
{
    char command[COMMAND_BYTES];

    if (a->no_cli_pager || !isatty(out->fd)) return;
    find_command(a, platform, command);
    if (command[0] == '\0' || start_command(p, command, out) == 0) return;
    p->has_failed = 1;
    out->os_error = EIO;
}

int pager_finish(pager *p, sink *out)
{
    int status = 0;

    if (p->has_failed) return -1;
    if (!p->is_running) return 0;
    (void)close(out->fd);
    out->fd = STDOUT_FILENO;
    p->is_running = 0;
    while (waitpid((pid_t)p->pid, &status, 0) < 0)
        if (errno != EINTR) return 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND ? -1 : 0;
}
