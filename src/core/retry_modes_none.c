/*
 * retry_modes_none.c - what retry_modes.c and rate_limit.c are in a build with the
 * standard retry mode alone.
 */
#include "sgp_core.h"

#include "sgp_err.h"
#include "sgp_rate_limit.h"

sgp_status sgp__retry_mode_check(sgp_retry_mode mode, sgp_error *err)
{
    if (mode == SGP_RETRY_DEFAULT || mode == SGP_RETRY_STANDARD) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 2037,
                     "retry_mode is %d: this library was built without SGP_RETRY_MODES and has "
                     "only SGP_RETRY_STANDARD",
                     (int)mode);
}

int sgp__retry_wanted_by_legacy(const sgp_error *err)
{
    (void)err;
    return 0;
}

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
