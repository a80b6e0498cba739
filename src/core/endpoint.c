/*
 * endpoint.c - resolves region and a custom URL to an endpoint.
 *
 * Pure. The rules are those of botocore
 * data/sagemaker/2017-07-24/endpoint-rule-set-1.json.
 */
#include "sgp_core.h"

#include "sgp_err.h"
#include "sgp_mem.h"

#include <string.h>

/* botocore/args.py: a custom endpoint silently disables FIPS and dual-stack. */
static sgp_status make_url(sgp__endpoint *out, int use_fips, int use_dualstack,
                           const char *endpoint_url, const sgp_allocator *allocator, sgp_error *err)
{
    if (!endpoint_url || !endpoint_url[0])
        return sgp__url_from_region(out, use_fips, use_dualstack, allocator, err);
    out->url = sgp__copy_text(allocator, endpoint_url);
    return out->url ? SGP_OK : SGP__NO_MEMORY(err, strlen(endpoint_url) + 1);
}

sgp_status sgp__endpoint_resolve(const char *region, int use_fips, int use_dualstack,
                                 const char *endpoint_url, const sgp_allocator *allocator,
                                 sgp__endpoint *out, sgp_error *err)
{
    memset(out, 0, sizeof *out);
    SGP_TRY(sgp__region_take(region, out->region, &use_fips, err));
    SGP_TRY(make_url(out, use_fips, use_dualstack, endpoint_url, allocator, err));
    SGP_TRY(sgp__uri_parse(out->url, "endpoint_url", &out->uri, err));
    out->host = sgp__alloc(allocator, out->uri.host.len + 1);
    if (!out->host) return SGP__NO_MEMORY(err, out->uri.host.len + 1);
    sgp__uri_lower_host(&out->uri, out->host);
    return SGP_OK;
}

void sgp__endpoint_deinit(sgp__endpoint *endpoint, const sgp_allocator *allocator)
{
    sgp__free_text(allocator, endpoint->url);
    sgp__free_text(allocator, endpoint->host);
}
