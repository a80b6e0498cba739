/*
 * Wrong clocks: what the service's Date says is applied once a call, and kept
 * until the clock is right or another Date contradicts it. Codes
 * and the four minutes: AWS SDK for Go v2, aws/retry/clockskew_test.go; AWS SDK
 * for Java v2, AwsErrorCode.java.
 */
#include "client_fixture.h"

/* The fixture's clock stands at 1600000000. */
#define NOW_US INT64_C(1600000000000000)
#define TWELVE_HOURS_US INT64_C(43200000000)
#define DATE_RIGHT "Sun, 13 Sep 2020 12:26:40 GMT"
#define DATE_240_S_LATER "Sun, 13 Sep 2020 12:30:40 GMT"
#define DATE_241_S_LATER "Sun, 13 Sep 2020 12:30:41 GMT"
#define DATE_241_S_EARLIER "Sun, 13 Sep 2020 12:22:39 GMT"

static void make_dated(fixture *f, const answer *answers, const char *const *dates)
{
    make_ok(f, answers);
    f->dates = dates;
}

static void a_device_of_1970_lists_with_one_request_more(void **state)
{
    static const answer answers[] = { { 400, "InvalidSignatureException" },
                                      { 200, "2" },
                                      { 200, "1" } };
    static const char *const dates[] = { DATE_RIGHT, DATE_RIGHT, DATE_RIGHT };
    fixture f;

    (void)state;
    make_dated(&f, answers, dates);
    f.clock.wall_us = 7000000; /* seven seconds after it was switched on */
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.sent, 2);
    assert_int_equal(f.clock.waited_us, 0);
    assert_int_equal(f.signed_at_us, NOW_US);
    assert_int_equal(f.page.api.count, 2);
    fake_platform_pass(&f.clock, 60000000);
    assert_int_equal(call(&f), SGP_OK); /* the correction is kept */
    assert_int_equal(f.sent, 3);
    assert_int_equal(f.signed_at_us, NOW_US + 60000000);
    finish(&f);
}

/* A client whose clock is twelve hours slow, after a call that has corrected it. */
static void make_corrected(fixture *f)
{
    static const answer answers[] = { { 400, "RequestExpired" }, { 200, "1" }, { 200, "1" } };
    static const char *const dates[] = { DATE_RIGHT, NULL, NULL };

    make_dated(f, answers, dates);
    f->clock.wall_us = NOW_US - TWELVE_HOURS_US;
    assert_int_equal(call(f), SGP_OK);
}

/* Credentials expire by the clock of whoever issues them. */
static void providers_are_asked_by_the_clock_of_the_machine(void **state)
{
    fixture f;

    (void)state;
    make_corrected(&f);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.signed_at_us, NOW_US);
    assert_int_equal(f.asked_at_us, NOW_US - TWELVE_HOURS_US);
    finish(&f);
}

static void a_clock_that_is_set_right_later_signs_with_the_right_time(void **state)
{
    fixture f;

    (void)state;
    make_corrected(&f);
    fake_platform_pass(&f.clock, 1000000);
    f.clock.wall_us += TWELVE_HOURS_US;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.sent, 3);
    assert_int_equal(f.signed_at_us, NOW_US + 1000000);
    assert_int_equal(f.asked_at_us, NOW_US + 1000000);
    finish(&f);
}

/* Anyone on the path of plain HTTP can forge one answer. */
static void a_forged_date_harms_no_other_call(void **state)
{
    static const answer answers[] = {
        { 403, "AccessDeniedException" },
        { 400, "RequestInTheFuture" },
        { 400, "RequestInTheFuture" },
        { 200, "1" },
        { 200, "1" },
    };
    static const char *const dates[] = { "Sun, 13 Nov 2033 12:26:40 GMT", DATE_RIGHT, DATE_RIGHT,
                                         NULL, NULL };
    fixture f;

    (void)state;
    make_dated(&f, answers, dates);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.sent, 4);
    assert_int_equal(f.asked_at_us, NOW_US);
    assert_int_equal(f.signed_at_us, NOW_US);
    f.clock.wall_us += 1000000; /* the clock of the machine counts again */
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.signed_at_us, NOW_US + 1000000);
    finish(&f);
}

/* No request can be signed before 1970 (a negative time of the platform is a failure) or after
 * 9999 (the timestamp has four digits for the year). */
static void a_forged_date_that_cannot_be_signed_with_is_not_used(void **state)
{
    static const answer answers[] = { { 403, "AccessDeniedException" },
                                      { 200, "1" },
                                      { 200, "1" } };
    static const char *const forged[] = { "Mon, 01 Jan 0001 00:00:00 GMT",
                                          "Fri, 31 Dec 9999 23:59:59 GMT" };

    (void)state;
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        const char *const dates[] = { forged[i], NULL, NULL };
        fixture f;
        make_dated(&f, answers, dates);
        assert_int_equal(call(&f), SGP_OK);
        fake_platform_pass(&f.clock, 2000000);
        assert_int_equal(call(&f), SGP_OK);
        assert_int_equal(f.signed_at_us, NOW_US + 2000000);
        finish(&f);
    }
}

static void assert_corrected(const char *code, const char *date, int64_t skew_us)
{
    const answer answers[] = { { 400, code }, { 200, "1" } };
    const char *const dates[] = { date, NULL };
    fixture f;

    make_dated(&f, answers, dates);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.signed_at_us, NOW_US + skew_us);
    finish(&f);
}

static void a_clock_ahead_is_corrected_as_well(void **state)
{
    (void)state;
    assert_corrected("RequestTimeTooSkewed", DATE_241_S_EARLIER, -241000000);
}

static void every_code_that_may_be_about_time_corrects(void **state)
{
    static const char *const codes[] = {
        "RequestTimeTooSkewed",      "RequestExpired",        "RequestInTheFuture",
        "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure",
        "AccessDeniedException",
    };

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_corrected(codes[i], DATE_241_S_LATER, 241000000);
}

static void assert_not_corrected(const char *code, const char *date, const char *said)
{
    const answer answers[] = { { 400, code }, { 200, "1" } };
    const char *const dates[] = { date, NULL };
    fixture f;

    make_dated(&f, answers, dates);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.sent, 1);
    assert_string_equal(sgp_error_message(&f.err), said);
    finish(&f);
}

static void what_is_not_about_time_is_left_alone(void **state)
{
    (void)state;
    assert_not_corrected("InvalidSignatureException", DATE_240_S_LATER,
                         "message of InvalidSignatureException");
    assert_not_corrected("InvalidSignatureException", NULL, "message of InvalidSignatureException");
    assert_not_corrected("InvalidSignatureException", "yesterday",
                         "message of InvalidSignatureException");
    assert_not_corrected("ValidationException", DATE_241_S_LATER, "message of ValidationException");
}

static void a_refusal_about_time_without_a_date_names_the_clock(void **state)
{
    (void)state;
    assert_not_corrected("RequestTimeTooSkewed", NULL,
                         "message of RequestTimeTooSkewed (check the clock of this machine)");
}

static void it_is_tried_once_and_then_the_clock_is_named(void **state)
{
    static const answer answers[] = { { 400, "InvalidSignatureException" },
                                      { 400, "InvalidSignatureException" },
                                      { 200, "1" } };
    static const char *const dates[] = { DATE_241_S_LATER, DATE_241_S_EARLIER, NULL };
    fixture f;

    (void)state;
    make_dated(&f, answers, dates);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.sent, 2);
    assert_non_null(strstr(sgp_error_message(&f.err),
                           "message of InvalidSignatureException (the clock of this machine, which "
                           "the service's Date says is 241 seconds off, was corrected for"));
    assert_int_equal(call(&f), SGP_OK); /* usable again */
    finish(&f);
}

/* As while a machine sleeps, when its monotonic clock may stand still. */
static void a_correction_that_is_outdated_is_corrected_again(void **state)
{
    static const answer answers[] = {
        { 400, "RequestExpired" }, { 200, "1" }, { 400, "RequestExpired" }, { 200, "1" }
    };
    static const char *const dates[] = { DATE_RIGHT, NULL, DATE_241_S_LATER, NULL };
    fixture f;

    (void)state;
    make_dated(&f, answers, dates);
    f.clock.wall_us = 0;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.signed_at_us, NOW_US);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.sent, 4);
    assert_int_equal(f.signed_at_us, NOW_US + 241000000);
    finish(&f);
}

/* RFC 9110, 5.6.7: recipients accept the two obsolete forms as well. */
static void obsolete_forms_of_a_date_correct_as_well(void **state)
{
    static const answer answers[] = { { 400, "RequestExpired" }, { 200, "1" } };
    static const char *const forms[][2] = { { "Sunday, 13-Sep-20 12:30:41 GMT", NULL },
                                            { "Sun Sep 13 12:30:41 2020", NULL } };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        fixture f;

        make_dated(&f, answers, forms[i]);
        assert_int_equal(call(&f), SGP_OK);
        assert_int_equal(f.signed_at_us, NOW_US + 241000000);
        finish(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_of_1970_lists_with_one_request_more),
        cmocka_unit_test(a_clock_ahead_is_corrected_as_well),
        cmocka_unit_test(every_code_that_may_be_about_time_corrects),
        cmocka_unit_test(what_is_not_about_time_is_left_alone),
        cmocka_unit_test(a_refusal_about_time_without_a_date_names_the_clock),
        cmocka_unit_test(it_is_tried_once_and_then_the_clock_is_named),
        cmocka_unit_test(providers_are_asked_by_the_clock_of_the_machine),
        cmocka_unit_test(a_clock_that_is_set_right_later_signs_with_the_right_time),
        cmocka_unit_test(a_forged_date_harms_no_other_call),
        cmocka_unit_test(a_forged_date_that_cannot_be_signed_with_is_not_used),
        cmocka_unit_test(a_correction_that_is_outdated_is_corrected_again),
        cmocka_unit_test(obsolete_forms_of_a_date_correct_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
