/*
 * progress.h - one line on the terminal that shows the progress of a long listing.
 *
 * It goes to standard error, is rewritten in place and does not appear in the first second. The
 * caller clears it before it prints anything else there.
 */
#ifndef SAGEPAGER_CLI_PROGRESS_H
#define SAGEPAGER_CLI_PROGRESS_H

#include <stdint.h>

typedef struct progress {
    int is_on;
    int is_shown;
    int64_t next_us; /* earliest time of the next update; monotonic */
} progress;

/* progress_init: prints nothing if is_on is zero. now_us is a monotonic clock, here and below. */
void progress_init(progress *p, int is_on, int64_t now_us);

/* progress_show: rewrites the line if it is time to. */
void progress_show(progress *p, int64_t now_us, int64_t pages, int64_t items);

/* progress_clear: removes the line. */
void progress_clear(progress *p);

/* progress_end: removes the line for good. */
void progress_end(progress *p);

#endif /* SAGEPAGER_CLI_PROGRESS_H */
