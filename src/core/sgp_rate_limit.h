/*
 * sgp_rate_limit.h - limits the request rate of one client in the adaptive retry
 * mode.
 *
 * Pure: the clock is an argument. Source: botocore/retries/adaptive.py,
 * bucket.py, throttling.py.
 *
 */
#ifndef SGP_CORE_RATE_LIMIT_H
#define SGP_CORE_RATE_LIMIT_H

#include "sagepager/base.h"

typedef struct sgp__rate_limit {
    int is_active; /* set by the first response that throttles */

    /* The bucket. A request takes one token. */
    double fill_rate; /* tokens per second */
    double capacity;
    double tokens;
    int64_t filled_us;

    /* The measured rate of requests. */
    double measured;
    double count; /* since measured_from */
    double measured_from;

    /* CUBIC. */
    double w_max;
    double k;
    int64_t throttled_us;
} sgp__rate_limit;

void sgp__rate_limit_init(sgp__rate_limit *limit, int64_t now_us);

/* Takes a token for one request and returns now_us. If no token is left,
 * returns the time to call again. */
int64_t sgp__rate_limit_take(sgp__rate_limit *limit, int64_t now_us);

/* Records the end of one attempt. */
void sgp__rate_limit_note(sgp__rate_limit *limit, int is_throttled, int64_t now_us);

#endif
