/*
 * aws_json_item.c - the members of one version of an image: which they are, and what they must be.
 *
 * Of several members of one name the last counts, as in Python's json.loads; so what is wrong with
 * a value is only noted, until no later one can take its place.
 */
#include "aws_json_item.h"

#include "civil_time.h"
#include "err.h"
#include "json.h"

#include <stddef.h>
#include <string.h>

typedef enum member_kind {
    MEMBER_TIME,
    MEMBER_INTEGER,
    MEMBER_TEXT,
    MEMBER_COMMON_TEXT /* most items have it from the one before */
} member_kind;

typedef struct sgp__item_member {
    const char *name;
    const char *spelled; /* with its quotes and the colon */
    size_t spelled_len;
    unsigned bit;
    member_kind kind;
    size_t offset; /* in sgp_image_version */
    size_t sent;   /* of a time, in sgp_sent_times */
} member;

#define MEMBER(name, bit, kind, field)                                                             \
    {                                                                                              \
        (name), "\"" name "\":", sizeof(name) + 2, bit, kind, offsetof(sgp_image_version, field),  \
            0                                                                                      \
    }
#define MEMBER_OF_TIME(name, bit, field)                                                           \
    {                                                                                              \
        (name), "\"" name "\":", sizeof(name) + 2, bit, MEMBER_TIME,                               \
            offsetof(sgp_image_version, field##_us), offsetof(sgp_sent_times, field)               \
    }

/* In the order in which what is wrong with an item is said. */
static const member members[SGP__ITEM_MEMBERS] = {
    MEMBER_OF_TIME("CreationTime", SGP_HAS_CREATION_TIME, creation_time),
    MEMBER("FailureReason", SGP_HAS_FAILURE_REASON, MEMBER_TEXT, failure_reason),
    MEMBER("ImageArn", SGP_HAS_IMAGE_ARN, MEMBER_COMMON_TEXT, image_arn),
    MEMBER("ImageVersionArn", SGP_HAS_IMAGE_VERSION_ARN, MEMBER_TEXT, image_version_arn),
    MEMBER("ImageVersionStatus", SGP_HAS_STATUS, MEMBER_COMMON_TEXT, status_text),
    MEMBER_OF_TIME("LastModifiedTime", SGP_HAS_LAST_MODIFIED_TIME, last_modified_time),
    MEMBER("Version", SGP_HAS_VERSION, MEMBER_INTEGER, version),
};

/* --- texts and values in general -------------------------------------------------------------- */

sgp_status sgp__json_keep(sgp_str text, int has_escapes, sgp_arena *arena, sgp_str *out,
                          sgp_error *err)
{
    char *copy;

    SGP_TRY(sgp_arena_copy(arena, text.ptr, text.len, out, err));
    if (!has_escapes) return SGP_OK;
    copy = (char *)out->ptr; /* ours */
    out->len = sgp__json_unescape(copy, out->len);
    copy[out->len] = '\0';
    return SGP_OK;
}

sgp_str sgp__json_known_name(const sgp__json_pull *pull, char room[SGP__NAME_BYTES_MAX])
{
    sgp_str name = pull->view;

    if (!pull->has_escapes || name.len > SGP__NAME_BYTES_MAX) return name;
    memcpy(room, name.ptr, name.len);
    name.ptr = room;
    name.len = sgp__json_unescape(room, name.len);
    return name;
}

sgp_status sgp__json_pass(sgp__json_pull *pull, sgp__json_token begun)
{
    return sgp__json_pull_skip(pull, begun) == SGP__TOKEN_FAULT ? SGP_END : SGP_OK;
}

/* --- which member ----------------------------------------------------------------------------- */

static const member *find_member(const sgp__json_pull *pull)
{
    char room[SGP__NAME_BYTES_MAX];
    sgp_str name = sgp__json_known_name(pull, room);

    for (size_t i = 0; i < SGP__ITEM_MEMBERS; i++)
        if (name.len == members[i].spelled_len - 3 &&
            memcmp(name.ptr, members[i].name, name.len) == 0)
            return &members[i];
    return NULL;
}

/* The next member's name, if one is next, as *token says; NULL for one that nobody knows. Most
 * likely it is the one that stood there in the last item. */
static const member *take_member(sgp__item_reader *r, size_t position, sgp__json_token *token)
{
    const member *m = position < SGP__ITEM_MEMBERS ? r->likely[position] : NULL;

    *token = SGP__TOKEN_NAME;
    if (m && sgp__json_pull_take_name(&r->pull, m->spelled, m->spelled_len)) return m;
    *token = sgp__json_pull_next(&r->pull);
    if (*token != SGP__TOKEN_NAME) return NULL;
    m = find_member(&r->pull);
    if (position < SGP__ITEM_MEMBERS) r->likely[position] = m;
    return m;
}

/* --- its value -------------------------------------------------------------------------------- */

static void note_fault(sgp__item_reader *r, const member *m, const char *expected, const char *got)
{
    r->faulty |= m->bit;
    r->faults[m - members].expected = expected;
    r->faults[m - members].got = got;
}

static int is_negative(const sgp__item_reader *r)
{
    return r->pull.view.ptr[0] == '-';
}

/* Python keeps 7 and 7.0 apart, and a rounded version number would be another version's. */
static void read_integer(sgp__item_reader *r, const member *m, sgp__json_token token, int64_t *out)
{
    if (token != SGP__TOKEN_NUMBER)
        note_fault(r, m, "an integer", sgp__json_token_name(token));
    else if (!r->pull.is_whole)
        note_fault(r, m, "an integer", "a number with fraction or exponent");
    else if (r->pull.is_short)
        *out = is_negative(r) ? -(int64_t)r->pull.digits : (int64_t)r->pull.digits;
    else if (!sgp__json_whole(r->pull.view, out))
        note_fault(r, m, "an integer", "one beyond 64 bits");
}

static int read_seconds(const sgp__item_reader *r, int64_t *us)
{
    const sgp__json_pull *number = &r->pull;

    if (number->is_short && !is_negative(r) &&
        sgp__usual_seconds_to_us(number->digits, number->scale, us))
        return 1;
    return sgp__decimal_seconds_to_us(number->view, us);
}

/* Where a time's spelling is kept; NULL: it is not. */
static sgp_sent_time *sent_of(const sgp__item_reader *r, const member *m)
{
    return r->sent ? (sgp_sent_time *)(void *)((char *)r->sent + m->sent) : NULL;
}

static sgp_status keep_number(const sgp__item_reader *r, sgp_sent_time *sent)
{
    const sgp_str number = r->pull.view;

    sent->is_number = 1;
    return sgp_arena_copy(r->arena, number.ptr, number.len, &sent->text, r->err);
}

/* botocore/utils.py, parse_timestamp: numbers are epoch seconds, texts those or a date. Its `true`
 * for the first second of 1970 is an accident of Python and not taken over. */
static sgp_status read_time(sgp__item_reader *r, const member *m, sgp__json_token token,
                            int64_t *us)
{
    static const char expected[] = "a time of the years 1 to 9999";
    sgp_sent_time *sent = sent_of(r, m);
    sgp_str text;

    if (token == SGP__TOKEN_NUMBER) {
        if (!read_seconds(r, us)) note_fault(r, m, expected, "another number");
        return sent ? keep_number(r, sent) : SGP_OK;
    }
    if (token != SGP__TOKEN_STRING) {
        note_fault(r, m, "a time", sgp__json_token_name(token));
        return SGP_OK;
    }
    SGP_TRY(sgp__json_keep(r->pull.view, r->pull.has_escapes, r->arena, &text, r->err));
    if (sgp_time_from_text(text, us) != SGP_OK) note_fault(r, m, expected, "another text");
    if (sent) sent->text = text;
    return SGP_OK;
}

static void read_text(sgp__item_reader *r, const member *m, sgp__json_token token, sgp_str *text)
{
    if (token != SGP__TOKEN_STRING) {
        note_fault(r, m, "a string", sgp__json_token_name(token));
        return;
    }
    *text = r->pull.view;
    if (r->pull.has_escapes) r->escaped |= m->bit;
}

/* A value that a later one of the same name takes the place of. */
static void forget(sgp__item_reader *r, const member *m)
{
    static const sgp_sent_time nothing;
    sgp_sent_time *sent = m->kind == MEMBER_TIME ? sent_of(r, m) : NULL;

    r->item->present &= ~m->bit;
    r->faulty &= ~m->bit;
    r->escaped &= ~m->bit;
    r->shared &= ~m->bit;
    memset((char *)r->item + m->offset, 0,
           m->kind <= MEMBER_INTEGER ? sizeof(int64_t) : sizeof(sgp_str));
    if (sent) *sent = nothing;
}

static sgp_status read_value(sgp__item_reader *r, const member *m, sgp__json_token token)
{
    void *field = (char *)r->item + m->offset;

    r->item->present |= m->bit;
    if (m->kind == MEMBER_TIME) return read_time(r, m, token, field);
    if (m->kind == MEMBER_INTEGER)
        read_integer(r, m, token, field);
    else
        read_text(r, m, token, field);
    return SGP_OK;
}

/* A text that is recognised need not be read. */
static int share_text(sgp__item_reader *r, const member *m)
{
    const sgp_str *text;

    if (m->kind != MEMBER_COMMON_TEXT || !(r->plain & m->bit)) return 0;
    text = (const sgp_str *)(const void *)((const char *)r->last + m->offset);
    if (!sgp__json_pull_take_text(&r->pull, *text)) return 0;
    *(sgp_str *)(void *)((char *)r->item + m->offset) = *text;
    r->item->present |= m->bit;
    r->shared |= m->bit;
    return 1;
}

/* The value of a member: null counts as not there, as in botocore. m NULL: of one that nobody
 * knows. */
static sgp_status read_member(sgp__item_reader *r, const member *m)
{
    sgp__json_token token;

    if (m && (r->item->present & m->bit)) forget(r, m);
    if (m && share_text(r, m)) return SGP_OK;
    token = sgp__json_pull_value(&r->pull);
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (m && token != SGP__TOKEN_NULL) SGP_TRY(read_value(r, m, token));
    return sgp__json_pass(&r->pull, token);
}

/* --- the item --------------------------------------------------------------------------------- */

sgp_status sgp__item_read(sgp__item_reader *r, sgp_image_version *item, sgp_sent_times *sent)
{
    sgp__json_token token;
    const member *m;

    r->item = item;
    r->sent = sent;
    r->escaped = 0;
    r->shared = 0;
    r->faulty = 0;
    for (size_t i = 0; m = take_member(r, i, &token), token == SGP__TOKEN_NAME; i++)
        SGP_TRY(read_member(r, m));
    return token == SGP__TOKEN_CLOSE ? SGP_OK : SGP_END;
}

static sgp_status keep_text(const sgp__item_reader *r, unsigned bit, sgp_str *text)
{
    if (!text->ptr || (r->shared & bit)) return SGP_OK;
    return sgp__json_keep(*text, (r->escaped & bit) != 0, r->arena, text, r->err);
}

sgp_status sgp__item_keep(sgp__item_reader *r)
{
    sgp_image_version *item = r->item;

    SGP_TRY(keep_text(r, SGP_HAS_FAILURE_REASON, &item->failure_reason));
    SGP_TRY(keep_text(r, SGP_HAS_IMAGE_ARN, &item->image_arn));
    SGP_TRY(keep_text(r, SGP_HAS_IMAGE_VERSION_ARN, &item->image_version_arn));
    SGP_TRY(keep_text(r, SGP_HAS_STATUS, &item->status_text));
    item->status = sgp_image_version_status_from(item->status_text);
    r->plain = item->present & ~(r->escaped | r->faulty);
    r->last = item;
    return SGP_OK;
}

const sgp__json_wrong *sgp__item_wrong(const sgp__item_reader *r, const char **name)
{
    for (size_t i = 0; r->faulty && i < SGP__ITEM_MEMBERS; i++) {
        *name = members[i].name;
        if (r->faulty & members[i].bit) return &r->faults[i];
    }
    return NULL;
}
