/*
 * login_session.c - the cache file of a session of `aws login`, and its lock
 * (botocore/credentials.py, LoginCredentialFetcher; botocore/utils.py, LoginTokenLoader).
 *
 * A refresh token works once. botocore takes no lock, so of two processes that refresh at once one
 * loses the session for both. Here one process refreshes, under a lock beside the file, and the
 * others then read what it has saved.
 */
#include "sgp_login.h"

#include "sgp_hmac_sha256.h"

#include <string.h>

#define LOGIN_PATH_BYTES_MAX 4095
#define LOGIN_SESSION_BYTES_MAX (8u * SGP_DOCUMENT_BYTES_MAX)
/* The holder of the lock sends one request. */
#define LOCK_WAIT_US (30 * SGP__US_PER_SECOND)
#define LOCK_PAUSE_US (50 * SGP__US_PER_MS)

#define LOGIN_FAILED "Error loading login session token: "

sgp_status sgp__login_sha256(sgp__login_provider *p, sgp_str text,
                             unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    sgp__bytes bytes = sgp__bytes_of(text.ptr, text.len);
    sgp__hasher hasher;
    sgp_status status;

    SGP_TRY(sgp__hasher_init(&hasher, p->options.crypto, p->base.allocator, SGP__LOGIN_CONSTRUCTOR,
                             err));
    status = sgp__sha256(&hasher, &bytes, 1, digest, err);
    sgp__hasher_deinit(&hasher);
    return status;
}

/* --- paths ------------------------------------------------------------------------------------ */

static sgp_status login_keep_path(sgp__login_provider *p, const sgp__buf *path, const char **out,
                                  sgp_error *err)
{
    SGP_TRY(SGP__BUF_CHECK(path, 4098, "the path of the login session's file", err));
    return sgp__arena_copy_text(&p->base.texts, path->ptr, out, err);
}

static sgp_status login_put_paths(sgp__login_provider *p, const unsigned char *digest,
                                  sgp__buf *path, sgp_error *err)
{
    sgp__buf_put_text(path, p->options.cache_folder);
    sgp__buf_put_char(path, '/');
    sgp__buf_put_hex(path, digest, SGP_SHA256_BYTES);
    sgp__buf_put_text(path, ".json");
    SGP_TRY(login_keep_path(p, path, &p->cache_path, err));
    sgp__buf_put_text(path, ".lock");
    return login_keep_path(p, path, &p->lock_path, err);
}

sgp_status sgp__login_set_paths(sgp__login_provider *p, sgp_error *err)
{
    unsigned char digest[SGP_SHA256_BYTES];
    sgp__buf path;
    sgp_status status;

    SGP_TRY(sgp__login_sha256(p, sgp_str_from(p->options.session_name), digest, err));
    sgp__buf_init(&path, p->base.allocator, LOGIN_PATH_BYTES_MAX);
    status = login_put_paths(p, digest, &path, err);
    sgp__buf_deinit(&path);
    return status;
}

/* --- reading ---------------------------------------------------------------------------------- */

void sgp__login_forget(sgp__login_provider *p)
{
    sgp__arena_deinit(&p->session.arena);
    memset(&p->session, 0, sizeof p->session);
    sgp__arena_init(&p->session.arena, p->base.allocator, LOGIN_SESSION_BYTES_MAX);
}

/* The members of accessToken come first. */
#define LOGIN_KEY_MEMBERS 4

/* Writes the names of members that are missing. */
static size_t login_name_missing(const sgp_document_member *members, size_t count, char *out,
                                 size_t out_bytes)
{
    size_t used = 0, missing_keys = 0;

    for (size_t i = 0; i < LOGIN_KEY_MEMBERS; i++)
        missing_keys += !sgp__member_is_text(&members[i]);
    if (missing_keys == LOGIN_KEY_MEMBERS) used = sgp__format(out, out_bytes, "accessToken");
    for (size_t i = used > 0 ? LOGIN_KEY_MEMBERS : 0; i < count; i++)
        if (!sgp__member_is_text(&members[i]))
            used += sgp__format(out + used, out_bytes - used, "%s%s", used > 0 ? ", " : "",
                                members[i].path);
    return used;
}

/* botocore names the missing members of the document. Its accessToken must be complete too. */
static sgp_status login_check_members(const sgp_document_member *members, size_t count,
                                      sgp_error *err)
{
    char missing[256] = "";

    if (login_name_missing(members, count, missing, sizeof missing) == 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4099,
                     LOGIN_FAILED "Failed to load access token from token cache, missing required "
                                  "fields: %s. Please reauthenticate with 'aws login'.",
                     missing);
}

static sgp_status login_take_members(sgp__login_session *session,
                                     const sgp_document_member *members, sgp_error *err)
{
    session->access_key_id = members[0].value;
    session->secret_access_key = members[1].value;
    session->session_token = members[2].value;
    session->refresh_token = members[4].value;
    session->key = members[5].value;
    session->client_id = members[6].value;
    if (sgp_time_from_text(members[3].value, &session->expires_us) == SGP_OK) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4100,
                     LOGIN_FAILED "accessToken.expiresAt is not a time. Please reauthenticate with "
                                  "'aws login'.");
}

static sgp_status login_parse(sgp__login_provider *p, sgp_error *err)
{
    sgp_document_member members[] = { SGP__MEMBER("accessToken.accessKeyId"),
                                      SGP__MEMBER("accessToken.secretAccessKey"),
                                      SGP__MEMBER("accessToken.sessionToken"),
                                      SGP__MEMBER("accessToken.expiresAt"),
                                      SGP__MEMBER("refreshToken"),
                                      SGP__MEMBER("dpopKey"),
                                      SGP__MEMBER("clientId") };
    size_t count = sizeof members / sizeof members[0];
    sgp__login_session *session = &p->session;
    sgp_status status = sgp__document_parse(p->base.parser, session->text, members, count,
                                            &session->arena, err);

    if (status == SGP_ERR_RESPONSE) {
        SGP__PREFIX(err, "Error loading login session token: %s", p->cache_path);
        SGP__APPEND(err, ". Please reauthenticate with 'aws login'.");
        if (err) err->status = SGP_ERR_CREDENTIALS;
        return SGP_ERR_CREDENTIALS;
    }
    SGP_TRY(status);
    SGP_TRY(login_check_members(members, count, err));
    return login_take_members(session, members, err);
}

sgp_status sgp__login_load(sgp__login_provider *p, sgp_error *err)
{
    sgp_status status;

    sgp__login_forget(p);
    status = sgp__http_provider_read_file(&p->base, p->cache_path, &p->session.arena,
                                          &p->session.text, err);
    if (status == SGP_NOT_CONFIGURED)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4101,
                         LOGIN_FAILED "Unable to load a existing login session for session %s. "
                                      "Please reauthenticate with 'aws login'.",
                         p->options.session_name);
    SGP_TRY(status);
    return login_parse(p, err);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* botocore adds the new members to what it has read and writes all. */
sgp_status sgp__login_save(sgp__login_provider *p, sgp_error *err)
{
    sgp_platform *platform = p->base.platform;
    sgp_document_parser *parser = p->base.parser;
    sgp__login_session *session = &p->session;
    char expiry[SGP__UTC_TEXT_BYTES];
    const sgp_document_member members[] = {
        sgp__member_of("accessToken.accessKeyId", session->access_key_id),
        sgp__member_of("accessToken.secretAccessKey", session->secret_access_key),
        sgp__member_of("accessToken.sessionToken", session->session_token),
        sgp__member_of("accessToken.expiresAt", sgp__utc_text(session->expires_us, expiry)),
        sgp__member_of("refreshToken", session->refresh_token),
    };
    sgp_str text;

    SGP_TRY(parser->type->replace(parser, session->text, members,
                                  sizeof members / sizeof members[0], &session->arena, &text, err));
    return platform->type->write_file(platform, p->cache_path, text, err);
}

/* --- lock ------------------------------------------------------------------------------------- */

/* Another process has the lock. */
static sgp_status login_await_lock(sgp__login_provider *p, int64_t now_us, sgp_deadline deadline,
                                   sgp_error *err)
{
    int64_t until_us = sgp_deadline_in(now_us, LOCK_PAUSE_US).at_us;

    if (p->lock_until_us == 0) p->lock_until_us = sgp_deadline_in(now_us, LOCK_WAIT_US).at_us;
    if (until_us >= p->lock_until_us || until_us >= deadline.at_us)
        return SGP__FAIL(err, SGP_ERR_TIMEOUT, 4102,
                         "the session expires and another process, which has locked %s, has not "
                         "refreshed it in time",
                         p->lock_path);
    p->base.resume_at_us = until_us;
    return SGP_AGAIN;
}

sgp_status sgp__login_lock(sgp__login_provider *p, sgp_deadline deadline, sgp_error *err)
{
    sgp_platform *platform = p->base.platform;
    int64_t now_us = platform->type->monotonic_us(platform);
    sgp_status status;

    if (!SGP_HAS(platform, lock_file)) return SGP_OK;
    if (now_us < p->base.resume_at_us) return SGP_AGAIN;
    status = platform->type->lock_file(platform, p->lock_path, &p->lock, err);
    status = SGP__SLOT_RESULT(platform, 4103, "lock_file", status, SGP__MAY_AGAIN, err);
    if (status == SGP_AGAIN) return login_await_lock(p, now_us, deadline, err);
    p->is_locked = status == SGP_OK;
    return status;
}

void sgp__login_unlock(sgp__login_provider *p)
{
    sgp_platform *platform = p->base.platform;

    if (p->is_locked) platform->type->unlock_file(platform, p->lock);
    p->is_locked = 0;
    p->lock_until_us = 0;
}
