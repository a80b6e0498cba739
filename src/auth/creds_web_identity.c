/*
 * creds_web_identity.c - the credentials provider that changes a token of an identity provider
 * (EKS, CI systems) into a role's credentials (botocore/credentials.py,
 * AssumeRoleWithWebIdentityProvider; STS AssumeRoleWithWebIdentity). Requests are not signed.
 */
#include "sts.h"

#include <string.h>

#define SOURCE "assume-role-with-web-identity"
#define RESULT "AssumeRoleWithWebIdentityResult.Credentials."

typedef struct web_provider {
    sgp__fetch fetch;
    const char *endpoint_url;
    const char *role_arn;
    const char *session_name; /* NULL: the default */
    const char *token_file;
} web_provider;

static const sgp__creds_paths paths = { RESULT "AccessKeyId",
                                        RESULT "SecretAccessKey",
                                        RESULT "SessionToken",
                                        RESULT "Expiration",
                                        1,
                                        1,
                                        0 };

/* Read at every fetch: whoever put it there renews it. A stray newline at its end is no part of it
 * (deliberate difference). */
static sgp_status read_token(web_provider *p, sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    const sgp_platform *platform = &p->fetch.platform;
    sgp_status status = SGP_NOT_CONFIGURED;

    if (SGP_HAS(platform, read_file))
        status = platform->read_file(platform->self, p->token_file, SGP_DOCUMENT_BYTES_MAX, arena,
                                     out, err);
    if (status == SGP_NOT_CONFIGURED)
        return sgp_error_set(err, SGP_ERR_CONFIG, "the token file %s cannot be read",
                             p->token_file);
    SGP_TRY(status);
    sgp__fetch_look_at_file(&p->fetch, p->token_file);
    while (out->len > 0 && strchr("\r\n \t", out->ptr[out->len - 1]))
        out->len--;
    if (out->len > 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG, "the token file %s is empty", p->token_file);
}

/* botocore/credentials.py, AssumeRoleWithWebIdentityProvider._assume_role_with_web_identity */
static sgp_status no_role(sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                         "The provided profile or the current environment is configured to assume "
                         "role with web identity but has no role ARN configured. Ensure that the "
                         "profile has the role_arn configuration set or the AWS_ROLE_ARN env var "
                         "is set.");
}

static sgp_status begin(void *self, int64_t now_us, sgp_error *err)
{
    web_provider *p = self;
    sgp__session_name name = sgp__default_session_name(now_us);
    sgp__sts_parameter parameters[] = {
        { "RoleArn", sgp_str_from(p->role_arn) },
        { "RoleSessionName", sgp_str_from(p->session_name ? p->session_name : name.text) },
        { "WebIdentityToken", sgp_str_from(NULL) },
    };
    sgp_arena arena;
    sgp_status status;

    if (!p->role_arn) return no_role(err);
    sgp_arena_init(&arena, p->fetch.allocator, 4 * SGP_DOCUMENT_BYTES_MAX);
    status = read_token(p, &arena, &parameters[2].value, err);
    if (status == SGP_OK)
        status = sgp__sts_begin(&p->fetch, p->endpoint_url, "AssumeRoleWithWebIdentity", parameters,
                                sizeof parameters / sizeof parameters[0], err);
    sgp_arena_deinit(&arena);
    return status;
}

static sgp_status judge(void *self, int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    return sgp__sts_judge(self, "AssumeRoleWithWebIdentity", &paths, now_us, out, err);
}

static sgp_status web_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                          sgp_error *err)
{
    static const sgp__fetch_steps steps = { &sgp__sts_policy, begin, judge };

    return sgp__fetch_get(self, &steps, now_us, out, deadline, err);
}

static sgp_status keep_options(web_provider *p, const sgp_creds_web_identity_options *options,
                               sgp_error *err)
{
    if (!options->endpoint_url || !options->token_file)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_web_identity_new needs endpoint_url and token_file");
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->endpoint_url, &p->endpoint_url, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->role_arn, &p->role_arn, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->role_session_name, &p->session_name, err));
    return sgp__fetch_keep(&p->fetch, options->token_file, &p->token_file, err);
}

sgp_status sgp_creds_web_identity_new(sgp_credentials_provider *out, const sgp_creds_parts *parts,
                                      const sgp_creds_web_identity_options *options, sgp_error *err)
{
    sgp_creds_web_identity_options own = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;
    void *self;
    sgp_status status;

    SGP_TRY(sgp__fetch_new(out, &self, sizeof(web_provider), SOURCE, parts,
                           "sgp_creds_web_identity_new", err));
    status = sgp__options_copy(&own, sizeof own, options, "sgp_creds_web_identity_new", err);
    if (status == SGP_OK) status = keep_options(self, &own, err);
    return sgp__fetch_offer(self, status, web_get, out);
}
