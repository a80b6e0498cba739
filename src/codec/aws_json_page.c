/*
 * aws_json_page.c - the body of a successful answer into a page: it moves there, and one pass over
 * it unescapes texts where they stand.
 *
 * As botocore/parsers.py reads it, but stricter where botocore hands on or invents values: a body
 * that is no JSON object and a member of the wrong type are errors. Judges no HTTP status.
 *
 * Of several members of one name the last counts, as in Python's json.loads; so what is wrong with
 * a value is only noted, and said when no later one can take its place and all is known to be JSON.
 */
#include "aws_json.h"

#include "ascii.h"
#include "civil_time.h"
#include "err.h"
#include "json.h"
#include "json_pull.h"

#include <stddef.h>
#include <string.h>

typedef enum member_kind { MEMBER_TIME, MEMBER_TEXT, MEMBER_STATUS, MEMBER_INTEGER } member_kind;

typedef struct member {
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
static const member members[] = {
    MEMBER_OF_TIME("CreationTime", SGP_HAS_CREATION_TIME, creation_time),
    MEMBER("FailureReason", SGP_HAS_FAILURE_REASON, MEMBER_TEXT, failure_reason),
    MEMBER("ImageArn", SGP_HAS_IMAGE_ARN, MEMBER_TEXT, image_arn),
    MEMBER("ImageVersionArn", SGP_HAS_IMAGE_VERSION_ARN, MEMBER_TEXT, image_version_arn),
    MEMBER("ImageVersionStatus", SGP_HAS_STATUS, MEMBER_STATUS, status_text),
    MEMBER_OF_TIME("LastModifiedTime", SGP_HAS_LAST_MODIFIED_TIME, last_modified_time),
    MEMBER("Version", SGP_HAS_VERSION, MEMBER_INTEGER, version),
};

#define MEMBER_COUNT (sizeof members / sizeof members[0])

/* What is wrong with a value; got NULL: nothing. */
typedef struct fault {
    const char *expected;
    const char *got;
} fault;

/* What is wrong with the list of items, the first of it. */
typedef struct list_fault {
    fault what;
    size_t index;       /* of the item */
    const char *member; /* NULL: the item is no object */
    int is_of_list;     /* it is no list */
} list_fault;

typedef struct reader {
    sgp__json_pull pull;
    sgp_page *page;
    int keeps_times;
    sgp_image_version *items;
    sgp_sent_times *sent;               /* beside items; NULL: not kept */
    size_t capacity;                    /* of both */
    size_t count;                       /* of the list, those included for which there is no room */
    sgp_image_version *item;            /* that is being read */
    const member *likely[MEMBER_COUNT]; /* in the order of the last item; NULL: not known */
    unsigned faulty;                    /* members of the item that is being read, by their bits */
    fault faults[MEMBER_COUNT];         /* of those */
    list_fault list;
    fault token;
    sgp_error *err;
} reader;

/* --- texts ------------------------------------------------------------------------------------ */

/* The page's body is ours to write; the quote behind a text has been read. */
static sgp_str take_text(reader *r)
{
    sgp_str text = r->pull.view;
    char *bytes = (char *)text.ptr;

    if (r->pull.has_escapes) text.len = sgp__json_unescape(bytes, text.len);
    bytes[text.len] = '\0';
    return text;
}

static int is_name(sgp_str name, const char *wanted, size_t len)
{
    return name.len == len && memcmp(name.ptr, wanted, len) == 0;
}

/* --- members of an item ----------------------------------------------------------------------- */

static const member *find_member(sgp_str name)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (is_name(name, members[i].name, members[i].spelled_len - 3)) return &members[i];
    return NULL;
}

/* The next member's name, if one is next, as *token says; NULL for one that nobody knows. Most
 * likely it is the one that stood there in the last item. */
static const member *take_member(reader *r, size_t position, sgp__json_token *token)
{
    const member *m = position < MEMBER_COUNT ? r->likely[position] : NULL;

    *token = SGP__TOKEN_NAME;
    if (m && sgp__json_pull_take_name(&r->pull, m->spelled, m->spelled_len)) return m;
    *token = sgp__json_pull_next(&r->pull);
    if (*token != SGP__TOKEN_NAME) return NULL;
    m = find_member(take_text(r));
    if (position < MEMBER_COUNT) r->likely[position] = m;
    return m;
}

static void set_fault(fault *f, const char *expected, const char *got)
{
    f->expected = expected;
    f->got = got;
}

/* Of the item that is being read. */
static void note_fault(reader *r, const member *m, const char *expected, const char *got)
{
    r->faulty |= m->bit;
    set_fault(&r->faults[m - members], expected, got);
}

static int is_negative(const reader *r)
{
    return r->pull.view.ptr[0] == '-';
}

/* Python keeps 7 and 7.0 apart, and a rounded version number would be another version's. */
static void read_integer(reader *r, const member *m, sgp__json_token token, int64_t *out)
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

static int read_seconds(const reader *r, int64_t *us)
{
    const sgp__json_pull *number = &r->pull;

    if (number->is_short && !is_negative(r) &&
        sgp__usual_seconds_to_us(number->digits, number->scale, us))
        return 1;
    return sgp__decimal_seconds_to_us(number->view, us);
}

/* Where a time's spelling is kept; NULL: it is not. */
static sgp_sent_time *sent_of(const reader *r, const member *m)
{
    return r->sent ? (sgp_sent_time *)(void *)((char *)&r->sent[r->count] + m->sent) : NULL;
}

static sgp_status keep_number(reader *r, sgp_sent_time *sent)
{
    sent->is_number = 1;
    return sgp_arena_copy(&r->page->arena, r->pull.view.ptr, r->pull.view.len, &sent->text, r->err);
}

/* botocore/utils.py, parse_timestamp: numbers are epoch seconds, texts those or a date. Its `true`
 * for the first second of 1970 is an accident of Python and not taken over. */
static sgp_status read_time(reader *r, const member *m, sgp__json_token token, int64_t *us)
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
    text = take_text(r);
    if (sgp_time_from_text(text, us) != SGP_OK) note_fault(r, m, expected, "another text");
    if (sent) sent->text = text;
    return SGP_OK;
}

/* A value that a later one of the same name takes the place of. */
static void forget(reader *r, const member *m)
{
    static const sgp_sent_time nothing;
    sgp_image_version *item = r->item;
    sgp_sent_time *sent = m->kind == MEMBER_TIME ? sent_of(r, m) : NULL;

    item->present &= ~m->bit;
    r->faulty &= ~m->bit;
    memset((char *)item + m->offset, 0,
           m->kind == MEMBER_TIME || m->kind == MEMBER_INTEGER ? sizeof(int64_t) : sizeof(sgp_str));
    if (m->kind == MEMBER_STATUS) item->status = SGP_IMAGE_VERSION_UNKNOWN;
    if (sent) *sent = nothing;
}

static sgp_status read_value(reader *r, const member *m, sgp__json_token token)
{
    sgp_image_version *item = r->item;
    void *field = (char *)item + m->offset;

    item->present |= m->bit;
    if (m->kind == MEMBER_TIME) return read_time(r, m, token, field);
    if (m->kind == MEMBER_INTEGER) {
        read_integer(r, m, token, field);
    } else if (token != SGP__TOKEN_STRING) {
        note_fault(r, m, "a string", sgp__json_token_name(token));
    } else {
        *(sgp_str *)field = take_text(r);
        if (m->kind == MEMBER_STATUS)
            item->status = sgp_image_version_status_from(item->status_text);
    }
    return SGP_OK;
}

/* The value of a member: null counts as not there, as in botocore. m NULL: of one that nobody
 * knows. */
static sgp_status read_member(reader *r, const member *m)
{
    sgp__json_token token = sgp__json_pull_value(&r->pull);

    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (m && (r->item->present & m->bit)) forget(r, m);
    if (m && token != SGP__TOKEN_NULL) SGP_TRY(read_value(r, m, token));
    return sgp__json_pull_skip(&r->pull, token) == SGP__TOKEN_FAULT ? SGP_END : SGP_OK;
}

/* --- items ------------------------------------------------------------------------------------ */

static void note_list_fault(reader *r, fault what, const char *of_member)
{
    if (r->list.what.got) return;
    r->list.what = what;
    r->list.index = r->count;
    r->list.member = of_member;
}

static sgp_status read_item(reader *r)
{
    sgp__json_token token;
    const member *m;

    r->faulty = 0;
    for (size_t i = 0; m = take_member(r, i, &token), token == SGP__TOKEN_NAME; i++)
        SGP_TRY(read_member(r, m));
    for (size_t i = 0; r->faulty && i < MEMBER_COUNT; i++)
        if (r->faulty & members[i].bit) note_list_fault(r, r->faults[i], members[i].name);
    return token == SGP__TOKEN_CLOSE ? SGP_OK : SGP_END;
}

static sgp_status grow(reader *r)
{
    size_t capacity = r->capacity * 2;
    sgp_image_version *items = sgp_arena_alloc(&r->page->arena, capacity * sizeof *items);
    sgp_sent_times *sent = NULL;

    if (!items) return sgp__no_memory(r->err);
    if (r->keeps_times) sent = sgp_arena_alloc(&r->page->arena, capacity * sizeof *sent);
    if (r->keeps_times && !sent) return sgp__no_memory(r->err);
    memcpy(items, r->items, r->capacity * sizeof *items);
    if (sent) memcpy(sent, r->sent, r->capacity * sizeof *sent);
    r->items = items;
    r->sent = sent;
    r->capacity = capacity;
    return SGP_OK;
}

/* What the body and the arena leave of the page's bound. */
static size_t bytes_left(const reader *r)
{
    const sgp_arena *arena = &r->page->arena;
    size_t taken = arena->used_bytes + (size_t)(r->pull.end - r->pull.start);

    return taken < arena->limit_bytes ? arena->limit_bytes - taken : 0;
}

/* Non-zero when there is room for one more item, or can be. */
static int fits(const reader *r)
{
    size_t one = sizeof *r->items + (r->keeps_times ? sizeof *r->sent : 0);

    return r->count < r->capacity ||
           (r->count == r->capacity && r->capacity * 2 < bytes_left(r) / one);
}

/* One element of the list, which began with token. Those beyond the page's bound are counted. */
static sgp_status read_element(reader *r, sgp__json_token token)
{
    fault f = { "an object", NULL };

    if (!fits(r)) return sgp__json_pull_skip(&r->pull, token) ? SGP_OK : SGP_END;
    if (r->count == r->capacity) SGP_TRY(grow(r));
    r->item = &r->items[r->count];
    memset(r->item, 0, sizeof *r->item);
    if (r->sent) memset(&r->sent[r->count], 0, sizeof *r->sent);
    if (token == SGP__TOKEN_OBJECT) return read_item(r);
    r->item->present = SGP_IS_NULL;
    f.got = sgp__json_token_name(token);
    if (token != SGP__TOKEN_NULL) note_list_fault(r, f, NULL);
    return sgp__json_pull_skip(&r->pull, token) == SGP__TOKEN_FAULT ? SGP_END : SGP_OK;
}

/* A list takes the place of one before it. */
static sgp_status read_items(reader *r, sgp__json_token token)
{
    static const list_fault none;
    fault f = { "a list", sgp__json_token_name(token) };

    r->list = none;
    r->count = 0;
    r->page->has_items = token == SGP__TOKEN_LIST;
    if (token != SGP__TOKEN_LIST) {
        r->list.is_of_list = token != SGP__TOKEN_NULL;
        if (r->list.is_of_list) r->list.what = f;
        return sgp__json_pull_skip(&r->pull, token) == SGP__TOKEN_FAULT ? SGP_END : SGP_OK;
    }
    while ((token = sgp__json_pull_next(&r->pull)) != SGP__TOKEN_CLOSE) {
        if (token == SGP__TOKEN_FAULT) return SGP_END;
        SGP_TRY(read_element(r, token));
        r->count++;
    }
    return SGP_OK;
}

/* --- the body --------------------------------------------------------------------------------- */

static sgp_status read_next_token(reader *r, sgp__json_token token)
{
    static const sgp_str none;

    set_fault(&r->token, NULL, NULL);
    r->page->next_token = none;
    if (token == SGP__TOKEN_STRING)
        r->page->next_token = take_text(r);
    else if (token != SGP__TOKEN_NULL)
        set_fault(&r->token, "a string", sgp__json_token_name(token));
    return sgp__json_pull_skip(&r->pull, token) == SGP__TOKEN_FAULT ? SGP_END : SGP_OK;
}

/* SGP_END: the text is no JSON, as r->pull says. */
static sgp_status read_members(reader *r)
{
    sgp__json_token token;

    while ((token = sgp__json_pull_next(&r->pull)) == SGP__TOKEN_NAME) {
        sgp_str name = take_text(r);
        token = sgp__json_pull_value(&r->pull);
        if (token == SGP__TOKEN_FAULT) return SGP_END;
        if (is_name(name, "ImageVersions", 13))
            SGP_TRY(read_items(r, token));
        else if (is_name(name, "NextToken", 9))
            SGP_TRY(read_next_token(r, token));
        else if (sgp__json_pull_skip(&r->pull, token) == SGP__TOKEN_FAULT)
            return SGP_END;
    }
    return token == SGP__TOKEN_CLOSE ? SGP_OK : SGP_END;
}

static sgp_status read_root(reader *r)
{
    sgp__json_token root = sgp__json_pull_next(&r->pull);
    sgp_status status = SGP_OK;

    if (root == SGP__TOKEN_OBJECT)
        status = read_members(r);
    else
        (void)sgp__json_pull_skip(&r->pull, root); /* a fault stays one */
    if (status < SGP_OK) return status;
    if (status == SGP_END || sgp__json_pull_next(&r->pull) != SGP__TOKEN_END)
        return sgp_error_set(r->err, SGP_ERR_RESPONSE, "the answer is no JSON: byte %zu: %s",
                             sgp__json_pull_offset(&r->pull), r->pull.fault);
    if (root == SGP__TOKEN_OBJECT) return SGP_OK;
    return sgp_error_set(r->err, SGP_ERR_RESPONSE, "the answer: expected an object, got %s",
                         sgp__json_token_name(root));
}

static sgp_status judge_list(const reader *r)
{
    const list_fault *f = &r->list;

    if (r->count > r->capacity)
        return sgp_error_set(r->err, SGP_ERR_LIMIT,
                             "ImageVersions: %zu items do not fit the %zu bytes of a page",
                             r->count, r->page->arena.limit_bytes);
    if (!f->what.got) return SGP_OK;
    if (f->is_of_list)
        return sgp_error_set(r->err, SGP_ERR_RESPONSE, "ImageVersions: expected a list, got %s",
                             f->what.got);
    return sgp_error_set(r->err, SGP_ERR_RESPONSE, "ImageVersions[%zu]%s%s: expected %s, got %s",
                         f->index, f->member ? "." : "", f->member ? f->member : "",
                         f->what.expected, f->what.got);
}

static sgp_status finish(const reader *r)
{
    sgp_page *page = r->page;

    SGP_TRY(judge_list(r));
    if (r->token.got)
        return sgp_error_set(r->err, SGP_ERR_RESPONSE, "NextToken: expected a string, got %s",
                             r->token.got);
    for (size_t i = 0; r->sent && i < r->count; i++)
        r->items[i].sent_times = &r->sent[i];
    page->items = r->count > 0 ? r->items : NULL;
    page->count = r->count;
    return sgp__next_token_check(page->next_token, r->err);
}

/* How many items a body can hold: each begins with a brace, as the body does. But for null in
 * their place, which the service does not send: see grow. */
static size_t most_items(sgp_str body)
{
    const char *at = body.ptr, *end = body.ptr + body.len;
    size_t braces = 0;

    while (braces <= SGP_JSON_VALUES_MAX && (at = memchr(at, '{', (size_t)(end - at)))) {
        braces++;
        at++;
    }
    return braces > 1 ? braces - 1 : 1;
}

/* The body, and room for the items. */
static sgp_status start(reader *r, sgp_http_response *response)
{
    sgp_arena *arena = &r->page->arena;
    sgp_str body = response->body;
    size_t items_bytes;

    r->capacity = most_items(body);
    items_bytes = r->capacity * sizeof *r->items;
    if (items_bytes > arena->limit_bytes || body.len >= arena->limit_bytes - items_bytes)
        return sgp_error_set(r->err, SGP_ERR_LIMIT,
                             "the answer's %zu bytes do not fit the %zu of a page", body.len,
                             arena->limit_bytes);
    r->items = sgp_arena_alloc(arena, items_bytes);
    if (!r->items) return sgp__no_memory(r->err);
    if (r->keeps_times) {
        r->sent = sgp_arena_alloc(arena, r->capacity * sizeof *r->sent);
        if (!r->sent) return sgp__no_memory(r->err);
    }
    SGP_TRY(sgp_page_take_body(r->page, response, &body, r->err));
    sgp__json_pull_init(&r->pull, body);
    return SGP_OK;
}

/* botocore takes an empty body for an empty result (botocore/parsers.py, _parse_body_as_json): then
 * something in between that loses bodies would look like the end of the listing. */
static sgp_status read_body(sgp_http_response *response, int keeps_times, sgp_page *page,
                            sgp_error *err)
{
    reader r;

    if (response->body.len == 0)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the answer is empty; expected is an object");
    memset(&r, 0, sizeof r);
    r.page = page;
    r.keeps_times = keeps_times;
    r.err = err;
    SGP_TRY(start(&r, response));
    SGP_TRY(read_root(&r));
    return finish(&r);
}

static sgp_status decode(sgp_http_response *response, int keeps_times, sgp_page *page,
                         sgp_error *err)
{
    sgp_status status;

    sgp_page_reset(page);
    status = read_body(response, keeps_times, page, err);
    if (status != SGP_OK) sgp_page_reset(page);
    return status;
}

/* Both are stateless: self is not looked at. */
sgp_status sgp__aws_json_decode_page(void *self, sgp_http_response *response, sgp_page *page,
                                     sgp_error *err)
{
    (void)self;
    return decode(response, 0, page, err);
}

sgp_status sgp__aws_json_decode_page_keeping_times(void *self, sgp_http_response *response,
                                                   sgp_page *page, sgp_error *err)
{
    (void)self;
    return decode(response, 1, page, err);
}
