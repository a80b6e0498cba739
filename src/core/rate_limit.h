/*
 * rate_limit.h - pure: the adaptive retry mode's limit on requests a second, of one client.
 *
 * Source: botocore/retries/adaptive.py, bucket.py, throttling.py. The clock is an argument.
 */
#ifndef SGP_CORE_RATE_LIMIT_H
#define SGP_CORE_RATE_LIMIT_H

#include "sagepager/base.h"

typedef struct sgp__rate_limit {
    int is_active; /* from the first answer that throttles on */

    /* The bucket that requests take tokens from. */
    double fill_rate; /* tokens a second */
    double capacity;
    double tokens;
    int64_t filled_us;

    /* How fast requests really go. */
    double measured;
    double count; /* since measured_from */
    double measured_from;

    /* CUBIC. */
    double w_max;
    double k;
    int64_t throttled_us;
} sgp__rate_limit;

void sgp__rate_limit_init(sgp__rate_limit *limit, int64_t now_us);

/* Takes the token for one request: returns now_us, or when to ask again. */
int64_t sgp__rate_limit_take(sgp__rate_limit *limit, int64_t now_us);

/* Notes the end of one attempt. */
void sgp__rate_limit_note(sgp__rate_limit *limit, int is_throttled, int64_t now_us);

#endif
