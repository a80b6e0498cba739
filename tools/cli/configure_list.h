/*
 * configure_list.h - `sagepager configure list`: where settings and credentials come from.
 */
#ifndef SAGEPAGER_CLI_CONFIGURE_LIST_H
#define SAGEPAGER_CLI_CONFIGURE_LIST_H

#include "args.h"

/* configure_list_run: prints the table of `aws configure list` (AWS CLI 2.9), with keys masked
 * but for four characters; prints nothing if it fails. It asks the credentials provider as a
 * listing does, and blocks. Returns the exit code. */
int configure_list_run(const args *a);

#endif /* SAGEPAGER_CLI_CONFIGURE_LIST_H */
