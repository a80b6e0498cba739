/*
 * Tests of sgp_time_from_text against botocore's parse_timestamp. The rest of
 * civil_time.c is tested in test_civil_time.c.
 */
#include "test.h"

#include "sagepager/base.h"

#include "time_text_cases.inc"

static void documented_forms_give_botocores_instant(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof accepted_times / sizeof accepted_times[0]; i++) {
        int64_t us = 0;

        if (sgp_time_from_text(sgp_str_from(accepted_times[i].text), &us) != SGP_OK)
            fail_msg("refused: \"%s\"", accepted_times[i].text);
        if (us != accepted_times[i].us)
            fail_msg("\"%s\": %lld should be %lld", accepted_times[i].text, (long long)us,
                     (long long)accepted_times[i].us);
    }
}

static void everything_else_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_times / sizeof refused_times[0]; i++) {
        int64_t us = 0;

        if (sgp_time_from_text(sgp_str_from(refused_times[i]), &us) != SGP_ERR_PARAM)
            fail_msg("taken: \"%s\"", refused_times[i]);
    }
}

static void an_absent_or_cut_text_is_refused(void **state)
{
    const sgp_str absent = { NULL, 0 };
    const char *const full = "2020-01-02T03:04:05.678+05:30";
    int64_t us = 0;

    (void)state;
    assert_int_equal(sgp_time_from_text(absent, &us), SGP_ERR_PARAM);
    for (size_t len = 1; len < strlen(full); len++) {
        const sgp_str cut = { full, len };
        /* Complete forms: a year (seconds), a date, and the clock with and
         * without an offset. */
        const int complete = len <= 4 || len == 10 || len == 13 || len == 16 || len == 19 ||
                             (len >= 21 && len <= 23) || len == 26;

        assert_int_equal(sgp_time_from_text(cut, &us), complete ? SGP_OK : SGP_ERR_PARAM);
    }
}

static void a_nul_inside_is_refused(void **state)
{
    const sgp_str date = { "2020-01-02\0", 11 }, number = { "1\0", 2 };
    int64_t us;

    (void)state;
    assert_int_equal(sgp_time_from_text(date, &us), SGP_ERR_PARAM);
    assert_int_equal(sgp_time_from_text(number, &us), SGP_ERR_PARAM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented_forms_give_botocores_instant),
        cmocka_unit_test(everything_else_is_refused),
        cmocka_unit_test(an_absent_or_cut_text_is_refused),
        cmocka_unit_test(a_nul_inside_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
