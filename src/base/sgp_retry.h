/*
 * sgp_retry.h - the rules for retries of one client of an AWS service: which failures are
 * retried, at what cost and after which delay.
 *
 * Pure. Source: botocore 1.44, retries/standard.py and quota.py; retryhandler.py for the
 * legacy mode.
 */
#ifndef SGP_BASE_RETRY_H
#define SGP_BASE_RETRY_H

#include "sagepager/sys/http.h"

#include "sgp_ascii.h"

/* Tokens that one client has spent on retries. Start from all zero. */
typedef struct sgp__retry_quota {
    int spent;
    int last_cost; /* of the call's last retry; given back if the call succeeds */
} sgp__retry_quota;

/* SGP_ERR_USAGE if the mode is none of SGP_RETRY_* or the build leaves it out. */
SGP_MUST_CHECK sgp_status sgp__retry_mode_check(sgp_retry_mode mode, sgp_error *err);

/* Returns the attempts of a call: `given`, or the mode's if that is 0. */
int sgp__retry_max_attempts(sgp_retry_mode mode, int given);

#define SGP__CODE_IS_ONE_OF(code, codes)                                                           \
    sgp__is_one_of(code, codes, sizeof(codes) / sizeof *(codes))

/* Non-zero for a status by which a server says that it failed for now. */
int sgp__is_transient_http_status(int status);

/* sgp__retry_wanted after an error response, in legacy mode. */
int sgp__retry_wanted_by_legacy(const sgp_error *err);

/* Non-zero if botocore retries after this failure. */
int sgp__retry_wanted(sgp_retry_mode mode, sgp_status status, const sgp_error *err);

/* Non-zero if the service throttles requests. */
int sgp__retry_is_throttled(sgp_status status, const sgp_error *err);

/* Starts a call. */
void sgp__retry_begin(sgp__retry_quota *quota);

/* Spends the cost of one retry. Returns zero if the quota is too low. */
int sgp__retry_take(sgp__retry_quota *quota, int is_throttled);

/* Records that a call succeeded: gives back the cost of its last retry, or 1 without a retry. */
void sgp__retry_give_back(sgp__retry_quota *quota);

/* Returns the microseconds to wait before retry number `retry` (1-based). random32 is uniform. */
uint32_t sgp__retry_delay_us(sgp_retry_mode mode, int retry, int is_throttled, uint32_t random32);

/* Returns delay_us, which is at most SGP_BACKOFF_MAX_MS, or a longer delay if x-amz-retry-after of
 * the response asks for one. */
uint32_t sgp__retry_after_us(const sgp_http_response *response, uint32_t delay_us);

#endif
