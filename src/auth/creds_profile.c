/*
 * creds_profile.c - credentials whose keys are settings of a profile.
 */
#include "sagepager/providers.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

typedef struct profile_provider {
    sgp_credentials_provider base;
    const sgp_allocator *allocator;
    const char *source; /* botocore's name of the file; static */
    char *access_key_id;
    char *secret_access_key;
    char *session_token;
} profile_provider;

static sgp_status profile_keys_profile_get(sgp_credentials_provider *provider, int64_t now_us,
                                           sgp_credentials *out, sgp_deadline deadline,
                                           sgp_error *err)
{
    const profile_provider *p = (profile_provider *)provider;

    (void)now_us;
    (void)deadline;
    if (!p->access_key_id) return SGP_NOT_CONFIGURED;
    if (!p->secret_access_key)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4033,
                         "Partial credentials found in %s, missing: aws_secret_access_key",
                         p->source);
    return sgp_credentials_set(out, sgp_str_from(p->access_key_id),
                               sgp_str_from(p->secret_access_key), sgp_str_from(p->session_token),
                               p->source, err);
}

static void profile_keys_profile_destroy(sgp_credentials_provider *provider)
{
    profile_provider *p = (profile_provider *)provider;

    sgp__free_text(p->allocator, p->access_key_id);
    sgp__free_text(p->allocator, p->secret_access_key);
    sgp__free_text(p->allocator, p->session_token);
    sgp__free(p->allocator, p, sizeof *p);
}

/* *out stays NULL if value is NULL. */
static sgp_status profile_keys_copy_setting(const profile_provider *p, const char *value,
                                            char **out, sgp_error *err)
{
    if (!value) return SGP_OK;
    *out = sgp__copy_text(p->allocator, value);
    return *out ? SGP_OK : SGP__NO_MEMORY(err, strlen(value) + 1);
}

static sgp_status copy_keys(profile_provider *p, const sgp_profile *profile, sgp_profile_file file,
                            sgp_error *err)
{
    const char *id = sgp_profile_get(profile, file, "aws_access_key_id");
    const char *secret = sgp_profile_get(profile, file, "aws_secret_access_key");
    const char *token = sgp_profile_get(profile, file, "aws_security_token");

    if (!token || !token[0]) token = sgp_profile_get(profile, file, "aws_session_token");
    SGP_TRY(profile_keys_copy_setting(p, id, &p->access_key_id, err));
    SGP_TRY(profile_keys_copy_setting(p, secret, &p->secret_access_key, err));
    return profile_keys_copy_setting(p, token, &p->session_token, err);
}

sgp_status sgp_creds_profile_new(sgp_credentials_provider **out, const sgp_profile *profile,
                                 sgp_profile_file file, const sgp_allocator *allocator,
                                 sgp_error *err)
{
    static const sgp_credentials_provider_type type = {
        sizeof type, "profile", profile_keys_profile_get, NULL, NULL, profile_keys_profile_destroy,
        NULL
    };
    profile_provider *p;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4072, "sgp_creds_profile_new", err));
    if (!profile)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4034, "sgp_creds_profile_new: profile is NULL");
    p = sgp__alloc(allocator, sizeof *p);
    if (!p) return SGP__NO_MEMORY(err, sizeof *p);
    p->base.type = &type;
    p->allocator = allocator;
    p->source = file == SGP_PROFILE_CONFIG ? "config-file" : "shared-credentials-file";
    status = copy_keys(p, profile, file, err);
    if (status == SGP_OK)
        *out = &p->base;
    else
        profile_keys_profile_destroy(&p->base);
    return status;
}
