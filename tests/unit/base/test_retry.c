/*
 * The rules for retries. tests/unit/core/test_retry_schedules.c compares whole
 * schedules with botocore's.
 */
#include "test.h"

#include "sgp_http_message.h"
#include "sgp_retry.h"

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
}

/* botocore/retries/quota.py and standard.py: 500 tokens, 14 a retry, 5 after throttling. */
static void the_quota_runs_out_and_fills_again(void **state)
{
    sgp__retry_quota quota = { 0, 0 };

    (void)state;
    for (int i = 0; i < 35; i++)
        assert_true(sgp__retry_take(&quota, 0));
    assert_false(sgp__retry_take(&quota, 0)); /* 10 left */
    assert_true(sgp__retry_take(&quota, 1));
    assert_true(sgp__retry_take(&quota, 1));
    assert_false(sgp__retry_take(&quota, 1));
    sgp__retry_give_back(&quota); /* the cost of the last one */
    assert_true(sgp__retry_take(&quota, 1));
    sgp__retry_begin(&quota);
    for (int i = 0; i < 14; i++)
        sgp__retry_give_back(&quota); /* 1 each */
    assert_true(sgp__retry_take(&quota, 0));
    for (int i = 0; i < 9999; i++)
        sgp__retry_give_back(&quota);
    assert_int_equal(quota.spent, 0);
}

static uint32_t standard_delay_us(int retry, int is_throttled, uint32_t random32)
{
    return sgp__retry_delay_us(SGP_RETRY_STANDARD, retry, is_throttled, random32);
}

/* rand * min(scale * 2^(retry-1), 20 s) with rand = 1/2, just under 1, and 0. */
static void delays_double_up_to_twenty_seconds(void **state)
{
    (void)state;
    assert_int_equal(standard_delay_us(1, 0, 0x80000000u), 25000);
    assert_int_equal(standard_delay_us(2, 0, 0x80000000u), 50000);
    assert_int_equal(standard_delay_us(9, 0, 0x80000000u), 6400000);
    assert_int_equal(standard_delay_us(10, 0, 0x80000000u), 10000000);
    assert_int_equal(standard_delay_us(1000000, 0, 0xFFFFFFFFu), 19999999);
    assert_int_equal(standard_delay_us(1, 1, 0x80000000u), 500000);
    assert_int_equal(standard_delay_us(5, 1, 0x80000000u), 8000000);
    assert_int_equal(standard_delay_us(6, 1, 0x80000000u), 10000000);
    assert_int_equal(standard_delay_us(1, 1, 0xFFFFFFFFu), 999999);
    assert_int_equal(standard_delay_us(9, 0, 0), 0);
}

/* In botocore no delay is too long for it. */
static void legacy_delays_double_beyond_twenty_seconds(void **state)
{
    (void)state;
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_LEGACY, 1, 0, 0x80000000u), 500000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_LEGACY, 7, 1, 0x80000000u), 32000000);
    assert_int_equal(sgp__retry_delay_us(SGP_RETRY_LEGACY, 1000000, 0, 0xFFFFFFFFu), 4095999999);
}

static uint32_t delay_after_us(const char *header, uint32_t delay_us)
{
    sgp__http_response response;
    uint32_t result;

    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 503, sgp_str_from(""), NULL), SGP_OK);
    if (header)
        assert_int_equal(sgp_http_response_add_header(&response.api,
                                                      sgp_str_from("X-Amz-Retry-After"),
                                                      sgp_str_from(header), NULL),
                         SGP_OK);
    result = sgp__retry_after_us(&response.api, delay_us);
    sgp__http_response_deinit(&response);
    return result;
}

/* botocore/retries/standard.py, _get_retry_after_delay: max(t, min(header, t + 5 s)), where the
 * header is read by int(). */
static void the_server_can_ask_for_a_longer_delay(void **state)
{
    static const struct {
        const char *header;
        uint32_t expected_us;
    } cases[] = {
        { NULL, 40000 },      { "", 40000 },        { "39", 40000 },
        { "41", 41000 },      { "+41", 41000 },     { "0041", 41000 },
        { "1_000", 1000000 }, { "5039", 5039000 },  { "5040", 5040000 },
        { "5041", 5040000 },  { "25001", 5040000 }, { "99999999999999999999999", 5040000 },
        { "-41", 40000 },     { "41.5", 40000 },    { "1__0", 40000 },
        { "_41", 40000 },     { "41_", 40000 },     { "+", 40000 },
        { "+_4", 40000 },     { "0x41", 40000 },    { "soon", 40000 },
        { "41, 41", 40000 },  { "++41", 40000 },    { "Tue, 01 Jan 2030 00:00:10 GMT", 40000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(delay_after_us(cases[i].header, 40000), cases[i].expected_us);
    assert_int_equal(delay_after_us("99999999", 19999999), 24999999);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retries_what_botocores_standard_mode_retries),
        cmocka_unit_test(legacy_mode_has_its_own_list),
        cmocka_unit_test(the_quota_runs_out_and_fills_again),
        cmocka_unit_test(delays_double_up_to_twenty_seconds),
        cmocka_unit_test(legacy_delays_double_beyond_twenty_seconds),
        cmocka_unit_test(the_server_can_ask_for_a_longer_delay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
