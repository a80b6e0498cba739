/*
 * endpoint.c - resolves region and a custom URL to an endpoint.
 *
 * Pure. The rules are those of botocore
 * data/sagemaker/2017-07-24/endpoint-rule-set-1.json.
 */
#include "sgp_core.h"

#include "sgp_err.h"

#include <string.h>

sgp_status sgp__endpoint_resolve(const char *region, int use_fips, int use_dualstack,
                                 const char *endpoint_url, sgp__endpoint *out, sgp_error *err)
{
    memset(out, 0, sizeof *out);
    SGP_TRY(sgp__region_take(region, out->region, &use_fips, err));
    /* botocore/args.py: a custom endpoint silently disables FIPS and dual-stack. */
    out->url = endpoint_url;
    if (!endpoint_url || !endpoint_url[0])
        SGP_TRY(sgp__url_from_region(out, use_fips, use_dualstack, err));
    return sgp__uri_parse(out->url, "endpoint_url", &out->uri, err);
}
