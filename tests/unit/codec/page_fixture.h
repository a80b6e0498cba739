/*
 * page_fixture.h - shared by the tests of pages: decodes a body, dumps a page,
 * and lists the bodies that are refused.
 */
#ifndef SGP_TEST_PAGE_FIXTURE_H
#define SGP_TEST_PAGE_FIXTURE_H

#include "sgp_buf.h"
#include "sgp_page.h"
#include "sagepager/builtin.h"

#include <stdlib.h>

#include "test.h"

static inline sgp_page_decoder *start_decoder(sgp_codec *codec, sgp__page *page,
                                              size_t expected_items)
{
    sgp_page_decoder *decoder = NULL;

    assert_int_equal(
        codec->type->decode_list_image_versions(codec, &page->api, expected_items, &decoder, NULL),
        SGP_OK);
    assert_non_null(decoder);
    return decoder;
}

/* The body at once. */
static inline sgp_status decode_whole(sgp_codec *codec, sgp_str body, size_t expected_items,
                                      sgp__page *page, sgp_error *err)
{
    sgp_page_decoder *decoder = NULL;
    sgp_status status;

    sgp_error_reset(err);
    status = codec->type->decode_list_image_versions(codec, &page->api, expected_items, &decoder,
                                                     err);
    return status == SGP_OK ? decoder->type->finish(decoder, body, err) : status;
}

static inline sgp_status decode(sgp_str body, sgp__page *page, sgp_error *err)
{
    return decode_whole(sgp_aws_json(), body, 0, page, err);
}

static inline char *repeat(const char *head, const char *unit, size_t count, const char *tail)
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

static inline void dump_text(sgp__buf *out, const char *name, sgp_str text, const char *end)
{
    sgp__buf_put_text(out, name);
    sgp__buf_put_char(out, '=');
    sgp__buf_put_int(out, (int64_t)text.len);
    sgp__buf_put_char(out, ':');
    sgp__buf_put_str(out, text);
    sgp__buf_put_text(out, end);
    assert_int_equal(text.ptr[text.len], '\0');
}

static inline void dump_integer(sgp__buf *out, const char *name, int64_t value, const char *end)
{
    sgp__buf_put_text(out, name);
    sgp__buf_put_char(out, '=');
    sgp__buf_put_int(out, value);
    sgp__buf_put_text(out, end);
}

static inline void dump_item(sgp__buf *out, const sgp_image_version *item)
{
    unsigned has = item->present;

    if (has & SGP_IMAGE_VERSION_IS_NULL) {
        sgp__buf_put_text(out, "null\n");
        return;
    }
    if (has & SGP_IMAGE_VERSION_HAS_CREATION_TIME)
        dump_integer(out, "CreationTime", item->creation_time_us, ";");
    if (has & SGP_IMAGE_VERSION_HAS_FAILURE_REASON)
        dump_text(out, "FailureReason", item->failure_reason, ";");
    if (has & SGP_IMAGE_VERSION_HAS_IMAGE_ARN) dump_text(out, "ImageArn", item->image_arn, ";");
    if (has & SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN)
        dump_text(out, "ImageVersionArn", item->image_version_arn, ";");
    if (has & SGP_IMAGE_VERSION_HAS_STATUS)
        dump_text(out, "ImageVersionStatus", item->status_text, ";");
    if (has & SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME)
        dump_integer(out, "LastModifiedTime", item->last_modified_time_us, ";");
    if (has & SGP_IMAGE_VERSION_HAS_VERSION) dump_integer(out, "Version", item->version, ";");
    sgp__buf_put_char(out, '\n');
}

static inline void dump_page(sgp__buf *out, const sgp_page *page)
{
    if (page->next_token.ptr) dump_text(out, "NextToken", page->next_token, "\n");
    if (page->has_items) dump_integer(out, "ImageVersions", (int64_t)page->count, "\n");
    for (size_t i = 0; i < page->count; i++)
        dump_item(out, sgp_page_image_version(page, i));
}

static inline void assert_dump(const sgp_page *page, sgp_str wanted, const char *of)
{
    sgp__buf dump;

    sgp__buf_init(&dump, NULL, 10000);
    dump_page(&dump, page);
    if (!sgp_str_equal(sgp__buf_str(&dump), wanted))
        fail_msg("%s: %s", of, sgp__buf_str(&dump).ptr);
    sgp__buf_deinit(&dump);
}

#define ITEM(members) "{\"ImageVersions\":[{},{" members "}]}"

static const struct {
    const char *body, *message;
} wrong_answers[] = {
    { "", "the answer is empty: expected an object" },
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
    { ITEM("\"Version\":\"7\""), "ImageVersions[1].Version: expected an integer, got a string" },
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
static inline void assert_empty(const sgp_page *page)
{
    assert_int_equal(page->has_items, 0);
    assert_int_equal(page->count, 0);
    assert_null(sgp_page_image_version(page, 0));
    assert_null(page->next_token.ptr);
}

#endif
