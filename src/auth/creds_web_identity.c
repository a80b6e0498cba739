/*
 * creds_web_identity.c - exchanges the token of an identity provider (EKS, CI systems) for a role's
 * credentials (botocore/credentials.py, AssumeRoleWithWebIdentityProvider; STS
 * AssumeRoleWithWebIdentity). Requests are not signed.
 */
#include "sgp_sts.h"

#define WEB_IDENTITY_SOURCE "assume-role-with-web-identity"
#define OPERATION "AssumeRoleWithWebIdentity"
#define WEB_IDENTITY_TOKEN_BYTES_MAX (4u * SGP_DOCUMENT_BYTES_MAX)

typedef struct web_provider {
    sgp__http_provider base;
    sgp_creds_web_identity_options options;
} web_provider;

static const sgp__creds_paths web_identity_paths = SGP__CREDS_PATHS(
    WEB_IDENTITY_SOURCE, OPERATION "Result.Credentials.", "SessionToken", 1);

static sgp_status web_identity_read_token(web_provider *p, sgp_arena *arena, sgp_str *out,
                                          sgp_error *err)
{
    sgp_status status = sgp__http_provider_read_file(&p->base, p->options.token_file, arena, out,
                                                     err);

    if (status == SGP_NOT_CONFIGURED)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 4038, "the token file %s cannot be read",
                         p->options.token_file);
    SGP_TRY(status);
    *out = sgp__trim_line(*out);
    if (out->len > 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 4039, "the token file %s is empty",
                     p->options.token_file);
}

/* botocore/credentials.py, AssumeRoleWithWebIdentityProvider._assume_role_with_web_identity */
static sgp_status fail_without_role(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4040,
                     "The provided profile or the current environment is configured to assume "
                     "role with web identity but has no role ARN configured. Ensure that the "
                     "profile has the role_arn configuration set or the AWS_ROLE_ARN env var "
                     "is set.");
}

static sgp_status begin_with_token(web_provider *p, int64_t now_us, sgp_str token, sgp_error *err)
{
    char name[SGP__STS_SESSION_NAME_BYTES];
    const sgp__sts_parameter parameters[] = {
        { "RoleArn", sgp_str_from(p->options.role_arn) },
        { "RoleSessionName", sgp__sts_session_name(p->options.role_session_name, now_us, name) },
        { "WebIdentityToken", token },
    };

    SGP_TRY(sgp__sts_begin(&p->base, p->options.endpoint_url, OPERATION, parameters,
                           sizeof parameters / sizeof parameters[0], err));
    return sgp__http_provider_hide(&p->base, token, err);
}

static sgp_status web_identity_begin(sgp__http_provider *base, int64_t now_us, sgp_error *err)
{
    web_provider *p = (web_provider *)base;
    sgp_arena arena;
    sgp_str token;
    sgp_status status;

    if (!p->options.role_arn) return fail_without_role(err);
    sgp__arena_init(&arena, base->allocator, WEB_IDENTITY_TOKEN_BYTES_MAX);
    status = web_identity_read_token(p, &arena, &token, err);
    if (status == SGP_OK) status = begin_with_token(p, now_us, token, err);
    sgp__arena_deinit(&arena);
    return status;
}

static sgp_status web_identity_check(sgp__http_provider *p, int64_t now_us, sgp_credentials *out,
                                     sgp_error *err)
{
    return sgp__sts_check(p, OPERATION, &web_identity_paths, now_us, out, err);
}

sgp_status sgp_creds_web_identity_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                                      const sgp_creds_web_identity_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = SGP__HTTP_PROVIDER_TYPE(
        WEB_IDENTITY_SOURCE, sgp__http_provider_reset);
    static const sgp__text_option texts[] = {
        SGP__URL_OPTION(sgp_creds_web_identity_options, endpoint_url, 1, SGP__STS_URL),
        SGP__TEXT_OPTION(sgp_creds_web_identity_options, role_arn, 0),
        SGP__TEXT_OPTION(sgp_creds_web_identity_options, role_session_name, 0),
        SGP__TEXT_OPTION(sgp_creds_web_identity_options, token_file, 1),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND("sgp_creds_web_identity_new", type, web_provider, texts),
        .policy = &sgp__sts_policy,
        .begin = web_identity_begin,
        .check = web_identity_check,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
