/*
 * retry.c - decides whether a failure is retried, at what cost and after which
 * delay.
 *
 * Pure. The mode is botocore's standard one (botocore/retries/standard.py,
 * quota.py); retry_modes.c adds the others.
 */
#include "sgp_core.h"

#include "sgp_units.h"

#define QUOTA_CAPACITY 500
#define RETRY_COST 5
#define TIMEOUT_RETRY_COST 10

/* TransientRetryableChecker. */
static const char *const transient_codes[] = {
    "RequestTimeout",
    "RequestTimeoutException",
    "PriorRequestNotComplete",
};

/* ThrottlingErrorDetector. */
static const char *const throttling_codes[] = {
    "PriorRequestNotComplete",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "EC2ThrottledException",
};

int sgp__retry_is_throttled(sgp_status status, const sgp_error *err)
{
    return status == SGP_ERR_SERVICE && SGP__CODE_IS_ONE_OF(err->code, throttling_codes);
}

int sgp__retry_wanted(sgp_retry_mode mode, sgp_status status, const sgp_error *err)
{
    if (status == SGP_ERR_SERVICE && mode == SGP_RETRY_LEGACY)
        return sgp__retry_wanted_by_legacy(err);
    if (status == SGP_ERR_SERVICE)
        return sgp__is_transient_http_status(err->http_status) ||
               SGP__CODE_IS_ONE_OF(err->code, transient_codes) ||
               sgp__retry_is_throttled(status, err);
    return status == SGP_ERR_CONNECT || status == SGP_ERR_NETWORK || status == SGP_ERR_TIMEOUT ||
           status == SGP_ERR_TLS || status == SGP_ERR_PROXY;
}

void sgp__retry_begin(sgp__retry_quota *quota)
{
    quota->last_cost = 0;
}

int sgp__retry_take(sgp__retry_quota *quota, sgp_status status)
{
    int cost = status == SGP_ERR_TIMEOUT ? TIMEOUT_RETRY_COST : RETRY_COST;

    if (quota->spent + cost > QUOTA_CAPACITY) return 0;
    quota->spent += cost;
    quota->last_cost = cost;
    return 1;
}

void sgp__retry_give_back(sgp__retry_quota *quota)
{
    quota->spent -= quota->last_cost > 0 ? quota->last_cost : 1;
    if (quota->spent < 0) quota->spent = 0;
}

/* As the AWS CLI v2: min(rand * 2^(retry-1), 20 s) with rand from [0, 1). In legacy mode only the
 * call's deadline limits the delay. */
int64_t sgp__retry_delay_us(sgp_retry_mode mode, int retry, uint32_t random32)
{
    uint64_t delay_us = ((uint64_t)random32 * (uint64_t)SGP__US_PER_SECOND) >> 32;
    uint64_t bound_us = mode == SGP_RETRY_LEGACY ? (uint64_t)INT64_MAX / 2
                                                 : (uint64_t)(SGP_BACKOFF_MAX_MS * SGP__US_PER_MS);

    for (int i = 0; i < retry - 1 && delay_us > 0 && delay_us < bound_us; i++)
        delay_us *= 2;
    return (int64_t)(delay_us < bound_us ? delay_us : bound_us);
}
