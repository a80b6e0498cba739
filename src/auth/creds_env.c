/*
 * creds_env.c - the credentials provider of environment variables (botocore/credentials.py,
 * EnvProvider). The variables are read at every get, so it keeps no secret between two.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "err.h"
#include "mem.h"

#define ACCESS_KEY_VARIABLE "AWS_ACCESS_KEY_ID"
#define SECRET_KEY_VARIABLE "AWS_SECRET_ACCESS_KEY"
#define EXPIRY_VARIABLE "AWS_CREDENTIAL_EXPIRATION"

/* In the order they are looked at; the second is what other SDKs settled on. */
static const char *const token_variables[] = { "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN" };

typedef struct env_provider {
    const sgp_allocator *allocator;
    sgp_platform platform;
} env_provider;

/* Copies, because a value is valid only until the next look-up. NULL: not set. */
typedef struct env_values {
    char *access_key_id;
    char *secret_access_key;
    char *session_token;
    char *expiry;
} env_values;

/* Leaves *out NULL when the variable is not set or empty. */
static sgp_status read_variable(const env_provider *provider, const char *name, char **out,
                                sgp_error *err)
{
    const char *value = provider->platform.getenv(provider->platform.self, name);

    if (!value || value[0] == '\0') return SGP_OK;
    *out = sgp__copy_text(provider->allocator, value);
    return *out ? SGP_OK : sgp__no_memory(err);
}

static sgp_status read_token(const env_provider *provider, env_values *values, sgp_error *err)
{
    const size_t count = sizeof token_variables / sizeof *token_variables;

    for (size_t i = 0; i < count && !values->session_token; i++) {
        SGP_TRY(read_variable(provider, token_variables[i], &values->session_token, err));
    }
    return SGP_OK;
}

/* botocore: without an access key id nothing else counts; with one, the secret must be there. */
static sgp_status read_values(const env_provider *provider, env_values *values, sgp_error *err)
{
    SGP_TRY(read_variable(provider, ACCESS_KEY_VARIABLE, &values->access_key_id, err));
    if (!values->access_key_id) return SGP_NOT_CONFIGURED;
    SGP_TRY(read_variable(provider, SECRET_KEY_VARIABLE, &values->secret_access_key, err));
    if (!values->secret_access_key) {
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "Partial credentials found in env, missing: " SECRET_KEY_VARIABLE);
    }
    SGP_TRY(read_token(provider, values, err));
    return read_variable(provider, EXPIRY_VARIABLE, &values->expiry, err);
}

/*
 * botocore reads the variables again when they expire, and gives up when they still have
 * (RefreshableCredentials, _protected_refresh); here they were read just now.
 */
static sgp_status check_expiry(const char *expiry, int64_t now_us, int64_t *expires_us,
                               sgp_error *err)
{
    *expires_us = INT64_MAX;
    if (!expiry) return SGP_OK;
    if (sgp_time_from_text(sgp_str_from(expiry), expires_us) != SGP_OK) {
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             EXPIRY_VARIABLE " is not a time: write it like 2030-01-02T03:04:05Z");
    }
    if (*expires_us < now_us) {
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "Credentials were refreshed, but the refreshed credentials are still "
                             "expired.");
    }
    return SGP_OK;
}

static sgp_status use_values(const env_values *values, int64_t now_us, sgp_credentials *out,
                             sgp_error *err)
{
    int64_t expires_us;

    SGP_TRY(check_expiry(values->expiry, now_us, &expires_us, err));
    SGP_TRY(sgp_credentials_set(out, sgp_str_from(values->access_key_id),
                                sgp_str_from(values->secret_access_key),
                                sgp_str_from(values->session_token), "env", err));
    out->expires_us = expires_us;
    return SGP_OK;
}

static void free_values(const sgp_allocator *allocator, env_values *values)
{
    sgp__free_text(allocator, values->access_key_id);
    sgp__free_text(allocator, values->secret_access_key);
    sgp__free_text(allocator, values->session_token);
    sgp__free_text(allocator, values->expiry);
}

static sgp_status env_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                          sgp_error *err)
{
    const env_provider *provider = self;
    env_values values = { NULL, NULL, NULL, NULL };
    sgp_status status;

    (void)deadline;
    if (!SGP_HAS(&provider->platform, getenv)) return SGP_NOT_CONFIGURED;
    status = read_values(provider, &values, err);
    if (status == SGP_OK) status = use_values(&values, now_us, out, err);
    free_values(provider->allocator, &values);
    return status;
}

static void env_destroy(void *self)
{
    env_provider *provider = self;

    sgp__free(provider->allocator, provider, sizeof *provider);
}

sgp_status sgp_creds_env_new(sgp_credentials_provider *out, const sgp_platform *platform,
                             const sgp_allocator *allocator, sgp_error *err)
{
    sgp_platform ours;
    env_provider *provider;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator)) {
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_env_new needs an out and a complete allocator or none");
    }
    if (!sgp__table_copy(&ours, sizeof ours, platform, offsetof(sgp_platform, wall_us))) {
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "no sgp_platform given: start from SGP_PLATFORM_INIT");
    }
    provider = sgp__alloc(allocator, sizeof *provider);
    if (!provider) return sgp__no_memory(err);
    provider->allocator = allocator;
    provider->platform = ours;
    *out = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    out->self = provider;
    out->get = env_get;
    out->destroy = env_destroy;
    return SGP_OK;
}
