/*
 * client_options.c - the command line as the library takes it; see client_options.h.
 */
#include "client_options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "debug.h"
#include "exit_code.h"
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
    options->client.no_attempt_headers = 1;
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
                         "Unknown output type: %.100s (accepted are json, jsonl, off, table, text, "
                         "yaml and yaml-stream)",
                         name);
}

static sgp_status find_times(const char *name, time_format *out, sgp_error *err)
{
    *out = TIME_FORMAT_ISO8601;
    if (name == NULL || strcmp(name, "iso8601") == 0) return SGP_OK;
    *out = TIME_FORMAT_WIRE;
    if (strcmp(name, "wire") == 0) return SGP_OK;
    (void)sgp_error_set(err, SGP_ERR_CONFIG,
                        "Unknown cli_timestamp_format value: %.100s, valid values are \"wire\" or "
                        "\"iso8601\"",
                        name);
    return exit_kind(err, "Configuration");
}

static sgp_status read_profile(const sgp_profile *profile, const char *output, output_settings *out,
                               sgp_error *err)
{
    const char *times = sgp_profile_get(profile, SGP_PROFILE_BOTH, "cli_timestamp_format");
    sgp_status st = find_times(times, &out->times, err);

    if (given(output) == NULL) output = sgp_profile_get(profile, SGP_PROFILE_BOTH, "output");
    return st == SGP_OK && out->format == NULL ? find_output(output, &out->format, err) : st;
}

sgp_status output_settings_read(const args *a, const sgp_platform *platform, output_settings *out,
                                sgp_error *err)
{
    char variable[32] = "";
    const char *from_environment = platform->getenv(platform->self, "AWS_DEFAULT_OUTPUT");
    sgp_profile *profile = NULL;
    sgp_status st = SGP_OK;

    out->format = a->output;
    if (from_environment != NULL)
        (void)snprintf(variable, sizeof(variable), "%s", from_environment);
    st = sgp_profile_new(&profile, given(a->profile), platform, NULL, err);
    if (st == SGP_OK) st = read_profile(profile, variable, out, err);
    sgp_profile_free(profile);
    return st;
}
