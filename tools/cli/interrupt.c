/*
 * interrupt.c - signals that stop the command; see interrupt.h.
 */
#include "interrupt.h"

#include <signal.h>
#include <string.h>

/* The command's only mutable variable: a signal handler can reach nothing else. */
static volatile sig_atomic_t noted_signal;

static void note_signal(int number)
{
    noted_signal = number;
}

/* A signal that is ignored at the start (nohup, a shell's background job) stays ignored. */
static void watch(int number, unsigned flags)
{
    struct sigaction action;

    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) return;
    memset(&action, 0, sizeof(action));
    (void)sigemptyset(&action.sa_mask);
    action.sa_handler = note_signal;
    action.sa_flags = (int)flags;
    (void)sigaction(number, &action, NULL); /* fails only for an invalid signal number */
}

void interrupt_watch(void)
{
    watch(SIGINT, SA_RESETHAND); /* the second signal has its default effect */
    watch(SIGTERM, SA_RESETHAND);
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is reported as EPIPE, see sink.h */
}

void interrupt_outlast_pager(void)
{
    watch(SIGINT, 0);
}

int interrupt_signal(void)
{
    return noted_signal;
}
