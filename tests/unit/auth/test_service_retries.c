/*
 * Retries of requests for credentials to AWS services, by the rules that botocore
 * has for all its clients (tests/unit/base/test_retry.c).
 */
#include "remote_fixture.h"

#define CREDENTIALS                                                                                \
    "AssumeRoleWithWebIdentityResult.Credentials.AccessKeyId=AKID\n"                               \
    "AssumeRoleWithWebIdentityResult.Credentials.SecretAccessKey=secret\n"                         \
    "AssumeRoleWithWebIdentityResult.Credentials.SessionToken=token\n"                             \
    "AssumeRoleWithWebIdentityResult.Credentials.Expiration=" LATER "\n"

/* With the random byte 0x80 a draw is 0.50196, so a first delay is 25098 us. */
#define FIRST_US 25098
#define FIRST_THROTTLED_US 501960

static sgp_status make_web_identity(remote *r)
{
    static const char *const files[] = { "/token", "identity", NULL };
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;

    r->platform.random_byte = 0x80;
    r->platform.files = files;
    options.endpoint_url = "https://sts.test";
    options.role_arn = "arn:aws:iam::123456789012:role/r";
    options.token_file = "/token";
    return sgp_creds_web_identity_new(&r->provider, &r->parts, &options, &r->err);
}

static void answer(remote *r, int at, int status, const char *body)
{
    r->http.statuses[at] = status;
    r->http.bodies[at] = body;
}

/* Makes the provider. Its first answer is a refusal, the second one has credentials. */
static void after_refusal(remote *r, int status, const char *body)
{
    remote_init(r);
    answer(r, 0, status, body);
    answer(r, 1, 200, CREDENTIALS);
    assert_int_equal(make_web_identity(r), SGP_OK);
}

static void expect_retry_after(int status, const char *body, int64_t waited_us)
{
    remote r;

    after_refusal(&r, status, body);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "assume-role-with-web-identity");
    assert_int_equal(r.platform.waited_us, waited_us);
    remote_deinit(&r);
}

static void expect_no_retry(int status, const char *body)
{
    remote r;

    after_refusal(&r, status, body);
    assert_true(remote_get(&r) < SGP_OK);
    assert_int_equal(r.http.next, 1);
    remote_deinit(&r);
}

static void what_botocore_retries_is_retried(void **state)
{
    (void)state;
    expect_retry_after(500, "", FIRST_US);
    expect_retry_after(503, "!<html>", FIRST_US);
    expect_retry_after(400, "Error.Code=RequestTimeout", FIRST_US);
    expect_retry_after(400, "<Code>IDPCommunicationError</Code>", FIRST_US);
    expect_retry_after(400, "Error.Code=Throttling", FIRST_THROTTLED_US);
    expect_retry_after(503, "Error.Code=SlowDown", FIRST_THROTTLED_US);
    expect_retry_after(429, "code=TooManyRequestsException", FIRST_THROTTLED_US);
    expect_no_retry(429, "");
    expect_no_retry(501, "");
    expect_no_retry(400, "Error.Code=ExpiredTokenException");
    expect_no_retry(403, "Error.Code=AccessDenied");
}

static void a_broken_connection_is_retried(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.failures[0] = SGP_ERR_CONNECT;
    r.http.failures[1] = SGP_ERR_TLS;
    answer(&r, 2, 200, CREDENTIALS);
    assert_int_equal(make_web_identity(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_int_equal(r.platform.waited_us, 3 * FIRST_US);
    remote_deinit(&r);
}

static void the_service_can_ask_for_a_longer_delay(void **state)
{
    static const char *const header[] = { "x-amz-retry-after", "1200", NULL };
    remote r;

    (void)state;
    after_refusal(&r, 503, "");
    r.http.headers[0] = header;
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_int_equal(r.platform.waited_us, 1200000);
    remote_deinit(&r);
}

static void expect_attempts(intptr_t mode, intptr_t max_attempts, int expected)
{
    remote r;

    remote_init(&r);
    r.parts.retry_mode = mode;
    r.parts.max_attempts = max_attempts;
    for (int i = 0; i < FAKE_HTTP_MAX; i++)
        answer(&r, i, 500, "");
    assert_int_equal(make_web_identity(&r), SGP_OK);
    assert_true(remote_get(&r) < SGP_OK);
    assert_int_equal(r.http.next, expected);
    remote_deinit(&r);
}

static void mode_and_attempts_can_be_set(void **state)
{
    (void)state;
    expect_attempts(SGP_RETRY_DEFAULT, 0, 3);
    expect_attempts(SGP_RETRY_LEGACY, 0, 5);
    expect_attempts(SGP_RETRY_ADAPTIVE, 0, 3);
    expect_attempts(SGP_RETRY_STANDARD, 1, 1);
    expect_attempts(SGP_RETRY_STANDARD, 7, 7);
}

/* botocore/data/_retry.json; rand * 2^(n-1) seconds */
static void legacy_mode_has_its_own_rules(void **state)
{
    static const char *const header[] = { "x-amz-retry-after", "1200", NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.parts.retry_mode = SGP_RETRY_LEGACY;
    answer(&r, 0, 429, "");
    r.http.headers[0] = header;
    answer(&r, 1, 200, CREDENTIALS);
    assert_int_equal(make_web_identity(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_int_equal(r.platform.waited_us, FIRST_THROTTLED_US);
    remote_deinit(&r);
}

static void expect_refused(intptr_t mode, intptr_t max_attempts, const char *message)
{
    remote r;

    remote_init(&r);
    r.parts.retry_mode = mode;
    r.parts.max_attempts = max_attempts;
    assert_int_equal(make_web_identity(&r), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&r.err), message));
    remote_deinit(&r);
}

static void unknown_modes_and_negative_attempts_are_refused(void **state)
{
    (void)state;
    expect_refused(7, 0, "retry_mode is 7: expected one of SGP_RETRY_*");
    expect_refused(0, -1, "parts.max_attempts is -1: expected 1 to 2147483647");
}

static void every_allocation_may_fail(void **state)
{
    remote r;

    (void)state;
    for (int n = 0;; n++) {
        sgp_status status;
        after_refusal(&r, 400, "Error.Code=Throttling");
        r.memory.fail_at = r.memory.count + n;
        status = remote_get(&r);
        remote_deinit(&r);
        if (status == SGP_OK) break;
        assert_true(status == SGP_ERR_MEMORY || status == SGP_ERR_CREDENTIALS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_botocore_retries_is_retried),
        cmocka_unit_test(a_broken_connection_is_retried),
        cmocka_unit_test(the_service_can_ask_for_a_longer_delay),
        cmocka_unit_test(mode_and_attempts_can_be_set),
        cmocka_unit_test(legacy_mode_has_its_own_rules),
        cmocka_unit_test(unknown_modes_and_negative_attempts_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
