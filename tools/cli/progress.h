/*
 * progress.h - one line on the terminal that says how far a long listing is.
 *
 * Standard error only, rewritten in place, nothing in the first second. The caller clears it before
 * anything else is printed there.
 */
#ifndef SAGEPAGER_CLI_PROGRESS_H
#define SAGEPAGER_CLI_PROGRESS_H

#include <stdint.h>

typedef struct progress {
    int is_on;
    int is_shown;
    int64_t next_us; /* when the line may be written again; monotonic */
} progress;

/* progress_init: is_on zero keeps it silent. now_us is a monotonic clock, here and below. */
void progress_init(progress *p, int is_on, int64_t now_us);

/* progress_show: writes the line anew if it is time to. */
void progress_show(progress *p, int64_t now_us, int64_t pages, int64_t items);

/* progress_clear: takes the line away. */
void progress_clear(progress *p);

#endif /* SAGEPAGER_CLI_PROGRESS_H */
