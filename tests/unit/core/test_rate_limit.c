/*
 * Tests of src/core/rate_limit.c against botocore's own classes
 * (rate_cases.inc, made by make_rate_cases.py).
 */
#include "test.h"

#include "sgp_rate_limit.h"

#define START_US INT64_C(1000000000)
/* Each wait is rounded up to a microsecond, and a sequence has 40 attempts that add them up. */
#define TOLERANCE_US 60

typedef struct rate_case {
    int sequence;
    int64_t asked_us;
    int is_throttled;
    double sent_us;
    double rate;
} rate_case;

static const rate_case cases[] = {
#include "rate_cases.inc"
};

static int is_near(double a, double b, double tolerance)
{
    return a - b < tolerance && b - a < tolerance;
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
        if (!is_near((double)(now - START_US), c->sent_us, TOLERANCE_US))
            fail_msg("row %zu: sent at %.0f and not %.0f", i, (double)(now - START_US), c->sent_us);
        sgp__rate_limit_note(&limit, c->is_throttled, now + 10000);
        if (!is_near(limit.fill_rate, c->rate, 0.01))
            fail_msg("row %zu: rate is %f and not %f", i, limit.fill_rate, c->rate);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_go_when_botocore_lets_them),
        cmocka_unit_test(nothing_is_held_back_before_the_service_throttles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
