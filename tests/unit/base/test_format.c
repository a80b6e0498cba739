/*
 * Tests of src/base/sgp_format.h. Expected texts come from the C library's snprintf.
 */
#include "sgp_format.h"

#include <limits.h>
#include <stdio.h>

#include "test.h"

/* Compares a text with snprintf's for every size of the array. */
#define SAME(...)                                                                                  \
    do {                                                                                           \
        for (size_t bytes = 0; bytes < 40; bytes++) {                                              \
            char ours[40], theirs[40];                                                             \
            memset(ours, '#', sizeof ours);                                                        \
            memset(theirs, '#', sizeof theirs);                                                    \
            assert_int_equal(sgp__format(ours, bytes, __VA_ARGS__),                                \
                             snprintf(theirs, bytes, __VA_ARGS__));                                \
            assert_memory_equal(ours, theirs, sizeof ours);                                        \
        }                                                                                          \
    } while (0)

static void texts_are_as_snprintfs(void **state)
{
    const char unterminated[3] = { 'a', 'b', 'c' };

    (void)state;
    SAME("plain");
    SAME("%s", "");
    SAME("<%s|%s>", "one", "two");
    SAME("%.3s|%.0s|%.9s", "abcdef", "abc", "abc");
    SAME("%.*s|%.*s", 2, "abcdef", 3, unterminated);
    SAME("%.*s", -1, "negative: none");
    SAME("%c%c%%", 'a', 'b');
}

static void numbers_are_as_snprintfs(void **state)
{
    const int ints[] = { 0, 1, -1, 9, 10, -10, INT_MAX, INT_MIN };
    const long long longs[] = { 0, -7, LLONG_MAX, LLONG_MIN, 1700000000000000 };

    (void)state;
    for (size_t i = 0; i < sizeof ints / sizeof *ints; i++) {
        SAME("%d|%u|%x|%X", ints[i], (unsigned)ints[i], (unsigned)ints[i], (unsigned)ints[i]);
        SAME("%ld|%lu", (long)ints[i], (unsigned long)ints[i]);
        SAME("%02d|%04d|%012d", ints[i], ints[i], ints[i]);
        SAME("%zu|%d", (size_t)ints[i], 5);
    }
    for (size_t i = 0; i < sizeof longs / sizeof *longs; i++) {
        SAME("%lld|%s", longs[i], "next");
        SAME("%llu", (unsigned long long)longs[i]);
        SAME("%016llx", (unsigned long long)longs[i]);
    }
}

/* A format with a value that it does not know is written as it is from there on: no argument is
 * taken for another one's. */
static void an_unknown_value_ends_the_formatting(void **state)
{
    const char *formats[] = { "%d %f %s", "%d %-3d %s", "%d %jd %s", "%d %p", "%d %" };
    char text[40];

    (void)state;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        const char *format = formats[i]; /* not known to the compiler, which would refuse it */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
        (void)sgp__format(text, sizeof text, format, 1, 2.0, 3);
#pragma GCC diagnostic pop
        assert_int_equal(text[0], '1');
        assert_string_equal(text + 1, format + strlen("%d"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_as_snprintfs),
        cmocka_unit_test(numbers_are_as_snprintfs),
        cmocka_unit_test(an_unknown_value_ends_the_formatting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
