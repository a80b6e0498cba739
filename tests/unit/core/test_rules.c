/*
 * The pure rules of core: request checks, values of enums, retries, cycles.
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

static int wanted_in(sgp_retry_mode mode, sgp_status status, int http_status, const char *code)
{
    sgp_error err = TEST_ERROR_INIT;

    err.status = status;
    err.http_status = http_status;
    (void)snprintf(err.code, sizeof err.code, "%s", code);
    return sgp__retry_wanted(mode, status, &err);
}

static int wanted(sgp_status status, int http_status, const char *code)
{
    return wanted_in(SGP_RETRY_STANDARD, status, http_status, code);
}

/* botocore/retries/standard.py: statuses 500, 502, 503, 504; the code lists; connection errors. */
static void retries_what_botocores_standard_mode_retries(void **state)
{
    (void)state;
    assert_true(wanted(SGP_ERR_SERVICE, 500, "InternalFailure"));
    assert_true(wanted(SGP_ERR_SERVICE, 503, "503"));
    assert_true(wanted(SGP_ERR_SERVICE, 400, "ThrottlingException"));
    assert_true(wanted(SGP_ERR_SERVICE, 400, "PriorRequestNotComplete"));
    assert_true(wanted(SGP_ERR_CONNECT, 0, ""));
    assert_true(wanted(SGP_ERR_PROXY, 407, ""));
    assert_true(wanted(SGP_ERR_NETWORK, 0, ""));
    assert_true(wanted(SGP_ERR_TIMEOUT, 0, ""));
    assert_true(wanted(SGP_ERR_TLS, 0, ""));
    assert_false(wanted(SGP_ERR_SERVICE, 501, "501"));
    assert_false(wanted(SGP_ERR_SERVICE, 429, "429"));
    assert_false(wanted(SGP_ERR_SERVICE, 400, "ResourceNotFound"));
    assert_false(wanted(SGP_ERR_RESPONSE, 200, ""));
    assert_false(wanted(SGP_ERR_PROTOCOL, 0, ""));
    assert_false(wanted(SGP_ERR_MEMORY, 0, ""));
}

/* botocore/data/_retry.json, "__default__". */
static void legacy_mode_has_its_own_list(void **state)
{
    (void)state;
    assert_true(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 429, "429"));
    assert_true(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 509, "509"));
    assert_true(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 500, "InternalFailure"));
    assert_true(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 400, "ThrottledException"));
    assert_true(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_TIMEOUT, 0, ""));
    assert_false(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 400, "SlowDown"));
    assert_false(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 403, "ThrottlingException"));
    assert_false(wanted_in(SGP_RETRY_LEGACY, SGP_ERR_SERVICE, 400, "RequestTimeout"));
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_LEGACY, 7, 0x80000000u), 32000000);
    assert_true(sgp__retry_delay_us(SGP_RETRY_LEGACY, 1000000, 0xFFFFFFFFu) <= INT64_MAX / 2);
}

/* botocore/retries/quota.py and standard.py: 500 tokens, 5 a retry, 10 after a time-out. */
static void the_quota_runs_out_and_fills_again(void **state)
{
    sgp__retry_quota quota = { 0, 0 };

    (void)state;
    for (int i = 0; i < 49; i++)
        assert_true(sgp__retry_take(&quota, SGP_ERR_TIMEOUT));
    assert_true(sgp__retry_take(&quota, SGP_ERR_SERVICE));
    assert_false(sgp__retry_take(&quota, SGP_ERR_TIMEOUT)); /* 5 left */
    assert_true(sgp__retry_take(&quota, SGP_ERR_NETWORK));
    assert_false(sgp__retry_take(&quota, SGP_ERR_NETWORK));
    sgp__retry_give_back(&quota); /* the last one's price */
    assert_true(sgp__retry_take(&quota, SGP_ERR_NETWORK));
    sgp__retry_give_back(&quota);
    sgp__retry_begin(&quota);
    for (int i = 0; i < 5; i++)
        sgp__retry_give_back(&quota); /* 1 each */
    assert_true(sgp__retry_take(&quota, SGP_ERR_TIMEOUT));
    for (int i = 0; i < 9999; i++)
        sgp__retry_give_back(&quota);
    assert_int_equal(quota.spent, 0);
}

/* min(rand * 2^(retry-1), 20 s) with rand = 1/2, just under 1, and 0. */
static void delays_double_up_to_twenty_seconds(void **state)
{
    (void)state;
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 1, 0x80000000u), 500000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 2, 0x80000000u), 1000000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 6, 0x80000000u), 16000000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 7, 0x80000000u), 20000000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 1000000, 0xFFFFFFFFu), 20000000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 1, 0xFFFFFFFFu), 999999);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_STANDARD, 9, 0), 0);
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
        cmocka_unit_test(retries_what_botocores_standard_mode_retries),
        cmocka_unit_test(legacy_mode_has_its_own_list),
        cmocka_unit_test(the_quota_runs_out_and_fills_again),
        cmocka_unit_test(delays_double_up_to_twenty_seconds),
        cmocka_unit_test(a_cycle_is_noticed_within_three_times_its_reach),
        cmocka_unit_test(texts_that_do_not_repeat_are_no_cycle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
