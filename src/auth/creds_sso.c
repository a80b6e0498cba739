/*
 * creds_sso.c - the credentials provider of IAM Identity Center (SSO): the token that `aws sso
 * login` has left in its cache buys a role's credentials (botocore/credentials.py, SSOProvider and
 * SSOCredentialFetcher). The token: sso_token.c.
 */
#include "sso.h"

#include "ascii.h"

#include <string.h>

#define SOURCE "sso"

static const sgp__creds_paths paths = { "roleCredentials.accessKeyId",
                                        "roleCredentials.secretAccessKey",
                                        "roleCredentials.sessionToken",
                                        "roleCredentials.expiration",
                                        1,
                                        1,
                                        1 };

static int is_server_error(const sgp_http_response *response)
{
    return response->status >= 500 || response->status == 429;
}

const sgp__fetch_policy sgp__sso_policy = { 3, 60000000, 500000, is_server_error };

/* --- the portal ------------------------------------------------------------------------------- */

static void put_path(sgp__buf *out, const sso_provider *p)
{
    sgp__buf_put_text(out, "/federation/credentials?role_name=");
    sgp__put_encoded(out, sgp_str_from(p->role_name), 0);
    sgp__buf_put_text(out, "&account_id=");
    sgp__put_encoded(out, sgp_str_from(p->account_id), 0);
}

static sgp_status begin(sso_provider *p, sgp_error *err)
{
    sgp__buf path;
    sgp_status status;

    sgp__buf_init(&path, p->fetch.allocator, SGP_URL_MAX);
    put_path(&path, p);
    status = sgp__buf_check(&path, "sso_role_name and sso_account_id", err);
    if (status == SGP_OK)
        status = sgp__fetch_begin(&p->fetch, "GET", p->portal_url, path.ptr,
                                  "the SSO portal endpoint", err);
    sgp__buf_deinit(&path);
    SGP_TRY(status);
    if (!sgp__is_field_value(p->token.access))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "accessToken holds a control character");
    return sgp_http_request_add(&p->fetch.request, "x-amz-sso_bearer_token", p->token.access, err);
}

static sgp_status say_error(sso_provider *p, sgp_error *err)
{
    const sgp_http_response *response = &p->fetch.response;
    sgp_member message = { "message", SGP_MEMBER_ABSENT, { NULL, 0 } };
    sgp_str code = sgp_http_response_find(response, "x-amzn-ErrorType");
    char code_text[SGP_ERROR_CODE_MAX + 1], text[512];

    if (p->fetch.documents.read(p->fetch.documents.self, response->body, &message, 1,
                                &p->token.arena, NULL) != SGP_OK ||
        !sgp__member_is_text(&message))
        message.value = response->body;
    if (code.len > 0 && memchr(code.ptr, ':', code.len))
        code.len = (size_t)((const char *)memchr(code.ptr, ':', code.len) - code.ptr);
    (void)sgp__fetch_excerpt(code, code_text, sizeof code_text);
    (void)sgp_error_set(err, SGP_ERR_CREDENTIALS,
                        "An error occurred (%s) when calling the GetRoleCredentials operation: %s",
                        code.len > 0 ? code_text : "unknown",
                        sgp__fetch_excerpt(message.value, text, sizeof text));
    if (!err) return SGP_ERR_CREDENTIALS;
    memcpy(err->code, code_text, sizeof code_text);
    err->http_status = response->status;
    return SGP_ERR_CREDENTIALS;
}

static sgp_status judge(sso_provider *p, int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    const sgp_http_response *response = &p->fetch.response;

    if (response->status == 401) return sgp__sso_login_again(err);
    if (response->status != 200) return say_error(p, err);
    return sgp__creds_read(&p->fetch.documents, response->body, &paths, SOURCE, now_us, out, err);
}

/* --- the provider ----------------------------------------------------------------------------- */

static sgp_status run(sso_provider *p, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                      sgp_error *err)
{
    if (!p->has_token) {
        SGP_TRY(sgp__sso_get_token(p, now_us, deadline, err));
        p->has_token = 1;
        sgp__fetch_reset(&p->fetch);
    }
    if (!p->fetch.request.method.ptr) SGP_TRY(begin(p, err));
    SGP_TRY(sgp__fetch_run(&p->fetch, &sgp__sso_policy, deadline, err));
    return judge(p, now_us, out, err);
}

static void sso_reset(void *self)
{
    sso_provider *p = self;

    sgp_arena_deinit(&p->token.arena);
    memset(&p->token, 0, sizeof p->token);
    sgp_arena_init(&p->token.arena, p->fetch.allocator, 8 * SGP_DOCUMENT_BYTES_MAX);
    p->has_token = 0;
}

/* What botocore says in its own words stands for itself. */
static sgp_status sso_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                          sgp_error *err)
{
    sso_provider *p = self;
    sgp_status status = run(p, now_us, out, deadline, err);

    if (status == SGP_AGAIN) return status;
    if (status < SGP_OK && status != SGP_ERR_CREDENTIALS)
        status = sgp__fetch_fail(&p->fetch, status, deadline, err);
    sgp__fetch_reset(&p->fetch);
    sso_reset(p);
    return status;
}

static sgp_status keep_texts(sso_provider *p, const sgp_creds_sso_options *options, sgp_error *err)
{
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->account_id, &p->account_id, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->role_name, &p->role_name, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->session_name, &p->session_name, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->start_url, &p->start_url, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->region, &p->region, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->portal_url, &p->portal_url, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->oidc_url, &p->oidc_url, err));
    return sgp__sso_cache_path(p, options->crypto, options->cache_folder, err);
}

static sgp_status keep_options(sso_provider *p, const sgp_creds_sso_options *options,
                               sgp_error *err)
{
    if (!options->account_id || !options->role_name || !options->start_url ||
        !options->portal_url || !options->oidc_url || !options->cache_folder || !options->crypto)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_sso_new needs account_id, role_name, start_url, "
                             "portal_url, oidc_url, cache_folder and crypto");
    p->fetch.on_reset = sso_reset;
    sso_reset(p);
    return keep_texts(p, options, err);
}

sgp_status sgp_creds_sso_new(sgp_credentials_provider *out, const sgp_creds_parts *parts,
                             const sgp_creds_sso_options *options, sgp_error *err)
{
    sgp_creds_sso_options own = SGP_CREDS_SSO_OPTIONS_INIT;
    void *self;
    sgp_status status;

    SGP_TRY(
        sgp__fetch_new(out, &self, sizeof(sso_provider), SOURCE, parts, "sgp_creds_sso_new", err));
    status = sgp__options_copy(&own, sizeof own, options, "sgp_creds_sso_new", err);
    if (status == SGP_OK) status = keep_options(self, &own, err);
    return sgp__fetch_offer(self, status, sso_get, out);
}
