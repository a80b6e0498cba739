/*
 * test_page.c - answers into pages: what botocore reads, and what is refused where it invents.
 */
#include "test.h"

#include "buf.h"
#include "fail_alloc.h"
#include "sagepager/builtin.h"

#include <stdlib.h>

#include "expected_pages.h"
#include "expected_times.h"

static sgp_status decode(sgp_str body, sgp_page *page, sgp_error *err)
{
    sgp_codec codec = sgp_aws_json();
    sgp_http_response response;

    memset(&response, 0, sizeof response);
    response.status = 200;
    response.body = body;
    sgp_error_reset(err);
    return codec.decode_page(codec.self, &response, page, err);
}

/* The same of a body that comes in pieces of so many bytes, each looked at when it has come. */
static sgp_status decode_pieces(const sgp_codec *codec, sgp_str body, size_t piece, sgp_page *page,
                                sgp_error *err)
{
    sgp_http_response response;
    sgp_status status;

    sgp_http_response_init(&response, NULL, 0);
    sgp_error_reset(err);
    status = sgp_http_response_begin(&response, 200, sgp_str_from(NULL), err);
    for (size_t at = 0; status == SGP_OK && at < body.len; at += piece) {
        size_t some = body.len - at < piece ? body.len - at : piece;
        status = sgp_http_response_body(&response, body.ptr + at, some, err);
        if (status == SGP_OK) status = codec->decode_part(codec->self, &response, page, err);
        assert_int_equal(page->count, 0);
        assert_false(page->has_items);
    }
    if (status == SGP_OK) status = codec->decode_page(codec->self, &response, page, err);
    sgp_http_response_deinit(&response);
    return status;
}

static const size_t pieces[] = { 1, 2, 3, 7, 20, 60 };

#define PIECES (sizeof pieces / sizeof *pieces)

/* --- what botocore reads ---------------------------------------------------------------------- */

static void dump_text(sgp__buf *out, const char *name, sgp_str text, const char *end)
{
    sgp__buf_put_text(out, name);
    sgp__buf_put_char(out, '=');
    sgp__buf_put_int(out, (int64_t)text.len);
    sgp__buf_put_char(out, ':');
    sgp__buf_put_str(out, text);
    sgp__buf_put_text(out, end);
    assert_int_equal(text.ptr[text.len], '\0');
}

static void dump_integer(sgp__buf *out, const char *name, int64_t value, const char *end)
{
    sgp__buf_put_text(out, name);
    sgp__buf_put_char(out, '=');
    sgp__buf_put_int(out, value);
    sgp__buf_put_text(out, end);
}

static void dump_item(sgp__buf *out, const sgp_image_version *item)
{
    unsigned has = item->present;

    if (has & SGP_IS_NULL) {
        sgp__buf_put_text(out, "null\n");
        return;
    }
    if (has & SGP_HAS_CREATION_TIME) dump_integer(out, "CreationTime", item->creation_time_us, ";");
    if (has & SGP_HAS_FAILURE_REASON) dump_text(out, "FailureReason", item->failure_reason, ";");
    if (has & SGP_HAS_IMAGE_ARN) dump_text(out, "ImageArn", item->image_arn, ";");
    if (has & SGP_HAS_IMAGE_VERSION_ARN)
        dump_text(out, "ImageVersionArn", item->image_version_arn, ";");
    if (has & SGP_HAS_STATUS) dump_text(out, "ImageVersionStatus", item->status_text, ";");
    if (has & SGP_HAS_LAST_MODIFIED_TIME)
        dump_integer(out, "LastModifiedTime", item->last_modified_time_us, ";");
    if (has & SGP_HAS_VERSION) dump_integer(out, "Version", item->version, ";");
    sgp__buf_put_char(out, '\n');
}

static void dump_page(sgp__buf *out, const sgp_page *page)
{
    if (page->next_token.ptr) dump_text(out, "NextToken", page->next_token, "\n");
    if (page->has_items) dump_integer(out, "ImageVersions", (int64_t)page->count, "\n");
    for (size_t i = 0; i < page->count; i++)
        dump_item(out, &page->items[i]);
}

static void assert_dump(const sgp_page *page, sgp_str wanted, const char *of)
{
    sgp__buf dump;

    sgp__buf_init(&dump, NULL, 10000);
    dump_page(&dump, page);
    if (!sgp_str_equal(sgp__buf_str(&dump), wanted))
        fail_msg("%s: %s", of, sgp__buf_str(&dump).ptr);
    sgp__buf_deinit(&dump);
}

/* One page for all bodies: nothing of an earlier one may show. */
static void pages_are_botocores(void **state)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < sizeof page_bodies / sizeof *page_bodies; i++) {
        if (decode(page_bodies[i].body, &page, &err) != SGP_OK)
            fail_msg("%s: %s", page_bodies[i].body.ptr, err.message);
        assert_dump(&page, page_bodies[i].dump, page_bodies[i].body.ptr);
    }
    sgp_page_deinit(&page);
}

static void pages_in_pieces_are_the_same(void **state)
{
    sgp_codec codec = sgp_aws_json();
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < PIECES * sizeof page_bodies / sizeof *page_bodies; i++) {
        sgp_str body = page_bodies[i / PIECES].body;
        if (decode_pieces(&codec, body, pieces[i % PIECES], &page, &err) != SGP_OK)
            fail_msg("%s: %s", body.ptr, err.message);
        assert_dump(&page, page_bodies[i / PIECES].dump, body.ptr);
    }
    sgp_page_deinit(&page);
}

static void times_are_botocores(void **state)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char body[200];
        (void)snprintf(body, sizeof body, "{\"ImageVersions\":[{\"LastModifiedTime\":%s}]}",
                       times[i].json);
        if ((decode(sgp_str_from(body), &page, &err) == SGP_OK) != times[i].valid)
            fail_msg("%s: %s", times[i].json, err.message);
        if (times[i].valid && page.items[0].last_modified_time_us != times[i].us)
            fail_msg("%s: %lld", times[i].json, (long long)page.items[0].last_modified_time_us);
    }
    sgp_page_deinit(&page);
}

static void status_words_become_values_and_unknown_ones_are_kept(void **state)
{
    static const char body[] = "{\"ImageVersions\":[{\"ImageVersionStatus\":\"DELETE_FAILED\"},"
                               "{\"ImageVersionStatus\":\"created\"},{}]}";
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(page.items[0].status, SGP_IMAGE_VERSION_DELETE_FAILED);
    assert_int_equal(page.items[1].status, SGP_IMAGE_VERSION_UNKNOWN);
    assert_str(page.items[1].status_text, "created");
    assert_int_equal(page.items[2].present, 0);
    assert_null(page.items[2].status_text.ptr);
    sgp_page_deinit(&page);
}

static char *repeat(const char *head, const char *unit, size_t count, const char *tail)
{
    size_t bytes = strlen(head) + strlen(unit) * count + strlen(tail) + 1;
    char *text = malloc(bytes), *at = text;

    assert_non_null(text);
    at += snprintf(at, bytes, "%s", head);
    for (size_t i = 0; i < count; i++, at += strlen(unit))
        memcpy(at, unit, strlen(unit));
    (void)snprintf(at, strlen(tail) + 1, "%s", tail);
    return text;
}

static void whatever_is_cut_is_read_when_there_is_more(void **state)
{
    static const char *const bodies[] = {
        " \n {\"x\":1234,\"ImageVersions\":[ {\"Version\":7} , null , {} ],\"y\":-1.5e10 } \n ",
        "{\"ImageVersions\":[{\"Version\":7},null,{}],\"\\u0078\":[1,[22,{}]],\"y\":false}",
    };
    sgp_codec codec = sgp_aws_json();
    sgp_page page;
    sgp_error err;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < 2 * PIECES; i++) {
        sgp_str body = sgp_str_from(bodies[i % 2]);
        if (decode_pieces(&codec, body, pieces[i / 2], &page, &err) != SGP_OK)
            fail_msg("%s: %s", body.ptr, err.message);
        assert_int_equal(page.count, 3);
        assert_int_equal(page.items[0].version, 7);
        assert_int_equal(page.items[1].present, SGP_IS_NULL);
    }
    sgp_page_deinit(&page);
}

/* By its owner: what was read of it is gone. */
static void a_page_must_not_be_reset_while_it_is_filled(void **state)
{
    sgp_codec codec = sgp_aws_json();
    sgp_http_response response;
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_body(&response, "{\"x\":1,", 7, &err), SGP_OK);
    assert_int_equal(codec.decode_part(codec.self, &response, &page, &err), SGP_OK);
    assert_int_equal(response.taken_bytes, 6);
    sgp_page_reset(&page);
    assert_int_equal(codec.decode_page(codec.self, &response, &page, &err), SGP_ERR_USAGE);
    assert_string_equal(
        err.message,
        "the page was reset while it was being filled: leave it alone until the call is over");
    sgp_http_response_deinit(&response);
    sgp_page_deinit(&page);
}

/* A text that the item before has too is not copied, unless it is spelled in another way. */
static void texts_that_repeat_are_kept_once(void **state)
{
    static const char body[] =
        "{\"ImageVersions\":[{\"ImageArn\":\"a/b\"},{\"ImageArn\":\"a/b\"},null,"
        "{\"ImageArn\":\"a/b\"},{\"ImageArn\":\"a\\/b\"},"
        "{\"ImageArn\":\"a/b\"},{},{\"ImageArn\":\"\"}]}";
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;
    const sgp_image_version *items;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    items = page.items;
    assert_ptr_equal(items[1].image_arn.ptr, items[0].image_arn.ptr);
    assert_ptr_equal(items[3].image_arn.ptr, items[0].image_arn.ptr);
    assert_ptr_not_equal(items[4].image_arn.ptr, items[0].image_arn.ptr);
    for (size_t i = 0; i < 6; i++)
        if (i != 2) assert_str(items[i].image_arn, "a/b");
    assert_null(items[6].image_arn.ptr);
    assert_str(items[7].image_arn, "");
    sgp_page_deinit(&page);
}

/* Nothing is shared with the items of a list that does not count. */
static void a_second_list_begins_anew(void **state)
{
    static const char body[] = "{\"ImageVersions\":[{\"ImageArn\":\"x\"}],"
                               "\"ImageVersions\":[{\"ImageArn\":\"\"},{\"ImageArn\":\"x\"}]}";
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(page.count, 2);
    assert_str(page.items[0].image_arn, "");
    assert_str(page.items[1].image_arn, "x");
    sgp_page_deinit(&page);
}

/* What a short page takes and what a full one takes is the same. */
static void memory_follows_from_the_items_asked_for(void **state)
{
    long peaks[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        char *body = repeat("{\"ImageVersions\":[{}", ",{\"ImageVersionArn\":\"a name\"}",
                            i ? 99 : 1, "]}");
        fail_alloc memory;
        sgp_page page;
        sgp_error err;
        fail_alloc_init(&memory, -1);
        sgp_page_init(&page, &memory.api);
        page.expected_items = 100;
        assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
        assert_int_equal(page.count, i ? 100 : 2);
        sgp_page_deinit(&page);
        peaks[i] = memory.peak_bytes;
        free(body);
    }
    assert_int_equal(peaks[0], peaks[1]);
}

/* --- what is refused: "Deliberate differences" 1 and the bounds ------------------------------- */

#define ITEM(members) "{\"ImageVersions\":[{},{" members "}]}"

static void assert_refused(const sgp_page *page, const sgp_error *err, const char *message)
{
    assert_string_equal(err->message, message);
    assert_int_equal(page->has_items, 0);
    assert_int_equal(page->count, 0);
    assert_null(page->items);
    assert_null(page->next_token.ptr);
}

static void wrong_answers_are_refused_by_name(void **state)
{
    static const struct {
        const char *body, *message;
    } cases[] = {
        { "", "the answer is empty; expected is an object" },
        { "not json", "the answer is no JSON: byte 0: expected a value" },
        { "<html>", "the answer is no JSON: byte 0: expected a value" },
        { " ", "the answer is no JSON: byte 1: expected a value" },
        { "\xEF\xBB\xBF{}", "the answer is no JSON: byte 0: expected a value" },
        { "{\"a\":\"\xff\"}", "the answer is no JSON: byte 6: not valid UTF-8" },
        { "{\"a\":\"\\ud800\"}", "the answer is no JSON: byte 6: half of a surrogate pair" },
        { "{\"a\":NaN}", "the answer is no JSON: byte 5: expected a value" },
        { "{} {}", "the answer is no JSON: byte 3: something follows the JSON text" },
        { "[]", "the answer: expected an object, got a list" },
        { "null", "the answer: expected an object, got null" },
        { "5", "the answer: expected an object, got a number" },
        { "\"x\"", "the answer: expected an object, got a string" },
        { "true", "the answer: expected an object, got true or false" },
        { "{\"ImageVersions\":{}}", "ImageVersions: expected a list, got an object" },
        { "{\"ImageVersions\":\"\"}", "ImageVersions: expected a list, got a string" },
        { "{\"ImageVersions\":[{},5]}", "ImageVersions[1]: expected an object, got a number" },
        { "{\"ImageVersions\":[[]]}", "ImageVersions[0]: expected an object, got a list" },
        { "{\"NextToken\":5}", "NextToken: expected a string, got a number" },
        { "{\"NextToken\":false}", "NextToken: expected a string, got true or false" },
        { ITEM("\"Version\":\"7\""),
          "ImageVersions[1].Version: expected an integer, got a string" },
        { ITEM("\"Version\":true"),
          "ImageVersions[1].Version: expected an integer, got true or false" },
        { ITEM("\"Version\":1.5"), "ImageVersions[1].Version: expected an integer, got a number "
                                   "with fraction or exponent" },
        { ITEM("\"Version\":1.0"), "ImageVersions[1].Version: expected an integer, got a number "
                                   "with fraction or exponent" },
        { ITEM("\"Version\":1e999"), "ImageVersions[1].Version: expected an integer, got a number "
                                     "with fraction or exponent" },
        { ITEM("\"Version\":9223372036854775808"),
          "ImageVersions[1].Version: expected an integer, got one beyond 64 bits" },
        { ITEM("\"Version\":1,\"Version\":[]"),
          "ImageVersions[1].Version: expected an integer, got a list" },
        { ITEM("\"ImageArn\":1"), "ImageVersions[1].ImageArn: expected a string, got a number" },
        { ITEM("\"ImageVersionArn\":{}"),
          "ImageVersions[1].ImageVersionArn: expected a string, got an object" },
        { ITEM("\"FailureReason\":[]"),
          "ImageVersions[1].FailureReason: expected a string, got a list" },
        { ITEM("\"ImageVersionStatus\":false"),
          "ImageVersions[1].ImageVersionStatus: expected a string, got true or false" },
        { ITEM("\"CreationTime\":true"),
          "ImageVersions[1].CreationTime: expected a time, got true or false" },
        { ITEM("\"CreationTime\":{}"),
          "ImageVersions[1].CreationTime: expected a time, got an object" },
        { ITEM("\"CreationTime\":1e999"), "ImageVersions[1].CreationTime: expected a time of the "
                                          "years 1 to 9999, got another number" },
        { ITEM("\"LastModifiedTime\":\"soon\""), "ImageVersions[1].LastModifiedTime: expected a "
                                                 "time of the years 1 to 9999, got another text" },
    };
    sgp_codec codec = sgp_aws_json();
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_str body = sgp_str_from(cases[i].body);
        assert_int_equal(decode(body, &page, &err), SGP_ERR_RESPONSE);
        assert_refused(&page, &err, cases[i].message);
        for (size_t p = 0; p < PIECES; p++) {
            assert_int_equal(decode_pieces(&codec, body, pieces[p], &page, &err), SGP_ERR_RESPONSE);
            assert_refused(&page, &err, cases[i].message);
        }
    }
    sgp_page_deinit(&page);
}

static void a_deep_body_is_refused(void **state)
{
    char body[1000];
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    memset(body, '[', sizeof body - 1);
    memcpy(body, "{\"a\":", 5);
    body[sizeof body - 1] = '\0';
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_ERR_RESPONSE);
    assert_string_equal(err.message, "the answer is no JSON: byte 36: nested too deeply");
    sgp_page_deinit(&page);
}

static void a_page_beyond_its_memory_is_over_the_bound(void **state)
{
    static const char head[] = "{\"ImageVersions\":[{\"FailureReason\":\"";
    char *good = repeat(head, "x", SGP_PAGE_MEMORY_MAX - 4096, "\"}]}");
    char *bad = repeat(head, "x", SGP_PAGE_MEMORY_MAX, "\"}]}");
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(good), &page, &err), SGP_OK);
    assert_int_equal(page.items[0].failure_reason.len, SGP_PAGE_MEMORY_MAX - 4096);
    assert_int_equal(decode(sgp_str_from(bad), &page, &err), SGP_ERR_LIMIT);
    assert_int_equal(page.count, 0);
    sgp_page_deinit(&page);
    free(good);
    free(bad);
}

static void a_longer_next_token_is_over_the_bound(void **state)
{
    char *good = repeat("{\"NextToken\":\"", "t", SGP_NEXT_TOKEN_MAX, "\"}");
    char *bad = repeat("{\"NextToken\":\"", "t", SGP_NEXT_TOKEN_MAX + 1, "\"}");
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(good), &page, &err), SGP_OK);
    assert_int_equal(page.next_token.len, SGP_NEXT_TOKEN_MAX);
    assert_int_equal(decode(sgp_str_from(bad), &page, &err), SGP_ERR_LIMIT);
    assert_null(page.next_token.ptr);
    sgp_page_deinit(&page);
    free(good);
    free(bad);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status != SGP_OK && fail_at < 100; fail_at++) {
        sgp_page page;
        sgp_error err = SGP_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        sgp_page_init(&page, &memory.api);
        status = decode(page_bodies[8].body, &page, &err);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp_page_deinit(&page);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.wrong_size, 0);
    }
    assert_in_range(fail_at, 2, 99);
}

/* --- times as sent ---------------------------------------------------------------------------- */

static const char sent_body[] = "{\"ImageVersions\":[{\"CreationTime\":1.60E9,\"LastModifiedTime\":"
                                "\"2020-07-01T00:00:00+05:30\"},"
                                "null,{\"LastModifiedTime\":1600000000}]}";

static sgp_status decode_keeping_of(const char *body, sgp_page *page, sgp_error *err)
{
    sgp_codec codec = sgp_aws_json_keeping_times();
    sgp_http_response response;

    memset(&response, 0, sizeof response);
    response.status = 200;
    response.body = sgp_str_from(body);
    sgp_error_reset(err);
    return codec.decode_page(codec.self, &response, page, err);
}

static sgp_status decode_keeping(sgp_page *page, sgp_error *err)
{
    return decode_keeping_of(sent_body, page, err);
}

static void assert_sent(const sgp_sent_time *sent, const char *text, int is_number)
{
    assert_string_equal(sent->text.ptr, text);
    assert_int_equal(sent->text.len, strlen(text));
    assert_int_equal(sent->is_number, is_number);
}

static void times_are_kept_as_sent_when_asked_for(void **state)
{
    sgp_page page;
    sgp_error err;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode_keeping(&page, &err), SGP_OK);
    assert_int_equal(page.count, 3);
    assert_int_equal(page.items[0].creation_time_us, 1600000000000000);
    assert_sent(&page.items[0].sent_times->creation_time, "1.60E9", 1);
    assert_sent(&page.items[0].sent_times->last_modified_time, "2020-07-01T00:00:00+05:30", 0);
    assert_null(page.items[1].sent_times->creation_time.text.ptr);
    assert_null(page.items[2].sent_times->creation_time.text.ptr);
    assert_sent(&page.items[2].sent_times->last_modified_time, "1600000000", 1);
    assert_int_equal(decode(sgp_str_from(sent_body), &page, &err), SGP_OK);
    assert_null(page.items[0].sent_times);
    sgp_page_deinit(&page);
}

static void no_memory_for_times_is_said(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status == SGP_ERR_MEMORY && fail_at < 100; fail_at++) {
        fail_alloc memory;
        sgp_page page;
        sgp_error err;
        fail_alloc_init(&memory, fail_at);
        sgp_page_init(&page, &memory.api);
        status = decode_keeping(&page, &err);
        sgp_page_deinit(&page);
        assert_int_equal(memory.live_blocks, 0);
    }
    assert_int_equal(status, SGP_OK);
    assert_in_range(fail_at, 2, 99);
}

/* A list of so many of one element, decoded into a page of so many bytes. */
static sgp_status decode_many(const char *element, int count, size_t limit, sgp_page *page,
                              sgp_error *err)
{
    size_t size = (strlen(element) + 1) * (size_t)count + 64, used;
    char *body = malloc(size);
    sgp_status status;

    assert_non_null(body);
    used = (size_t)snprintf(body, size, "{\"ImageVersions\":[");
    for (int i = 0; i < count; i++)
        used += (size_t)snprintf(body + used, size - used, "%s%s", i > 0 ? "," : "", element);
    (void)snprintf(body + used, size - used, "]}");
    sgp_page_init(page, NULL);
    page->arena.limit_bytes = limit;
    sgp_error_reset(err);
    status = decode(sgp_str_from(body), page, err);
    free(body);
    return status;
}

static void a_page_holds_as_many_items_as_fit(void **state)
{
    static const char *const elements[] = { "{}", "null", "{\"Version\":1}" };
    sgp_error err = SGP_ERROR_INIT;
    sgp_page page;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(decode_many(elements[i], 8000, SGP_PAGE_MEMORY_MAX, &page, &err), SGP_OK);
        assert_int_equal(page.count, 8000);
        assert_int_equal(page.items[7999].present, i == 0   ? 0
                                                   : i == 1 ? SGP_IS_NULL
                                                            : SGP_HAS_VERSION);
        sgp_page_deinit(&page);
        assert_int_equal(decode_many(elements[i], 8000, 100000, &page, &err), SGP_ERR_LIMIT);
        assert_non_null(strstr(err.message, "8000 items do not fit the 100000 bytes of a page"));
        assert_int_equal(page.count, 0);
        sgp_page_deinit(&page);
    }
}

/* The items alone would fit. */
static void what_is_kept_beside_the_items_counts_as_well(void **state)
{
    char *body = repeat("{\"ImageVersions\":[{}", ",{}", 99, "]}");
    sgp_error err = SGP_ERROR_INIT;
    sgp_page page;

    (void)state;
    sgp_page_init(&page, NULL);
    page.expected_items = 100;
    page.arena.limit_bytes = 100 * sizeof(sgp_image_version) + 2000;
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(decode_keeping_of(body, &page, &err), SGP_ERR_LIMIT);
    assert_non_null(strstr(err.message, "100 items do not fit"));
    sgp_page_deinit(&page);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_botocores),
        cmocka_unit_test(pages_in_pieces_are_the_same),
        cmocka_unit_test(times_are_botocores),
        cmocka_unit_test(status_words_become_values_and_unknown_ones_are_kept),
        cmocka_unit_test(whatever_is_cut_is_read_when_there_is_more),
        cmocka_unit_test(a_page_must_not_be_reset_while_it_is_filled),
        cmocka_unit_test(texts_that_repeat_are_kept_once),
        cmocka_unit_test(a_second_list_begins_anew),
        cmocka_unit_test(memory_follows_from_the_items_asked_for),
        cmocka_unit_test(wrong_answers_are_refused_by_name),
        cmocka_unit_test(a_deep_body_is_refused),
        cmocka_unit_test(a_page_beyond_its_memory_is_over_the_bound),
        cmocka_unit_test(a_longer_next_token_is_over_the_bound),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
        cmocka_unit_test(times_are_kept_as_sent_when_asked_for),
        cmocka_unit_test(no_memory_for_times_is_said),
        cmocka_unit_test(a_page_holds_as_many_items_as_fit),
        cmocka_unit_test(what_is_kept_beside_the_items_counts_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
