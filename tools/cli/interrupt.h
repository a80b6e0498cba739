/*
 * interrupt.h - being told to stop: Ctrl-C and the polite kill.
 *
 * The first signal is only noted, so that the document on standard output can be closed; a second
 * one ends the process at once, whatever it hangs in.
 */
#ifndef SAGEPAGER_CLI_INTERRUPT_H
#define SAGEPAGER_CLI_INTERRUPT_H

/* interrupt_watch: from now on SIGINT and SIGTERM are noted once and SIGPIPE is ignored. */
void interrupt_watch(void);

/* interrupt_signal: the signal that was noted, or 0. */
int interrupt_signal(void);

#endif /* SAGEPAGER_CLI_INTERRUPT_H */
