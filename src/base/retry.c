/*
 * retry.c - the standard retry mode; see sgp_retry.h. retry_modes.c adds the others.
 */
#include "sgp_retry.h"

#define QUOTA_CAPACITY 500
#define RETRY_COST 14
#define THROTTLING_RETRY_COST 5
/* Of 32 bits, which takes less code on a microcontroller. */
#define US_PER_MS 1000u
#define SCALE_US (50 * US_PER_MS)
#define THROTTLING_SCALE_US (1000 * US_PER_MS)
#define BOUND_US (SGP_BACKOFF_MAX_MS * US_PER_MS)
#define LEGACY_BOUND_US (THROTTLING_SCALE_US << 12)
/* By which x-amz-retry-after may exceed our own delay. */
#define RETRY_AFTER_EXTRA_US (5000 * US_PER_MS)
/* All longer waits have the same effect. */
#define RETRY_AFTER_MAX_MS (SGP_BACKOFF_MAX_MS + 5000u)

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

int sgp__retry_max_attempts(sgp_retry_mode mode, int given)
{
    if (given > 0) return given;
    return mode == SGP_RETRY_LEGACY ? SGP_MAX_ATTEMPTS_LEGACY : SGP_MAX_ATTEMPTS;
}

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

int sgp__retry_take(sgp__retry_quota *quota, int is_throttled)
{
    int cost = is_throttled ? THROTTLING_RETRY_COST : RETRY_COST;

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

/* rand * min(scale * 2^(retry-1), 20 s) with rand from [0, 1). In legacy mode the scale is 1 s and
 * the bound 68 minutes, which fits; botocore has none. */
uint32_t sgp__retry_delay_us(sgp_retry_mode mode, int retry, int is_throttled, uint32_t random32)
{
    int is_legacy = mode == SGP_RETRY_LEGACY;
    uint32_t bound_us = is_legacy ? LEGACY_BOUND_US : BOUND_US;
    uint32_t delay_us = is_throttled || is_legacy ? THROTTLING_SCALE_US : SCALE_US;

    while (--retry > 0 && delay_us < bound_us)
        delay_us *= 2;
    if (delay_us > bound_us) delay_us = bound_us;
    return (uint32_t)(((uint64_t)delay_us * random32) >> 32);
}

/* Parses milliseconds as Python's int() does. 0: invalid. */
static uint32_t parse_retry_after(sgp_str text)
{
    size_t i = text.len > 0 && text.ptr[0] == '+', start = i;
    uint32_t ms = 0;

    for (; i < text.len; i++) {
        if (text.ptr[i] == '_' && i > start && i + 1 < text.len && text.ptr[i - 1] != '_') continue;
        if (!sgp__is_digit(text.ptr[i])) return 0;
        if (ms < RETRY_AFTER_MAX_MS) ms = ms * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return ms;
}

uint32_t sgp__retry_after_us(const sgp_http_response *response, uint32_t delay_us)
{
    sgp_str text = sgp_http_response_find_header(response, "x-amz-retry-after");
    uint32_t asked_us = parse_retry_after(text) * US_PER_MS;

    if (asked_us <= delay_us) return delay_us;
    return asked_us < delay_us + RETRY_AFTER_EXTRA_US ? asked_us : delay_us + RETRY_AFTER_EXTRA_US;
}
