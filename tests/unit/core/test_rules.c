/*
 * The pure rules of core: request checks, values of enums, cycles.
 */
#include "test.h"

#include "sgp_core.h"
#include "sgp_cycle.h"

static const sgp_page_params no_params = SGP_PAGE_PARAMS_INIT;

static sgp_status check(const char *image_name, sgp_opt_int max_results, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    request.image_name = image_name;
    request.max_results = max_results;
    sgp_error_reset(err);
    return sgp__request_check(&request, &no_params, err);
}

/* Texts: botocore 1.29.27, client.list_image_versions(...) with these parameters. */
static void a_request_is_checked_where_botocore_does(void **state)
{
    const sgp_opt_int none = { 0, 0 };
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(check("img", none, &err), SGP_OK);
    assert_int_equal(check(NULL, none, &err), SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&err),
                        "Parameter validation failed:\n"
                        "Missing required parameter in input: \"ImageName\"");
    assert_int_equal(check("", none, &err), SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&err),
                        "Parameter validation failed:\n"
                        "Invalid length for parameter ImageName, value: 0, valid min length: 1");
    assert_int_equal(check(NULL, sgp_opt_int_of(0), &err), SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&err),
                        "Parameter validation failed:\n"
                        "Missing required parameter in input: \"ImageName\"\n"
                        "Invalid value for parameter MaxResults, value: 0, valid min value: 1");
    assert_int_equal(check("", sgp_opt_int_of(INT64_MIN), &err), SGP_ERR_PARAM);
    assert_non_null(strstr(sgp_error_message(&err),
                           "valid min length: 1\nInvalid value for parameter "
                           "MaxResults, value: -9223372036854775808, valid min"));
}

static void maxima_patterns_and_words_are_left_to_the_service(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    request.image_name = "-no such pattern- and far longer than the sixty-three characters allowed";
    request.max_results = sgp_opt_int_of(500);
    request.sort_by = "zz";
    assert_int_equal(sgp__request_check(&request, &no_params, &err), SGP_OK);
}

static void a_page_size_is_checked_like_max_results(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    request.image_name = "img";
    params.page_size = sgp_opt_int_of(1);
    assert_int_equal(sgp__request_check(&request, &params, &err), SGP_OK);
    params.page_size = sgp_opt_int_of(-1);
    assert_int_equal(sgp__request_check(&request, &params, &err), SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&err),
                        "Parameter validation failed:\n"
                        "Invalid value for parameter MaxResults, value: -1, valid min value: 1");
}

static void statuses_and_their_texts_match_both_ways(void **state)
{
    (void)state;
    for (int i = 1; i <= 5; i++)
        assert_int_equal(sgp_image_version_status_from(sgp_str_from(
                             sgp_image_version_status_text((sgp_image_version_status)i))),
                         i);
    assert_null(sgp_image_version_status_text((sgp_image_version_status)77));
    assert_int_equal(sgp_image_version_status_from(sgp_str_from("ARCHIVED")),
                     SGP_IMAGE_VERSION_UNKNOWN);
    assert_int_equal(sgp_image_version_status_from(sgp_str_from("created")),
                     SGP_IMAGE_VERSION_UNKNOWN);
    assert_int_equal(sgp_image_version_status_from(sgp_str_from(NULL)), SGP_IMAGE_VERSION_UNKNOWN);
}

static int64_t noticed_after(int before, int length)
{
    sgp__cycle cycle = { 0, 0, 0 };
    char text[24];

    for (int i = 0; i < 100000; i++) {
        int k = i < before ? i : before + (i - before) % length;
        uint64_t found;
        (void)snprintf(text, sizeof text, "token-%d", k);
        found = sgp__cycle_next(&cycle, sgp_str_from(text));
        if (found > 0) {
            assert_int_equal(found, length);
            return i + 1;
        }
    }
    return -1;
}

static void a_cycle_is_noticed_within_three_times_its_reach(void **state)
{
    (void)state;
    for (int before = 0; before < 70; before += 3)
        for (int length = 1; length < 200; length += 7) {
            int64_t after = noticed_after(before, length);
            assert_true(after > 0);
            assert_true(after <= 3 * (before + length) + 1);
        }
}

static void texts_that_do_not_repeat_are_no_cycle(void **state)
{
    sgp__cycle cycle = { 0, 0, 0 };
    char text[24];

    (void)state;
    for (int i = 0; i < 200000; i++) {
        (void)snprintf(text, sizeof text, "%d", i);
        assert_int_equal(sgp__cycle_next(&cycle, sgp_str_from(text)), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_checked_where_botocore_does),
        cmocka_unit_test(maxima_patterns_and_words_are_left_to_the_service),
        cmocka_unit_test(a_page_size_is_checked_like_max_results),
        cmocka_unit_test(statuses_and_their_texts_match_both_ways),
        cmocka_unit_test(a_cycle_is_noticed_within_three_times_its_reach),
        cmocka_unit_test(texts_that_do_not_repeat_are_no_cycle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
