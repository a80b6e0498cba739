/*
 * sgp_rate_limit.h - limits the request rate of one client in the adaptive retry
 * mode.
 *
 * Pure: the clock is an argument. Fixed point: rates are in 10^-8 requests per
 * second, up to 20,000 requests per second. Source: botocore/retries/adaptive.py,
 * bucket.py, throttling.py.
 */
#ifndef SGP_CORE_RATE_LIMIT_H
#define SGP_CORE_RATE_LIMIT_H

#include "sagepager/base.h"

#define SGP__RATE_UNIT INT64_C(100000000) /* one request per second */

typedef struct sgp__rate_limit {
    int is_active; /* set by the first response that throttles */

    /* The bucket. A request takes one token. */
    int64_t fill_rate; /* tokens per second, as a rate */
    int64_t tokens;    /* in 10^-14 tokens: what rate * microseconds gives */
    int64_t filled_us;

    /* The measured rate of requests. */
    int64_t measured;
    int64_t count; /* since measured_from */
    int64_t measured_from_half_s;

    /* CUBIC. */
    int64_t w_max; /* a rate */
    int64_t k_us;
    int64_t throttled_us;
} sgp__rate_limit;

void sgp__rate_limit_init(sgp__rate_limit *limit, int64_t now_us);

/* Takes a token for one request and returns now_us. If no token is left,
 * returns the time to call again. */
int64_t sgp__rate_limit_take(sgp__rate_limit *limit, int64_t now_us);

/* Records the end of one attempt. */
void sgp__rate_limit_note(sgp__rate_limit *limit, int is_throttled, int64_t now_us);

#endif
