/*
 * test_error.c - error responses as botocore reports them, and the cases where
 * it crashes.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_http_message.h"
#include "sagepager/builtin.h"

#include "expected_errors.h"

static const sgp_str nothing = { NULL, 0 };

/* The allocator counts from the decoding on: what the response holds is on the
 * C library's. */
static sgp_status decode(int status, const char *header, const char *value, sgp_str body,
                         const sgp_allocator *allocator, sgp_error *err)
{
    sgp_codec *codec = sgp_aws_json();
    sgp__http_response response;
    sgp_status result;

    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, status, nothing, NULL), SGP_OK);
    if (header)
        assert_int_equal(sgp_http_response_add_header(&response.api, sgp_str_from(header),
                                                      sgp_str_from(value), NULL),
                         SGP_OK);
    assert_int_equal(sgp_http_response_append_body(&response.api, body.ptr, body.len, NULL),
                     SGP_OK);
    response.arena.allocator = allocator;
    result = codec->type->decode_error(codec, &response.api, err);
    response.arena.allocator = NULL;
    sgp__http_response_deinit(&response);
    return result;
}

static void expect(int status, const char *header, const char *value, sgp_str body,
                   const char *code, const char *message)
{
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(decode(status, header, value, body, NULL, &err), SGP_ERR_SERVICE);
    assert_int_equal(err.status, SGP_ERR_SERVICE);
    assert_string_equal(err.code, code);
    assert_string_equal(sgp_error_message(&err), message);
}

static void answers_are_reported_as_by_botocore(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof error_answers / sizeof *error_answers; i++)
        expect(error_answers[i].status, error_answers[i].header, error_answers[i].value,
               error_answers[i].body, error_answers[i].code, error_answers[i].message);
}

/* botocore 1.43 (parsers.py) cuts at ':' first, which 1.29 did not; the forms
 * are those of the AWS JSON protocol's specification ("Operation error
 * serialization"). */
static void codes_are_stripped_of_namespace_and_link(void **state)
{
    static const char *const cases[][2] = {
        { "{\"__type\":\"FooError\"}", "FooError" },
        { "{\"__type\":\"FooError:http://internal.amazon.com/coral/x/\"}", "FooError" },
        { "{\"__type\":\"aws.protocoltests.json#FooError\"}", "FooError" },
        { "{\"__type\":\"aws.protocoltests.json#FooError:http://x#y/\"}", "FooError" },
        { "{\"__type\":\":x\"}", "" },
        { "{\"__type\":\"#\"}", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(400, NULL, NULL, sgp_str_from(cases[i][0]), cases[i][1], "");
}

/* Deliberate difference: botocore would print 400 for the first six. */
static void a_code_that_only_header_or_member_names_is_used(void **state)
{
    static const struct {
        const char *header, *body, *code;
    } cases[] = {
        { "FooError", "{}", "FooError" },
        { "FooError:http://x/", "", "FooError" },
        { "ns#FooError:", "not json", "FooError" },
        { "FooError", "{\"code\":\"Bar\"}", "FooError" },
        { ":", "{\"code\":\"a#Bar:x\"}", "Bar" },
        { "FooError", "{\"__type\":5}", "FooError" },
        { "FooError", "{\"__type\":\"Bar\"}", "Bar" },
        { "FooError", "{\"__type\":null}", "" },
        { "", "{\"code\":5}", "400" },
        { "", "{\"code\":\"\"}", "400" },
        { "", "{\"Code\":\"Bar\"}", "400" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_error err = TEST_ERROR_INIT;
        (void)decode(400, "x-amzn-ErrorType", cases[i].header, sgp_str_from(cases[i].body), NULL,
                     &err);
        assert_string_equal(err.code, cases[i].code);
    }
}

/* botocore crashes on each of these. */
static void bodies_that_break_botocore_are_shown(void **state)
{
    static const char nul[] = "{\"__type\":\"E\\u0000F\",\"message\":\"a\\u0000b\"}";
    const sgp_str raw = { "a\0b\xff\xc3", 5 };

    (void)state;
    expect(400, NULL, NULL, sgp_str_from("[1]"), "400", "[1]");
    expect(400, NULL, NULL, sgp_str_from("\"x\""), "400", "\"x\"");
    expect(400, NULL, NULL, sgp_str_from("{\"__type\":true,\"message\":\"m\"}"), "400", "m");
    expect(400, NULL, NULL, sgp_str_from("{\"__type\":\"E\",\"message\":[1]}"), "E",
           "{\"__type\":\"E\",\"message\":[1]}");
    expect(400, NULL, NULL, raw, "400",
           "a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD\xEF\xBF\xBD");
    expect(400, NULL, NULL, sgp_str_from(nul),
           "E\xEF\xBF\xBD"
           "F",
           "a\xEF\xBF\xBD"
           "b");
}

/* Each byte that does not belong to a character is replaced, as in an error page in Latin-1. */
static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    static const char *const cases[][2] = {
        { "acc\xE9s", "acc\xEF\xBF\xBDs" },
        { "\xE2\x82!", "\xEF\xBF\xBD\xEF\xBF\xBD!" },
        { "\xC0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD" },                 /* overlong */
        { "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" }, /* a surrogate */
        { "\xF4\x90\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" }, /* above U+10FFFF */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_str text = sgp_str_from(cases[i][0]);
        sgp_error err = TEST_ERROR_INIT;
        expect(400, NULL, NULL, text, "400", cases[i][1]);
        (void)decode(400, "x-amzn-ErrorType", cases[i][0], text, NULL, &err);
        assert_string_equal(err.code, cases[i][1]);
    }
}

/* botocore parses a 300 as a success and raises ClientError with its defaults
 * (exceptions.py). */
static void a_300_is_unknown(void **state)
{
    (void)state;
    expect(300, NULL, NULL, sgp_str_from("{\"__type\":\"E\",\"message\":\"m\"}"), "Unknown",
           "Unknown");
}

static void long_texts_are_cut_between_characters(void **state)
{
    char body[5000];
    sgp_error err = TEST_ERROR_INIT;
    sgp_str text = { body, sizeof body };

    (void)state;
    for (size_t i = 0; i + 1 < sizeof body; i += 2)
        memcpy(body + i, "\xc3\xa9", 2);
    assert_int_equal(decode(400, NULL, NULL, text, NULL, &err), SGP_ERR_SERVICE);
    assert_int_equal(strlen(sgp_error_message(&err)), SGP_ERROR_MESSAGE_MAX - 1);
    assert_memory_equal(sgp_error_message(&err), body, SGP_ERROR_MESSAGE_MAX - 1);
}

/* Without a buffer too, and where replacements make a text longer. */
static void a_long_message_fits_every_error(void **state)
{
    static const char body[] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                               "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                               "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
    sgp_error err = SGP_ERROR_INIT;
    const char *message;

    (void)state;
    assert_int_equal(decode(400, NULL, NULL, sgp_str_from(body), NULL, &err), SGP_ERR_SERVICE);
    message = sgp_error_message(&err);
    assert_int_equal(strlen(message), SGP_ERROR_SHORT_MESSAGE_MAX / 3 * 3);
    for (size_t i = 0; i < strlen(message); i += 3)
        assert_memory_equal(message + i, "\xEF\xBF\xBD", 3);
}

static void the_error_may_be_null(void **state)
{
    (void)state;
    assert_int_equal(decode(400, NULL, NULL, sgp_str_from("{}"), NULL, NULL), SGP_ERR_SERVICE);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    static const char body[] = "{\"__type\":\"ns#Code\",\"message\":\"text\"}";
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status == SGP_ERR_MEMORY && fail_at < 100; fail_at++) {
        sgp_error err = TEST_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        status = decode(400, NULL, NULL, sgp_str_from(body), &memory.api, &err);
        assert_int_equal(err.status, status);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.wrong_size, 0);
    }
    assert_int_equal(status, SGP_ERR_SERVICE);
    assert_in_range(fail_at, 2, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_reported_as_by_botocore),
        cmocka_unit_test(codes_are_stripped_of_namespace_and_link),
        cmocka_unit_test(a_code_that_only_header_or_member_names_is_used),
        cmocka_unit_test(bodies_that_break_botocore_are_shown),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(a_300_is_unknown),
        cmocka_unit_test(long_texts_are_cut_between_characters),
        cmocka_unit_test(a_long_message_fits_every_error),
        cmocka_unit_test(the_error_may_be_null),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
