/*
 * retry.c - the standard retry mode; see sgp_retry.h. retry_modes.c adds the others.
 */
#include "sgp_retry.h"

#include "sgp_err.h"

#define QUOTA_CAPACITY 500
#define RETRY_COST 14
#define THROTTLING_RETRY_COST 5
/* Of 32 bits, which takes less code on a microcontroller. */
#define US_PER_MS 1000u
#define SCALE_US (50 * US_PER_MS)
#define THROTTLING_SCALE_US (1000 * US_PER_MS)
#define BOUND_US (SGP_BACKOFF_MAX_MS * US_PER_MS)
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

sgp_status sgp__retry_init(sgp__retry *retry, sgp_retry_mode mode, int max_attempts, sgp_error *err)
{
    SGP_TRY(sgp__retry_mode_check(mode, err));
    if (max_attempts == 0)
        max_attempts = mode == SGP_RETRY_LEGACY ? SGP_MAX_ATTEMPTS_LEGACY : SGP_MAX_ATTEMPTS;
    retry->mode = mode;
    retry->max_attempts = max_attempts;
    return SGP_OK;
}

void sgp__retry_begin(sgp__retry *retry)
{
    retry->last_cost = 0;
}

void sgp__retry_give_back(sgp__retry *retry)
{
    retry->spent -= retry->last_cost > 0 ? retry->last_cost : 1;
    if (retry->spent < 0) retry->spent = 0;
}

/* rand * min(scale * 2^(attempts-1), 20 s) with rand from [0, 1) */
static uint32_t standard_delay_us(int attempts, int is_throttled, uint32_t random32)
{
    uint32_t delay_us = is_throttled ? THROTTLING_SCALE_US : SCALE_US;

    while (--attempts > 0 && delay_us < BOUND_US)
        delay_us *= 2;
    if (delay_us > BOUND_US) delay_us = BOUND_US;
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

/* max(delay, min(x-amz-retry-after, delay + 5 s)) */
static uint32_t extended_us(const sgp_http_response *response, uint32_t delay_us)
{
    sgp_str text = sgp_http_response_find_header(response, "x-amz-retry-after");
    uint32_t asked_us = parse_retry_after(text) * US_PER_MS;

    if (asked_us <= delay_us) return delay_us;
    return asked_us < delay_us + RETRY_AFTER_EXTRA_US ? asked_us : delay_us + RETRY_AFTER_EXTRA_US;
}

int64_t sgp__retry_take_us(sgp__retry *retry, int attempts, sgp_status status, const sgp_error *err,
                           const sgp_http_response *response, uint32_t random32)
{
    int is_throttled = sgp__retry_is_throttled(status, err);
    int cost = is_throttled ? THROTTLING_RETRY_COST : RETRY_COST;
    uint32_t delay_us;

    if (retry->mode == SGP_RETRY_LEGACY) return sgp__retry_legacy_delay_us(attempts, random32);
    if (retry->spent + cost > QUOTA_CAPACITY) return -1;
    retry->spent += cost;
    retry->last_cost = cost;
    delay_us = standard_delay_us(attempts, is_throttled, random32);
    return status == SGP_ERR_SERVICE ? extended_us(response, delay_us) : delay_us;
}
