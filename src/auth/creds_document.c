/*
 * creds_document.c - a document that a container, an instance, a program or a service has given out
 * into credentials.
 */
#include "creds_fetch.h"

#include "ascii.h"

#define MEMBERS 4
/* A document's texts, and what an arena rounds up. */
#define TEXTS_BYTES_MAX (2u * SGP_DOCUMENT_BYTES_MAX)

int sgp__member_is_text(const sgp_member *member)
{
    return member->type == SGP_MEMBER_TEXT && member->value.len > 0;
}

sgp_status sgp__member_text(const sgp_member *member, sgp_error *err)
{
    if (member->type == SGP_MEMBER_TEXT) return SGP_OK;
    if (member->type == SGP_MEMBER_ABSENT)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "Missing required key in response: '%s'",
                             member->path);
    return sgp_error_set(err, SGP_ERR_RESPONSE, "%s is no text", member->path);
}

static sgp_status read_time(const sgp_member *member, int is_ms, int64_t *us, sgp_error *err)
{
    int64_t ms;

    if (!is_ms && member->type == SGP_MEMBER_TEXT &&
        sgp_time_from_text(member->value, us) == SGP_OK)
        return SGP_OK;
    ms = is_ms && member->type == SGP_MEMBER_NUMBER
             ? sgp__parse_decimal(member->value, INT64_MAX / 1000)
             : -1;
    *us = ms * 1000;
    if (ms >= 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_RESPONSE, "%s is no %s", member->path,
                         is_ms ? "number of milliseconds" : "time such as 2030-01-02T03:04:05Z");
}

static sgp_status take_expiry(const sgp_member *member, const sgp__creds_paths *paths,
                              int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    int64_t expires_us = INT64_MAX;

    if (member->type == SGP_MEMBER_ABSENT && !paths->needs_expiry) return SGP_OK;
    if (member->type == SGP_MEMBER_ABSENT) return sgp__member_text(member, err);
    SGP_TRY(read_time(member, paths->expiry_is_ms, &expires_us, err));
    /* botocore/credentials.py, RefreshableCredentials._protected_refresh */
    if (expires_us <= now_us)
        return sgp_error_set(err, SGP_ERR_RESPONSE,
                             "Credentials were refreshed, but the refreshed credentials are still "
                             "expired (%s has passed; is the clock right?)",
                             member->path);
    out->expires_us = expires_us;
    return SGP_OK;
}

/* Texts that are no credentials: it is the document that is wrong. */
static sgp_status set_keys(const sgp_member *members, const char *source, sgp_credentials *out,
                           sgp_error *err)
{
    sgp_status status = sgp_credentials_set(out, members[0].value, members[1].value,
                                            members[2].value, source, err);

    if (status != SGP_ERR_CREDENTIALS) return status;
    if (err) err->status = SGP_ERR_RESPONSE;
    return SGP_ERR_RESPONSE;
}

static sgp_status take(const sgp_member *members, const sgp__creds_paths *paths, const char *source,
                       int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    SGP_TRY(sgp__member_text(&members[0], err));
    SGP_TRY(sgp__member_text(&members[1], err));
    if (paths->needs_token || members[2].type != SGP_MEMBER_ABSENT)
        SGP_TRY(sgp__member_text(&members[2], err));
    SGP_TRY(set_keys(members, source, out, err));
    return take_expiry(&members[3], paths, now_us, out, err);
}

sgp_status sgp__creds_read(const sgp_documents *documents, sgp_str text,
                           const sgp__creds_paths *paths, const char *source, int64_t now_us,
                           sgp_credentials *out, sgp_error *err)
{
    sgp_member members[MEMBERS] = { { paths->access_key_id, SGP_MEMBER_ABSENT, { NULL, 0 } },
                                    { paths->secret_access_key, SGP_MEMBER_ABSENT, { NULL, 0 } },
                                    { paths->session_token, SGP_MEMBER_ABSENT, { NULL, 0 } },
                                    { paths->expiry, SGP_MEMBER_ABSENT, { NULL, 0 } } };
    sgp_arena arena;
    sgp_status status;

    sgp_arena_init(&arena, out->allocator, TEXTS_BYTES_MAX);
    status = documents->read(documents->self, text, members, paths->expiry ? MEMBERS : MEMBERS - 1,
                             &arena, err);
    if (status == SGP_OK) status = take(members, paths, source, now_us, out, err);
    if (status != SGP_OK) sgp_credentials_deinit(out);
    sgp_arena_deinit(&arena);
    return status;
}
