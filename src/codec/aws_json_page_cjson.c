/*
 * aws_json_page_cjson.c - takes the place of aws_json_page.c in a build with SGP_JSON=cjson: the
 * body whole, into cJSON's tree, then member by member. The same pages and errors.
 */
#include "aws_json.h"

#include "ascii.h"
#include "civil_time.h"
#include "err.h"
#include "json.h"

/* One element of ImageVersions on its way into the page. */
typedef struct item_reader {
    const sgp__json_value *object;
    size_t index;
    sgp_image_version *item;
    sgp_sent_times *sent; /* the item's; NULL when they are not kept */
    sgp_arena *arena;
    sgp_error *err;
} item_reader;

static int is_null(const sgp__json_value *value)
{
    return sgp__json_type_of(value) == SGP__JSON_NULL;
}

/* A member that is there and not null, noted as present; botocore drops null members. */
static const sgp__json_value *take_member(item_reader *r, const char *name, unsigned bit)
{
    const sgp__json_value *value = sgp__json_member(r->object, name);

    if (!value || is_null(value)) return NULL;
    r->item->present |= bit;
    return value;
}

static sgp_status wrong(const item_reader *r, const char *name, const char *expected,
                        const char *got)
{
    return sgp_error_set(r->err, SGP_ERR_RESPONSE, "ImageVersions[%zu].%s: expected %s, got %s",
                         r->index, name, expected, got);
}

static sgp_status read_text(item_reader *r, const char *name, unsigned bit, sgp_str *out)
{
    const sgp__json_value *value = take_member(r, name, bit);

    if (!value) return SGP_OK;
    if (sgp__json_type_of(value) != SGP__JSON_STRING)
        return wrong(r, name, "a string", sgp__json_type_name(value));
    return sgp__json_text(value, r->arena, out, r->err);
}

/* Python keeps 7 and 7.0 apart, and a rounded version number would be another version's. */
static sgp_status read_integer(item_reader *r, const char *name, unsigned bit, int64_t *out)
{
    const sgp__json_value *value = take_member(r, name, bit);

    if (!value) return SGP_OK;
    if (sgp__json_type_of(value) != SGP__JSON_NUMBER)
        return wrong(r, name, "an integer", sgp__json_type_name(value));
    if (!sgp__json_is_integer(value))
        return wrong(r, name, "an integer", "a number with fraction or exponent");
    if (!sgp__json_integer(value, out)) return wrong(r, name, "an integer", "one beyond 64 bits");
    return SGP_OK;
}

static sgp_status keep_number(item_reader *r, sgp_str number, sgp_sent_time *sent)
{
    if (!sent) return SGP_OK;
    sent->is_number = 1;
    return sgp_arena_copy(r->arena, number.ptr, number.len, &sent->text, r->err);
}

/* botocore/utils.py, parse_timestamp: numbers are epoch seconds, texts those or a date. Its `true`
 * for the first second of 1970 is an accident of Python and not taken over. */
static sgp_status read_time(item_reader *r, const char *name, unsigned bit, int64_t *us,
                            sgp_sent_time *sent)
{
    const sgp__json_value *value = take_member(r, name, bit);
    double seconds;
    sgp_str text;
    int good;

    if (!value) return SGP_OK;
    switch (sgp__json_type_of(value)) {
    case SGP__JSON_NUMBER:
        good = sgp__parse_double(sgp__json_number(value), &seconds) &&
               sgp__seconds_to_us(seconds, us);
        SGP_TRY(keep_number(r, sgp__json_number(value), sent));
        break;
    case SGP__JSON_STRING:
        SGP_TRY(sgp__json_text(value, r->arena, &text, r->err));
        good = sgp_time_from_text(text, us) == SGP_OK;
        if (sent) sent->text = text;
        break;
    default:
        return wrong(r, name, "a time", sgp__json_type_name(value));
    }
    if (good) return SGP_OK;
    return wrong(r, name, "a time of the years 1 to 9999",
                 sgp__json_type_of(value) == SGP__JSON_NUMBER ? "another number" : "another text");
}

static sgp_status read_status(item_reader *r)
{
    SGP_TRY(read_text(r, "ImageVersionStatus", SGP_HAS_STATUS, &r->item->status_text));
    r->item->status = sgp_image_version_status_from(r->item->status_text);
    return SGP_OK;
}

static sgp_status read_item(item_reader *r)
{
    sgp_image_version *item = r->item;

    SGP_TRY(read_time(r, "CreationTime", SGP_HAS_CREATION_TIME, &item->creation_time_us,
                      r->sent ? &r->sent->creation_time : NULL));
    SGP_TRY(read_text(r, "FailureReason", SGP_HAS_FAILURE_REASON, &item->failure_reason));
    SGP_TRY(read_text(r, "ImageArn", SGP_HAS_IMAGE_ARN, &item->image_arn));
    SGP_TRY(read_text(r, "ImageVersionArn", SGP_HAS_IMAGE_VERSION_ARN, &item->image_version_arn));
    SGP_TRY(read_status(r));
    SGP_TRY(read_time(r, "LastModifiedTime", SGP_HAS_LAST_MODIFIED_TIME,
                      &item->last_modified_time_us, r->sent ? &r->sent->last_modified_time : NULL));
    return read_integer(r, "Version", SGP_HAS_VERSION, &item->version);
}

static sgp_status read_element(item_reader *r)
{
    if (is_null(r->object)) {
        r->item->present = SGP_IS_NULL;
        return SGP_OK;
    }
    if (sgp__json_type_of(r->object) == SGP__JSON_OBJECT) return read_item(r);
    return sgp_error_set(r->err, SGP_ERR_RESPONSE, "ImageVersions[%zu]: expected an object, got %s",
                         r->index, sgp__json_type_name(r->object));
}

static sgp_status read_elements(const sgp__json_value *list, sgp_image_version *items,
                                sgp_sent_times *sent, sgp_arena *arena, sgp_error *err)
{
    item_reader r = { NULL, 0, items, NULL, arena, err };

    for (r.object = sgp__json_first(list); r.object; r.object = sgp__json_next(r.object)) {
        r.sent = sent ? &sent[r.index] : NULL;
        r.item->sent_times = r.sent;
        SGP_TRY(read_element(&r));
        r.item++;
        r.index++;
    }
    return SGP_OK;
}

/* Comes first, while the arena is empty, so that the bound can be told from a lack of memory. */
static sgp_status allocate_items(sgp_page *page, size_t count, sgp_image_version **items,
                                 sgp_sent_times **sent, sgp_error *err)
{
    size_t one = sizeof **items + (sent ? sizeof **sent : 0);

    if (count > page->arena.limit_bytes / one) {
        (void)sgp_error_set(err, SGP_ERR_LIMIT,
                            "ImageVersions: %zu items do not fit the %zu bytes of a page", count,
                            page->arena.limit_bytes);
        return SGP_ERR_LIMIT;
    }
    *items = sgp_arena_alloc(&page->arena, count * sizeof **items);
    if (sent) *sent = sgp_arena_alloc(&page->arena, count * sizeof **sent);
    return *items && (!sent || *sent) ? SGP_OK : sgp__no_memory(err);
}

static sgp_status read_items(const sgp__json_value *body, int keeps_times, sgp_page *page,
                             sgp_error *err)
{
    const sgp__json_value *list = sgp__json_member(body, "ImageVersions");
    sgp_image_version *items = NULL;
    sgp_sent_times *sent = NULL;

    if (!list || is_null(list)) return SGP_OK;
    if (sgp__json_type_of(list) != SGP__JSON_LIST)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "ImageVersions: expected a list, got %s",
                             sgp__json_type_name(list));
    page->has_items = 1;
    page->count = sgp__json_count(list);
    if (page->count == 0) return SGP_OK;
    SGP_TRY(allocate_items(page, page->count, &items, keeps_times ? &sent : NULL, err));
    page->items = items;
    return read_elements(list, items, sent, &page->arena, err);
}

static sgp_status read_next_token(const sgp__json_value *body, sgp_page *page, sgp_error *err)
{
    const sgp__json_value *value = sgp__json_member(body, "NextToken");

    if (!value || is_null(value)) return SGP_OK;
    if (sgp__json_type_of(value) != SGP__JSON_STRING)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "NextToken: expected a string, got %s",
                             sgp__json_type_name(value));
    SGP_TRY(sgp__json_text(value, &page->arena, &page->next_token, err));
    return sgp__next_token_check(page->next_token, err);
}

/* botocore takes an empty body for an empty result (botocore/parsers.py, _parse_body_as_json): then
 * something in between that loses bodies would look like the end of the listing. */
static sgp_status read_body(const sgp_http_response *response, int keeps_times, sgp_page *page,
                            sgp_error *err)
{
    sgp__json json = { NULL };
    const sgp__json_value *body;
    sgp_status status;

    if (response->body.len == 0)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the answer is empty; expected is an object");
    status = sgp__json_parse(&json, response->body, page->arena.allocator, err);
    if (status != SGP_OK) {
        sgp_error_prefix(err, "the answer is no JSON");
        goto out;
    }
    body = sgp__json_root(&json);
    if (sgp__json_type_of(body) != SGP__JSON_OBJECT) {
        status = sgp_error_set(err, SGP_ERR_RESPONSE, "the answer: expected an object, got %s",
                               sgp__json_type_name(body));
        goto out;
    }
    status = read_items(body, keeps_times, page, err);
    if (status == SGP_OK) status = read_next_token(body, page, err);
out:
    sgp__json_deinit(&json);
    return status;
}

static sgp_status decode_page(void *self, sgp_http_response *response, sgp_page *page,
                              sgp_error *err)
{
    sgp_status status;

    sgp_page_reset(page);
    status = read_body(response, self != NULL, page, err);
    if (status != SGP_OK) sgp_page_reset(page);
    return status;
}

void sgp__aws_json_read_pages(sgp_codec *codec)
{
    codec->decode_page = decode_page;
    codec->decode_part = NULL;
}
