/*
 * sso_token.c - the token of an SSO session: reads the AWS CLI's cache file and refreshes the token
 * at the OIDC service (botocore/tokens.py, SSOTokenProvider; botocore/utils.py, SSOTokenLoader).
 */
#include "sgp_sso.h"

#include "sgp_ascii.h"
#include "sgp_http_refusal.h"
#include "sgp_service_call.h"

#include <string.h>

#define REFRESH_WINDOW_US (15 * 60 * SGP__US_PER_SECOND)
#define SSO_TOKEN_PATH_BYTES_MAX 4096
/* For another process to save the token that it has got. */
#define SAVING_US (500 * SGP__US_PER_MS)

sgp_status sgp__sso_unauthorized(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4050,
                     "The SSO session associated with this profile has expired or is otherwise "
                     "invalid. To refresh this SSO session run aws sso login with the "
                     "corresponding profile.");
}

/* Returns the name of the token in messages. Its SHA-1 names the cache file. */
static const char *token_name(const sgp__sso_provider *p)
{
    return p->options.session_name ? p->options.session_name : p->options.start_url;
}

sgp_status sgp__sso_set_cache_path(sgp__sso_provider *p, sgp_error *err)
{
    sgp_crypto *crypto = p->options.crypto;
    const char *name = token_name(p);
    unsigned char digest[SGP_SHA1_BYTES];
    sgp__buf path;
    sgp_status status;

    p->options.crypto = NULL; /* borrowed for the constructor only */
    SGP_TRY(crypto->type->sha1(crypto, name, strlen(name), digest, err));
    sgp__buf_init(&path, p->base.allocator, SSO_TOKEN_PATH_BYTES_MAX);
    sgp__buf_put_text(&path, p->options.cache_folder);
    sgp__buf_put_char(&path, '/');
    sgp__buf_put_hex(&path, digest, sizeof digest);
    sgp__buf_put_text(&path, ".json");
    status = SGP__BUF_CHECK(&path, 4095, "the path of the SSO token", err);
    if (status == SGP_OK)
        status = sgp__arena_copy_text(&p->base.texts, path.ptr, &p->cache_path, err);
    sgp__buf_deinit(&path);
    return status;
}

/* --- cache file ------------------------------------------------------------------------------- */

static sgp_status fail_load(const sgp__sso_provider *p, const char *why, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4051, "Error loading SSO Token: Token for %s %s",
                     token_name(p), why);
}

/* Parses the cache file. A message about invalid JSON names the file. */
static sgp_status parse_file(sgp__sso_provider *p, sgp_str text, sgp_document_member *members,
                             size_t count, sgp_error *err)
{
    sgp_document_parser *parser = p->base.parser;
    sgp_status status = sgp__document_parse(parser, text, members, count, &p->token.arena, err);

    if (status != SGP_ERR_RESPONSE) return status;
    SGP__PREFIX(err, "Error loading SSO Token: %s", p->cache_path);
    err->status = SGP_ERR_CREDENTIALS;
    return SGP_ERR_CREDENTIALS;
}

static sgp_str text_of(const sgp_document_member *member)
{
    return sgp__member_is_text(member) ? member->value : sgp_str_from(NULL);
}

static sgp_status parse_token(sgp__sso_provider *p, sgp_str text, sgp_error *err)
{
    sgp__sso_token *token = &p->token;
    sgp_document_member members[] = {
        SGP__MEMBER("accessToken"),  SGP__MEMBER("expiresAt"),
        SGP__MEMBER("refreshToken"), SGP__MEMBER("clientId"),
        SGP__MEMBER("clientSecret"), SGP__MEMBER("registrationExpiresAt")
    };

    SGP_TRY(parse_file(p, text, members, sizeof members / sizeof members[0], err));
    if (!sgp__member_is_text(&members[0]))
        return fail_load(p, "is invalid: it has no accessToken", err);
    if (!sgp__member_is_text(&members[1]) ||
        sgp_time_from_text(members[1].value, &token->expires_us) != SGP_OK)
        return fail_load(p, "is invalid: its expiresAt is not a time", err);
    token->access = members[0].value;
    token->refresh = text_of(&members[2]);
    token->client_id = text_of(&members[3]);
    token->client_secret = text_of(&members[4]);
    token->registration_expiry = text_of(&members[5]);
    return SGP_OK;
}

static sgp_status sso_token_load(sgp__sso_provider *p, sgp_error *err)
{
    sgp_str text;
    sgp_status status = sgp__http_provider_read_file(&p->base, p->cache_path, &p->token.arena,
                                                     &text, err);

    if (status == SGP_NOT_CONFIGURED)
        return fail_load(p, "does not exist: run aws sso login with this profile", err);
    SGP_TRY(status);
    return parse_token(p, text, err);
}

static sgp_status write_file(sgp__sso_provider *p, sgp_error *err)
{
    sgp_platform *platform = p->base.platform;
    sgp_document_parser *parser = p->base.parser;
    sgp__sso_token *token = &p->token;
    char expiry[SGP__UTC_TEXT_BYTES];
    const sgp_document_member members[] = {
        sgp__member_of("startUrl", sgp_str_from(p->options.start_url)),
        sgp__member_of("region", sgp_str_from(p->options.region)),
        sgp__member_of("accessToken", token->access),
        sgp__member_of("expiresAt", sgp__utc_text(token->expires_us, expiry)),
        sgp__member_of("clientId", token->client_id),
        sgp__member_of("clientSecret", token->client_secret),
        sgp__member_of("registrationExpiresAt", token->registration_expiry),
        sgp__member_of("refreshToken", token->refresh),
    };
    sgp_str text;

    if (!SGP_HAS(platform, write_file))
        return SGP__FAIL(err, SGP_ERR_PLATFORM, 4052, "the platform has no write_file");
    SGP_TRY(parser->type->write(parser, members, sizeof members / sizeof members[0], &token->arena,
                                &text, err));
    return platform->type->write_file(platform, p->cache_path, text, err);
}

/* Saves the new token. A failure is only traced, because the token itself is valid; but then the
 * next run may be unable to refresh. */
static void save(sgp__sso_provider *p, sgp_error *err)
{
    if (write_file(p, err) == SGP_OK) return;
    SGP__TRACE(p->base.trace, "credentials", "sso: the new token is not saved: %.300s",
               sgp_error_message(err));
    sgp_error_reset(err);
}

/* --- refresh ---------------------------------------------------------------------------------- */

static int sso_token_can_refresh(const sgp__sso_provider *p, int64_t now_us)
{
    const sgp__sso_token *token = &p->token;
    int64_t registered_us;

    return p->options.session_name && token->refresh.ptr && token->client_id.ptr &&
           token->client_secret.ptr && SGP_HAS(p->base.parser, write) &&
           (!token->registration_expiry.ptr ||
            (sgp_time_from_text(token->registration_expiry, &registered_us) == SGP_OK &&
             registered_us > now_us));
}

static sgp_status begin_refresh(sgp__sso_provider *p, sgp_error *err)
{
    sgp_document_parser *parser = p->base.parser;
    const sgp_document_member members[] = {
        sgp__member_of("grantType", sgp_str_from("refresh_token")),
        sgp__member_of("clientId", p->token.client_id),
        sgp__member_of("clientSecret", p->token.client_secret),
        sgp__member_of("refreshToken", p->token.refresh),
    };
    sgp_str body;

    SGP_TRY(parser->type->write(parser, members, sizeof members / sizeof members[0],
                                &p->token.arena, &body, err));
    SGP_TRY(sgp__http_provider_begin(&p->base, "POST", p->options.oidc_url, "/token",
                                     SGP__SSO_OIDC_URL, err));
    SGP_TRY(sgp__http_provider_hide(&p->base, p->token.refresh, err));
    SGP_TRY(sgp__http_provider_hide(&p->base, p->token.client_secret, err));
    return sgp__http_provider_set_body(&p->base, "application/json", body, err);
}

static sgp_status check_refresh(sgp__sso_provider *p, int64_t now_us, sgp_error *err)
{
    sgp_document_member members[] = { SGP__MEMBER("accessToken"), SGP__MEMBER("expiresIn"),
                                      SGP__MEMBER("refreshToken") };
    const sgp_http_response *response = &p->base.response.api;
    sgp_document_parser *parser = p->base.parser;
    int64_t seconds = -1;

    if (response->status != 200) {
        (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4053, "HTTP status %d: ", response->status);
        return sgp__http_provider_refuse(&p->base, err);
    }
    SGP_TRY(sgp__document_parse(parser, response->body, members, 3, &p->token.arena, err));
    SGP_TRY(sgp__member_text(&members[0], err));
    if (members[1].type == SGP_DOCUMENT_MEMBER_NUMBER)
        seconds = sgp__parse_decimal(members[1].value, INT32_MAX);
    if (seconds < 0)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 4054, "expiresIn is not a number of seconds");
    p->token.access = members[0].value;
    p->token.expires_us = now_us + seconds * SGP__US_PER_SECOND;
    if (sgp__member_is_text(&members[2])) p->token.refresh = members[2].value;
    return SGP_OK;
}

static sgp_status refresh(sgp__sso_provider *p, int64_t now_us, sgp_deadline deadline,
                          sgp_error *err)
{
    if (!p->base.request.api.method.ptr) SGP_TRY(begin_refresh(p, err));
    SGP_TRY(sgp__http_provider_run(&p->base, &sgp__service_policy, deadline, err));
    SGP_TRY(check_refresh(p, now_us, err));
    save(p, err);
    return SGP_OK;
}

static sgp_status check_expiry(const sgp__sso_provider *p, int64_t now_us, sgp_error *err)
{
    if (p->token.expires_us > now_us) return SGP_OK;
    if (!p->options.session_name) return sgp__sso_unauthorized(err);
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4055,
                     "Error when retrieving token from sso: Token has expired and refresh "
                     "failed: run aws sso login with this profile");
}

/*
 * Reads the file again after a refresh that failed: if two processes send the same refresh token,
 * the service may refuse the second one, but the first one has saved a new token. No lock is
 * necessary, and the AWS CLI takes none. A refresh token that works once has one successor, whose
 * user read it from the file, so the file is written in the order of the tokens. If the service
 * accepts a refresh token twice, both successors are valid. If the file cannot be read, the old
 * token stays.
 */
static sgp_status reload_token(sgp__sso_provider *p, sgp_error *err)
{
    sgp_status status = sso_token_load(p, err);

    if (status == SGP_ERR_MEMORY) return status;
    sgp_error_reset(err);
    return SGP_OK;
}

static int64_t sso_monotonic_us(const sgp__sso_provider *p)
{
    return p->base.platform->type->monotonic_us(p->base.platform);
}

/* If the service refused the refresh token, the process that has used it may not have saved the new
 * one yet. Returns zero if the wait would be useless or last too long. */
static int begin_wait(sgp__sso_provider *p, sgp_deadline deadline)
{
    int http_status = p->base.response.api.status;
    int64_t until_us = sgp_deadline_in(sso_monotonic_us(p), SAVING_US).at_us;

    if (http_status < 400 || http_status >= 500 || until_us >= deadline.at_us) return 0;
    p->base.resume_at_us = until_us;
    p->is_waiting = 1;
    return 1;
}

static sgp_status use_saved_token(sgp__sso_provider *p, int64_t now_us, sgp_deadline deadline,
                                  sgp_error *err)
{
    SGP_TRY(reload_token(p, err));
    if (p->token.expires_us <= now_us && !p->is_waiting && begin_wait(p, deadline))
        return SGP_AGAIN;
    return check_expiry(p, now_us, err);
}

sgp_status sgp__sso_get_token(sgp__sso_provider *p, int64_t now_us, sgp_deadline deadline,
                              sgp_error *err)
{
    sgp_status status;

    if (p->is_waiting && sso_monotonic_us(p) < p->base.resume_at_us) return SGP_AGAIN;
    if (p->is_waiting) return use_saved_token(p, now_us, deadline, err);
    if (!p->token.access.ptr) SGP_TRY(sso_token_load(p, err));
    if (p->token.expires_us - REFRESH_WINDOW_US > now_us || !sso_token_can_refresh(p, now_us))
        return check_expiry(p, now_us, err);
    status = refresh(p, now_us, deadline, err);
    if (status == SGP_OK || status == SGP_AGAIN || status == SGP_ERR_MEMORY) return status;
    SGP__TRACE(p->base.trace, "credentials", "sso: the token was not refreshed: %.300s",
               sgp_error_message(err));
    sgp_error_reset(err);
    return use_saved_token(p, now_us, deadline, err);
}
