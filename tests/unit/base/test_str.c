/*
 * Tests of src/base/str.c: counted text, optional integers, deadlines.
 */
#include "test.h"

#include "sagepager/base.h"

static void a_view_of_null_is_absent_and_of_nothing_is_empty(void **state)
{
    (void)state;
    assert_null(sgp_str_from(NULL).ptr);
    assert_int_equal(sgp_str_from(NULL).len, 0);
    assert_str(sgp_str_from(""), "");
    assert_str(sgp_str_from("abc"), "abc");
}

static void texts_are_equal_by_bytes_and_absent_is_not_empty(void **state)
{
    const sgp_str absent = { NULL, 0 };
    const sgp_str with_nul = { "a\0b", 3 }, other_nul = { "a\0c", 3 };

    (void)state;
    assert_true(sgp_str_equal(sgp_str_from("abc"), sgp_str_from("abc")));
    assert_false(sgp_str_equal(sgp_str_from("abc"), sgp_str_from("abd")));
    assert_false(sgp_str_equal(sgp_str_from("abc"), sgp_str_from("ab")));
    assert_true(sgp_str_equal(with_nul, with_nul));
    assert_false(sgp_str_equal(with_nul, other_nul));
    assert_true(sgp_str_equal(absent, absent));
    assert_false(sgp_str_equal(absent, sgp_str_from("")));
    assert_false(sgp_str_equal(sgp_str_from(""), absent));
    assert_true(sgp_str_equal(sgp_str_from(""), sgp_str_from("")));
}

static void an_optional_integer_can_be_zero(void **state)
{
    (void)state;
    assert_true(sgp_opt_int_of(0).is_set);
    assert_int_equal(sgp_opt_int_of(0).value, 0);
    assert_true(sgp_opt_int_of(INT64_MIN).value == INT64_MIN);
}

static void a_deadline_never_overflows(void **state)
{
    (void)state;
    assert_true(sgp_deadline_none().at_us == INT64_MAX);
    assert_true(sgp_deadline_in(1000, 234).at_us == 1234);
    assert_true(sgp_deadline_in(1000, -5).at_us == 1000);
    assert_true(sgp_deadline_in(1000, INT64_MIN).at_us == 1000);
    assert_true(sgp_deadline_in(1000, INT64_MAX).at_us == INT64_MAX);
    assert_true(sgp_deadline_in(1000, INT64_MAX - 1000).at_us == INT64_MAX);
    assert_true(sgp_deadline_in(1000, INT64_MAX - 1001).at_us == INT64_MAX - 1);
    assert_true(sgp_deadline_in(-1000, INT64_MAX).at_us == INT64_MAX - 1000);
}

static void the_sooner_deadline_wins_and_none_never_does(void **state)
{
    const sgp_deadline early = sgp_deadline_in(0, 1), late = sgp_deadline_in(0, 2);

    (void)state;
    assert_true(sgp_deadline_sooner(early, late).at_us == 1);
    assert_true(sgp_deadline_sooner(late, early).at_us == 1);
    assert_true(sgp_deadline_sooner(sgp_deadline_none(), late).at_us == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_of_null_is_absent_and_of_nothing_is_empty),
        cmocka_unit_test(texts_are_equal_by_bytes_and_absent_is_not_empty),
        cmocka_unit_test(an_optional_integer_can_be_zero),
        cmocka_unit_test(a_deadline_never_overflows),
        cmocka_unit_test(the_sooner_deadline_wins_and_none_never_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
