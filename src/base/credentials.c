/*
 * credentials.c - one set of credentials in one block that is wiped before it
 * is freed.
 */
#include "sgp_credentials.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

static const sgp_str credentials_absent = { NULL, 0 };

static sgp__credentials *credentials_whole(sgp_credentials *credentials)
{
    return (sgp__credentials *)credentials;
}

void sgp__credentials_init(sgp__credentials *credentials, const sgp_allocator *allocator)
{
    memset(credentials, 0, sizeof *credentials);
    credentials->allocator = allocator;
    credentials->api.expires_us = INT64_MAX;
}

void sgp__credentials_deinit(sgp__credentials *credentials)
{
    sgp__free(credentials->allocator, credentials->memory, credentials->memory_bytes);
    sgp__credentials_init(credentials, credentials->allocator);
}

sgp_status sgp_credentials_new(sgp_credentials **out, const sgp_allocator *allocator,
                               sgp_error *err)
{
    sgp__credentials *credentials;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 1044, "sgp_credentials_new", err));
    credentials = sgp__alloc(allocator, sizeof *credentials);
    if (!credentials) return SGP__NO_MEMORY(err, sizeof *credentials);
    sgp__credentials_init(credentials, allocator);
    *out = &credentials->api;
    return SGP_OK;
}

void sgp_credentials_free(sgp_credentials *credentials)
{
    if (!credentials) return;
    sgp__credentials_deinit(credentials_whole(credentials));
    sgp__free(credentials_whole(credentials)->allocator, credentials, sizeof(sgp__credentials));
}

sgp_status sgp__credentials_copy(sgp_credentials *to, const sgp_credentials *from, sgp_error *err)
{
    SGP_TRY(sgp_credentials_set(to, from->access_key_id, from->secret_access_key,
                                from->session_token, from->source, err));
    to->expires_us = from->expires_us;
    return SGP_OK;
}

static sgp_status credentials_check_text(sgp_str text, const char *what, int required,
                                         sgp_error *err)
{
    if (required && text.len == 0)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 1012, "the %s is empty", what);
    if (text.len > SGP_CREDENTIAL_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 1013, "the %s is longer than %d bytes", what,
                         SGP_CREDENTIAL_MAX);
    if (!sgp__is_field_value(text))
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 1014,
                         "the %s holds a line break or another control character", what);
    return SGP_OK;
}

/* Copies text to *at and advances *at past its NUL. */
static sgp_str copy_to(char **at, sgp_str text)
{
    sgp_str copy;

    copy.ptr = *at;
    copy.len = text.len;
    if (text.len > 0) memcpy(*at, text.ptr, text.len);
    *at += text.len + 1; /* the block is zeroed, so the NUL is there */
    return copy;
}

static sgp_status store(sgp__credentials *out, sgp_str id, sgp_str secret, sgp_str token,
                        sgp_error *err)
{
    size_t bytes = id.len + secret.len + token.len + 3;
    char *at = sgp__alloc(out->allocator, bytes);

    if (!at) return SGP__NO_MEMORY(err, bytes);
    out->memory = at;
    out->memory_bytes = bytes;
    out->api.access_key_id = copy_to(&at, id);
    out->api.secret_access_key = copy_to(&at, secret);
    out->api.session_token = token.len > 0 ? copy_to(&at, token) : credentials_absent;
    return SGP_OK;
}

sgp_status sgp_credentials_set(sgp_credentials *credentials, sgp_str access_key_id,
                               sgp_str secret_access_key, sgp_str session_token, const char *source,
                               sgp_error *err)
{
    sgp__credentials_deinit(credentials_whole(credentials));
    SGP_TRY(credentials_check_text(access_key_id, "access key id", 1, err));
    SGP_TRY(credentials_check_text(secret_access_key, "secret access key", 1, err));
    SGP_TRY(credentials_check_text(session_token, "session token", 0, err));
    SGP_TRY(store(credentials_whole(credentials), access_key_id, secret_access_key, session_token,
                  err));
    credentials->source = source;
    return SGP_OK;
}
