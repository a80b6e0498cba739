/*
 * sgp_core.h - the pure rules of src/core: request checks, endpoints, retries.
 */
#ifndef SGP_CORE_H
#define SGP_CORE_H

#include "sagepager/sagepager.h"

#include "sgp_ascii.h"
#include "sgp_uri.h"

#define SGP__USER_AGENT "sagepager/" SGP_VERSION

/* --- request_check.c -------------------------------------------------------------------------- */

/* The value that is sent as MaxResults: the request's own or the paginator's. */
sgp_opt_int sgp__max_results(const sgp_list_image_versions_request *request,
                             const sgp_page_params *params);

/* Makes botocore's checks: SGP_OK, or SGP_ERR_PARAM with botocore's message. */
SGP_MUST_CHECK sgp_status sgp__request_check(const sgp_list_image_versions_request *request,
                                             const sgp_page_params *params, sgp_error *err);

/* --- region.c --------------------------------------------------------------------------------- */

/* Copies a region's name. A pseudo-region such as fips-us-west-2 sets *use_fips and becomes the
 * region that it stands for (botocore/client.py, _normalize_fips_region). SGP_ERR_NO_REGION,
 * SGP_ERR_CONFIG. */
SGP_MUST_CHECK sgp_status sgp__region_take(const char *region, char out[SGP_REGION_MAX + 1],
                                           int *use_fips, sgp_error *err);

/* --- endpoint.c ------------------------------------------------------------------------------- */

/* The URL of requests, and the region that they are signed for. */
typedef struct sgp__endpoint {
    char region[SGP_REGION_MAX + 1];
    char *url;    /* owned */
    char *host;   /* owned; of the URL, in lower case */
    sgp__uri uri; /* its texts are views into url */
} sgp__endpoint;

/* Resolves region, FIPS, dual-stack and a custom URL. Deinitialise out also after an error.
 * SGP_ERR_NO_REGION, SGP_ERR_CONFIG, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__endpoint_resolve(const char *region, int use_fips, int use_dualstack,
                                                const char *endpoint_url,
                                                const sgp_allocator *allocator, sgp__endpoint *out,
                                                sgp_error *err);

void sgp__endpoint_deinit(sgp__endpoint *endpoint, const sgp_allocator *allocator);

/* Sets out->url to the service's URL in out->region. SGP_ERR_CONFIG, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__url_from_region(sgp__endpoint *out, int use_fips, int use_dualstack,
                                               const sgp_allocator *allocator, sgp_error *err);

/* --- retry.c ---------------------------------------------------------------------------------- */

/* Tokens that one client has spent on retries (botocore/retries/quota.py). Start from all zero. */
typedef struct sgp__retry_quota {
    int spent;
    int last_cost; /* of the call's last retry; given back if the call succeeds */
} sgp__retry_quota;

/* SGP_ERR_USAGE if the mode is none of SGP_RETRY_* or the build leaves it out. */
SGP_MUST_CHECK sgp_status sgp__retry_mode_check(sgp_retry_mode mode, sgp_error *err);

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
int sgp__retry_take(sgp__retry_quota *quota, sgp_status status);

/* Records that a call succeeded: gives back the cost of its last retry, or 1 without a retry. */
void sgp__retry_give_back(sgp__retry_quota *quota);

/* Returns the microseconds to wait before retry number `retry` (1-based). random32 is uniform. */
int64_t sgp__retry_delay_us(sgp_retry_mode mode, int retry, uint32_t random32);

#endif
