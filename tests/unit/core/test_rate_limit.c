/*
 * Tests of src/core/rate_limit.c against botocore's own classes
 * (rate_cases.inc, made by make_rate_cases.py).
 */
#include "test.h"

#include "sgp_rate_limit.h"

#define START_US INT64_C(1000000000)
/* Each wait is rounded up to a microsecond, and the attempts of a sequence add
 * up these errors until one of them need not wait. */
#define TOLERANCE_US 10
/* Relative to 1 + rate. The table has six digits after the point. */
#define RATE_TOLERANCE 2e-6

typedef struct rate_case {
    int sequence;
    int64_t asked_us;
    int64_t answer_us;
    int is_throttled;
    double sent_us;
    double rate;
} rate_case;

static const rate_case cases[] = {
#include "rate_cases.inc"
};

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

static double requests_per_second(const sgp__rate_limit *limit)
{
    return (double)limit->fill_rate / (double)SGP__RATE_UNIT;
}

static void requests_go_when_botocore_lets_them(void **state)
{
    sgp__rate_limit limit;
    int sequence = -1;

    (void)state;
    memset(&limit, 0, sizeof limit);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const rate_case *c = &cases[i];
        int64_t now = START_US + c->asked_us, at;
        if (c->sequence != sequence) sgp__rate_limit_init(&limit, START_US);
        sequence = c->sequence;
        while ((at = sgp__rate_limit_take(&limit, now)) != now)
            now = at;
        if (distance((double)(now - START_US), c->sent_us) > TOLERANCE_US)
            fail_msg("row %zu: sent at %.0f and not %.0f", i, (double)(now - START_US), c->sent_us);
        sgp__rate_limit_note(&limit, c->is_throttled, now + c->answer_us);
        if (distance(requests_per_second(&limit), c->rate) > RATE_TOLERANCE * (1 + c->rate))
            fail_msg("row %zu: rate is %f and not %f", i, requests_per_second(&limit), c->rate);
    }
}

static void nothing_is_held_back_before_the_service_throttles(void **state)
{
    sgp__rate_limit limit;

    (void)state;
    sgp__rate_limit_init(&limit, START_US);
    for (int i = 0; i < 1000; i++) {
        assert_true(sgp__rate_limit_take(&limit, START_US) == START_US);
        sgp__rate_limit_note(&limit, 0, START_US);
    }
}

/* 50,000 requests in half a second and ten idle years. A sanitizer finds overflows. */
static void a_rate_beyond_the_range_is_limited(void **state)
{
    const int64_t later = START_US + 1000000, ten_years = INT64_C(315576000000000);
    sgp__rate_limit limit;

    (void)state;
    sgp__rate_limit_init(&limit, START_US);
    for (int i = 0; i < 50000; i++)
        sgp__rate_limit_note(&limit, 0, START_US);
    sgp__rate_limit_note(&limit, 1, later);
    assert_true(limit.fill_rate == 14000 * SGP__RATE_UNIT); /* 0.7 * 20,000 */
    assert_true(sgp__rate_limit_take(&limit, later + 1000000) == later + 1000000);
    for (int i = 0; i < 40000; i++)
        sgp__rate_limit_note(&limit, 0, later + 499999);
    sgp__rate_limit_note(&limit, 0, later + 500000);
    assert_true(limit.measured == 20000 * SGP__RATE_UNIT);
    sgp__rate_limit_note(&limit, 0, later + ten_years);
    assert_true(sgp__rate_limit_take(&limit, later + 2 * ten_years) == later + 2 * ten_years);
}

/* A clock that fails reads -1. The next good reading goes on as if nothing had been. */
static void a_clock_that_fails_or_goes_back_changes_nothing(void **state)
{
    const int64_t later_us = START_US + INT64_C(86400000000);
    sgp__rate_limit limit, before;

    (void)state;
    sgp__rate_limit_init(&limit, START_US);
    sgp__rate_limit_note(&limit, 0, later_us);
    sgp__rate_limit_note(&limit, 1, later_us);
    before = limit;
    sgp__rate_limit_note(&limit, 0, -1);
    sgp__rate_limit_note(&limit, 1, later_us - 1000000);
    assert_memory_equal(&limit, &before, sizeof limit);
    (void)sgp__rate_limit_take(&limit, -1);
    assert_true(limit.tokens >= 0);
    assert_int_equal(limit.filled_us, later_us);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_go_when_botocore_lets_them),
        cmocka_unit_test(nothing_is_held_back_before_the_service_throttles),
        cmocka_unit_test(a_rate_beyond_the_range_is_limited),
        cmocka_unit_test(a_clock_that_fails_or_goes_back_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
