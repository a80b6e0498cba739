/*
 * creds_sso.c - exchanges the token that `aws sso login` cached for credentials of IAM Identity
 * Center (botocore/credentials.py, SSOProvider, SSOCredentialFetcher). sso_token.c reads the token.
 */
#include "sgp_sso.h"

#include "sgp_ascii.h"
#include "sgp_http_refusal.h"
#include "sgp_service_call.h"
#include "sgp_uri.h"

#include <string.h>

#define SSO_CONSTRUCTOR "sgp_creds_sso_new"
#define SSO_SOURCE "sso"
#define SSO_TOKEN_BYTES_MAX (8u * SGP_DOCUMENT_BYTES_MAX)

static const sgp__creds_paths sso_paths = { SSO_SOURCE,
                                            "roleCredentials.accessKeyId",
                                            "roleCredentials.secretAccessKey",
                                            "roleCredentials.sessionToken",
                                            "roleCredentials.expiration",
                                            1,
                                            1,
                                            0 };

/* --- portal ----------------------------------------------------------------------------------- */

static void sso_put_value(sgp__buf *out, const char *text)
{
    for (; *text; text++)
        sgp__uri_put_char(out, *text);
}

static void put_path(sgp__buf *out, const sgp__sso_provider *p)
{
    sgp__buf_put_text(out, "/federation/credentials?role_name=");
    sso_put_value(out, p->options.role_name);
    sgp__buf_put_text(out, "&account_id=");
    sso_put_value(out, p->options.account_id);
}

static sgp_status sso_begin_url(sgp__sso_provider *p, sgp_error *err)
{
    sgp__buf path;
    sgp_status status;

    sgp__buf_init(&path, p->base.allocator, SGP_URL_MAX);
    put_path(&path, p);
    status = SGP__BUF_CHECK(&path, 4074, "sso_role_name and sso_account_id", err);
    if (status == SGP_OK)
        status = sgp__http_provider_begin(&p->base, "GET", p->options.portal_url, path.ptr,
                                          SGP__SSO_PORTAL_URL, err);
    sgp__buf_deinit(&path);
    return status;
}

static sgp_status sso_begin(sgp__sso_provider *p, sgp_error *err)
{
    SGP_TRY(sso_begin_url(p, err));
    if (!sgp__is_field_value(p->token.access))
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 4035, "accessToken holds a control character");
    SGP_TRY(sgp__http_provider_hide(&p->base, p->token.access, err));
    return sgp_http_request_add_header(&p->base.request.api, "x-amz-sso_bearer_token",
                                       p->token.access, err);
}

static sgp_status sso_check(sgp__sso_provider *p, int64_t now_us, sgp_credentials *out,
                            sgp_error *err)
{
    if (p->base.response.api.status == 401) return sgp__sso_unauthorized(err);
    if (p->base.response.api.status != 200)
        return sgp__http_provider_refuse_call(&p->base, "GetRoleCredentials", err);
    return sgp__http_provider_parse(&p->base, &sso_paths, now_us, out, err);
}

/* --- provider --------------------------------------------------------------------------------- */

static sgp_status sso_run(sgp__http_provider *base, int64_t now_us, sgp_credentials *out,
                          sgp_deadline deadline, sgp_error *err)
{
    sgp__sso_provider *p = (sgp__sso_provider *)base;

    if (!p->has_token) {
        SGP_TRY(sgp__sso_get_token(p, now_us, deadline, err));
        p->has_token = 1;
        sgp__http_provider_reset(&p->base.base);
    }
    if (!p->base.request.api.method.ptr) SGP_TRY(sso_begin(p, err));
    SGP_TRY(sgp__http_provider_run(&p->base, &sgp__service_policy, deadline, err));
    return sso_check(p, now_us, out, err);
}

static void sso_reset(sgp_credentials_provider *provider)
{
    sgp__sso_provider *p = (sgp__sso_provider *)provider;

    sgp__http_provider_reset(provider);
    sgp__arena_deinit(&p->token.arena);
    memset(&p->token, 0, sizeof p->token);
    sgp__arena_init(&p->token.arena, p->base.allocator, SSO_TOKEN_BYTES_MAX);
    p->has_token = 0;
    p->is_waiting = 0;
}

static sgp_status sso_init(sgp__http_provider *base, sgp_error *err)
{
    static const sgp__slot crypto[] = { SGP__SLOT(sgp_crypto_type, sha1) };
    sgp__sso_provider *p = (sgp__sso_provider *)base;

    sso_reset(&base->base);
    SGP_TRY(
        SGP__PART_CHECK(p->options.crypto, 4073, SSO_CONSTRUCTOR, "options.crypto", crypto, err));
    return sgp__sso_set_cache_path(p, err);
}

sgp_status sgp_creds_sso_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                             const sgp_creds_sso_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = SGP__HTTP_PROVIDER_TYPE(SSO_SOURCE,
                                                                              sso_reset);
    static const sgp__text_option texts[] = {
        SGP__TEXT_OPTION(sgp_creds_sso_options, account_id, 1),
        SGP__TEXT_OPTION(sgp_creds_sso_options, role_name, 1),
        SGP__TEXT_OPTION(sgp_creds_sso_options, session_name, 0),
        SGP__TEXT_OPTION(sgp_creds_sso_options, start_url, 1),
        SGP__TEXT_OPTION(sgp_creds_sso_options, region, 0),
        SGP__URL_OPTION(sgp_creds_sso_options, portal_url, 1, SGP__SSO_PORTAL_URL),
        SGP__URL_OPTION(sgp_creds_sso_options, oidc_url, 1, SGP__SSO_OIDC_URL),
        SGP__TEXT_OPTION(sgp_creds_sso_options, cache_folder, 1),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND(SSO_CONSTRUCTOR, type, sgp__sso_provider, texts),
        .init = sso_init,
        .run = sso_run,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
