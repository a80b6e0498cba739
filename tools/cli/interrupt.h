/*
 * interrupt.h - signals that stop the command: SIGINT (Ctrl-C) and SIGTERM.
 *
 * The first signal is only recorded, so that the document on standard output can be closed. A
 * second one ends the process at once.
 */
#ifndef SAGEPAGER_CLI_INTERRUPT_H
#define SAGEPAGER_CLI_INTERRUPT_H

/* interrupt_watch: from now on the first SIGINT or SIGTERM is recorded and SIGPIPE is ignored. */
void interrupt_watch(void);

/* interrupt_outlast_pager: from now on every SIGINT is only recorded. A pager handles Ctrl-C. If
 * the command ended first, the terminal would stay as the pager has set it. */
void interrupt_outlast_pager(void);

/* interrupt_signal: returns the recorded signal, or 0. */
int interrupt_signal(void);

#endif /* SAGEPAGER_CLI_INTERRUPT_H */
