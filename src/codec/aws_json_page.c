/*
 * aws_json_page.c - the body of a successful answer into a page, in one pass, while it comes.
 *
 * As botocore/parsers.py reads it, but stricter where botocore hands on or invents values: a body
 * that is no JSON object and a member of the wrong type are errors. Judges no HTTP status.
 *
 * Read is one step after the other, each a member of the answer or an item of its list. One that
 * has not come whole is read again from its begin when there is more. Of several members of one
 * name the last counts, so what is wrong is said when all is known to be JSON.
 */
#include "aws_json.h"

#include "aws_json_item.h"
#include "err.h"
#include "mem.h"

#include <string.h>

/* The service's own number for requests that ask for none. */
#define EXPECTED_ITEMS 10
/* Of an item's texts, those left out that it shares with the one before: most often one name. */
#define TEXT_BYTES 96

/* What is wrong with the list of items, the first of it. */
typedef struct list_fault {
    sgp__json_wrong what;
    size_t index;       /* of the item */
    const char *member; /* NULL: the item is no object */
    int is_of_list;     /* it is no list */
} list_fault;

typedef enum place { BEFORE, IN_ANSWER, IN_LIST, BEHIND } place;

typedef struct reader {
    sgp__item_reader item; /* the text's scanner is in here */
    place place;
    sgp__json_token root;
    int is_whole; /* no more will come */
    sgp_page *page;
    int keeps_times;
    sgp_image_version *items;
    sgp_sent_times *sent; /* beside items; NULL: not kept */
    size_t capacity;      /* of both */
    size_t count;         /* of the list, those included for which there is no room */
    size_t item_bytes;    /* of the last one, in the text */
    int has_items;
    sgp_str next_token;
    list_fault list;
    sgp__json_wrong token;
} reader;

static sgp_error *error_of(const reader *r)
{
    return r->item.err;
}

/* A number at the end of what has come may go on. */
static sgp_status pass(reader *r, sgp__json_token begun)
{
    const sgp__json_pull *pull = &r->item.pull;

    SGP_TRY(sgp__json_pass(&r->item.pull, begun));
    return pull->at < pull->end || r->is_whole ? SGP_OK : SGP_END;
}

/* --- the list --------------------------------------------------------------------------------- */

static void note_list_fault(reader *r, const sgp__json_wrong *what, const char *of_member)
{
    if (r->list.what.got) return;
    r->list.what = *what;
    r->list.index = r->count;
    r->list.member = of_member;
}

static sgp_status make_room(reader *r, size_t capacity)
{
    sgp_arena *arena = &r->page->arena;
    sgp_image_version *items = sgp__arena_take(arena, capacity * sizeof *items);
    sgp_sent_times *sent = NULL;

    if (!items) return sgp__no_memory(error_of(r));
    if (r->keeps_times) sent = sgp__arena_take(arena, capacity * sizeof *sent);
    if (r->keeps_times && !sent) return sgp__no_memory(error_of(r));
    if (r->count > 0) memcpy(items, r->items, r->count * sizeof *items);
    if (r->count > 0 && sent) memcpy(sent, r->sent, r->count * sizeof *sent);
    r->items = items;
    r->sent = sent;
    r->capacity = capacity;
    return SGP_OK;
}

static size_t expected_items(const sgp_page *page)
{
    return page->expected_items ? page->expected_items : EXPECTED_ITEMS;
}

static size_t next_capacity(const reader *r)
{
    return r->capacity > 0 ? r->capacity * 2 : expected_items(r->page);
}

/* Non-zero when there is room for one more item, or can be. Once one did not fit, none does. */
static int fits(const reader *r)
{
    const sgp_arena *arena = &r->page->arena;
    size_t left = arena->limit_bytes - arena->used_bytes;
    size_t one = sizeof *r->items + (r->keeps_times ? sizeof *r->sent : 0);

    return r->count < r->capacity || (r->count == r->capacity && next_capacity(r) < left / one);
}

static sgp_status read_item(reader *r, sgp_image_version *item, sgp_sent_times *sent)
{
    sgp__arena_place start = sgp__arena_here(&r->page->arena);
    const sgp__json_wrong *wrong;
    const char *name;
    sgp_status status = sgp__item_read(&r->item, item, sent);

    if (status == SGP_END) sgp__arena_go_back(&r->page->arena, start); /* it is read again */
    SGP_TRY(status);
    SGP_TRY(sgp__item_keep(&r->item));
    wrong = sgp__item_wrong(&r->item, &name);
    if (wrong) note_list_fault(r, wrong, name);
    return SGP_OK;
}

/* In the place of an item: null is kept as one, as by botocore; the rest is wrong. */
static sgp_status read_other(reader *r, sgp__json_token token, sgp_image_version *item)
{
    sgp__json_wrong wrong = { "an object", NULL };

    SGP_TRY(pass(r, token));
    item->present = SGP_IS_NULL;
    wrong.got = sgp__json_token_name(token);
    if (token != SGP__TOKEN_NULL) note_list_fault(r, &wrong, NULL);
    return SGP_OK;
}

/* One element of the list, which began with token. Those beyond the page's bound are counted. */
static sgp_status read_element(reader *r, sgp__json_token token)
{
    sgp_image_version *item;
    sgp_sent_times *sent;

    if (!fits(r)) return pass(r, token);
    if (r->count == r->capacity) SGP_TRY(make_room(r, next_capacity(r)));
    item = &r->items[r->count];
    sent = r->sent ? &r->sent[r->count] : NULL;
    memset(item, 0, sizeof *item);
    if (sent) memset(sent, 0, sizeof *sent);
    return token == SGP__TOKEN_OBJECT ? read_item(r, item, sent) : read_other(r, token, item);
}

/* An item is about as long as the last one: what cannot be one is not begun. */
static sgp_status step_in_list(reader *r)
{
    sgp__json_pull *pull = &r->item.pull;
    const char *start = pull->at;
    sgp__json_token token;

    if (!r->is_whole && (size_t)(pull->end - start) < r->item_bytes) return SGP_END;
    token = sgp__json_pull_next(pull);
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (token == SGP__TOKEN_CLOSE) {
        r->place = IN_ANSWER;
        return SGP_OK;
    }
    SGP_TRY(read_element(r, token));
    r->count++;
    r->item_bytes = (size_t)(pull->at - start);
    return SGP_OK;
}

/* --- the answer ------------------------------------------------------------------------------- */

static int is_name(sgp_str name, const char *wanted, size_t len)
{
    return name.len == len && memcmp(name.ptr, wanted, len) == 0;
}

/* A list takes the place of one before it. */
static sgp_status read_items(reader *r, sgp__json_token token)
{
    static const list_fault none;

    r->list = none;
    r->count = 0;
    r->item.plain = 0; /* no item was kept */
    r->has_items = token == SGP__TOKEN_LIST;
    if (r->has_items) {
        r->place = IN_LIST;
        return SGP_OK;
    }
    r->list.is_of_list = token != SGP__TOKEN_NULL;
    if (r->list.is_of_list) {
        r->list.what.expected = "a list";
        r->list.what.got = sgp__json_token_name(token);
    }
    return pass(r, token);
}

static sgp_status read_next_token(reader *r, sgp__json_token token)
{
    static const sgp_str none;
    sgp__json_pull *pull = &r->item.pull;

    r->next_token = none;
    r->token.got = NULL;
    if (token == SGP__TOKEN_STRING)
        return sgp__json_keep(pull->view, pull->has_escapes, &r->page->arena, &r->next_token,
                              error_of(r));
    if (token != SGP__TOKEN_NULL) r->token.got = sgp__json_token_name(token);
    return pass(r, token);
}

static sgp_status step_before(reader *r)
{
    sgp__json_pull *pull = &r->item.pull;

    r->root = sgp__json_pull_next(pull);
    if (r->root == SGP__TOKEN_FAULT) return SGP_END;
    if (r->root != SGP__TOKEN_OBJECT) SGP_TRY(pass(r, r->root));
    r->place = r->root == SGP__TOKEN_OBJECT ? IN_ANSWER : BEHIND;
    return SGP_OK;
}

static sgp_status step_in_answer(reader *r)
{
    sgp__json_pull *pull = &r->item.pull;
    sgp__json_token token = sgp__json_pull_next(pull);
    char room[SGP__NAME_BYTES_MAX];
    sgp_str name;

    if (token == SGP__TOKEN_CLOSE) {
        r->place = BEHIND;
        return SGP_OK;
    }
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    name = sgp__json_known_name(pull, room);
    token = sgp__json_pull_value(pull);
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (is_name(name, "ImageVersions", 13)) return read_items(r, token);
    if (is_name(name, "NextToken", 9)) return read_next_token(r, token);
    return pass(r, token);
}

/* Always as if it had not come whole, until it has. */
static sgp_status step_behind(reader *r)
{
    (void)r;
    return SGP_END;
}

/* As far as what has come is sure: a step changes the place only when it is done. SGP_END: it is no
 * JSON from here on. */
static sgp_status read_on(reader *r)
{
    static sgp_status (*const steps[])(reader *) = { step_before, step_in_answer, step_in_list,
                                                     step_behind };
    sgp__json_place start;
    sgp_status status;

    do {
        start = sgp__json_pull_place(&r->item.pull);
        status = steps[r->place](r);
    } while (status == SGP_OK);
    if (status != SGP_END || r->is_whole) return status;
    sgp__json_pull_go_back(&r->item.pull, &start);
    return SGP_OK;
}

/* --- what is wrong with it -------------------------------------------------------------------- */

static sgp_status judge_text(reader *r, const sgp_http_response *response)
{
    sgp__json_pull *pull = &r->item.pull;

    if (r->place != BEHIND || sgp__json_pull_next(pull) != SGP__TOKEN_END)
        return sgp_error_set(error_of(r), SGP_ERR_RESPONSE, "the answer is no JSON: byte %zu: %s",
                             response->taken_bytes + sgp__json_pull_offset(pull), pull->fault);
    if (r->root == SGP__TOKEN_OBJECT) return SGP_OK;
    return sgp_error_set(error_of(r), SGP_ERR_RESPONSE, "the answer: expected an object, got %s",
                         sgp__json_token_name(r->root));
}

static sgp_status judge_list(const reader *r)
{
    const list_fault *f = &r->list;

    if (r->count > r->capacity)
        return sgp_error_set(error_of(r), SGP_ERR_LIMIT,
                             "ImageVersions: %zu items do not fit the %zu bytes of a page",
                             r->count, r->page->arena.limit_bytes);
    if (!f->what.got) return SGP_OK;
    if (f->is_of_list)
        return sgp_error_set(error_of(r), SGP_ERR_RESPONSE,
                             "ImageVersions: expected a list, got %s", f->what.got);
    return sgp_error_set(
        error_of(r), SGP_ERR_RESPONSE, "ImageVersions[%zu]%s%s: expected %s, got %s", f->index,
        f->member ? "." : "", f->member ? f->member : "", f->what.expected, f->what.got);
}

static sgp_status finish(reader *r, const sgp_http_response *response)
{
    sgp_page *page = r->page;

    SGP_TRY(judge_text(r, response));
    SGP_TRY(judge_list(r));
    if (r->token.got)
        return sgp_error_set(error_of(r), SGP_ERR_RESPONSE, "NextToken: expected a string, got %s",
                             r->token.got);
    for (size_t i = 0; r->sent && i < r->count; i++)
        r->items[i].sent_times = &r->sent[i];
    page->has_items = r->has_items;
    page->items = r->count > 0 ? r->items : NULL;
    page->count = r->count;
    page->next_token = r->next_token;
    page->reader = NULL;
    return sgp__next_token_check(page->next_token, error_of(r));
}

/* --- the body --------------------------------------------------------------------------------- */

/* What a page needs follows from how many items were asked for, and not from how many come: a
 * listing that begins has the memory to go on. */
static void reserve(sgp_page *page, int keeps_times)
{
    size_t one = sizeof(sgp_image_version) + TEXT_BYTES;

    if (keeps_times) one += sizeof(sgp_sent_times) + TEXT_BYTES;
    sgp__arena_reserve(&page->arena, sizeof(reader) + expected_items(page) * one);
}

/* A body of which nothing was taken is read from its begin. */
static sgp_status begin(const sgp_http_response *response, int keeps_times, sgp_page *page,
                        sgp_error *err)
{
    reader *r;

    if (response->taken_bytes > 0) {
        if (page->reader) return SGP_OK;
        return sgp_error_set(
            err, SGP_ERR_USAGE,
            "the page was reset while it was being filled: leave it alone until the "
            "call is over");
    }
    sgp_page_reset(page);
    reserve(page, keeps_times);
    r = sgp_arena_alloc(&page->arena, sizeof *r);
    if (!r) return sgp__no_memory(err);
    sgp__json_pull_init(&r->item.pull, response->body);
    r->keeps_times = keeps_times;
    page->reader = r;
    return SGP_OK;
}

static sgp_status read_body(sgp_http_response *response, int is_whole, int keeps_times,
                            sgp_page *page, sgp_error *err)
{
    sgp_status status;
    reader *r;

    SGP_TRY(begin(response, keeps_times, page, err));
    r = page->reader;
    r->page = page;
    r->is_whole = is_whole;
    r->item.arena = &page->arena;
    r->item.err = err;
    sgp__json_pull_go_on(&r->item.pull, response->body);
    status = read_on(r);
    if (status < SGP_OK) return status;
    if (is_whole) return finish(r, response);
    sgp_http_response_take(response, sgp__json_pull_offset(&r->item.pull));
    return SGP_OK;
}

static sgp_status decode(sgp_http_response *response, int is_whole, int keeps_times, sgp_page *page,
                         sgp_error *err)
{
    sgp_status status = read_body(response, is_whole, keeps_times, page, err);

    if (status != SGP_OK) sgp_page_reset(page);
    return status;
}

/* botocore takes an empty body for an empty result (botocore/parsers.py, _parse_body_as_json): then
 * something in between that loses bodies would look like the end of the listing. */
static sgp_status decode_page(void *self, sgp_http_response *response, sgp_page *page,
                              sgp_error *err)
{
    if (response->body.len > 0 || response->taken_bytes > 0)
        return decode(response, 1, self != NULL, page, err);
    sgp_page_reset(page);
    return sgp_error_set(err, SGP_ERR_RESPONSE, "the answer is empty; expected is an object");
}

static sgp_status decode_part(void *self, sgp_http_response *response, sgp_page *page,
                              sgp_error *err)
{
    return decode(response, 0, self != NULL, page, err);
}

void sgp__aws_json_read_pages(sgp_codec *codec)
{
    codec->decode_page = decode_page;
    codec->decode_part = decode_part;
}
