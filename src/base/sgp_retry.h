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

/* The retries of one client. */
typedef struct sgp__retry {
    sgp_retry_mode mode;
    int max_attempts; /* of one call */
    int spent;        /* tokens; a new client has spent none */
    int last_cost;    /* of the call's last retry; given back if the call succeeds */
} sgp__retry;

/* Sets mode and attempts; max_attempts 0 means the mode's. SGP_ERR_USAGE if the mode is none of
 * SGP_RETRY_* or the build leaves it out. */
SGP_MUST_CHECK sgp_status sgp__retry_init(sgp__retry *retry, sgp_retry_mode mode, int max_attempts,
                                          sgp_error *err);

/* Starts a call. */
void sgp__retry_begin(sgp__retry *retry);

/* Records that a call succeeded: gives back the cost of its last retry, or 1 without a retry. */
void sgp__retry_give_back(sgp__retry *retry);

/* Non-zero if botocore retries after this failure. */
int sgp__retry_wanted(sgp_retry_mode mode, sgp_status status, const sgp_error *err);

/* Non-zero if the service throttles requests. */
int sgp__retry_is_throttled(sgp_status status, const sgp_error *err);

/*
 * Spends the cost of a retry after `attempts` attempts and returns the microseconds to wait
 * before it. Negative: too few tokens are left. The response counts only if status is
 * SGP_ERR_SERVICE. random32 is uniform.
 */
int64_t sgp__retry_take_us(sgp__retry *retry, int attempts, sgp_status status, const sgp_error *err,
                           const sgp_http_response *response, uint32_t random32);

/* --- retry_modes.c, retry_codes.c ------------------------------------------------------------- */

/* As sgp__retry_init. */
SGP_MUST_CHECK sgp_status sgp__retry_mode_check(sgp_retry_mode mode, sgp_error *err);

/* sgp__retry_wanted after an error response, in legacy mode. */
int sgp__retry_wanted_by_legacy(const sgp_error *err);

/* Returns the microseconds to wait before retry number `retry` (1-based), in legacy mode. */
int64_t sgp__retry_legacy_delay_us(int retry, uint32_t random32);

#define SGP__CODE_IS_ONE_OF(code, codes)                                                           \
    sgp__is_one_of(code, codes, sizeof(codes) / sizeof *(codes))

/* Non-zero for a status by which a server says that it failed for now. */
int sgp__is_transient_http_status(int status);

#endif
