/*
 * test_request.c - request bodies byte for byte as botocore serialises them,
 * and their headers.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_http_message.h"
#include "sagepager/builtin.h"

#include "expected_requests.h"

static sgp_status encode(const sgp_list_image_versions_request *request,
                         const sgp_page_params *params, sgp__http_request *out, sgp_error *err)
{
    sgp_codec *codec = sgp_aws_json();

    return codec->type->encode_list_image_versions(codec, request, params, &out->api, err);
}

static void bodies_are_botocores(void **state)
{
    sgp__http_request out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__http_request_init(&out, NULL);
    for (size_t i = 0; i < sizeof request_bodies / sizeof *request_bodies; i++) {
        sgp_http_request_reset(&out.api);
        assert_int_equal(encode(&request_bodies[i].request, &request_bodies[i].params, &out, &err),
                         SGP_OK);
        assert_str(out.api.body, request_bodies[i].body);
    }
    sgp__http_request_deinit(&out);
}

/* The order is that of AWS CLI v2 on the wire; Accept-Encoding is the
 * client's. */
static void headers_follow_those_that_are_there(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__http_request out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__http_request_init(&out, NULL);
    assert_int_equal(
        sgp_http_request_add_header(&out.api, "Accept-Encoding", sgp_str_from("identity"), &err),
        SGP_OK);
    assert_int_equal(encode(&request, NULL, &out, &err), SGP_OK);
    assert_str(out.api.method, "POST");
    assert_int_equal(out.api.header_count, 3);
    assert_str(out.api.headers[0].name, "Accept-Encoding");
    assert_str(out.api.headers[1].name, "X-Amz-Target");
    assert_str(out.api.headers[1].value, "SageMaker.ListImageVersions");
    assert_str(out.api.headers[2].name, "Content-Type");
    assert_str(out.api.headers[2].value, "application/x-amz-json-1.1");
    sgp__http_request_deinit(&out);
}

static void sort_values_are_written_as_they_are(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__http_request out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__http_request_init(&out, NULL);
    request.sort_by = SGP_IMAGE_VERSION_SORT_BY_LAST_MODIFIED_TIME;
    request.sort_order = SGP_IMAGE_VERSION_SORT_ORDER_DESCENDING;
    assert_int_equal(encode(&request, NULL, &out, &err), SGP_OK);
    assert_str(out.api.body, "{\"SortBy\": \"LAST_MODIFIED_TIME\", \"SortOrder\": \"DESCENDING\"}");
    request.sort_by = "WORD"; /* the service checks it */
    request.sort_order = NULL;
    sgp_http_request_reset(&out.api);
    assert_int_equal(encode(&request, NULL, &out, &err), SGP_OK);
    assert_str(out.api.body, "{\"SortBy\": \"WORD\"}");
    sgp__http_request_deinit(&out);
}

static void text_that_is_not_utf8_is_refused_by_name(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__http_request out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__http_request_init(&out, NULL);
    request.image_name = "img";
    request.next_token = sgp_str_from("caf\xe9");
    request.sort_order = "\xff";
    assert_int_equal(encode(&request, NULL, &out, &err), SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&err), "NextToken is not valid UTF-8");
    assert_null(out.api.body.ptr);
    sgp__http_request_deinit(&out);
}

static void the_next_token_is_bounded(void **state)
{
    static char token[SGP_NEXT_TOKEN_MAX + 1];
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    sgp_str *const tokens[] = { &request.next_token, &params.next_token };

    (void)state;
    memset(token, 't', sizeof token);
    for (size_t i = 0; i < 2; i++) {
        sgp_error err = TEST_ERROR_INIT;
        sgp__http_request out;
        sgp__http_request_init(&out, NULL);
        tokens[i]->ptr = token;
        tokens[i]->len = SGP_NEXT_TOKEN_MAX;
        assert_int_equal(encode(&request, &params, &out, &err), SGP_OK);
        assert_int_equal(out.api.body.len, SGP_NEXT_TOKEN_MAX + strlen("{\"NextToken\": \"\"}"));
        sgp_http_request_reset(&out.api);
        tokens[i]->len = SGP_NEXT_TOKEN_MAX + 1;
        assert_int_equal(encode(&request, &params, &out, &err), SGP_ERR_LIMIT);
        assert_string_equal(sgp_error_message(&err),
                            "NextToken has 8193 bytes: at most 8192 are accepted");
        tokens[i]->ptr = NULL;
        tokens[i]->len = 0;
        sgp__http_request_deinit(&out);
    }
}

static void the_body_is_bounded(void **state)
{
    static char name[SGP_HTTP_REQUEST_MEMORY_MAX];
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__http_request out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__http_request_init(&out, NULL);
    memset(name, 'n', sizeof name - 1);
    request.image_name = name;
    assert_int_equal(encode(&request, NULL, &out, &err), SGP_ERR_LIMIT);
    sgp__http_request_deinit(&out);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status != SGP_OK && fail_at < 100; fail_at++) {
        sgp__http_request out;
        sgp_error err = TEST_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        sgp__http_request_init(&out, &memory.api);
        status = encode(&request_bodies[3].request, NULL, &out, &err);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp__http_request_deinit(&out);
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
        cmocka_unit_test(sort_values_are_written_as_they_are),
        cmocka_unit_test(text_that_is_not_utf8_is_refused_by_name),
        cmocka_unit_test(the_next_token_is_bounded),
        cmocka_unit_test(the_body_is_bounded),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
