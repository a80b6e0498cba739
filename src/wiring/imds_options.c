/*
 * imds_options.c - the settings of the instance's metadata service.
 */
#include "sgp_wiring.h"

#include "sgp_ascii.h"
#include "sgp_err.h"

#include <limits.h>

/* botocore/utils.py, resolve_imds_endpoint_mode. */
static sgp_status read_imds_endpoint(sgp_platform *platform, const sgp_profile *profile,
                                     sgp_arena *arena, const char **out, sgp_error *err)
{
    const char *endpoint = sgp__setting(platform, "AWS_EC2_METADATA_SERVICE_ENDPOINT", profile,
                                        "ec2_metadata_service_endpoint");
    sgp_str mode;
    int is_ipv6;

    if (endpoint) return sgp__arena_copy_text(arena, endpoint, out, err);
    mode = sgp_str_from(sgp__setting(platform, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", profile,
                                     "ec2_metadata_service_endpoint_mode"));
    is_ipv6 = sgp__equal_nocase(mode, "ipv6");
    if (mode.ptr && !is_ipv6 && !sgp__equal_nocase(mode, "ipv4"))
        return SGP__FAIL(err, SGP_ERR_CONFIG, 6016,
                         "Invalid EC2 Instance Metadata endpoint mode: %s Valid endpoint modes "
                         "(case-insensitive): ['ipv4', 'ipv6'].",
                         mode.ptr);
    if (!mode.ptr) is_ipv6 = sgp__is_on(0, platform, "AWS_IMDS_USE_IPV6", profile, "imds_use_ipv6");
    if (is_ipv6) *out = "http://[fd00:ec2::254]/";
    return SGP_OK;
}

static sgp_status read_imds_number(sgp_platform *platform, const sgp_profile *profile,
                                   const char *variable, const char *key, int *out, sgp_error *err)
{
    const char *text = sgp__setting(platform, variable, profile, key);

    if (!text || (sgp__read_number(text, out) == SGP__NUMBER_READ && *out > 0)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6017,
                     "%s is '%s' (from %s or the profile): expected an integer from 1 to %d", key,
                     text, variable, INT_MAX);
}

sgp_status sgp__imds_options(sgp_platform *platform, const sgp_profile *profile, sgp_arena *arena,
                             sgp_creds_imds_options *out, sgp_error *err)
{
    int timeout_s = 1;

    if (sgp__is_true(sgp__env(platform, "AWS_EC2_METADATA_DISABLED"))) return SGP_NOT_CONFIGURED;
    out->attempts = 1;
    SGP_TRY(read_imds_endpoint(platform, profile, arena, &out->endpoint, err));
    SGP_TRY(read_imds_number(platform, profile, "AWS_METADATA_SERVICE_TIMEOUT",
                             "metadata_service_timeout", &timeout_s, err));
    SGP_TRY(read_imds_number(platform, profile, "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
                             "metadata_service_num_attempts", &out->attempts, err));
    out->timeout_ms = (int64_t)timeout_s * 1000;
    out->is_v1_disabled = sgp__is_on(0, platform, "AWS_EC2_METADATA_V1_DISABLED", profile,
                                     "ec2_metadata_v1_disabled");
    return SGP_OK;
}
