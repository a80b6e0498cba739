/*
 * profile_sources.c - makes one credentials provider from settings: web identity, SSO, keys, a
 * login session, a process, the container, the instance.
 */
#include "sgp_wiring.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_path_expand.h"
#include "sgp_trace.h"

#include <string.h>

sgp_creds_parts sgp__profile_provider_parts(sgp__profile_provider *p, sgp_document_parser *parser)
{
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;

    parts.http = &p->http.base;
    parts.parser = parser;
    parts.platform = p->platform;
    parts.allocator = p->allocator;
    parts.trace = p->trace;
    parts.insecure_clear_text_credentials = p->is_clear_text_allowed;
    parts.retry_mode = p->retry_mode;
    parts.max_attempts = p->max_attempts;
    return parts;
}

static sgp_creds_parts json_parts(sgp__profile_provider *p)
{
    return sgp__profile_provider_parts(p, sgp_json_document_parser());
}

/* Copies a variable, else a setting; *out is NULL if neither is set. */
static sgp_status profile_sources_copy_setting(sgp__profile_provider *p, const char *variable,
                                               const sgp_profile *profile, const char *key,
                                               const char **out, sgp_error *err)
{
    return sgp__arena_copy_text(&p->arena, sgp__setting(p->platform, variable, profile, key), out,
                                err);
}

static sgp_status profile_sources_copy_variable(sgp__profile_provider *p, const char *name,
                                                const char **out, sgp_error *err)
{
    return sgp__arena_copy_text(&p->arena, sgp__env(p->platform, name), out, err);
}

/* Stores the configured endpoint of a service in *url, else that of the region. */
static sgp_status service_url(sgp__profile_provider *p, sgp_service service, const char *name,
                              const char *variable, const char *region, const char **url,
                              sgp_error *err)
{
    char of_region[SGP_HOST_MAX + 9];
    const char *configured;

    SGP_TRY(sgp__endpoint_setting(p->platform, p->profile, name, variable, &configured, err));
    if (configured) return sgp__arena_copy_text(&p->arena, configured, url, err);
    SGP_TRY(sgp_service_url(service, region, p->use_fips, p->use_dualstack, of_region,
                            sizeof of_region, err));
    return sgp__arena_copy_text(&p->arena, of_region, url, err);
}

/* --- web identity ----------------------------------------------------------------------------- */

sgp_status sgp__sts_url(sgp__profile_provider *p, const char **url, sgp_error *err)
{
    return service_url(p, SGP_SERVICE_STS, "sts", "AWS_ENDPOINT_URL_STS", p->region, url, err);
}

static sgp_status make_web_identity(sgp__profile_provider *p, const sgp_profile *profile,
                                    int is_environment_used, sgp_credentials_provider **out,
                                    sgp_error *err)
{
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;
    sgp_creds_assume_role_options role = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT; /* for the cache */
    sgp_creds_parts parts = sgp__profile_provider_parts(p, sgp_xml_document_parser());
    int env = is_environment_used;

    SGP_TRY(profile_sources_copy_setting(p, env ? "AWS_WEB_IDENTITY_TOKEN_FILE" : NULL, profile,
                                         "web_identity_token_file", &options.token_file, err));
    if (!options.token_file) return SGP_OK;
    SGP_TRY(profile_sources_copy_setting(p, env ? "AWS_ROLE_ARN" : NULL, profile, "role_arn",
                                         &options.role_arn, err));
    SGP_TRY(profile_sources_copy_setting(p, env ? "AWS_ROLE_SESSION_NAME" : NULL, profile,
                                         "role_session_name", &options.role_session_name, err));
    SGP_TRY(sgp__sts_url(p, &options.endpoint_url, err));
    SGP_TRY(sgp_creds_web_identity_new(out, &parts, &options, err));
    role.role_arn = options.role_arn;
    role.role_session_name = options.role_session_name;
    return sgp__share_role(p, &role, out, err);
}

/* --- SSO -------------------------------------------------------------------------------------- */

/* Takes a setting of the sso-session; the profile may only repeat it. */
static sgp_status take_session_setting(const sgp_profile *profile, const char *session,
                                       const char *key, const char **value, sgp_error *err)
{
    const char *other = NULL;

    SGP_TRY(sgp_profile_sso_session(profile, session, key, &other, err));
    if (*value && other && strcmp(*value, other) != 0)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 6011,
                         "The value for %s is inconsistent between profile (%s) and "
                         "sso-session (%s).",
                         key, *value, other);
    if (other) *value = other;
    return SGP_OK;
}

static sgp_status check_complete(const sgp_profile *profile, const sgp_creds_sso_options *found,
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
            used += sgp__format(missing + used, sizeof missing - used, "%s%s", used > 0 ? ", " : "",
                                names[i]);
    if (used == 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6012,
                     "The profile \"%s\" is configured to use SSO but is missing required "
                     "configuration: %s",
                     sgp_profile_name(profile), missing);
}

static sgp_status find_sso(const sgp_profile *profile, sgp_creds_sso_options *found, sgp_error *err)
{
    const char *session = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_session");

    found->account_id = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_account_id");
    found->role_name = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_role_name");
    if (!found->account_id && !found->role_name) return SGP_NOT_CONFIGURED;
    found->session_name = session;
    found->start_url = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_start_url");
    found->region = sgp_profile_get(profile, SGP_PROFILE_BOTH, "sso_region");
    if (session) {
        SGP_TRY(take_session_setting(profile, session, "sso_start_url", &found->start_url, err));
        SGP_TRY(take_session_setting(profile, session, "sso_region", &found->region, err));
    }
    return check_complete(profile, found, err);
}

static sgp_status cache_folder(sgp__profile_provider *p, const char **out, sgp_error *err)
{
    sgp_str path;

    SGP_TRY(sgp__path_expand(p->platform, "~/.aws/sso/cache", &p->arena, &path, err));
    *out = path.ptr;
    if (path.ptr[0] != '~') return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6013,
                     "SSO needs a home folder for ~/.aws/sso/cache: HOME is not set, and the user "
                     "of this process is not known to the system");
}

static sgp_status make_sso(sgp__profile_provider *p, const sgp_profile *profile,
                           sgp_credentials_provider **out, sgp_error *err)
{
    sgp_creds_sso_options options = SGP_CREDS_SSO_OPTIONS_INIT;
    sgp_creds_parts parts = json_parts(p);
    sgp_status status = find_sso(profile, &options, err);

    if (status == SGP_NOT_CONFIGURED) return SGP_OK;
    SGP_TRY(status);
    SGP_TRY(service_url(p, SGP_SERVICE_SSO_PORTAL, "sso", "AWS_ENDPOINT_URL_SSO", options.region,
                        &options.portal_url, err));
    SGP_TRY(service_url(p, SGP_SERVICE_SSO_OIDC, "sso_oidc", "AWS_ENDPOINT_URL_SSO_OIDC",
                        options.region, &options.oidc_url, err));
    SGP_TRY(cache_folder(p, &options.cache_folder, err));
    options.crypto = p->crypto;
    SGP_TRY(sgp_creds_sso_new(out, &parts, &options, err));
    return sgp__share_sso(p, &options, out, err);
}

/* --- sessions of aws login -------------------------------------------------------------------- */

/* botocore/utils.py, get_login_token_cache_directory. */
static sgp_status login_folder(sgp__profile_provider *p, const char **out, sgp_error *err)
{
    const char *folder = sgp__env(p->platform, "AWS_LOGIN_CACHE_DIRECTORY");
    sgp_str path;

    if (!folder) folder = "~/.aws/login/cache";
    SGP_TRY(sgp__path_expand(p->platform, folder, &p->arena, &path, err));
    *out = path.ptr;
    return SGP_OK;
}

static sgp_status make_login(sgp__profile_provider *p, const sgp_profile *profile,
                             sgp_credentials_provider **out, sgp_error *err)
{
    sgp_creds_login_options options = SGP_CREDS_LOGIN_OPTIONS_INIT;
    sgp_creds_parts parts = json_parts(p);

    options.session_name = sgp_profile_get(profile, SGP_PROFILE_BOTH, "login_session");
    options.crypto = p->crypto;
    SGP_TRY(service_url(p, SGP_SERVICE_SIGNIN, "signin", "AWS_ENDPOINT_URL_SIGNIN", p->region,
                        &options.signin_url, err));
    SGP_TRY(login_folder(p, &options.cache_folder, err));
    return sgp_creds_login_new(out, &parts, &options, err);
}

/* --- keys and programs ------------------------------------------------------------------------ */

static int has(const sgp_profile *profile, sgp_profile_file file, const char *key)
{
    return sgp_profile_get(profile, file, key) != NULL;
}

static sgp_status make_keys(sgp__profile_provider *p, const sgp_profile *profile,
                            sgp_profile_file file, sgp_credentials_provider **out, sgp_error *err)
{
    sgp__file_warning(p->platform, p->trace, "credentials", sgp_profile_path(profile, file));
    return sgp_creds_profile_new(out, profile, file, p->allocator, err);
}

static sgp_status make_process(sgp__profile_provider *p, const sgp_profile *profile,
                               sgp_credentials_provider **out, sgp_error *err)
{
    const char *command = sgp_profile_get(profile, SGP_PROFILE_BOTH, "credential_process");

    if (!SGP_HAS(p->platform, process_run))
        return SGP__FAIL(err, SGP_ERR_CONFIG, 6014,
                         "profile '%s' has a credential_process, and this platform cannot run "
                         "programs",
                         sgp_profile_name(profile));
    return sgp_creds_process_new(out, command, p->platform, sgp_json_document_parser(),
                                 p->allocator, err);
}

sgp_status sgp__make_profile_source(sgp__profile_provider *p, sgp_profile *profile,
                                    int is_environment_used, sgp_credentials_provider **out,
                                    sgp_error *err)
{
    SGP_TRY(make_web_identity(p, profile, is_environment_used, out, err));
    if (!*out) SGP_TRY(make_sso(p, profile, out, err));
    if (*out) return SGP_OK;
    if (has(profile, SGP_PROFILE_CREDENTIALS, "aws_access_key_id"))
        return make_keys(p, profile, SGP_PROFILE_CREDENTIALS, out, err);
    if (has(profile, SGP_PROFILE_BOTH, "login_session")) return make_login(p, profile, out, err);
    if (has(profile, SGP_PROFILE_BOTH, "credential_process"))
        return make_process(p, profile, out, err);
    if (has(profile, SGP_PROFILE_CONFIG, "aws_access_key_id"))
        return make_keys(p, profile, SGP_PROFILE_CONFIG, out, err);
    return SGP_OK;
}

/* --- container -------------------------------------------------------------------------------- */

sgp_status sgp__make_container(sgp__profile_provider *p, sgp_credentials_provider **out,
                               sgp_error *err)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    sgp_creds_parts parts = json_parts(p);

    SGP_TRY(profile_sources_copy_variable(p, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                          &options.relative_uri, err));
    SGP_TRY(profile_sources_copy_variable(p, "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                          &options.full_uri, err));
    if (!options.relative_uri && !options.full_uri) return SGP_OK;
    SGP_TRY(profile_sources_copy_variable(p, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                                          &options.token_file, err));
    SGP_TRY(
        profile_sources_copy_variable(p, "AWS_CONTAINER_AUTHORIZATION_TOKEN", &options.token, err));
    return sgp_creds_container_new(out, &parts, &options, err);
}

/* --- instance --------------------------------------------------------------------------------- */

sgp_status sgp__make_imds(sgp__profile_provider *p, sgp_credentials_provider **out, sgp_error *err)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;
    sgp_creds_parts parts = json_parts(p);
    sgp_status status = sgp__imds_options(p->platform, p->profile, &p->arena, &options, err);

    if (status == SGP_NOT_CONFIGURED) return SGP_OK;
    SGP_TRY(status);
    return sgp_creds_imds_new(out, &parts, &options, err);
}
