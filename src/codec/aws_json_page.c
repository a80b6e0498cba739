/*
 * aws_json_page.c - decodes the body of a successful response to a page, in one
 * pass, while it arrives.
 *
 * It reads the members that botocore/parsers.py reads, but is stricter. A body
 * that is not a JSON object and a member of the wrong type are errors, where
 * botocore passes on or invents values.
 *
 * Decoding proceeds in steps. A step is a member of the response or an item of
 * its list. An incomplete step is repeated from its beginning when more bytes
 * have arrived. If several members have the same name, the last one counts. So
 * wrong values are reported only when the whole body is known to be JSON.
 *
 *
 */
#include "sgp_aws_json.h"

#include "sgp_aws_json_item.h"
#include "sgp_err.h"
#include "sgp_json_value.h"
#include "sgp_mem.h"
#include "sgp_page.h"

#include <string.h>

/* The service's default of MaxResults. */
#define EXPECTED_ITEMS 10
/* Estimated size of an item's own texts. It usually shares the others with the item before. */
#define TEXT_BYTES 96
/* Room for the next token and the request's ID. */
#define END_BYTES 256

/* The first fault in the list of items. */
typedef struct list_fault {
    sgp__json_token list_type; /* of an ImageVersions that is not a list; FAULT: it is one */
    int is_of_item;            /* the following are set */
    size_t index;              /* of the item */
    sgp_str member;            /* "": the item is not an object */
    sgp__json_wrong what;
} list_fault;

typedef enum decoder_state { BEFORE, IN_RESPONSE, IN_LIST, AFTER } decoder_state;

typedef struct page_decoder {
    sgp_page_decoder base;
    sgp__page *page;
    sgp__item_decoder item; /* contains the scanner */
    decoder_state state;
    sgp__json_token root;
    int is_complete;    /* the whole body has arrived */
    int raw_timestamps; /* option of the codec */
    size_t consumed;    /* bytes that earlier feeds consumed */
    size_t expected_items;
    size_t count;      /* items of the list, including those that did not fit */
    size_t item_bytes; /* of the last item in the body */
    int is_full;       /* an item did not fit, so the others are only counted */
    int has_items;
    sgp_str next_token;
    list_fault list;
    sgp__json_token token_type; /* of a NextToken of the wrong type; FAULT: it is right */
} page_decoder;

static sgp_error *page_error_of(const page_decoder *d)
{
    return d->item.err;
}

/* Skips a value. SGP_END if it ends where the bytes so far end, because a number may continue. */
static sgp_status skip(page_decoder *d, sgp__json_token begun)
{
    const sgp__json_pull *pull = &d->item.pull;

    SGP_TRY(sgp__json_skip_value(&d->item.pull, begun));
    return pull->at < pull->end || d->is_complete ? SGP_OK : SGP_END;
}

/* --- the list --------------------------------------------------------------------------------- */

static void note_list_fault(page_decoder *d, const sgp__json_wrong *what, sgp_str of_member)
{
    if (d->list.is_of_item) return;
    d->list.is_of_item = 1;
    d->list.what = *what;
    d->list.index = d->count;
    d->list.member = of_member;
}

/* Makes room for one more item, or sets is_full if the page's memory has
 * none. */
static sgp_status page_make_room(page_decoder *d)
{
    size_t capacity = d->page->capacity > 0 ? d->page->capacity * 2 : d->expected_items;

    if (d->count == d->page->capacity && !d->is_full) {
        d->is_full = !sgp__page_fits(d->page, capacity);
        if (!d->is_full) SGP_TRY(sgp__page_grow(d->page, d->count, capacity, page_error_of(d)));
    }
    if (d->raw_timestamps && !sgp__arena_fits(&d->page->arena, sizeof(sgp_raw_timestamps)))
        d->is_full = 1;
    return SGP_OK;
}

static sgp_status new_item(page_decoder *d, sgp_image_version **item, sgp_raw_timestamps **raw)
{
    *item = &d->page->items[d->count];
    memset(*item, 0, sizeof **item);
    *raw = NULL;
    if (!d->raw_timestamps) return SGP_OK;
    *raw = sgp_arena_alloc(&d->page->arena, sizeof **raw);
    (*item)->raw_timestamps = *raw;
    return *raw
               ? SGP_OK
               : SGP__NO_MEMORY(page_error_of(d), sgp__arena_wanted(&d->page->arena, sizeof **raw));
}

static sgp_status decode_item(page_decoder *d, sgp_image_version *item, sgp_raw_timestamps *raw)
{
    const sgp__json_wrong *wrong;
    sgp_str name;

    SGP_TRY(sgp__item_decode(&d->item, item, raw));
    SGP_TRY(sgp__item_commit(&d->item));
    wrong = sgp__item_wrong(&d->item, &name);
    if (wrong) note_list_fault(d, wrong, name);
    return SGP_OK;
}

/* Decodes an element that is not an object. null stays an item, as in botocore. */
static sgp_status decode_other(page_decoder *d, sgp__json_token token, sgp_image_version *item)
{
    sgp__json_wrong wrong = { SGP__TEXT("an object"), SGP__TEXT(sgp__json_token_name(token)) };

    SGP_TRY(skip(d, token));
    item->present = SGP_IMAGE_VERSION_IS_NULL;
    if (token != SGP__TOKEN_NULL) note_list_fault(d, &wrong, sgp_str_from(""));
    return SGP_OK;
}

/* Decodes the element of the list that begins with token. */
static sgp_status decode_element(page_decoder *d, sgp__json_token token)
{
    sgp__arena_mark start;
    sgp_image_version *item;
    sgp_raw_timestamps *raw;
    sgp_status status;

    SGP_TRY(page_make_room(d));
    if (d->is_full) return skip(d, token);
    start = sgp__arena_mark_end(&d->page->arena);
    SGP_TRY(new_item(d, &item, &raw));
    status = token == SGP__TOKEN_OBJECT ? decode_item(d, item, raw) : decode_other(d, token, item);
    if (status == SGP_END) sgp__arena_rewind_to(&d->page->arena, start); /* it is decoded again */
    return status;
}

/* Items have similar lengths. A step with fewer bytes than the last item would
 * probably be repeated, so it does not start. */
static sgp_status step_in_list(page_decoder *d)
{
    sgp__json_pull *pull = &d->item.pull;
    const char *start = pull->at;
    sgp__json_token token;

    if (!d->is_complete && (size_t)(pull->end - start) < d->item_bytes) return SGP_END;
    token = sgp__json_pull_next(pull);
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (token == SGP__TOKEN_CLOSE) {
        d->state = IN_RESPONSE;
        return SGP_OK;
    }
    SGP_TRY(decode_element(d, token));
    d->count++;
    d->item_bytes = (size_t)(pull->at - start);
    return SGP_OK;
}

/* --- the response ----------------------------------------------------------------------------- */

/* A list replaces an earlier one. */
static sgp_status decode_items(page_decoder *d, sgp__json_token token)
{
    memset(&d->list, 0, sizeof d->list);
    d->count = 0;
    d->is_full = 0;
    d->item.plain = 0; /* there is no last item */
    d->has_items = token == SGP__TOKEN_LIST;
    if (d->has_items) {
        d->state = IN_LIST;
        return SGP_OK;
    }
    if (token != SGP__TOKEN_NULL) d->list.list_type = token;
    return skip(d, token);
}

static sgp_status page_decode_next_token(page_decoder *d, sgp__json_token token)
{
    static const sgp_str absent;
    sgp__json_pull *pull = &d->item.pull;

    d->next_token = absent;
    d->token_type = SGP__TOKEN_FAULT;
    if (token == SGP__TOKEN_STRING)
        return sgp__json_copy(pull->view, pull->has_escapes, &d->page->arena, &d->next_token,
                              page_error_of(d));
    if (token != SGP__TOKEN_NULL) d->token_type = token;
    return skip(d, token);
}

static sgp_status step_before(page_decoder *d)
{
    d->root = sgp__json_pull_next(&d->item.pull);
    if (d->root == SGP__TOKEN_FAULT) return SGP_END;
    if (d->root != SGP__TOKEN_OBJECT) SGP_TRY(skip(d, d->root));
    d->state = d->root == SGP__TOKEN_OBJECT ? IN_RESPONSE : AFTER;
    return SGP_OK;
}

static sgp_status step_in_response(page_decoder *d)
{
    static const sgp_str image_versions = { "ImageVersions", 13 }, next_token = { "NextToken", 9 };
    sgp__json_pull *pull = &d->item.pull;
    sgp__json_token token = sgp__json_pull_next(pull);
    int is_items, is_token;

    if (token == SGP__TOKEN_CLOSE) {
        d->state = AFTER;
        return SGP_OK;
    }
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    is_items = sgp__json_view_is(pull->view, pull->has_escapes, image_versions);
    is_token = sgp__json_view_is(pull->view, pull->has_escapes, next_token);
    token = sgp__json_pull_value(pull);
    if (token == SGP__TOKEN_FAULT) return SGP_END;
    if (is_items) return decode_items(d, token);
    return is_token ? page_decode_next_token(d, token) : skip(d, token);
}

/* Only the end of the body ends this state. */
static sgp_status step_after(page_decoder *d)
{
    (void)d;
    return SGP_END;
}

/* Decodes all complete steps; an incomplete one changes nothing. If is_complete
 * is set, returns SGP_END at the end of the JSON text or where it is not
 * JSON. */
static sgp_status decode_steps(page_decoder *d)
{
    static sgp_status (*const steps[])(page_decoder *) = { step_before, step_in_response,
                                                           step_in_list, step_after };
    sgp__json_mark start;
    sgp_status status;

    do {
        start = sgp__json_pull_mark(&d->item.pull);
        status = steps[d->state](d);
    } while (status == SGP_OK);
    if (status != SGP_END || d->is_complete) return status;
    sgp__json_pull_rewind(&d->item.pull, &start);
    return SGP_OK;
}

/* --- checks of the whole body ----------------------------------------------------------------- */

static sgp_status page_check_text(page_decoder *d)
{
    sgp__json_pull *pull = &d->item.pull;

    if (d->state != AFTER || sgp__json_pull_next(pull) != SGP__TOKEN_END)
        return SGP__FAIL(
            page_error_of(d), SGP_ERR_RESPONSE, pull->fault, "the answer is no JSON: byte %lu: %s",
            (unsigned long)(d->consumed + sgp__json_pull_offset(pull)), pull->fault_text);
    if (d->root == SGP__TOKEN_OBJECT) return SGP_OK;
    return SGP__FAIL(page_error_of(d), SGP_ERR_RESPONSE, 3004,
                     "the answer: expected an object, got %s", sgp__json_token_name(d->root));
}

static sgp_status check_list(const page_decoder *d)
{
    const list_fault *f = &d->list;

    if (d->is_full)
        return SGP__FAIL(page_error_of(d), SGP_ERR_LIMIT, 3005,
                         "ImageVersions: %lu items do not fit the %lu bytes of a page",
                         (unsigned long)d->count, (unsigned long)d->page->arena.limit_bytes);
    if (f->list_type != SGP__TOKEN_FAULT)
        return SGP__FAIL(page_error_of(d), SGP_ERR_RESPONSE, 3006,
                         "ImageVersions: expected a list, got %s",
                         sgp__json_token_name(f->list_type));
    if (!f->is_of_item) return SGP_OK;
    return SGP__FAIL(page_error_of(d), SGP_ERR_RESPONSE, 3007,
                     "ImageVersions[%lu]%s%.*s: expected %s, got %s", (unsigned long)f->index,
                     f->member.len > 0 ? "." : "", (int)f->member.len, f->member.ptr,
                     f->what.expected, f->what.got);
}

static sgp_status check_next_token(const page_decoder *d)
{
    if (d->token_type == SGP__TOKEN_FAULT)
        return sgp__next_token_check(d->next_token, page_error_of(d));
    return SGP__FAIL(page_error_of(d), SGP_ERR_RESPONSE, 3008,
                     "NextToken: expected a string, got %s", sgp__json_token_name(d->token_type));
}

/* --- the decoder ------------------------------------------------------------------------------ */

static sgp_status decode_bytes(page_decoder *d, sgp_str bytes, sgp_error *err)
{
    d->item.err = err;
    sgp__json_pull_resume(&d->item.pull, bytes);
    return decode_steps(d);
}

static sgp_status page_feed(sgp_page_decoder *decoder, sgp_str bytes, size_t *consumed,
                            sgp_error *err)
{
    page_decoder *d = (page_decoder *)decoder;

    *consumed = 0;
    SGP_TRY(decode_bytes(d, bytes, err));
    *consumed = sgp__json_pull_offset(&d->item.pull);
    d->consumed += *consumed;
    return SGP_OK;
}

/* botocore accepts an empty body as an empty result (botocore/parsers.py,
 * _parse_body_as_json). This library refuses it, because a proxy that loses
 * bodies would look like the end of the listing. */
static sgp_status decode_rest(page_decoder *d, sgp_str rest, sgp_error *err)
{
    sgp_status status;

    if (d->consumed + rest.len == 0)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 3009, "the answer is empty: expected an object");
    d->is_complete = 1;
    status = decode_bytes(d, rest, err);
    if (status < SGP_OK) return status;
    SGP_TRY(page_check_text(d));
    SGP_TRY(check_list(d));
    return check_next_token(d);
}

static sgp_status page_finish(sgp_page_decoder *decoder, sgp_str rest, sgp_error *err)
{
    page_decoder *d = (page_decoder *)decoder;
    sgp_page *page = &d->page->api;
    sgp_status status = decode_rest(d, rest, err);

    if (status != SGP_OK) {
        sgp_page_reset(page);
        return status;
    }
    page->has_items = d->has_items;
    page->count = d->count;
    page->next_token = d->next_token;
    return SGP_OK;
}

/* Frees the decoder too, because it lives in the page. */
static void abort_decoding(sgp_page_decoder *decoder)
{
    sgp_page_reset(&((page_decoder *)decoder)->page->api);
}

/* Reserves memory by the number of requested items. So a listing whose first
 * page had enough memory has enough for every page. */
static void reserve(sgp_arena *arena, size_t expected_items, int raw_timestamps)
{
    size_t one = sizeof(sgp_image_version) + TEXT_BYTES;

    if (raw_timestamps) one += sizeof(sgp_raw_timestamps) + TEXT_BYTES;
    sgp__arena_reserve(arena, sizeof(page_decoder) + expected_items * one + END_BYTES);
}

sgp_status sgp__aws_json_decode(sgp_codec *codec, sgp_page *page, size_t expected_items,
                                sgp_page_decoder **out, sgp_error *err)
{
    static const sgp_page_decoder_type type = { sizeof type, "aws_json", page_feed, page_finish,
                                                abort_decoding };
    static const sgp_str nothing;
    int raw_timestamps = ((const sgp__aws_json *)codec)->raw_timestamps;
    sgp_arena *arena = sgp_page_arena(page);
    page_decoder *d;

    if (expected_items == 0) expected_items = EXPECTED_ITEMS;
    if (expected_items > SGP_EXPECTED_ITEMS_MAX) expected_items = SGP_EXPECTED_ITEMS_MAX;
    sgp_page_reset(page);
    reserve(arena, expected_items, raw_timestamps);
    d = sgp_arena_alloc(arena, sizeof *d);
    if (!d) return SGP__NO_MEMORY(err, sgp__arena_wanted(arena, sizeof *d));
    d->base.type = &type;
    d->page = sgp__page_of(page);
    d->item.arena = arena;
    d->expected_items = expected_items;
    d->raw_timestamps = raw_timestamps;
    sgp__json_pull_init(&d->item.pull, nothing);
    *out = &d->base;
    return SGP_OK;
}
