/*
 * credentials_remote.c - settings into the providers that ask somebody over HTTP.
 */
#include "wiring.h"

#include <stdio.h>
#include <string.h>

/* The endpoint of a service: configured, or that of the region. In the arena. */
static sgp_status service_url(sgp__session *s, sgp_service service, const char *name,
                              const char *variable, const char *region, const char **url,
                              sgp_error *err)
{
    char of_region[SGP_URL_MAX + 1];
    const char *found;

    SGP_WIRE(sgp__endpoint_setting(&s->platform, s->profile, name, variable, &found, err));
    if (found) return sgp__keep(&s->arena, found, url, err);
    SGP_WIRE(sgp_service_url(service, region, s->use_fips, s->use_dualstack, of_region,
                             sizeof of_region, err));
    return sgp__keep(&s->arena, of_region, url, err);
}

/* --- web identity ----------------------------------------------------------------------------- */

sgp_status sgp__sts_url(sgp__session *s, const char **url, sgp_error *err)
{
    return service_url(s, SGP_SERVICE_STS, "sts", "AWS_ENDPOINT_URL_STS", s->region, url, err);
}

sgp_status sgp__make_web_identity(sgp__session *s, const sgp_profile *profile,
                                  int is_environment_asked, sgp_credentials_provider *out,
                                  sgp_error *err)
{
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;
    sgp_documents documents;
    sgp_creds_parts parts = sgp__session_parts(s, &documents);
    int env = is_environment_asked;

    SGP_WIRE(sgp__keep_setting(s, env ? "AWS_WEB_IDENTITY_TOKEN_FILE" : NULL, profile,
                               "web_identity_token_file", &options.token_file, err));
    if (!options.token_file) return SGP_OK;
    SGP_WIRE(sgp__keep_setting(s, env ? "AWS_ROLE_ARN" : NULL, profile, "role_arn",
                               &options.role_arn, err));
    SGP_WIRE(sgp__keep_setting(s, env ? "AWS_ROLE_SESSION_NAME" : NULL, profile,
                               "role_session_name", &options.role_session_name, err));
    SGP_WIRE(sgp__sts_url(s, &options.endpoint_url, err));
    documents = sgp_xml_documents();
    return sgp_creds_web_identity_new(out, &parts, &options, err);
}

/* --- SSO -------------------------------------------------------------------------------------- */

typedef struct sso_settings {
    const char *account_id, *role_name, *session, *start_url, *region;
} sso_settings;

/* What both the profile and its sso-session say must be the same. */
static sgp_status take_of_session(const sgp_profile *profile, const char *session, const char *key,
                                  const char **value, sgp_error *err)
{
    const char *other = NULL;

    SGP_WIRE(sgp_profile_sso_session(profile, session, key, &other, err));
    if (*value && other && strcmp(*value, other) != 0)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "The value for %s is inconsistent between profile (%s) and "
                             "sso-session (%s).",
                             key, *value, other);
    if (other) *value = other;
    return SGP_OK;
}

static sgp_status check_complete(const sgp_profile *profile, const sso_settings *found,
                                 sgp_error *err)
{
    const char *const values[] = { found->role_name, found->account_id, found->start_url,
                                   found->region };
    static const char *const names[] = { "sso_role_name", "sso_account_id", "sso_start_url",
                                         "sso_region" };
    char missing[128] = "";
    size_t used = 0;

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (!values[i])
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%s",
                                     used > 0 ? ", " : "", names[i]);
    if (used == 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "The profile \"%s\" is configured to use SSO but is missing required "
                         "configuration: %s",
                         sgp_profile_name(profile), missing);
}

static sgp_status find_sso(const sgp_profile *profile, sso_settings *found, sgp_error *err)
{
    found->account_id = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_account_id");
    found->role_name = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_role_name");
    if (!found->account_id && !found->role_name) return SGP_NOT_CONFIGURED;
    found->session = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_session");
    found->start_url = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_start_url");
    found->region = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_region");
    if (found->session) {
        SGP_WIRE(take_of_session(profile, found->session, "sso_start_url", &found->start_url, err));
        SGP_WIRE(take_of_session(profile, found->session, "sso_region", &found->region, err));
    }
    return check_complete(profile, found, err);
}

static sgp_status cache_folder(sgp__session *s, const char **out, sgp_error *err)
{
    const char *home = sgp__env(&s->platform, "HOME");
    char path[SGP_URL_MAX];

    if (!home || snprintf(path, sizeof path, "%s/.aws/sso/cache", home) >= (int)sizeof path)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "SSO needs HOME: its tokens are in ~/.aws/sso/cache");
    return sgp__keep(&s->arena, path, out, err);
}

sgp_status sgp__make_sso(sgp__session *s, const sgp_profile *profile, sgp_credentials_provider *out,
                         sgp_error *err)
{
    sgp_creds_sso_options options = SGP_CREDS_SSO_OPTIONS_INIT;
    sso_settings found = { NULL, NULL, NULL, NULL, NULL };
    sgp_documents documents;
    sgp_creds_parts parts = sgp__session_parts(s, &documents);
    sgp_status status = find_sso(profile, &found, err);

    if (status == SGP_NOT_CONFIGURED) return SGP_OK;
    SGP_WIRE(status);
    SGP_WIRE(service_url(s, SGP_SERVICE_SSO_PORTAL, "sso", "AWS_ENDPOINT_URL_SSO", found.region,
                         &options.portal_url, err));
    SGP_WIRE(service_url(s, SGP_SERVICE_SSO_OIDC, "sso_oidc", "AWS_ENDPOINT_URL_SSO_OIDC",
                         found.region, &options.oidc_url, err));
    SGP_WIRE(cache_folder(s, &options.cache_folder, err));
    options.account_id = found.account_id;
    options.role_name = found.role_name;
    options.session_name = found.session;
    options.start_url = found.start_url;
    options.region = found.region;
    options.crypto = &s->crypto;
    return sgp_creds_sso_new(out, &parts, &options, err);
}

/* --- container -------------------------------------------------------------------------------- */

static sgp_status keep_variable(sgp__session *s, const char *name, const char **out, sgp_error *err)
{
    return sgp__keep(&s->arena, sgp__env(&s->platform, name), out, err);
}

sgp_status sgp__make_container(sgp__session *s, sgp_credentials_provider *out, sgp_error *err)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    sgp_documents documents;
    sgp_creds_parts parts = sgp__session_parts(s, &documents);

    SGP_WIRE(
        keep_variable(s, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", &options.relative_uri, err));
    SGP_WIRE(keep_variable(s, "AWS_CONTAINER_CREDENTIALS_FULL_URI", &options.full_uri, err));
    if (!options.relative_uri && !options.full_uri) return SGP_OK;
    SGP_WIRE(keep_variable(s, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", &options.token_file, err));
    SGP_WIRE(keep_variable(s, "AWS_CONTAINER_AUTHORIZATION_TOKEN", &options.token, err));
    return sgp_creds_container_new(out, &parts, &options, err);
}

/* --- instance --------------------------------------------------------------------------------- */

/* botocore/utils.py, resolve_imds_endpoint_mode. */
static sgp_status imds_endpoint(sgp__session *s, const char **out, sgp_error *err)
{
    const char *mode;

    SGP_WIRE(sgp__keep_setting(s, "AWS_EC2_METADATA_SERVICE_ENDPOINT", s->profile,
                               "ec2_metadata_service_endpoint", out, err));
    if (*out) return SGP_OK;
    mode = sgp__setting(&s->platform, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", s->profile,
                        "ec2_metadata_service_endpoint_mode");
    if (mode && !sgp__equals_nocase(mode, "ipv4") && !sgp__equals_nocase(mode, "ipv6"))
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "Invalid EC2 Instance Metadata endpoint mode: %s Valid endpoint modes "
                             "(case-insensitive): ['ipv4', 'ipv6'].",
                             mode);
    if (mode ? sgp__equals_nocase(mode, "ipv6")
             : sgp__is_on(0, &s->platform, "AWS_IMDS_USE_IPV6", s->profile, "imds_use_ipv6"))
        *out = "http://[fd00:ec2::254]/";
    return SGP_OK;
}

static sgp_status imds_number(sgp__session *s, const char *variable, const char *key, int *out,
                              sgp_error *err)
{
    const char *text = sgp__setting(&s->platform, variable, s->profile, key);

    if (!text || (sgp__read_number(text, out) && *out > 0)) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "%s is '%s' (from %s or the profile): it must be a whole number of 1 or "
                         "more",
                         key, text, variable);
}

sgp_status sgp__make_imds(sgp__session *s, sgp_credentials_provider *out, sgp_error *err)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;
    sgp_documents documents;
    sgp_creds_parts parts = sgp__session_parts(s, &documents);
    int timeout_s = 1;

    if (sgp__is_true(sgp__env(&s->platform, "AWS_EC2_METADATA_DISABLED"))) return SGP_OK;
    SGP_WIRE(imds_endpoint(s, &options.endpoint, err));
    SGP_WIRE(imds_number(s, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", &timeout_s,
                         err));
    SGP_WIRE(imds_number(s, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts",
                         &options.attempts, err));
    options.timeout_ms = (int64_t)timeout_s * 1000;
    options.is_v1_disabled = sgp__is_on(0, &s->platform, "AWS_EC2_METADATA_V1_DISABLED", s->profile,
                                        "ec2_metadata_v1_disabled");
    return sgp_creds_imds_new(out, &parts, &options, err);
}
