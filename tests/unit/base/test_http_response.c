/*
 * Tests of the response in src/base/http_message.c: limits hold, earlier
 * content is discarded. test_http_body.c tests its body.
 */
#include "test.h"

#include "sgp_http_message.h"

#include "fail_alloc.h"

static const sgp_str absent = { NULL, 0 };

static sgp_str bytes_of(const char *ptr, size_t len)
{
    const sgp_str text = { ptr, len };

    return text;
}

static void assert_all_freed(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void an_empty_response_needs_no_memory(void **state)
{
    fail_alloc memory;
    sgp__http_response response;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__http_response_init(&response, &memory.api, 0);
    assert_int_equal(response.api.status, 0);
    assert_int_equal(response.api.max_body_bytes, SGP_RESPONSE_BODY_MAX);
    assert_null(response.api.body.ptr);
    sgp_http_response_reset(&response.api);
    sgp__http_response_deinit(&response);
    sgp__http_response_deinit(&response);
    assert_int_equal(memory.count, 0);
}

static void a_response_begins_with_a_status_of_three_digits(void **state)
{
    static const struct {
        int status;
        sgp_status result;
    } cases[] = {
        { 100, SGP_OK },
        { 200, SGP_OK },
        { 999, SGP_OK },
        { 99, SGP_ERR_PROTOCOL },
        { 1000, SGP_ERR_PROTOCOL },
        { 0, SGP_ERR_PROTOCOL },
        { -200, SGP_ERR_PROTOCOL },
    };
    sgp__http_response response;

    (void)state;
    sgp__http_response_init(&response, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp_error err = TEST_ERROR_INIT;

        assert_int_equal(
            sgp_http_response_begin(&response.api, cases[i].status, sgp_str_from("Fine"), &err),
            cases[i].result);
        assert_int_equal(response.api.status, cases[i].result == SGP_OK ? cases[i].status : 0);
        assert_int_equal(err.status, cases[i].result);
    }
    assert_int_equal(sgp_http_response_begin(&response.api, 200, absent, NULL), SGP_OK);
    assert_str(response.api.reason, "");
    sgp__http_response_deinit(&response);
}

static void beginning_discards_earlier_content(void **state)
{
    sgp__http_response response;

    (void)state;
    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 503, sgp_str_from("Busy"), NULL),
                     SGP_OK);
    assert_int_equal(
        sgp_http_response_add_header(&response.api, sgp_str_from("A"), sgp_str_from("1"), NULL),
        SGP_OK);
    assert_int_equal(sgp_http_response_append_body(&response.api, "old", 3, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_begin(&response.api, 200, sgp_str_from("OK"), NULL), SGP_OK);
    assert_str(response.api.reason, "OK");
    assert_null(sgp_http_response_find_header(&response.api, "A").ptr);
    assert_null(response.api.body.ptr);
    assert_int_equal(sgp_http_response_append_body(&response.api, "new", 3, NULL), SGP_OK);
    assert_str(response.api.body, "new");
    sgp__http_response_deinit(&response);
}

static void response_headers_are_copied_and_found_without_case(void **state)
{
    char name[] = "Date", value[] = " now\t\r\n";
    sgp__http_response response;

    (void)state;
    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 200, absent, NULL), SGP_OK);
    assert_int_equal(
        sgp_http_response_add_header(&response.api, sgp_str_from(name), sgp_str_from(value), NULL),
        SGP_OK);
    assert_int_equal(sgp_http_response_add_header(&response.api, sgp_str_from("DATE"),
                                                  sgp_str_from("then"), NULL),
                     SGP_OK);
    name[0] = value[0] = 'z';
    assert_str(sgp_http_response_find_header(&response.api, "date"), "now");
    assert_int_equal(response.api.header_count, 2);
    sgp__http_response_deinit(&response);
}

static void a_response_takes_headers_up_to_its_limit(void **state)
{
    sgp__http_response response;
    sgp_error err = TEST_ERROR_INIT;
    const sgp_str a = { "A", 1 };

    (void)state;
    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 200, absent, NULL), SGP_OK);
    for (int i = 0; i < SGP_HTTP_RESPONSE_HEADERS_MAX; i++)
        assert_int_equal(sgp_http_response_add_header(&response.api, a, a, &err), SGP_OK);
    assert_int_equal(sgp_http_response_add_header(&response.api, a, a, &err), SGP_ERR_LIMIT);
    assert_int_equal(response.api.header_count, SGP_HTTP_RESPONSE_HEADERS_MAX);
    sgp__http_response_deinit(&response);
}

/* Fills one response: reason, names and values of `count` headers have `total`
 * bytes. */
static sgp_status head_of(size_t total, size_t count, sgp_error *err)
{
    static char text[2 * SGP_HTTP_HEAD_MAX];
    sgp__http_response response;
    sgp_status status;

    memset(text, 'v', sizeof text);
    sgp__http_response_init(&response, NULL, 0);
    status = sgp_http_response_begin(&response.api, 200, sgp_str_from("OK"), err);
    total -= 2;
    for (size_t i = 0; i < count && status == SGP_OK; i++) {
        const size_t share = i + 1 < count ? total / count : total - (count - 1) * (total / count);

        status = sgp_http_response_add_header(&response.api, bytes_of("N", 1),
                                              bytes_of(text, share - 1), err);
    }
    sgp__http_response_deinit(&response);
    return status;
}

static void a_head_is_taken_up_to_its_limit_however_it_is_split(void **state)
{
    static const size_t counts[] = { 1, 2, 3, 10, SGP_HTTP_RESPONSE_HEADERS_MAX };

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        sgp_error err = TEST_ERROR_INIT;

        assert_int_equal(head_of(SGP_HTTP_HEAD_MAX, counts[i], &err), SGP_OK);
        assert_int_equal(head_of(SGP_HTTP_HEAD_MAX + 1, counts[i], &err), SGP_ERR_LIMIT);
        assert_non_null(strstr(sgp_error_message(&err), "16384"));
    }
}

static void a_reason_longer_than_a_head_is_refused(void **state)
{
    static char text[SGP_HTTP_HEAD_MAX + 1];
    sgp__http_response response;

    (void)state;
    memset(text, 'r', sizeof text);
    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 200, bytes_of(text, sizeof text), NULL),
                     SGP_ERR_LIMIT);
    assert_int_equal(response.api.status, 0);
    assert_int_equal(
        sgp_http_response_begin(&response.api, 200, bytes_of(text, sizeof text - 1), NULL), SGP_OK);
    sgp__http_response_deinit(&response);
}

static void a_response_without_memory_says_so_at_each_step(void **state)
{
    static char value[3000];
    int complete = 0;

    (void)state;
    memset(value, 'v', sizeof value);
    for (int fail_at = 0; !complete; fail_at++) {
        fail_alloc memory;
        sgp__http_response response;
        sgp_error err = TEST_ERROR_INIT;
        sgp_status status;

        fail_alloc_init(&memory, fail_at);
        sgp__http_response_init(&response, &memory.api, 0);
        status = sgp_http_response_begin(&response.api, 200, sgp_str_from("OK"), &err);
        if (status == SGP_OK)
            status = sgp_http_response_add_header(&response.api, sgp_str_from("A"),
                                                  bytes_of(value, sizeof value), &err);
        if (status == SGP_OK)
            status = sgp_http_response_append_body(&response.api, value, sizeof value, &err);
        complete = status == SGP_OK;
        assert_true(complete || status == SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp__http_response_deinit(&response);
        assert_all_freed(&memory);
        assert_true(fail_at < 10);
    }
}

static void a_callers_response_is_made_by_the_library(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_http_response *response = NULL;

    (void)state;
    fail_alloc_init(&memory, -1);
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_http_response_new(&response, &memory.api, 6, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_int_equal(response->max_body_bytes, 6);
    assert_int_equal(sgp_http_response_append_body(response, "secret", 6, &err), SGP_OK);
    assert_str(response->body, "secret");
    sgp_http_response_free(response);
    sgp_http_response_free(NULL);
    assert_all_freed(&memory);
}

static void a_response_is_not_made_without_out_functions_or_memory(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_http_response *response = NULL;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_http_response_new(&response, &memory.api, 0, &err), SGP_ERR_MEMORY);
    assert_int_equal(sgp_http_response_new(NULL, &memory.api, 0, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_http_response_new: out is NULL");
    memory.api.alloc = NULL;
    assert_int_equal(sgp_http_response_new(&response, &memory.api, 0, &err), SGP_ERR_USAGE);
    assert_null(response);
    assert_int_equal(memory.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_response_needs_no_memory),
        cmocka_unit_test(a_response_begins_with_a_status_of_three_digits),
        cmocka_unit_test(beginning_discards_earlier_content),
        cmocka_unit_test(response_headers_are_copied_and_found_without_case),
        cmocka_unit_test(a_response_takes_headers_up_to_its_limit),
        cmocka_unit_test(a_head_is_taken_up_to_its_limit_however_it_is_split),
        cmocka_unit_test(a_reason_longer_than_a_head_is_refused),
        cmocka_unit_test(a_response_without_memory_says_so_at_each_step),
        cmocka_unit_test(a_callers_response_is_made_by_the_library),
        cmocka_unit_test(a_response_is_not_made_without_out_functions_or_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
