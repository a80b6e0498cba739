/*
 * sgp_core.h - the pure rules of src/core: request checks, endpoints.
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

#endif
