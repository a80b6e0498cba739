/*
 * client_options.c - turns the command line into options of the library; see client_options.h.
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

/* The message is urllib3's, to which botocore passes the value. 0 means no time-out, for which
 * the library has negative values. */
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
    if (seconds->value > INT64_MAX / 1000)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "--cli-%s-timeout is %" PRId64 ": expected at most %" PRId64
                             " seconds, or 0 for no timeout",
                             name, seconds->value, INT64_MAX / 1000);
    *ms = seconds->value == 0 ? -1 : seconds->value * 1000;
    return SGP_OK;
}

static sgp_status read_http1(const args *a, sgp_http1_options *http1, sgp_error *err)
{
    sgp_status st = take_timeout(&a->connect_timeout_s, "connect", &http1->connect_timeout_ms, err);

    return st != SGP_OK ? st
                        : take_timeout(&a->read_timeout_s, "read", &http1->read_timeout_ms, err);
}

static void read_client(const args *a, sgp_client_options *client)
{
    client->region = given(a->region);
    client->endpoint_url = given(a->endpoint_url);
    if (a->debug) client->trace = debug_trace();
}

sgp_status client_options_read(const args *a, sgp_platform *platform, client_options *options,
                               sgp_error *err)
{
    static const client_options defaults = { SGP_DEFAULT_OPTIONS_INIT, SGP_CLIENT_OPTIONS_INIT,
                                             SGP_TLS_OPTIONS_INIT, SGP_HTTP1_OPTIONS_INIT };
    sgp_status st;

    *options = defaults;
    read_client(a, &options->client);
    options->client.platform = platform;
    options->tls.ca_file = a->ca_bundle; /* "" is refused */
    options->tls.insecure_skip_verification = a->no_verify_ssl;
    options->all.client = &options->client;
    options->all.tls = &options->tls;
    options->all.http1 = &options->http1;
    options->all.profile = given(a->profile);
    options->all.backend = a->tls_backend;
    options->all.mfa_callback = mfa_prompt;
    options->all.no_sign_request = a->no_sign_request;
    st = sgp_file_credentials_cache_new(&options->all.credentials_cache, NULL, platform,
                                        sgp_json_document_parser(), NULL, err);
    return st == SGP_OK ? read_http1(a, &options->http1, err) : st;
}

void credentials_cache_end(sgp_credentials_cache *cache)
{
    if (cache != NULL) cache->type->destroy(cache);
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

sgp_status client_options_open(client_options *options, sgp_client **out, sgp_error *err)
{
    char region[SGP_REGION_MAX + 1];
    sgp_status st = sgp_client_new_default(out, &options->all, err);

    if (st != SGP_ERR_NO_REGION || options->client.http != NULL) return st;
    st = sgp_instance_region(&options->all, region, err);
    if (st < SGP_OK) return st;
    options->client.region = region; /* "": the error is the same as before */
    st = sgp_client_new_default(out, &options->all, err);
    options->client.region = NULL;
    return st;
}

sgp_status output_settings_read(const args *a, sgp_platform *platform, output_settings *out,
                                sgp_error *err)
{
    char variable[32] = "";
    const char *from_environment = platform->type->getenv(platform, "AWS_DEFAULT_OUTPUT");
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
