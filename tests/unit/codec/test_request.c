/*
 * test_request.c - request bodies byte for byte as botocore serialises them, and their headers.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sagepager/builtin.h"

#include "expected_requests.h"

static sgp_status encode(const sgp_list_image_versions_request *request, sgp_http_request *out,
                         sgp_error *err)
{
    sgp_codec codec = sgp_aws_json();

    return codec.encode_request(codec.self, request, out, err);
}

static void bodies_are_botocores(void **state)
{
    sgp_http_request out;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_http_request_init(&out, NULL);
    for (size_t i = 0; i < sizeof request_bodies / sizeof *request_bodies; i++) {
        sgp_http_request_reset(&out);
        assert_int_equal(encode(&request_bodies[i].request, &out, &err), SGP_OK);
        assert_str(out.body, request_bodies[i].body);
    }
    sgp_http_request_deinit(&out);
}

/* The order is that of AWS CLI v2 on the wire; Accept-Encoding is the client's. */
static void headers_follow_those_that_are_there(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_http_request out;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_http_request_init(&out, NULL);
    assert_int_equal(sgp_http_request_add(&out, "Accept-Encoding", sgp_str_from("identity"), &err),
                     SGP_OK);
    assert_int_equal(encode(&request, &out, &err), SGP_OK);
    assert_str(out.method, "POST");
    assert_int_equal(out.header_count, 3);
    assert_str(out.headers[0].name, "Accept-Encoding");
    assert_str(out.headers[1].name, "X-Amz-Target");
    assert_str(out.headers[1].value, "SageMaker.ListImageVersions");
    assert_str(out.headers[2].name, "Content-Type");
    assert_str(out.headers[2].value, "application/x-amz-json-1.1");
    sgp_http_request_deinit(&out);
}

static void enum_values_are_written_as_their_words(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_http_request out;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_http_request_init(&out, NULL);
    request.sort_by = SGP_SORT_BY_LAST_MODIFIED_TIME;
    request.sort_order = SGP_SORT_ORDER_DESCENDING;
    assert_int_equal(encode(&request, &out, &err), SGP_OK);
    assert_str(out.body, "{\"SortBy\": \"LAST_MODIFIED_TIME\", \"SortOrder\": \"DESCENDING\"}");
    request.sort_by_text = "WORD"; /* goes before the value */
    request.sort_order = (sgp_sort_order)7;
    sgp_http_request_reset(&out);
    assert_int_equal(encode(&request, &out, &err), SGP_ERR_USAGE);
    assert_string_equal(err.message, "sort_order: 7 is no value of its enum");
    sgp_http_request_deinit(&out);
}

static void text_that_is_not_utf8_is_refused_by_name(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_http_request out;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_http_request_init(&out, NULL);
    request.image_name = "img";
    request.next_token = sgp_str_from("caf\xe9");
    request.sort_order_text = "\xff";
    assert_int_equal(encode(&request, &out, &err), SGP_ERR_PARAM);
    assert_string_equal(err.message, "NextToken is not valid UTF-8");
    assert_null(out.body.ptr);
    sgp_http_request_deinit(&out);
}

static void bounds_are_kept(void **state)
{
    static char token[SGP_NEXT_TOKEN_MAX + 1];
    static char name[SGP_HTTP_REQUEST_MEMORY_MAX];
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_http_request out;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_http_request_init(&out, NULL);
    memset(token, 't', sizeof token);
    request.next_token.ptr = token;
    request.next_token.len = SGP_NEXT_TOKEN_MAX;
    assert_int_equal(encode(&request, &out, &err), SGP_OK);
    assert_int_equal(out.body.len, SGP_NEXT_TOKEN_MAX + strlen("{\"NextToken\": \"\"}"));
    sgp_http_request_reset(&out);
    request.next_token.len = SGP_NEXT_TOKEN_MAX + 1;
    assert_int_equal(encode(&request, &out, &err), SGP_ERR_LIMIT);
    assert_string_equal(err.message, "NextToken: 8193 bytes are more than the 8192 accepted");
    sgp_http_request_reset(&out);
    sgp_error_reset(&err);
    memset(name, 'n', sizeof name - 1);
    request.next_token.ptr = NULL;
    request.next_token.len = 0;
    request.image_name = name;
    assert_int_equal(encode(&request, &out, &err), SGP_ERR_LIMIT);
    sgp_http_request_deinit(&out);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status != SGP_OK && fail_at < 100; fail_at++) {
        sgp_http_request out;
        sgp_error err = SGP_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        sgp_http_request_init(&out, &memory.api);
        status = encode(&request_bodies[3].request, &out, &err);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp_http_request_deinit(&out);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped + memory.wrong_size, 0);
    }
    assert_in_range(fail_at, 3, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_botocores),
        cmocka_unit_test(headers_follow_those_that_are_there),
        cmocka_unit_test(enum_values_are_written_as_their_words),
        cmocka_unit_test(text_that_is_not_utf8_is_refused_by_name),
        cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
