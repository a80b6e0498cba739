/*
 * client_options.c - the command line as the library takes it; see client_options.h.
 */
#include "client_options.h"

#include <inttypes.h>

#include "debug.h"
#include "mfa.h"

/* An empty option counts as not given, as an empty variable does. */
static const char *given(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

/* botocore hands them to urllib3, whose sentence this is; 0 is botocore's word for none, which the
 * library calls negative. */
static sgp_status take_timeout(const sgp_opt_int *seconds, const char *name, int64_t *ms,
                               sgp_error *err)
{
    if (!seconds->is_set) return SGP_OK;
    if (seconds->value < 0)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "Attempted to set %s timeout to %" PRId64
                             ", but the timeout cannot be "
                             "set to a value less than or equal to 0.",
                             name, seconds->value);
    *ms = seconds->value == 0 || seconds->value > INT64_MAX / 1000 ? -1 : seconds->value * 1000;
    return SGP_OK;
}

sgp_status client_options(const args *a, const sgp_platform *platform, sgp_default_options *options,
                          sgp_error *err)
{
    sgp_status st = take_timeout(&a->connect_timeout_s, "connect",
                                 &options->http1.connect_timeout_ms, err);

    if (st == SGP_OK)
        st = take_timeout(&a->read_timeout_s, "read", &options->http1.read_timeout_ms, err);
    options->no_sign_request = a->no_sign_request;
    options->client.region = given(a->region);
    options->profile = given(a->profile);
    options->client.endpoint_url = given(a->endpoint_url);
    options->client.platform = platform;
    options->tls.ca_file = given(a->ca_bundle);
    options->tls.insecure_skip_verification = a->no_verify_ssl;
    options->backend = a->tls_backend;
    options->mfa = mfa_prompt();
    if (a->debug) options->client.trace = debug_trace();
    return st;
}

static sgp_status find_output(const char *name, const output_format **out, sgp_error *err)
{
    *out = given(name) != NULL ? output_find(name) : &output_json;
    if (*out != NULL) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Unknown output type: %.100s (accepted are json, jsonl, off, table, text "
                         "and yaml)",
                         name);
}

sgp_status client_output(const args *a, const sgp_platform *platform, const output_format **out,
                         sgp_error *err)
{
    const char *variable = platform->getenv(platform->self, "AWS_DEFAULT_OUTPUT");
    sgp_profile *profile = NULL;
    sgp_status st = SGP_OK;

    *out = a->output;
    if (*out != NULL) return SGP_OK;
    if (given(variable) != NULL) return find_output(variable, out, err);
    st = sgp_profile_new(&profile, given(a->profile), platform, NULL, err);
    if (st == SGP_OK)
        st = find_output(sgp_profile_get(profile, SGP_PROFILE_BOTH, "output"), out, err);
    sgp_profile_free(profile);
    return st;
}
