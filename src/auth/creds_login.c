/*
 * creds_login.c - the credentials of a session that `aws login` began, refreshed at the sign-in
 * service (botocore/credentials.py, LoginProvider, LoginCredentialFetcher). login_session.c has the
 * session's file, login_proof.c the proof of its key.
 */
#include "sgp_login_proof.h"

#include "sgp_ascii.h"
#include "sgp_clock_skew.h"
#include "sgp_http_refusal.h"
#include "sgp_mem.h"
#include "sgp_service_call.h"

#include <string.h>

#define LOGIN_SOURCE "login"
#define LOGIN_WINDOW_US (5 * 60 * SGP__US_PER_SECOND)

/* --- the session as it is --------------------------------------------------------------------- */

static int is_fresh(const sgp__login_provider *p, int64_t now_us)
{
    return p->session.expires_us - LOGIN_WINDOW_US > now_us;
}

static sgp_status use_session(const sgp__login_provider *p, sgp_credentials *out, sgp_error *err)
{
    const sgp__login_session *session = &p->session;

    SGP_TRY(sgp_credentials_set(out, session->access_key_id, session->secret_access_key,
                                session->session_token, LOGIN_SOURCE, err));
    out->expires_us = session->expires_us;
    return SGP_OK;
}

/* Why it cannot be refreshed is in err: what this program lacks, or the lock. Until it expires it
 * is used as it is. */
static sgp_status use_unrefreshed(sgp__login_provider *p, sgp_status status, int64_t now_us,
                                  sgp_credentials *out, sgp_error *err)
{
    if (status == SGP_ERR_MEMORY || p->session.expires_us <= now_us) return status;
    SGP__TRACE(p->base.trace, "credentials", "login: the session is not refreshed: %.300s",
               sgp_error_message(err));
    sgp_error_reset(err);
    return use_session(p, out, err);
}

static sgp_status check_can_refresh(const sgp__login_provider *p, sgp_error *err)
{
    const char *missing = NULL;

    if (!SGP_HAS(p->options.crypto, es256_public_key) || !SGP_HAS(p->options.crypto, es256_sign))
        missing = "its crypto cannot sign (es256_sign)";
    else if (!SGP_HAS(p->base.parser, write) || !SGP_HAS(p->base.parser, replace))
        missing = "its document parser cannot write";
    else if (!SGP_HAS(p->base.platform, write_file))
        missing = "its platform has no write_file";
    if (!missing) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4110,
                     "The login session has to be refreshed, and this program cannot: %s. Refresh "
                     "it by a command of the AWS CLI, such as 'aws sts get-caller-identity', or "
                     "reauthenticate using 'aws login'.",
                     missing);
}

/* --- request ---------------------------------------------------------------------------------- */

static sgp_status login_begin(sgp__login_provider *p, int64_t now_us, sgp_error *err)
{
    sgp_document_parser *parser = p->base.parser;
    const sgp_document_member members[] = {
        sgp__member_of("clientId", p->session.client_id),
        sgp__member_of("refreshToken", p->session.refresh_token),
        sgp__member_of("grantType", sgp_str_from("refresh_token")),
    };
    sgp_str body;

    SGP_TRY(parser->type->write(parser, members, sizeof members / sizeof members[0],
                                &p->session.arena, &body, err));
    SGP_TRY(sgp__http_provider_begin(&p->base, "POST", p->options.signin_url, "/v1/token",
                                     SGP__LOGIN_URL, err));
    SGP_TRY(sgp__http_provider_hide(&p->base, p->session.refresh_token, err));
    SGP_TRY(sgp__http_provider_set_body(&p->base, "application/json", body, err));
    return sgp__login_add_proof(p, now_us + p->clock_correction_us, err);
}

/* --- response --------------------------------------------------------------------------------- */

/* What the member `error` of an AccessDeniedException means (LoginCredentialFetcher,
 * refresh_credentials; the texts are of botocore/exceptions.py). */
typedef struct login_refusal {
    const char *error;
    const char *text;
} login_refusal;

#define LOGIN_AGAIN                                                                                \
    "Your session has expired or credentials have changed. Please reauthenticate using 'aws "      \
    "login'."

static const login_refusal login_refusals[] = {
    { "TOKEN_EXPIRED", LOGIN_AGAIN },
    { "USER_CREDENTIALS_CHANGED", LOGIN_AGAIN },
    { "INSUFFICIENT_PERMISSIONS",
      "Unable to create or refresh login credentials due to insufficient permissions. You may be "
      "missing permission for the 'signin:CreateOAuth2Token' action." },
};

/* Returns NULL for other values, also for an absent one. */
static const char *login_refusal_text(sgp_str error)
{
    for (size_t i = 0; i < sizeof login_refusals / sizeof login_refusals[0]; i++)
        if (error.ptr && sgp__same_text(error.ptr, login_refusals[i].error))
            return login_refusals[i].text;
    return NULL;
}

/* Replaces the message of an AccessDeniedException by botocore's sentence. If that says nothing,
 * the message follows it. */
static sgp_status explain_denial(sgp__login_provider *p, sgp_error *err)
{
    sgp_document_member member = SGP__MEMBER("error");
    sgp_status status = sgp__document_parse(p->base.parser, p->base.response.api.body, &member, 1,
                                            &p->session.arena, NULL);
    const char *text = login_refusal_text(member.value);
    char code[SGP_ERROR_CODE_MAX + 1];

    if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    if (!text) {
        SGP__INSERT(err, "An unspecified error happened when resolving AWS credentials or "
                         "refreshing a login session profile. ");
        return SGP_ERR_CREDENTIALS;
    }
    memcpy(code, err->code, sizeof code);
    sgp_error_reset(err);
    (void)SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4111, "%s", text);
    memcpy(err->code, code, sizeof code);
    err->http_status = p->base.response.api.status;
    return SGP_ERR_CREDENTIALS;
}

static sgp_status invalid_response(sgp_status status, sgp_error *err)
{
    if (status != SGP_ERR_RESPONSE) return status;
    SGP__PREFIX(err, "Error loading login session token: Unable to refresh access token due to an "
                     "invalid service response. Please try running 'aws login' again. If the issue "
                     "persists, there may be a temporary signin service problem");
    err->status = SGP_ERR_CREDENTIALS;
    return SGP_ERR_CREDENTIALS;
}

static sgp_status take_response(sgp__login_provider *p, int64_t now_us, sgp_error *err)
{
    sgp_document_member members[] = { SGP__MEMBER("accessToken.accessKeyId"),
                                      SGP__MEMBER("accessToken.secretAccessKey"),
                                      SGP__MEMBER("accessToken.sessionToken"),
                                      SGP__MEMBER("refreshToken"), SGP__MEMBER("expiresIn") };
    sgp__login_session *session = &p->session;
    int64_t seconds = -1;

    SGP_TRY(sgp__document_parse(p->base.parser, p->base.response.api.body, members, 5,
                                &session->arena, err));
    for (size_t i = 0; i < 4; i++)
        SGP_TRY(sgp__member_text(&members[i], err));
    if (members[4].type == SGP_DOCUMENT_MEMBER_NUMBER)
        seconds = sgp__parse_decimal(members[4].value, INT32_MAX);
    if (seconds < 0)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 4112, "expiresIn is not a number of seconds");
    session->access_key_id = members[0].value;
    session->secret_access_key = members[1].value;
    session->session_token = members[2].value;
    session->refresh_token = members[3].value;
    session->expires_us = now_us + seconds * SGP__US_PER_SECOND;
    return SGP_OK;
}

/* The new credentials are valid, but if they are not saved, nobody has the new refresh token. */
static sgp_status save_session(sgp__login_provider *p, sgp_error *err)
{
    sgp_status status = sgp__login_save(p, err);

    if (status == SGP_OK) return status;
    SGP__TRACE(p->base.trace, "credentials", "login: the refreshed session is not saved: %.300s",
               sgp_error_message(err));
    sgp_error_reset(err);
    return SGP_OK;
}

static sgp_status login_exchange(sgp__login_provider *p, int64_t now_us, sgp_deadline deadline,
                                 sgp_error *err)
{
    SGP_TRY(sgp__http_provider_run(&p->base, &sgp__service_policy, deadline, err));
    if (p->base.response.api.status != 200)
        return sgp__http_provider_refuse_call(&p->base, "CreateOAuth2Token", err);
    return invalid_response(take_response(p, now_us, err), err);
}

/* A proof has a time. If the Date of a refusal shows that the clock is wrong, it is made again with
 * the service's time, once a get. */
static sgp_status login_refresh(sgp__login_provider *p, int64_t now_us, sgp_deadline deadline,
                                sgp_error *err)
{
    sgp_status status = login_exchange(p, now_us, deadline, err);
    int64_t skew_us;

    if (status == SGP_ERR_CREDENTIALS && p->clock_correction_us == 0 &&
        sgp__clock_is_wrong(err, &p->base.response.api, now_us, p->base.trace, &skew_us)) {
        p->clock_correction_us = skew_us;
        sgp_error_reset(err);
        SGP_TRY(login_begin(p, now_us, err));
        status = login_exchange(p, now_us, deadline, err);
    }
    if (status == SGP_ERR_CREDENTIALS && strcmp(err->code, "AccessDeniedException") == 0)
        return explain_denial(p, err);
    SGP_TRY(status);
    return save_session(p, err);
}

/* --- provider --------------------------------------------------------------------------------- */

/* Another process may have refreshed the session before this one got the lock. */
static sgp_status login_lock_and_begin(sgp__login_provider *p, int64_t now_us,
                                       sgp_deadline deadline, sgp_credentials *out, sgp_error *err)
{
    sgp_status locked = sgp__login_lock(p, deadline, err), status;

    if (locked == SGP_AGAIN) return locked;
    status = sgp__login_load(p, locked == SGP_OK ? err : NULL);
    if (status == SGP_OK && is_fresh(p, now_us)) return use_session(p, out, err);
    if (locked != SGP_OK) return use_unrefreshed(p, locked, now_us, out, err);
    SGP_TRY(status);
    SGP_TRY(login_begin(p, now_us, err));
    p->step = SGP__LOGIN_SEND;
    return SGP_OK;
}

static sgp_status login_read(sgp__login_provider *p, int64_t now_us, sgp_credentials *out,
                             sgp_error *err)
{
    sgp_status status;

    SGP_TRY(sgp__login_load(p, err));
    if (is_fresh(p, now_us)) return use_session(p, out, err);
    status = check_can_refresh(p, err);
    if (status != SGP_OK) return use_unrefreshed(p, status, now_us, out, err);
    p->step = SGP__LOGIN_LOCK;
    return SGP_OK;
}

/* A step that ends the get leaves p->step as it is. */
static sgp_status login_run(sgp__http_provider *base, int64_t now_us, sgp_credentials *out,
                            sgp_deadline deadline, sgp_error *err)
{
    sgp__login_provider *p = (sgp__login_provider *)base;

    if (p->step == SGP__LOGIN_READ) {
        SGP_TRY(login_read(p, now_us, out, err));
        if (p->step == SGP__LOGIN_READ) return SGP_OK;
    }
    if (p->step == SGP__LOGIN_LOCK) {
        SGP_TRY(login_lock_and_begin(p, now_us, deadline, out, err));
        if (p->step == SGP__LOGIN_LOCK) return SGP_OK;
    }
    SGP_TRY(login_refresh(p, now_us, deadline, err));
    return use_session(p, out, err);
}

static void login_reset(sgp_credentials_provider *provider)
{
    sgp__login_provider *p = (sgp__login_provider *)provider;

    sgp__http_provider_reset(provider);
    sgp__login_unlock(p);
    sgp__login_forget(p);
    p->step = SGP__LOGIN_READ;
    p->clock_correction_us = 0;
}

static sgp_status login_init(sgp__http_provider *base, sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_crypto_type, init),
                                       SGP__SLOT(sgp_crypto_type, update),
                                       SGP__SLOT(sgp_crypto_type, final) };
    sgp__login_provider *p = (sgp__login_provider *)base;

    login_reset(&base->base);
    SGP_TRY(SGP__PART_CHECK(p->options.crypto, 4113, SGP__LOGIN_CONSTRUCTOR, "options.crypto",
                            slots, err));
    return sgp__login_set_paths(p, err);
}

sgp_status sgp_creds_login_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                               const sgp_creds_login_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = SGP__HTTP_PROVIDER_TYPE(LOGIN_SOURCE,
                                                                              login_reset);
    static const sgp__text_option texts[] = {
        SGP__TEXT_OPTION(sgp_creds_login_options, session_name, 1),
        SGP__URL_OPTION(sgp_creds_login_options, signin_url, 1, SGP__LOGIN_URL),
        SGP__TEXT_OPTION(sgp_creds_login_options, cache_folder, 1),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND(SGP__LOGIN_CONSTRUCTOR, type, sgp__login_provider, texts),
        .init = login_init,
        .run = login_run,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
