/*
 * partitions_none.c - what partitions.c is in a build without partitions: each
 * client names its endpoint_url.
 */
#include "sgp_core.h"

#include "sgp_err.h"

sgp_status sgp__url_from_region(sgp__endpoint *out, int use_fips, int use_dualstack,
                                const sgp_allocator *allocator, sgp_error *err)
{
    (void)use_fips;
    (void)use_dualstack;
    (void)allocator;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 2035,
                     "no endpoint for the region %s: set endpoint_url, since this library was "
                     "built without SGP_PARTITIONS",
                     out->region);
}

sgp_status sgp_service_url(sgp_service service, const char *region, int use_fips, int use_dualstack,
                           char *out, size_t out_bytes, sgp_error *err)
{
    (void)service;
    (void)region;
    (void)use_fips;
    (void)use_dualstack;
    (void)out;
    (void)out_bytes;
    sgp_error_reset(err);
    return SGP__FAIL(err, SGP_ERR_CONFIG, 2036,
                     "sgp_service_url: this library was built without SGP_PARTITIONS");
}
