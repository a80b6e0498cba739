/*
 * pager.h - output through a pager where standard output is a terminal, as the AWS CLI does
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

/* pager_start: AWS_PAGER, the profile's cli_pager, PAGER, less; none with an empty one, with
 * --no-cli-pager and where standard output is no terminal. Then out leads to it. Returns 0, or -1
 * when it cannot be started. */
int pager_start(pager *p, const args *a, const sgp_platform *platform, sink *out);

/* pager_finish: lets it show what is left and waits for it. Returns 0, or -1 when there was none of
 * that name. */
int pager_finish(pager *p, sink *out);

#endif /* SAGEPAGER_CLI_PAGER_H */
