/*
 * listing.h - lists: fetches pages and prints them.
 */
#ifndef SAGEPAGER_CLI_LISTING_H
#define SAGEPAGER_CLI_LISTING_H

#include "args.h"

/*
 * listing_run: prints items to standard output, everything else to standard error. The output is a
 * complete document even if an error or a signal ends the listing early. Returns the exit code.
 */
int listing_run(const args *a);

#endif /* SAGEPAGER_CLI_LISTING_H */
