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

/* Returns the delay of a retry, or -1. */
static int64_t take_us(sgp__retry *retry, int attempts, const char *code, uint32_t random32)
{
    sgp_error err = TEST_ERROR_INIT;
    sgp__http_response response;
    int64_t delay_us;

    sgp__http_response_init(&response, NULL, 0);
    (void)snprintf(err.code, sizeof err.code, "%s", code);
    delay_us = sgp__retry_take_us(retry, attempts, code[0] ? SGP_ERR_SERVICE : SGP_ERR_TIMEOUT,
                                  &err, &response.api, random32);
    sgp__http_response_deinit(&response);
    return delay_us;
}

static int can_take(sgp__retry *retry, const char *code)
{
    return take_us(retry, 1, code, 0) >= 0;
}

/* botocore/retries/quota.py and standard.py: 500 tokens, 14 a retry, 5 after throttling. */
static void the_quota_runs_out_and_fills_again(void **state)
{
    sgp__retry retry = { SGP_RETRY_STANDARD, 3, 0, 0 };

    (void)state;
    for (int i = 0; i < 35; i++)
        assert_true(can_take(&retry, ""));
    assert_false(can_take(&retry, "InternalFailure")); /* 10 left */
    assert_true(can_take(&retry, "SlowDown"));
    assert_true(can_take(&retry, "ThrottlingException"));
    assert_false(can_take(&retry, "SlowDown"));
    sgp__retry_give_back(&retry); /* the cost of the last one */
    assert_true(can_take(&retry, "SlowDown"));
    sgp__retry_begin(&retry);
    for (int i = 0; i < 14; i++)
        sgp__retry_give_back(&retry); /* 1 each */
    assert_true(can_take(&retry, ""));
    for (int i = 0; i < 9999; i++)
        sgp__retry_give_back(&retry);
    assert_int_equal(retry.spent, 0);
}

static int64_t delay_us(int attempts, const char *code, uint32_t random32)
{
    sgp__retry retry = { SGP_RETRY_STANDARD, 3, 0, 0 };

    return take_us(&retry, attempts, code, random32);
}

/* rand * min(scale * 2^(attempts-1), 20 s) with rand = 1/2, just under 1, and 0. */
static void delays_double_up_to_twenty_seconds(void **state)
{
    (void)state;
    assert_int_equal(delay_us(1, "", 0x80000000u), 25000);
    assert_int_equal(delay_us(2, "500", 0x80000000u), 50000);
    assert_int_equal(delay_us(9, "", 0x80000000u), 6400000);
    assert_int_equal(delay_us(10, "", 0x80000000u), 10000000);
    assert_int_equal(delay_us(1000000, "", 0xFFFFFFFFu), 19999999);
    assert_int_equal(delay_us(1, "SlowDown", 0x80000000u), 500000);
    assert_int_equal(delay_us(5, "SlowDown", 0x80000000u), 8000000);
    assert_int_equal(delay_us(6, "SlowDown", 0x80000000u), 10000000);
    assert_int_equal(delay_us(1, "SlowDown", 0xFFFFFFFFu), 999999);
    assert_int_equal(delay_us(9, "", 0), 0);
}

/* In botocore no delay is too long for it. */
static void legacy_delays_double_beyond_twenty_seconds(void **state)
{
    sgp__retry retry = { SGP_RETRY_LEGACY, 5, 0, 0 };

    (void)state;
    assert_int_equal(take_us(&retry, 1, "", 0x80000000u), 500000);
    assert_int_equal(take_us(&retry, 7, "SlowDown", 0x80000000u), 32000000);
    assert_int_equal(take_us(&retry, 1000000, "", 0xFFFFFFFFu), 4095999999);
    assert_int_equal(retry.spent, 0);
}

static void each_mode_has_its_attempts(void **state)
{
    static const int expected[] = { 3, 3, 3, 5 };
    sgp__retry retry;

    (void)state;
    for (int mode = 0; mode <= SGP_RETRY_LEGACY; mode++) {
        assert_int_equal(sgp__retry_init(&retry, (sgp_retry_mode)mode, 0, NULL), SGP_OK);
        assert_int_equal(retry.max_attempts, expected[mode]);
        assert_int_equal(sgp__retry_init(&retry, (sgp_retry_mode)mode, 9, NULL), SGP_OK);
        assert_int_equal(retry.max_attempts, 9);
    }
}

static int64_t delay_after_us(const char *header, uint32_t random32)
{
    sgp__retry retry = { SGP_RETRY_STANDARD, 3, 0, 0 };
    sgp_error err = TEST_ERROR_INIT;
    sgp__http_response response;
    int64_t result;

    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 503, sgp_str_from(""), NULL), SGP_OK);
    if (header)
        assert_int_equal(sgp_http_response_add_header(&response.api,
                                                      sgp_str_from("X-Amz-Retry-After"),
                                                      sgp_str_from(header), NULL),
                         SGP_OK);
    result = sgp__retry_take_us(&retry, 1, SGP_ERR_SERVICE, &err, &response.api, random32);
    if (header) { /* a connection that broke afterwards */
        retry.spent = 0;
        assert_true(sgp__retry_take_us(&retry, 1, SGP_ERR_NETWORK, &err, &response.api, random32) <
                    50000);
    }
    sgp__http_response_deinit(&response);
    return result;
}

/* botocore/retries/standard.py, _get_retry_after_delay: max(t, min(header, t + 5 s)), where the
 * header is read by int(). */
static void the_server_can_ask_for_a_longer_delay(void **state)
{
    static const struct {
        const char *header;
        int64_t expected_us;
    } cases[] = {
        { NULL, 25000 },      { "", 25000 },        { "24", 25000 },
        { "26", 26000 },      { "+26", 26000 },     { "0026", 26000 },
        { "1_000", 1000000 }, { "5024", 5024000 },  { "5025", 5025000 },
        { "5026", 5025000 },  { "25001", 5025000 }, { "99999999999999999999999", 5025000 },
        { "-26", 25000 },     { "26.5", 25000 },    { "1__0", 25000 },
        { "_26", 25000 },     { "26_", 25000 },     { "+", 25000 },
        { "+_4", 25000 },     { "0x26", 25000 },    { "soon", 25000 },
        { "26, 26", 25000 },  { "++26", 25000 },    { "Tue, 01 Jan 2030 00:00:10 GMT", 25000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(delay_after_us(cases[i].header, 0x80000000u), cases[i].expected_us);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retries_what_botocores_standard_mode_retries),
        cmocka_unit_test(legacy_mode_has_its_own_list),
        cmocka_unit_test(the_quota_runs_out_and_fills_again),
        cmocka_unit_test(delays_double_up_to_twenty_seconds),
        cmocka_unit_test(legacy_delays_double_beyond_twenty_seconds),
        cmocka_unit_test(each_mode_has_its_attempts),
        cmocka_unit_test(the_server_can_ask_for_a_longer_delay),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
