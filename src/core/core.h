/*
 * core.h - what the files of src/core share: request checks, endpoint, retry rules, the loop.
 */
#ifndef SGP_CORE_H
#define SGP_CORE_H

#include "sagepager/sagepager.h"

#include "uri.h"

#define SGP__USER_AGENT "sagepager/" SGP_VERSION

/* --- request_check.c -------------------------------------------------------------------------- */

/* botocore's checks of a request (botocore/validate.py): SGP_OK or SGP_ERR_PARAM, its sentences. */
SGP_MUST_CHECK sgp_status sgp__request_check(const sgp_list_image_versions_request *request,
                                             sgp_error *err);

/* --- endpoint.c ------------------------------------------------------------------------------- */

/* Where requests go and for which region they are signed. */
typedef struct sgp__endpoint {
    sgp__uri uri; /* path points into the url given, or is "" */
    char region[SGP_REGION_MAX + 1];
    char url[SGP_URL_MAX + 1];
} sgp__endpoint;

/*
 * Pure: region, FIPS, dual-stack and a custom URL to a place (botocore data/partitions.json and
 * data/sagemaker/2017-07-24/endpoint-rule-set-1.json). SGP_ERR_NO_REGION, SGP_ERR_CONFIG.
 */
SGP_MUST_CHECK sgp_status sgp__endpoint_resolve(const char *region, int use_fips, int use_dualstack,
                                                const char *endpoint_url, sgp__endpoint *out,
                                                sgp_error *err);

/* --- retry.c ---------------------------------------------------------------------------------- */

/* Tokens left for retries of one client (botocore/retries/quota.py). */
typedef struct sgp__retry_quota {
    int available;
    int last_cost; /* of the call's last retry; given back when it succeeds */
} sgp__retry_quota;

void sgp__retry_quota_init(sgp__retry_quota *quota);

/* Non-zero when botocore would try again after this failure. */
int sgp__retry_wanted(sgp_retry_mode mode, sgp_status status, const sgp_error *err);

/* Non-zero when the service says that requests come too fast. */
int sgp__retry_is_throttled(sgp_status status, const sgp_error *err);

/* Another call begins. */
void sgp__retry_begin(sgp__retry_quota *quota);

/* Takes the price of one retry from the quota; zero when there is not enough. */
int sgp__retry_take(sgp__retry_quota *quota, sgp_status status);

/* Notes a call's success: the price of its last retry, or 1, goes back. */
void sgp__retry_give_back(sgp__retry_quota *quota);

/* Microseconds before retry number `retry` (1-based); random32 is uniform. */
int64_t sgp__retry_delay_us(sgp_retry_mode mode, int retry, uint32_t random32);

/* --- drive.c ---------------------------------------------------------------------------------- */

/* One step of work that may answer SGP_AGAIN, and what it then waits for. */
typedef struct sgp__task {
    void *self;
    sgp_status (*step)(void *self, sgp_error *err);
    void (*wants)(void *self, sgp_wants *out);
} sgp__task;

/* Repeats step until it is done, waiting in between. The only place in the library that waits. */
SGP_MUST_CHECK sgp_status sgp__drive(const sgp_platform *platform, const sgp__task *task,
                                     sgp_error *err);

#endif
