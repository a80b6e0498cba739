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
    long pid;
} pager;

/* pager_start: starts the command of AWS_PAGER, the profile's cli_pager, PAGER, or less, and
 * redirects `out` to it. There is no pager with an empty command, with --no-cli-pager and if
 * standard output is not a terminal. Returns 0, or -1 if it cannot be started. */
int pager_start(pager *p, const args *a, sgp_platform *platform, sink *out);

/* pager_finish: waits until the pager has shown everything. Returns 0, or -1 if the command does
 * not exist. */
int pager_finish(pager *p, sink *out);

#endif /* SAGEPAGER_CLI_PAGER_H */
