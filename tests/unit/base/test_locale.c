/*
 * Tests that numbers are read alike in every locale, also where the decimal
 * point is a comma or takes several bytes. A program of its own, because
 * setlocale changes the whole process.
 */
#include "test.h"

#include "number_table.h"

#include <locale.h>

/* Skips, and says so, on machines that lack the locale. */
static void require_locale(const char *name, const char *decimal_point)
{
    if (!setlocale(LC_ALL, name)) {
        print_message("SKIPPED: no locale %s here; number parsing was NOT tested in it\n", name);
        skip();
    }
    assert_string_equal(localeconv()->decimal_point, decimal_point);
}

static void a_decimal_comma_changes_nothing(void **state)
{
    (void)state;
    require_locale("de_DE.UTF-8", ",");
    assert_numbers_are_pythons();
}

static void a_decimal_point_of_several_bytes_changes_nothing(void **state)
{
    (void)state;
    require_locale("ps_AF.UTF-8", "\xd9\xab");
    assert_numbers_are_pythons();
}

static void times_are_read_alike(void **state)
{
    int64_t us = 0;

    (void)state;
    require_locale("de_DE.UTF-8", ",");
    assert_int_equal(sgp_time_from_text(sgp_str_from("1614230400.123"), &us), SGP_OK);
    assert_true(us == INT64_C(1614230400123000));
    assert_int_equal(sgp_time_from_text(sgp_str_from("Thu, 02 Jan 2020 03:04:05 GMT"), &us),
                     SGP_OK);
    assert_int_equal(sgp_time_from_text(sgp_str_from("1614230400,123"), &us), SGP_ERR_PARAM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_decimal_comma_changes_nothing),
        cmocka_unit_test(a_decimal_point_of_several_bytes_changes_nothing),
        cmocka_unit_test(times_are_read_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
