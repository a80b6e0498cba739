/*
 * retry_modes_none.c - what retry_modes.c is in a build with the standard retry mode
 * alone.
 */
#include "sgp_retry.h"

#include "sgp_err.h"

sgp_status sgp__retry_mode_check(sgp_retry_mode mode, sgp_error *err)
{
    if (mode == SGP_RETRY_DEFAULT || mode == SGP_RETRY_STANDARD) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 1111,
                     "retry_mode is %d: this library was built without SGP_RETRY_MODES and has "
                     "only SGP_RETRY_STANDARD",
                     (int)mode);
}

int sgp__retry_wanted_by_legacy(const sgp_error *err)
{
    (void)err;
    return 0;
}

int64_t sgp__retry_legacy_delay_us(int retry, uint32_t random32)
{
    (void)retry;
    (void)random32;
    return 0;
}
