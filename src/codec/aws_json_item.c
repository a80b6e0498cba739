/*
 * aws_json_item.c - the members of one image version: their names and their
 * types.
 *
 * If several members have the same name, the last one counts, as in Python's
 * json.loads. So a wrong value is recorded and reported only when no later one
 * can replace it.
 */
#include "sgp_aws_json_item.h"

#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_json_value.h"

#include <stddef.h>
#include <string.h>

typedef enum member_kind {
    MEMBER_TIME,
    MEMBER_INTEGER,
    MEMBER_TEXT,
    MEMBER_COMMON_TEXT /* most often the same as in the item before */
} member_kind;

typedef struct sgp__item_member {
    const char *spelled; /* the name with quotes and colon */
    unsigned short spelled_len;
    unsigned short bit;
    unsigned short offset; /* in sgp_image_version */
    unsigned short raw;    /* of a time, in sgp_raw_timestamps */
    member_kind kind;
} member;

#define MEMBER(name, bit, kind, field)                                                             \
    {                                                                                              \
        "\"" name "\":", sizeof(name) + 2, bit, offsetof(sgp_image_version, field), 0, kind        \
    }
#define MEMBER_OF_TIME(name, bit, field)                                                           \
    {                                                                                              \
        "\"" name "\":", sizeof(name) + 2, bit, offsetof(sgp_image_version, field##_us),           \
            offsetof(sgp_raw_timestamps, field), MEMBER_TIME                                       \
    }

/* In the order in which wrong members are reported. */
static const member members[SGP__ITEM_MEMBERS] = {
    MEMBER_OF_TIME("CreationTime", SGP_IMAGE_VERSION_HAS_CREATION_TIME, creation_time),
    MEMBER("FailureReason", SGP_IMAGE_VERSION_HAS_FAILURE_REASON, MEMBER_TEXT, failure_reason),
    MEMBER("ImageArn", SGP_IMAGE_VERSION_HAS_IMAGE_ARN, MEMBER_COMMON_TEXT, image_arn),
    MEMBER("ImageVersionArn", SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN, MEMBER_TEXT,
           image_version_arn),
    MEMBER("ImageVersionStatus", SGP_IMAGE_VERSION_HAS_STATUS, MEMBER_COMMON_TEXT, status_text),
    MEMBER_OF_TIME("LastModifiedTime", SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME,
                   last_modified_time),
    MEMBER("Version", SGP_IMAGE_VERSION_HAS_VERSION, MEMBER_INTEGER, version),
};

sgp_status sgp__json_skip_value(sgp__json_pull *pull, sgp__json_token begun)
{
    return sgp__json_pull_skip(pull, begun) == SGP__TOKEN_FAULT ? SGP_END : SGP_OK;
}

/* --- which member ----------------------------------------------------------------------------- */

static sgp_str name_of(const member *m)
{
    sgp_str name = { m->spelled + 1, (size_t)m->spelled_len - 3 };

    return name;
}

static const member *item_find_member(const sgp__json_pull *pull)
{
    for (size_t i = 0; i < SGP__ITEM_MEMBERS; i++)
        if (sgp__json_view_is(pull->view, pull->has_escapes, name_of(&members[i])))
            return &members[i];
    return NULL;
}

/* Scans the next member's name, or sets *token to another token than NAME.
 * Returns NULL for an unknown name. Tries the name at this position in the last
 * item first. */
static const member *take_member(sgp__item_decoder *d, size_t position, sgp__json_token *token)
{
    const member *m = position < SGP__ITEM_MEMBERS ? d->likely[position] : NULL;

    *token = SGP__TOKEN_NAME;
    if (m && sgp__json_pull_take_name(&d->pull, m->spelled, m->spelled_len)) return m;
    *token = sgp__json_pull_next(&d->pull);
    if (*token != SGP__TOKEN_NAME) return NULL;
    m = item_find_member(&d->pull);
    if (position < SGP__ITEM_MEMBERS) d->likely[position] = m;
    return m;
}

/* --- the value of a member -------------------------------------------------------------------- */

#define NOTE_FAULT(d, m, expected, got) note_fault(d, m, SGP__TEXT(expected), SGP__TEXT(got))

static void note_fault(sgp__item_decoder *d, const member *m, const char *expected, const char *got)
{
    d->faulty |= m->bit;
    d->faults[m - members].expected = expected;
    d->faults[m - members].got = got;
}

static int is_negative(const sgp__item_decoder *d)
{
    return d->pull.view.ptr[0] == '-';
}

/* Python distinguishes 7 from 7.0, and a rounded version number would belong to another version. */
static void decode_integer(sgp__item_decoder *d, const member *m, sgp__json_token token,
                           int64_t *out)
{
    if (token != SGP__TOKEN_NUMBER)
        NOTE_FAULT(d, m, "an integer", sgp__json_token_name(token));
    else if (!d->pull.is_whole)
        NOTE_FAULT(d, m, "an integer", "a number with fraction or exponent");
    else if (d->pull.is_short)
        *out = is_negative(d) ? -(int64_t)d->pull.digits : (int64_t)d->pull.digits;
    else if (!sgp__json_integer(d->pull.view, out))
        NOTE_FAULT(d, m, "an integer", "one beyond 64 bits");
}

static int decode_seconds(const sgp__item_decoder *d, int64_t *us)
{
    const sgp__json_pull *number = &d->pull;

    if (number->is_short && !is_negative(d) &&
        sgp__usual_seconds_to_us(number->digits, number->scale, us))
        return 1;
    return sgp__decimal_seconds_to_us(number->view, us);
}

/* Returns the raw timestamp of a member, or NULL if raw timestamps are off. */
static sgp_raw_timestamp *raw_of(const sgp__item_decoder *d, const member *m)
{
    return d->raw ? (sgp_raw_timestamp *)(void *)((char *)d->raw + m->raw) : NULL;
}

static sgp_status copy_number(const sgp__item_decoder *d, sgp_raw_timestamp *raw)
{
    const sgp_str number = d->pull.view;

    raw->is_number = 1;
    return sgp_arena_copy(d->arena, number.ptr, number.len, &raw->text, d->err);
}

/* botocore/utils.py, parse_timestamp: numbers are epoch seconds, texts those or
 * a date. It also accepts `true` as the first second of 1970, an accident of
 * Python that this library does not copy. */
static sgp_status decode_time(sgp__item_decoder *d, const member *m, sgp__json_token token,
                              int64_t *us)
{
    static const char expected[] = "a time of the years 1 to 9999";
    sgp_raw_timestamp *raw = raw_of(d, m);
    sgp_str text;

    if (token == SGP__TOKEN_NUMBER) {
        if (!decode_seconds(d, us)) NOTE_FAULT(d, m, expected, "another number");
        return raw ? copy_number(d, raw) : SGP_OK;
    }
    if (token != SGP__TOKEN_STRING) {
        NOTE_FAULT(d, m, "a time", sgp__json_token_name(token));
        return SGP_OK;
    }
    SGP_TRY(sgp__json_copy(d->pull.view, d->pull.has_escapes, d->arena, &text, d->err));
    if (sgp_time_from_text(text, us) != SGP_OK) NOTE_FAULT(d, m, expected, "another text");
    if (raw) raw->text = text;
    return SGP_OK;
}

static void item_decode_text(sgp__item_decoder *d, const member *m, sgp__json_token token,
                             sgp_str *text)
{
    if (token != SGP__TOKEN_STRING) {
        NOTE_FAULT(d, m, "a string", sgp__json_token_name(token));
        return;
    }
    *text = d->pull.view;
    if (d->pull.has_escapes) d->escaped |= m->bit;
}

/* Clears a member, because a later one of the same name replaces it. */
static void clear_member(sgp__item_decoder *d, const member *m)
{
    static const sgp_raw_timestamp absent;
    sgp_raw_timestamp *raw = m->kind == MEMBER_TIME ? raw_of(d, m) : NULL;

    d->item->present &= ~m->bit;
    d->faulty &= ~m->bit;
    d->escaped &= ~m->bit;
    d->shared &= ~m->bit;
    memset((char *)d->item + m->offset, 0,
           m->kind <= MEMBER_INTEGER ? sizeof(int64_t) : sizeof(sgp_str));
    if (raw) *raw = absent;
}

static sgp_status decode_value(sgp__item_decoder *d, const member *m, sgp__json_token token)
{
    void *field = (char *)d->item + m->offset;

    d->item->present |= m->bit;
    if (m->kind == MEMBER_TIME) return decode_time(d, m, token, field);
    if (m->kind == MEMBER_INTEGER)
        decode_integer(d, m, token, field);
    else
        item_decode_text(d, m, token, field);
    return SGP_OK;
}

/* Shares the text with the last item if both are equal. Returns zero otherwise. */
static int share_text(sgp__item_decoder *d, const member *m)
{
    const sgp_str *text;

    if (m->kind != MEMBER_COMMON_TEXT || !(d->plain & m->bit)) return 0;
    text = (const sgp_str *)(const void *)((const char *)d->last + m->offset);
    if (!sgp__json_pull_take_text(&d->pull, *text)) return 0;
    *(sgp_str *)(void *)((char *)d->item + m->offset) = *text;
    d->item->present |= m->bit;
    d->shared |= m->bit;
    return 1;
}

/* Decodes a member's value; null counts as absent, as in botocore. m is NULL
 * for an unknown member. */
static sgp_status decode_member(sgp__item_decoder *d, const member *m)
{
    sgp__json_token token;

    if (m && (d->item->present & m->bit)) clear_member(d, m);
    if (m && share_text(d, m)) return SGP_OK;
    token = sgp__json_pull_value(&d->pull);
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (m && token != SGP__TOKEN_NULL) SGP_TRY(decode_value(d, m, token));
    return sgp__json_skip_value(&d->pull, token);
}

/* --- the item --------------------------------------------------------------------------------- */

sgp_status sgp__item_decode(sgp__item_decoder *d, sgp_image_version *item, sgp_raw_timestamps *raw)
{
    sgp__json_token token;
    const member *m;

    d->item = item;
    d->raw = raw;
    d->escaped = 0;
    d->shared = 0;
    d->faulty = 0;
    for (size_t i = 0; m = take_member(d, i, &token), token == SGP__TOKEN_NAME; i++)
        SGP_TRY(decode_member(d, m));
    return token == SGP__TOKEN_CLOSE ? SGP_OK : SGP_END;
}

static sgp_status item_copy_text(const sgp__item_decoder *d, unsigned bit, sgp_str *text)
{
    if (!text->ptr || (d->shared & bit)) return SGP_OK;
    return sgp__json_copy(*text, (d->escaped & bit) != 0, d->arena, text, d->err);
}

sgp_status sgp__item_commit(sgp__item_decoder *d)
{
    sgp_image_version *item = d->item;

    SGP_TRY(item_copy_text(d, SGP_IMAGE_VERSION_HAS_FAILURE_REASON, &item->failure_reason));
    SGP_TRY(item_copy_text(d, SGP_IMAGE_VERSION_HAS_IMAGE_ARN, &item->image_arn));
    SGP_TRY(item_copy_text(d, SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN, &item->image_version_arn));
    SGP_TRY(item_copy_text(d, SGP_IMAGE_VERSION_HAS_STATUS, &item->status_text));
    item->status = d->shared & SGP_IMAGE_VERSION_HAS_STATUS
                       ? d->last->status
                       : sgp_image_version_status_from(item->status_text);
    d->plain = item->present & ~(d->escaped | d->faulty);
    d->last = item;
    return SGP_OK;
}

const sgp__json_wrong *sgp__item_wrong(const sgp__item_decoder *d, sgp_str *name)
{
    for (size_t i = 0; d->faulty && i < SGP__ITEM_MEMBERS; i++) {
        *name = name_of(&members[i]);
        if (d->faulty & members[i].bit) return &d->faults[i];
    }
    return NULL;
}
