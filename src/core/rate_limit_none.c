/*
 * rate_limit_none.c - what rate_limit.c is in a build with the standard retry mode alone.
 */
#include "sgp_rate_limit.h"

void sgp__rate_limit_init(sgp__rate_limit *limit, int64_t now_us)
{
    (void)limit;
    (void)now_us;
}

int64_t sgp__rate_limit_take(sgp__rate_limit *limit, int64_t now_us)
{
    (void)limit;
    return now_us;
}

void sgp__rate_limit_note(sgp__rate_limit *limit, int is_throttled, int64_t now_us)
{
    (void)limit;
    (void)is_throttled;
    (void)now_us;
}
