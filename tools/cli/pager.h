/*
 * pager.h - sends output through a pager if standard output is a terminal, as the AWS CLI does
 * (awscli/utils.py, OutputStreamFactory).
 */
#ifndef SAGEPAGER_CLI_PAGER_H
#define SAGEPAGER_CLI_PAGER_H

#include "args.h"
#include "sink.h"

typedef struct pager {
    int is_running;
    int has_failed; /* it could not be started */
    long pid;
} pager;

/* pager_start: starts the command of AWS_PAGER, the profile's cli_pager, PAGER, or less, and
 * redirects `out` to it. There is no pager with an empty command, with --no-cli-pager and if
 * standard output is not a terminal. If it cannot be started, the sink records EIO. Call it when
 * there is something to show: the AWS CLI starts no pager for nothing (LazyPager). */
void pager_start(pager *p, const args *a, sgp_platform *platform, sink *out);

/* pager_finish: waits until the pager has ended. Ctrl-C is the pager's meanwhile. Returns 0, or -1
 * if the command does not exist or could not be started. */
int pager_finish(pager *p, sink *out);

#endif /* SAGEPAGER_CLI_PAGER_H */
