/*
 * One call that has to wait: in drive, in the caller's loop, up to its
 * deadline, cancelled.
 */
#include "client_fixture.h"

static void blocking_calls_wait_in_drive(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.again = f.waiting = 3;
    f.credentials_again = 2;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.clock.waits, 5);
    finish(&f);
}

static void a_failing_wait_ends_the_call(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.waiting = 1;
    f.clock.fail_wait = 1;
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_int_equal(f.resets, 1); /* the exchange does not stay running */
    f.clock.fail_wait = 0;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.signed_count, 2); /* another call is another request */
    finish(&f);
}

static void nonblocking_calls_say_again_and_what_they_want(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_poll_interest wants;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.waiting = 1;
    assert_int_equal(call(&f), SGP_AGAIN); /* the exchange */
    sgp_client_wants(f.client, &wants);
    assert_int_equal(wants.fd, -1);
    assert_true(wants.at_us > f.clock.monotonic_us);
    assert_true(wants.at_us <= f.clock.monotonic_us + 10000); /* nothing named: polled */
    assert_int_equal(call(&f), SGP_AGAIN);                    /* the wait before the retry */
    sgp_client_wants(f.client, &wants);
    assert_int_equal(wants.at_us, f.clock.monotonic_us + 501960);
    assert_int_equal(call(&f), SGP_AGAIN); /* too early */
    fake_platform_pass(&f.clock, 501960);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.clock.waits, 0);
    finish(&f);
}

static void a_retry_that_would_come_too_late_is_not_waited_for(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 503, "SlowDown" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.call_timeout_ms = 1200; /* the waits are 0.5 s and 1 s */
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_SERVICE); /* what went wrong, not that time is short */
    assert_string_equal(f.err.code, "SlowDown");
    assert_int_equal(f.err.http_status, 503);
    assert_int_equal(f.err.attempts, 2);
    assert_true(f.err.retryable);
    assert_int_equal(f.sent, 2);
    assert_int_equal(f.clock.waited_us, 501960);
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
}

/* Deliberate difference: botocore bounds each socket operation only. */
static void a_call_ends_after_fifteen_minutes_unless_told_otherwise(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.waiting = 1000000; /* polled every 2 ms, it would take longer than that */
    assert_int_equal(call(&f), SGP_ERR_TIMEOUT);
    assert_true(f.clock.waited_us == (int64_t)15 * 60 * 1000000);
    finish(&f);
}

static void a_stuck_exchange_is_reset_at_the_deadline(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.call_timeout_ms = 50;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.waiting = 1000000;
    assert_int_equal(call(&f), SGP_ERR_TIMEOUT);
    assert_int_equal(f.resets, 1);
    f.waiting = 0;
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
}

static void a_call_under_way_is_not_mixed_up_with_another(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_list_image_versions_request other = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp__page page;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.waiting = 1;
    request.image_name = "img";
    other.image_name = "other";
    sgp__page_init(&page, NULL);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page.api, &f.err),
                     SGP_AGAIN);
    assert_int_equal(sgp_client_list_image_versions(f.client, &other, &page.api, &f.err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page.api, &f.err),
                     SGP_OK);
    assert_int_equal(f.page.api.count, 3);
    sgp__page_deinit(&page);
    finish(&f);
}

static void a_failing_platform_ends_the_call(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 503, "SlowDown" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    f.clock.type.random = no_random;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_int_equal(f.err.status, SGP_ERR_PLATFORM);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);

    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_AGAIN); /* waits for the second attempt */
    f.clock.monotonic_us = -1;
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);
}

static void credentials_that_fail_later_tell_how_often_was_asked(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_AGAIN);
    f.credentials_status = SGP_ERR_CREDENTIALS;
    fake_platform_pass(&f.clock, 1000000);
    assert_int_equal(call(&f), SGP_ERR_CREDENTIALS);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);
}

static void cancel_at_any_wait_leaves_a_usable_client(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    (void)state;
    o.nonblocking = 1;
    for (int stop_after = 0; stop_after < 6; stop_after++) {
        sgp_status status = SGP_AGAIN;
        fixture f;
        prepare(&f, answers);
        assert_int_equal(make(&f, &o), SGP_OK);
        f.credentials_again = 1;
        f.again = f.waiting = 1;
        for (int i = 0; i <= stop_after && status == SGP_AGAIN; i++) {
            status = call(&f);
            fake_platform_pass(&f.clock, 300000);
        }
        sgp_client_cancel(f.client);
        assert_int_equal(f.provider_resets, stop_after == 0);
        while ((status = call(&f)) == SGP_AGAIN)
            fake_platform_pass(&f.clock, 300000);
        assert_int_equal(status, SGP_OK);
        assert_int_equal(f.page.api.count, 1);
        finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocking_calls_wait_in_drive),
        cmocka_unit_test(a_failing_wait_ends_the_call),
        cmocka_unit_test(nonblocking_calls_say_again_and_what_they_want),
        cmocka_unit_test(a_retry_that_would_come_too_late_is_not_waited_for),
        cmocka_unit_test(a_call_ends_after_fifteen_minutes_unless_told_otherwise),
        cmocka_unit_test(a_stuck_exchange_is_reset_at_the_deadline),
        cmocka_unit_test(a_call_under_way_is_not_mixed_up_with_another),
        cmocka_unit_test(a_failing_platform_ends_the_call),
        cmocka_unit_test(credentials_that_fail_later_tell_how_often_was_asked),
        cmocka_unit_test(cancel_at_any_wait_leaves_a_usable_client),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
