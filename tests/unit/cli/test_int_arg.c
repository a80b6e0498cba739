/*
 * test_int_arg.c - whole numbers on the command line. Expected values: Python 3.11's int(text).
 */
#include "test.h"

#include "int_arg.h"

typedef struct accepted {
    const char *text;
    int64_t value;
} accepted;

static void reads_what_python_reads(void **state)
{
    static const accepted cases[] = {
        { "0", 0 },
        { "7", 7 },
        { "-3", -3 },
        { "+12", 12 },
        { " 5 ", 5 },
        { "\t\n\v\f\r8\r\f\v\n\t", 8 },
        { "1_0", 10 },
        { "1_000_000", 1000000 },
        { "007", 7 },
        { "-0", 0 },
        { "9223372036854775807", INT64_MAX },
        { "-9223372036854775808", INT64_MIN },
        { "9_223_372_036_854_775_807", INT64_MAX },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t value = 99;
        if (int_arg_parse(cases[i].text, &value) != INT_ARG_TAKEN)
            fail_msg("'%s' was refused", cases[i].text);
        assert_int_equal(value, cases[i].value);
    }
}

static void refuses_what_python_refuses(void **state)
{
    static const char *const cases[] = { "",     " ",  "+",  "-",   "abc", "1.0", "1e3", "0x10",
                                         "1__0", "_1", "1_", "+-1", "1 2", "- 1", "1-",  "1_ " };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t value = 99;
        if (int_arg_parse(cases[i], &value) != INT_ARG_INVALID)
            fail_msg("'%s' was taken", cases[i]);
        assert_int_equal(value, 99);
    }
}

/* Python's integers are unbounded. Nothing else than what was given is ever used. */
static void what_does_not_fit_is_refused(void **state)
{
    static const char *const cases[] = {
        "9223372036854775808",  "-9223372036854775809",       "18446744073709551616",
        "-9223372036854775810", "99999999999999999999999999", "9_223_372_036_854_775_808"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t value = 99;
        assert_int_equal(int_arg_parse(cases[i], &value), INT_ARG_OUT_OF_RANGE);
        assert_int_equal(value, 99);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_python_reads),
        cmocka_unit_test(refuses_what_python_refuses),
        cmocka_unit_test(what_does_not_fit_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
