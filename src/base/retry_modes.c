/*
 * retry_modes.c - the adaptive and the legacy retry mode. A build with the standard
 * mode alone has retry_modes_none.c instead.
 *
 * Source of the legacy mode: botocore/retryhandler.py, data/_retry.json.
 */
#include "sgp_retry.h"

#include "sgp_err.h"
#include "sgp_units.h"

#define DOUBLINGS_MAX 12

/* With HTTP status 400. */
static const char *const legacy_codes[] = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "ProvisionedThroughputExceededException",
};

int sgp__retry_wanted_by_legacy(const sgp_error *err)
{
    return sgp__is_transient_http_status(err->http_status) || err->http_status == 429 ||
           err->http_status == 509 ||
           (err->http_status == 400 && SGP__CODE_IS_ONE_OF(err->code, legacy_codes));
}

sgp_status sgp__retry_mode_check(sgp_retry_mode mode, sgp_error *err)
{
    if ((unsigned)mode <= SGP_RETRY_LEGACY) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 1110, "retry_mode is %d: expected one of SGP_RETRY_*",
                     (int)mode);
}

/* rand * 2^(retry-1) seconds. The bound of 68 minutes makes the product fit; botocore has none. */
int64_t sgp__retry_legacy_delay_us(int retry, uint32_t random32)
{
    int doublings = retry - 1 < DOUBLINGS_MAX ? retry - 1 : DOUBLINGS_MAX;

    return (int64_t)((((uint64_t)SGP__US_PER_SECOND << doublings) * random32) >> 32);
}
