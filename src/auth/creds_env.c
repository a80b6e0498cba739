/*
 * creds_env.c - credentials of environment variables (botocore/credentials.py, EnvProvider). Each
 * get reads the variables, so the provider stores no secrets.
 */
#include "sagepager/providers.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

#define ENV_CONSTRUCTOR "sgp_creds_env_new"
#define ACCESS_KEY_VARIABLE "AWS_ACCESS_KEY_ID"
#define SECRET_KEY_VARIABLE "AWS_SECRET_ACCESS_KEY"
#define EXPIRY_VARIABLE "AWS_CREDENTIAL_EXPIRATION"

/* In botocore's order. Newer SDKs know only AWS_SESSION_TOKEN. */
static const char *const token_variables[] = { "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN" };

typedef struct env_provider {
    sgp_credentials_provider base;
    const sgp_allocator *allocator;
    sgp_platform *platform;
} env_provider;

/* Copies, because a value is valid only until the next getenv. NULL: not set. */
typedef struct env_values {
    char *access_key_id;
    char *secret_access_key;
    char *session_token;
    char *expiry;
} env_values;

/* *out stays NULL if the variable is not set or empty. */
static sgp_status env_copy_variable(const env_provider *provider, const char *name, char **out,
                                    sgp_error *err)
{
    const char *value = provider->platform->type->getenv(provider->platform, name);

    if (!value || value[0] == '\0') return SGP_OK;
    *out = sgp__copy_text(provider->allocator, value);
    return *out ? SGP_OK : SGP__NO_MEMORY(err, strlen(value) + 1);
}

static sgp_status env_copy_token(const env_provider *provider, env_values *values, sgp_error *err)
{
    const size_t count = sizeof token_variables / sizeof *token_variables;

    for (size_t i = 0; i < count && !values->session_token; i++)
        SGP_TRY(env_copy_variable(provider, token_variables[i], &values->session_token, err));
    return SGP_OK;
}

/* As in botocore, without an access key ID the other variables are ignored; with one, the secret is
 * required. */
static sgp_status copy_variables(const env_provider *provider, env_values *values, sgp_error *err)
{
    SGP_TRY(env_copy_variable(provider, ACCESS_KEY_VARIABLE, &values->access_key_id, err));
    if (!values->access_key_id) return SGP_NOT_CONFIGURED;
    SGP_TRY(env_copy_variable(provider, SECRET_KEY_VARIABLE, &values->secret_access_key, err));
    if (!values->secret_access_key)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4016,
                         "Partial credentials found in env, missing: " SECRET_KEY_VARIABLE);
    SGP_TRY(env_copy_token(provider, values, err));
    return env_copy_variable(provider, EXPIRY_VARIABLE, &values->expiry, err);
}

/* botocore reads expired variables again and fails if they are still expired
 * (RefreshableCredentials._protected_refresh). Here they have just been read. */
static sgp_status env_parse_expiry(const char *expiry, int64_t now_us, int64_t *expires_us,
                                   sgp_error *err)
{
    *expires_us = INT64_MAX;
    if (!expiry) return SGP_OK;
    if (sgp_time_from_text(sgp_str_from(expiry), expires_us) != SGP_OK)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4017,
                         EXPIRY_VARIABLE " is not a time: write it like 2030-01-02T03:04:05Z");
    if (*expires_us >= now_us) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4018,
                     "Credentials were refreshed, but the refreshed credentials are still "
                     "expired.");
}

static sgp_status set_credentials(const env_values *values, int64_t now_us, sgp_credentials *out,
                                  sgp_error *err)
{
    int64_t expires_us;

    SGP_TRY(env_parse_expiry(values->expiry, now_us, &expires_us, err));
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

static sgp_status env_get(sgp_credentials_provider *provider, int64_t now_us, sgp_credentials *out,
                          sgp_deadline deadline, sgp_error *err)
{
    const env_provider *p = (env_provider *)provider;
    env_values values = { NULL, NULL, NULL, NULL };
    sgp_status status;

    (void)deadline;
    if (!SGP_HAS(p->platform, getenv)) return SGP_NOT_CONFIGURED;
    status = copy_variables(p, &values, err);
    if (status == SGP_OK) status = set_credentials(&values, now_us, out, err);
    free_values(p->allocator, &values);
    return status;
}

static void env_destroy(sgp_credentials_provider *provider)
{
    sgp__free(((env_provider *)provider)->allocator, provider, sizeof(env_provider));
}

sgp_status sgp_creds_env_new(sgp_credentials_provider **out, sgp_platform *platform,
                             const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_credentials_provider_type type = { sizeof type, "env",       env_get, NULL,
                                                        NULL,        env_destroy, NULL };
    env_provider *provider;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4067, ENV_CONSTRUCTOR, err));
    SGP_TRY(SGP__PART_CHECK_TYPE(platform, 4066, ENV_CONSTRUCTOR, "platform", err));
    provider = sgp__alloc(allocator, sizeof *provider);
    if (!provider) return SGP__NO_MEMORY(err, sizeof *provider);
    provider->base.type = &type;
    provider->allocator = allocator;
    provider->platform = platform;
    *out = &provider->base;
    return SGP_OK;
}
