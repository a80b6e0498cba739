/*
 * creds_document.c - credentials from the document of a container, instance, program or service.
 */
#include "sgp_creds_document.h"

#include "sgp_ascii.h"
#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_part.h"
#include "sgp_units.h"

sgp_document_member sgp__member_of(const char *path, sgp_str value)
{
    sgp_document_member m = SGP__MEMBER(path);

    if (value.ptr) m.type = SGP_DOCUMENT_MEMBER_TEXT;
    m.value = value;
    return m;
}

sgp_str sgp__utc_text(int64_t us, char out[SGP__UTC_TEXT_BYTES])
{
    sgp__civil civil = sgp__civil_from_us(us);

    (void)sgp__format(out, SGP__UTC_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year,
                      civil.month, civil.day, civil.hour, civil.minute, civil.second);
    return sgp_str_from(out);
}

int sgp__member_is_text(const sgp_document_member *member)
{
    return member->type == SGP_DOCUMENT_MEMBER_TEXT && member->value.len > 0;
}

sgp_status sgp__member_text(const sgp_document_member *member, sgp_error *err)
{
    if (member->type == SGP_DOCUMENT_MEMBER_TEXT) return SGP_OK;
    if (member->type == SGP_DOCUMENT_MEMBER_ABSENT)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 4011, "Missing required key in response: '%s'",
                         member->path);
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4012, "%s is not a text", member->path);
}

static sgp_status parse_ms(const sgp_document_member *member, int64_t *us, sgp_error *err)
{
    int64_t ms = -1;

    if (member->type == SGP_DOCUMENT_MEMBER_NUMBER)
        ms = sgp__parse_decimal(member->value, INT64_MAX / SGP__US_PER_MS);
    *us = ms * SGP__US_PER_MS;
    if (ms >= 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4013, "%s is not a number of milliseconds",
                     member->path);
}

static sgp_status parse_time(const sgp_document_member *member, int64_t *us, sgp_error *err)
{
    if (member->type == SGP_DOCUMENT_MEMBER_TEXT && sgp_time_from_text(member->value, us) == SGP_OK)
        return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4014,
                     "%s is not a time: expected one like 2030-01-02T03:04:05Z", member->path);
}

static sgp_status document_parse_expiry(const sgp_document_member *member,
                                        const sgp__creds_paths *paths, int64_t now_us, int64_t *us,
                                        sgp_error *err)
{
    *us = INT64_MAX;
    if (member->type == SGP_DOCUMENT_MEMBER_ABSENT)
        return paths->is_temporary ? sgp__member_text(member, err) : SGP_OK;
    SGP_TRY(paths->expiry_is_ms ? parse_ms(member, us, err) : parse_time(member, us, err));
    if (*us > now_us || paths->may_be_expired) return SGP_OK;
    /* botocore/credentials.py, RefreshableCredentials._protected_refresh */
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4015,
                     "Credentials were refreshed, but the refreshed credentials are still "
                     "expired (%s has passed; is the clock right?)",
                     member->path);
}

/* Invalid keys are an error of the document. */
static sgp_status set_keys(const sgp_document_member *members, const char *source,
                           sgp_credentials *out, sgp_error *err)
{
    sgp_status status = sgp_credentials_set(out, members[0].value, members[1].value,
                                            members[2].value, source, err);

    if (status != SGP_ERR_CREDENTIALS) return status;
    if (err) err->status = SGP_ERR_RESPONSE;
    return SGP_ERR_RESPONSE;
}

sgp_status sgp__document_parse(sgp_document_parser *parser, sgp_str text,
                               sgp_document_member *members, size_t count, sgp_arena *arena,
                               sgp_error *err)
{
    sgp_status status = parser->type->parse(parser, text, members, count, arena, err);

    return SGP__SLOT_RESULT(parser, 4065, "parse", status, 0, err);
}

sgp_status sgp__creds_parse(sgp_document_parser *parser, sgp_str text,
                            const sgp__creds_paths *paths, int64_t now_us, sgp_arena *arena,
                            sgp_credentials *out, sgp_error *err)
{
    sgp_document_member members[] = { SGP__MEMBER(paths->access_key_id),
                                      SGP__MEMBER(paths->secret_access_key),
                                      SGP__MEMBER(paths->session_token),
                                      SGP__MEMBER(paths->expiry) };
    int64_t expires_us;

    SGP_TRY(sgp__document_parse(parser, text, members, 4, arena, err));
    SGP_TRY(sgp__member_text(&members[0], err));
    SGP_TRY(sgp__member_text(&members[1], err));
    if (paths->is_temporary || members[2].type != SGP_DOCUMENT_MEMBER_ABSENT)
        SGP_TRY(sgp__member_text(&members[2], err));
    SGP_TRY(document_parse_expiry(&members[3], paths, now_us, &expires_us, err));
    SGP_TRY(set_keys(members, paths->source, out, err));
    out->expires_us = expires_us;
    return SGP_OK;
}

static int is_printable(char c)
{
    return c >= ' ' && c <= '~';
}

const char *sgp__excerpt(sgp_str text, char *out, size_t out_bytes)
{
    size_t len = text.len < out_bytes - 1 ? text.len : out_bytes - 1;

    for (size_t i = 0; i < len; i++)
        out[i] = is_printable(text.ptr[i]) ? text.ptr[i] : ' ';
    out[len] = '\0';
    return out;
}

/* Inserts the text from its end to its start. */
void sgp__error_insert_excerpt(sgp_error *err, sgp_str text, size_t max_bytes)
{
    text = sgp__slice(text, 0, max_bytes);
    while (text.len > 0) {
        size_t start = text.len;
        while (start > 0 && is_printable(text.ptr[start - 1]))
            start--;
        SGP__INSERT(err, "%s%.*s", start > 0 ? " " : "", (int)(text.len - start), text.ptr + start);
        text.len = start > 0 ? start - 1 : 0;
    }
}

sgp_status sgp__creds_fail(const char *source, sgp_status status, sgp_error *err)
{
    if (status == SGP_ERR_MEMORY || status == SGP_ERR_PLATFORM || status == SGP_ERR_USAGE ||
        status == SGP_ERR_CRYPTO)
        return status;
    SGP__PREFIX(err, "Error when retrieving credentials from %s", source);
    if (err) err->status = SGP_ERR_CREDENTIALS;
    return SGP_ERR_CREDENTIALS;
}
