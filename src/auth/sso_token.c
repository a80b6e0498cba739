/*
 * sso_token.c - the token of an SSO session: the AWS CLI's cache file, and its refresh at the OIDC
 * service (botocore/tokens.py, SSOTokenProvider; botocore/utils.py, SSOTokenLoader).
 */
#include "sso.h"

#include "ascii.h"
#include "civil_time.h"

#include <stdio.h>
#include <string.h>

#define US_PER_SECOND INT64_C(1000000)
#define REFRESH_WINDOW_US (15 * 60 * US_PER_SECOND)
#define SHA1_BYTES 20
#define PATH_BYTES_MAX 4096

sgp_status sgp__sso_login_again(sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                         "The SSO session associated with this profile has expired or is otherwise "
                         "invalid. To refresh this SSO session run aws sso login with the "
                         "corresponding profile.");
}

sgp_status sgp__sso_cache_path(sso_provider *p, const sgp_crypto *crypto, const char *cache_folder,
                               sgp_error *err)
{
    const char *key = p->session_name ? p->session_name : p->start_url;
    unsigned char digest[SHA1_BYTES];
    sgp_crypto own = SGP_CRYPTO_INIT;
    sgp__buf path;
    sgp_status status;

    if (!sgp__table_copy(&own, sizeof own, crypto, sizeof(size_t)) || !own.sha1)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "SSO needs a crypto with SHA-1: the name of the token's file");
    SGP_TRY(own.sha1(own.self, key, strlen(key), digest, err));
    sgp__buf_init(&path, p->fetch.allocator, PATH_BYTES_MAX);
    sgp__buf_put_text(&path, cache_folder);
    sgp__buf_put_char(&path, '/');
    sgp__buf_put_hex(&path, digest, sizeof digest);
    sgp__buf_put_text(&path, ".json");
    status = sgp__buf_check(&path, "the path of the SSO token", err);
    if (status == SGP_OK) status = sgp__fetch_keep(&p->fetch, path.ptr, &p->cache_path, err);
    sgp__buf_deinit(&path);
    return status;
}

/* --- the cache file --------------------------------------------------------------------------- */

static const char *shown_name(const sso_provider *p)
{
    return p->session_name ? p->session_name : p->start_url;
}

static sgp_status cannot_load(const sso_provider *p, const char *why, sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CREDENTIALS, "Error loading SSO Token: Token for %s %s",
                         shown_name(p), why);
}

static sgp_str text_of(const sgp_member *member)
{
    return sgp__member_is_text(member) ? member->value : sgp_str_from(NULL);
}

static sgp_status take_members(sso_provider *p, sgp_str text, sgp_error *err)
{
    sso_token *token = &p->token;
    sgp_member members[] = {
        { "accessToken", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "expiresAt", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "refreshToken", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "clientId", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "clientSecret", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "registrationExpiresAt", SGP_MEMBER_ABSENT, { NULL, 0 } },
    };
    sgp_status status = p->fetch.documents.read(p->fetch.documents.self, text, members,
                                                sizeof members / sizeof members[0], &token->arena,
                                                err);

    if (status == SGP_ERR_RESPONSE) {
        sgp_error_prefix(err, "Error loading SSO Token: %s", p->cache_path);
        if (err) err->status = SGP_ERR_CREDENTIALS;
        return SGP_ERR_CREDENTIALS;
    }
    SGP_TRY(status);
    if (!sgp__member_is_text(&members[0]))
        return cannot_load(p, "is invalid: it has no accessToken", err);
    if (!sgp__member_is_text(&members[1]) ||
        sgp_time_from_text(members[1].value, &token->expires_us) != SGP_OK)
        return cannot_load(p, "is invalid: its expiresAt is no time", err);
    token->access = members[0].value;
    token->refresh = text_of(&members[2]);
    token->client_id = text_of(&members[3]);
    token->client_secret = text_of(&members[4]);
    token->registration_expiry = text_of(&members[5]);
    return SGP_OK;
}

static sgp_status load(sso_provider *p, sgp_error *err)
{
    const sgp_platform *platform = &p->fetch.platform;
    sgp_status status = SGP_NOT_CONFIGURED;
    sgp_str text;

    if (SGP_HAS(platform, read_file))
        status = platform->read_file(platform->self, p->cache_path, SGP_DOCUMENT_BYTES_MAX,
                                     &p->token.arena, &text, err);
    if (status == SGP_NOT_CONFIGURED)
        return cannot_load(p, "does not exist: run aws sso login with this profile", err);
    SGP_TRY(status);
    sgp__fetch_look_at_file(&p->fetch, p->cache_path);
    return take_members(p, text, err);
}

/* A time as the AWS CLI writes it there. */
static sgp_str put_time(int64_t us, char *out, size_t size)
{
    sgp__civil civil = sgp__civil_from_us(us);

    (void)snprintf(out, size, "%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year, civil.month, civil.day,
                   civil.hour, civil.minute, civil.second);
    return sgp_str_from(out);
}

static sgp_member member(const char *name, sgp_str value)
{
    sgp_member m = { name, value.ptr ? SGP_MEMBER_TEXT : SGP_MEMBER_ABSENT, value };

    return m;
}

/* The next run would have to refresh again, and with some services could not: said in the trace. */
static void save(sso_provider *p)
{
    const sgp_platform *platform = &p->fetch.platform;
    const sso_token *token = &p->token;
    sgp_error err = SGP_ERROR_INIT;
    char expiry[64];
    const sgp_member members[] = {
        member("startUrl", sgp_str_from(p->start_url)),
        member("region", sgp_str_from(p->region)),
        member("accessToken", token->access),
        member("expiresAt", put_time(token->expires_us, expiry, sizeof expiry)),
        member("clientId", token->client_id),
        member("clientSecret", token->client_secret),
        member("registrationExpiresAt", token->registration_expiry),
        member("refreshToken", token->refresh),
    };
    sgp_str text;
    sgp_status status = SGP_HAS(platform, write_file) ? SGP_OK : SGP_NOT_CONFIGURED;

    if (status == SGP_OK)
        status = p->fetch.documents.write(p->fetch.documents.self, members,
                                          sizeof members / sizeof members[0], &p->token.arena,
                                          &text, &err);
    if (status == SGP_OK) status = platform->write_file(platform->self, p->cache_path, text, &err);
    if (status != SGP_OK)
        sgp__trace(&p->fetch.trace, "credentials", "sso: the new token is not kept: %.300s",
                   err.message);
}

/* --- refresh ---------------------------------------------------------------------------------- */

static int can_refresh(const sso_provider *p, int64_t now_us)
{
    const sso_token *token = &p->token;
    int64_t registered_us;

    return p->session_name && token->refresh.ptr && token->client_id.ptr &&
           token->client_secret.ptr && p->fetch.documents.write &&
           (!token->registration_expiry.ptr ||
            (sgp_time_from_text(token->registration_expiry, &registered_us) == SGP_OK &&
             registered_us > now_us));
}

static sgp_status begin_refresh(sso_provider *p, sgp_error *err)
{
    const sgp_member members[] = {
        member("grantType", sgp_str_from("refresh_token")),
        member("clientId", p->token.client_id),
        member("clientSecret", p->token.client_secret),
        member("refreshToken", p->token.refresh),
    };
    sgp_str body;

    SGP_TRY(p->fetch.documents.write(p->fetch.documents.self, members,
                                     sizeof members / sizeof members[0], &p->token.arena, &body,
                                     err));
    SGP_TRY(
        sgp__fetch_begin(&p->fetch, "POST", p->oidc_url, "/token", "the SSO OIDC endpoint", err));
    return sgp__fetch_body(&p->fetch, "application/json", body, err);
}

static sgp_status take_refreshed(sso_provider *p, int64_t now_us, sgp_error *err)
{
    sgp_member members[] = { { "accessToken", SGP_MEMBER_ABSENT, { NULL, 0 } },
                             { "expiresIn", SGP_MEMBER_ABSENT, { NULL, 0 } },
                             { "refreshToken", SGP_MEMBER_ABSENT, { NULL, 0 } } };
    const sgp_http_response *response = &p->fetch.response;
    int64_t seconds;

    if (response->status != 200)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "HTTP status %d", response->status);
    SGP_TRY(p->fetch.documents.read(p->fetch.documents.self, response->body, members, 3,
                                    &p->token.arena, err));
    SGP_TRY(sgp__member_text(&members[0], err));
    seconds = members[1].type == SGP_MEMBER_NUMBER ? sgp__parse_decimal(members[1].value, INT32_MAX)
                                                   : -1;
    if (seconds < 0)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "expiresIn is no number of seconds");
    p->token.access = members[0].value;
    p->token.expires_us = now_us + seconds * US_PER_SECOND;
    if (sgp__member_is_text(&members[2])) p->token.refresh = members[2].value;
    return SGP_OK;
}

static sgp_status refresh(sso_provider *p, int64_t now_us, sgp_deadline deadline, sgp_error *err)
{
    if (!p->fetch.request.method.ptr) SGP_TRY(begin_refresh(p, err));
    SGP_TRY(sgp__fetch_run(&p->fetch, &sgp__sso_policy, deadline, err));
    SGP_TRY(take_refreshed(p, now_us, err));
    save(p);
    return SGP_OK;
}

/* A token that is still good serves when its refresh fails. */
static sgp_status check_expiry(sso_provider *p, int64_t now_us, sgp_error *err)
{
    if (p->token.expires_us > now_us) return SGP_OK;
    if (!p->session_name) return sgp__sso_login_again(err);
    return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                         "Error when retrieving token from sso: Token has expired and refresh "
                         "failed: run aws sso login with this profile");
}

sgp_status sgp__sso_get_token(sso_provider *p, int64_t now_us, sgp_deadline deadline,
                              sgp_error *err)
{
    sgp_error why = SGP_ERROR_INIT;
    sgp_status status;

    if (!p->token.access.ptr) SGP_TRY(load(p, err));
    if (p->token.expires_us - REFRESH_WINDOW_US > now_us || !can_refresh(p, now_us))
        return check_expiry(p, now_us, err);
    status = refresh(p, now_us, deadline, &why);
    if (status == SGP_OK || status == SGP_AGAIN) return status;
    sgp__trace(&p->fetch.trace, "credentials", "sso: the token is not refreshed: %.300s",
               why.message);
    if (status == SGP_ERR_MEMORY) return sgp_error_set(err, status, "out of memory");
    return check_expiry(p, now_us, err);
}
