/*
 * creds_profile.c - the credentials provider of keys that stand in a profile.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "err.h"
#include "mem.h"

/* Keys or nothing. Texts are copies but for `source`. */
typedef struct profile_provider {
    const sgp_allocator *allocator;
    const char *source; /* of the keys */
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
    if (!p->access_key_id) return SGP_NOT_CONFIGURED;
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

    sgp__free_text(p->allocator, p->access_key_id);
    sgp__free_text(p->allocator, p->secret_access_key);
    sgp__free_text(p->allocator, p->session_token);
    sgp__free(p->allocator, p, sizeof *p);
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
                            sgp_error *err)
{
    const char *token = sgp_profile_get(profile, file, "aws_security_token");

    p->source = file == SGP_PROFILE_CONFIG ? "config-file" : "shared-credentials-file";
    if (!token || !token[0]) token = sgp_profile_get(profile, file, "aws_session_token");
    SGP_TRY(copy_setting(p, sgp_profile_get(profile, file, "aws_access_key_id"), &p->access_key_id,
                         err));
    SGP_TRY(copy_setting(p, sgp_profile_get(profile, file, "aws_secret_access_key"),
                         &p->secret_access_key, err));
    return copy_setting(p, token, &p->session_token, err);
}

sgp_status sgp_creds_profile_new(sgp_credentials_provider *out, const sgp_profile *profile,
                                 sgp_profile_file file, const sgp_allocator *allocator,
                                 sgp_error *err)
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
    status = copy_keys(p, profile, file, err);
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
