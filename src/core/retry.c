/*
 * retry.c - pure: is a failure worth another attempt, what does it cost, how long to wait first.
 *
 * botocore's standard mode (botocore/retries/standard.py, quota.py). The waiting itself is the
 * client's state machine's; the clock and the randomness are arguments.
 */
#include "core.h"

#include <string.h>

#define QUOTA_CAPACITY 500
#define RETRY_COST 5
#define TIMEOUT_RETRY_COST 10

/* TransientRetryableChecker and ThrottledRetryableChecker; the two lists are asked alike. */
static const char *const retryable_codes[] = {
    "RequestTimeout",
    "RequestTimeoutException",
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

static int is_retryable_code(const char *code)
{
    for (size_t i = 0; i < sizeof retryable_codes / sizeof *retryable_codes; i++)
        if (strcmp(code, retryable_codes[i]) == 0) return 1;
    return 0;
}

static int is_transient_http_status(int status)
{
    return status == 500 || status == 502 || status == 503 || status == 504;
}

int sgp__retry_wanted(sgp_status status, const sgp_error *err)
{
    if (status == SGP_ERR_SERVICE)
        return is_transient_http_status(err->http_status) || is_retryable_code(err->code);
    return status == SGP_ERR_CONNECT || status == SGP_ERR_NETWORK || status == SGP_ERR_TIMEOUT ||
           status == SGP_ERR_TLS || status == SGP_ERR_PROXY;
}

void sgp__retry_quota_init(sgp__retry_quota *quota)
{
    quota->available = QUOTA_CAPACITY;
    quota->last_cost = 0;
}

int sgp__retry_take(sgp__retry_quota *quota, sgp_status status)
{
    int cost = status == SGP_ERR_TIMEOUT ? TIMEOUT_RETRY_COST : RETRY_COST;

    if (quota->available < cost) return 0;
    quota->available -= cost;
    quota->last_cost = cost;
    return 1;
}

void sgp__retry_give_back(sgp__retry_quota *quota)
{
    quota->available += quota->last_cost > 0 ? quota->last_cost : 1;
    if (quota->available > QUOTA_CAPACITY) quota->available = QUOTA_CAPACITY;
    quota->last_cost = 0;
}

/* AWS CLI v2's form: min(rand * 2^(retry-1), 20 s), rand from [0, 1). */
int64_t sgp__retry_delay_us(int retry, uint32_t random32)
{
    uint64_t delay_us = ((uint64_t)random32 * 1000000u) >> 32;
    uint64_t bound_us = (uint64_t)SGP_BACKOFF_MAX_MS * 1000u;

    for (int i = 0; i < retry - 1 && delay_us > 0 && delay_us < bound_us; i++)
        delay_us *= 2;
    return (int64_t)(delay_us < bound_us ? delay_us : bound_us);
}
