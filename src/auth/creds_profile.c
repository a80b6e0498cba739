/*
 * creds_profile.c - the credentials provider of keys that stand in a profile.
 *
 * In botocore's order the ways to get credentials through a role or SSO come before the keys of the
 * credentials file, and credential_process before those of the config file; none of them is known
 * here, so that a profile that asks for one is refused: other credentials than its own would be
 * used for it otherwise.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "err.h"
#include "mem.h"

/* In the order in which botocore looks for them. */
static const char *const before_credentials_file[] = { "role_arn", "web_identity_token_file",
                                                       "sso_session", "sso_start_url",
                                                       "sso_account_id" };
static const char *const before_config_file[] = { "login_session", "credential_process" };

/* Either what is wrong, or keys, or nothing. Texts are copies but for `source` and `unknown`. */
typedef struct profile_provider {
    const sgp_allocator *allocator;
    char *name;
    const char *source;  /* of the keys; NULL: there are none */
    const char *unknown; /* a setting that asks for another way */
    char *access_key_id;
    char *secret_access_key;
    char *session_token;
} profile_provider;

static sgp_status profile_get(void *self, int64_t now_us, sgp_credentials *out,
                              sgp_deadline deadline, sgp_error *err)
{
    const profile_provider *p = self;

    (void)now_us;
    (void)deadline;
    if (p->unknown)
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "profile '%s': credentials by its setting %s are not supported; give "
                             "keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                             p->name, p->unknown);
    if (!p->source) return SGP_NOT_CONFIGURED;
    if (!p->secret_access_key)
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "Partial credentials found in %s, missing: aws_secret_access_key",
                             p->source);
    return sgp_credentials_set(out, sgp_str_from(p->access_key_id),
                               sgp_str_from(p->secret_access_key), sgp_str_from(p->session_token),
                               p->source, err);
}

static void profile_destroy(void *self)
{
    profile_provider *p = self;

    sgp__free_text(p->allocator, p->name);
    sgp__free_text(p->allocator, p->access_key_id);
    sgp__free_text(p->allocator, p->secret_access_key);
    sgp__free_text(p->allocator, p->session_token);
    sgp__free(p->allocator, p, sizeof *p);
}

static const char *first_set(const sgp_profile *profile, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sgp_profile_get(profile, SGP_PROFILE_BOTH, keys[i])) return keys[i];
    return NULL;
}

/* *out stays NULL for a setting that is not there. */
static sgp_status copy_setting(const profile_provider *p, const char *value, char **out,
                               sgp_error *err)
{
    if (!value) return SGP_OK;
    *out = sgp__copy_text(p->allocator, value);
    return *out ? SGP_OK : sgp__no_memory(err);
}

static sgp_status copy_keys(profile_provider *p, const sgp_profile *profile, sgp_profile_file file,
                            const char *source, sgp_error *err)
{
    const char *id = sgp_profile_get(profile, file, "aws_access_key_id");
    const char *token = sgp_profile_get(profile, file, "aws_security_token");

    if (!id) return SGP_OK;
    p->source = source;
    if (!token || !token[0]) token = sgp_profile_get(profile, file, "aws_session_token");
    SGP_TRY(copy_setting(p, id, &p->access_key_id, err));
    SGP_TRY(copy_setting(p, sgp_profile_get(profile, file, "aws_secret_access_key"),
                         &p->secret_access_key, err));
    return copy_setting(p, token, &p->session_token, err);
}

static sgp_status choose(profile_provider *p, const sgp_profile *profile, sgp_error *err)
{
    SGP_TRY(copy_setting(p, sgp_profile_name(profile), &p->name, err));
    p->unknown = first_set(profile, before_credentials_file,
                           sizeof before_credentials_file / sizeof before_credentials_file[0]);
    if (p->unknown) return SGP_OK;
    SGP_TRY(copy_keys(p, profile, SGP_PROFILE_CREDENTIALS, "shared-credentials-file", err));
    if (p->source) return SGP_OK;
    p->unknown = first_set(profile, before_config_file,
                           sizeof before_config_file / sizeof before_config_file[0]);
    if (p->unknown) return SGP_OK;
    return copy_keys(p, profile, SGP_PROFILE_CONFIG, "config-file", err);
}

sgp_status sgp_creds_profile_new(sgp_credentials_provider *out, const sgp_profile *profile,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    profile_provider *p;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !profile || !sgp__allocator_valid(allocator))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_profile_new needs an out, a profile and a complete "
                             "allocator or none");
    p = sgp__alloc(allocator, sizeof *p);
    if (!p) return sgp__no_memory(err);
    p->allocator = allocator;
    status = choose(p, profile, err);
    if (status != SGP_OK) {
        profile_destroy(p);
        return status;
    }
    *out = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    out->self = p;
    out->get = profile_get;
    out->destroy = profile_destroy;
    return SGP_OK;
}
