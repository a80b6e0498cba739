/*
 * Tests of src/base/civil_time.c against Python's datetime: calendar, rounding,
 * Date headers.
 */
#include "test.h"

#include <inttypes.h>

#include "sgp_civil_time.h"

#include "civil_cases.inc"
#include "seconds_cases.inc"

#include <stdlib.h>

static void instants_are_split_and_joined_as_python_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof civil_cases / sizeof civil_cases[0]; i++) {
        const sgp__civil civil = sgp__civil_from_us(civil_cases[i].us);
        const sgp__civil *wanted = &civil_cases[i].civil;
        int ok = 0;

        assert_int_equal(civil.year, wanted->year);
        assert_int_equal(civil.month, wanted->month);
        assert_int_equal(civil.day, wanted->day);
        assert_int_equal(civil.hour, wanted->hour);
        assert_int_equal(civil.minute, wanted->minute);
        assert_int_equal(civil.second, wanted->second);
        assert_int_equal(civil.microsecond, wanted->microsecond);
        assert_true(sgp__civil_to_us(wanted, &ok) == civil_cases[i].us);
        assert_true(ok);
    }
}

static void every_day_of_400_years_follows_the_one_before(void **state)
{
    const int64_t day = INT64_C(86400) * SGP__US_PER_SECOND;
    int64_t us = INT64_C(946684800) * SGP__US_PER_SECOND; /* 2000-01-01 */
    sgp__civil before = sgp__civil_from_us(us);

    (void)state;
    assert_int_equal(before.year, 2000);
    for (int i = 1; i < 146097; i++) {
        const sgp__civil c = sgp__civil_from_us(us + i * day);
        const int next_day = c.day == before.day + 1 && c.month == before.month;
        const int next_month = c.day == 1 && c.month == before.month % 12 + 1 && before.day >= 28;
        assert_true(next_day || next_month);
        assert_int_equal(c.year, before.year + (c.month < before.month));
        before = c;
    }
    assert_int_equal(before.year, 2399);
    assert_int_equal(before.day, 31);
}

static void fields_out_of_range_are_refused(void **state)
{
    static const sgp__civil bad[] = {
        { 0, 1, 1, 0, 0, 0, 0 },     { 10000, 1, 1, 0, 0, 0, 0 },      { 2020, 0, 1, 0, 0, 0, 0 },
        { 2020, 13, 1, 0, 0, 0, 0 }, { 2020, 1, 0, 0, 0, 0, 0 },       { 2020, 1, 32, 0, 0, 0, 0 },
        { 2020, 4, 31, 0, 0, 0, 0 }, { 2020, 2, 30, 0, 0, 0, 0 },      { 2021, 2, 29, 0, 0, 0, 0 },
        { 1900, 2, 29, 0, 0, 0, 0 }, { 2020, 1, 1, 24, 0, 0, 0 },      { 2020, 1, 1, -1, 0, 0, 0 },
        { 2020, 1, 1, 0, 60, 0, 0 }, { 2020, 1, 1, 0, -1, 0, 0 },      { 2020, 1, 1, 0, 0, 60, 0 },
        { 2020, 1, 1, 0, 0, -1, 0 }, { 2020, 1, 1, 0, 0, 0, -1 },      { -1, 1, 1, 0, 0, 0, 0 },
        { 2020, -1, 1, 0, 0, 0, 0 }, { 2020, 1, 1, 0, 0, 0, 1000000 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int ok = 1;

        (void)sgp__civil_to_us(&bad[i], &ok);
        assert_false(ok);
    }
}

static void the_bounds_are_pythons(void **state)
{
    (void)state;
    assert_true(civil_cases[0].us == SGP__TIME_MIN_US);
    assert_true(civil_cases[2].us == SGP__TIME_MAX_US);
}

static void seconds_are_floored(void **state)
{
    (void)state;
    assert_true(sgp__floor_seconds(0) == 0);
    assert_true(sgp__floor_seconds(999999) == 0);
    assert_true(sgp__floor_seconds(1000000) == 1);
    assert_true(sgp__floor_seconds(-1) == -1);
    assert_true(sgp__floor_seconds(-1000000) == -1);
    assert_true(sgp__floor_seconds(-1500000) == -2);
    assert_true(sgp__floor_seconds(INT64_MIN) == INT64_C(-9223372036855));
    assert_true(sgp__floor_seconds(INT64_MAX) == INT64_C(9223372036854));
}

static void decimal_seconds_are_pythons_microseconds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof seconds_cases / sizeof seconds_cases[0]; i++) {
        const sgp_str text = { seconds_cases[i].text, seconds_cases[i].len };
        int64_t us = 0;

        if (sgp__decimal_seconds_to_us(text, &us) != seconds_cases[i].ok)
            fail_msg("\"%s\": ok should be %d", text.ptr, seconds_cases[i].ok);
        if (seconds_cases[i].ok && us != seconds_cases[i].us)
            fail_msg("\"%s\": %lld should be %lld", text.ptr, (long long)us,
                     (long long)seconds_cases[i].us);
    }
}

static int64_t us_by_decimal(uint64_t digits, int scale)
{
    char text[40];
    int64_t us;

    (void)snprintf(text, sizeof text, "%" PRIu64 "e%d", digits, scale);
    assert_true(sgp__decimal_seconds_to_us(sgp_str_from(text), &us));
    return us;
}

/* The short way for the usual numbers gives the same result as the one for all. */
static void usual_seconds_are_decimal_seconds(void **state)
{
    uint64_t random = 88172645463325252u; /* xorshift64 */
    int usual = 0;

    (void)state;
    for (int i = 0; i < 100000; i++) {
        uint64_t digits;
        int scale;
        int64_t us = 0;
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        digits = random >> (10 + random % 50);
        scale = (int)(random >> 8 & 15) - 8;
        if (!sgp__usual_seconds_to_us(digits, scale, &us)) continue;
        usual++;
        if (us != us_by_decimal(digits, scale))
            fail_msg("%" PRIu64 "e%d: %" PRId64, digits, scale, us);
    }
    assert_true(usual > 30000);
}

static void seconds_beyond_the_usual_are_refused(void **state)
{
    int64_t us;

    (void)state;
    assert_true(sgp__usual_seconds_to_us(UINT32_MAX, 0, &us));
    assert_int_equal(us, UINT32_MAX * INT64_C(1000000));
    assert_false(sgp__usual_seconds_to_us(UINT64_C(1) << 32, 0, &us));
    assert_false(sgp__usual_seconds_to_us(UINT64_MAX, 5, &us));
    assert_true(sgp__usual_seconds_to_us(1, -6, &us));
    assert_int_equal(us, 1);
    assert_false(sgp__usual_seconds_to_us(1, -7, &us));
    assert_true(sgp__usual_seconds_to_us(42949, 5, &us));
    assert_false(sgp__usual_seconds_to_us(42950, 5, &us));
    assert_false(sgp__usual_seconds_to_us(0, 6, &us));
}

static void the_amz_date_is_pythons(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof civil_cases / sizeof civil_cases[0]; i++) {
        char text[17];

        sgp__format_amz_date(civil_cases[i].us, text);
        assert_string_equal(text, civil_cases[i].amz_date);
    }
}

/* RFC 9110, 5.6.7: a date that appears to be more than 50 years in the future is
 * in the past. A clock before 2026 is wrong; see sgp__time_near. */
static void two_digits_are_a_year_near_now(void **state)
{
    static const struct {
        const char *text;
        int now, year;
    } cases[] = {
        { "Sunday, 06-Nov-94 08:49:37 GMT", 2026, 1994 },
        { "Sunday, 06-Nov-75 08:49:37 GMT", 2026, 2075 },
        { "Sunday, 06-Nov-76 08:49:37 GMT", 2026, 1976 },
        { "Sunday, 06-Nov-94 08:49:37 GMT", 2060, 2094 },
        { "Sunday, 06-Nov-26 08:49:37 GMT", 1970, 2026 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const sgp__civil now = { cases[i].now, 1, 1, 0, 0, 0, 0 };
        int64_t us = 0;
        int ok;

        assert_true(sgp__time_near(sgp_str_from(cases[i].text), sgp__civil_to_us(&now, &ok), &us));
        assert_int_equal(sgp__civil_from_us(us).year, cases[i].year);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_split_and_joined_as_python_does),
        cmocka_unit_test(every_day_of_400_years_follows_the_one_before),
        cmocka_unit_test(fields_out_of_range_are_refused),
        cmocka_unit_test(the_bounds_are_pythons),
        cmocka_unit_test(seconds_are_floored),
        cmocka_unit_test(decimal_seconds_are_pythons_microseconds),
        cmocka_unit_test(the_amz_date_is_pythons),
        cmocka_unit_test(usual_seconds_are_decimal_seconds),
        cmocka_unit_test(seconds_beyond_the_usual_are_refused),
        cmocka_unit_test(two_digits_are_a_year_near_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
