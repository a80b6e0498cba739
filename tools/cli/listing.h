/*
 * listing.h - the command's one job: fetch pages, print them, end well.
 */
#ifndef SAGEPAGER_CLI_LISTING_H
#define SAGEPAGER_CLI_LISTING_H

#include "args.h"

/*
 * listing_run: lists as the arguments say, items to standard output, everything else to standard
 * error. What is printed is a whole document even when an error or a signal cuts the listing short.
 * Returns the exit code.
 */
int listing_run(const args *a);

#endif /* SAGEPAGER_CLI_LISTING_H */
