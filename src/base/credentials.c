/*
 * credentials.c - one set of credentials in one block that is wiped before it is freed.
 */
#include "sagepager/sys/credentials.h"

#include "ascii.h"
#include "err.h"
#include "mem.h"

#include <string.h>

static const sgp_str absent = { NULL, 0 };

void sgp_credentials_init(sgp_credentials *credentials, const sgp_allocator *allocator)
{
    memset(credentials, 0, sizeof *credentials);
    credentials->allocator = allocator;
    credentials->expires_us = INT64_MAX;
}

void sgp_credentials_deinit(sgp_credentials *credentials)
{
    sgp__free(credentials->allocator, credentials->memory, credentials->memory_bytes);
    sgp_credentials_init(credentials, credentials->allocator);
}

static sgp_status check(sgp_str text, const char *what, int required, sgp_error *err)
{
    if (required && text.len == 0)
        return sgp_error_set(err, SGP_ERR_CREDENTIALS, "the %s is empty", what);
    if (text.len > SGP_CREDENTIAL_MAX)
        return sgp_error_set(err, SGP_ERR_LIMIT, "the %s is longer than %d bytes", what,
                             SGP_CREDENTIAL_MAX);
    if (!sgp__is_field_value(text))
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "the %s holds a line break or another control character", what);
    return SGP_OK;
}

static sgp_str place(char **at, sgp_str text)
{
    sgp_str copy;

    copy.ptr = *at;
    copy.len = text.len;
    if (text.len > 0) memcpy(*at, text.ptr, text.len);
    *at += text.len + 1; /* the block is zeroed: the NUL is there */
    return copy;
}

static sgp_status store(sgp_credentials *out, sgp_str id, sgp_str secret, sgp_str token,
                        sgp_error *err)
{
    size_t bytes = id.len + secret.len + token.len + 3;
    char *at = sgp__alloc(out->allocator, bytes);

    if (!at) return sgp__no_memory(err);
    out->memory = at;
    out->memory_bytes = bytes;
    out->access_key_id = place(&at, id);
    out->secret_access_key = place(&at, secret);
    out->session_token = token.len > 0 ? place(&at, token) : absent;
    return SGP_OK;
}

sgp_status sgp_credentials_set(sgp_credentials *credentials, sgp_str access_key_id,
                               sgp_str secret_access_key, sgp_str session_token, const char *source,
                               sgp_error *err)
{
    sgp_credentials_deinit(credentials);
    SGP_TRY(check(access_key_id, "access key id", 1, err));
    SGP_TRY(check(secret_access_key, "secret access key", 1, err));
    SGP_TRY(check(session_token, "session token", 0, err));
    SGP_TRY(store(credentials, access_key_id, secret_access_key, session_token, err));
    credentials->source = source;
    return SGP_OK;
}
