/*
 * Tests of src/base/ascii.c: characters, slices and numbers, for every byte
 * value.
 */
#include "test.h"

#include "sgp_ascii.h"

static int is_one_of(const char *set, int c)
{
    return c != 0 && strchr(set, c) != NULL;
}

static void every_byte_is_classed_as_the_rfc_says(void **state)
{
    (void)state;
    for (int i = 0; i < 256; i++) {
        const char c = (char)i;
        const int digit = is_one_of("0123456789", i);
        const int upper = is_one_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ", i);
        const int lower = is_one_of("abcdefghijklmnopqrstuvwxyz", i);
        /* RFC 9110, 5.6.2: tchar. */
        const int token = digit || upper || lower || is_one_of("!#$%&'*+-.^_`|~", i);

        assert_int_equal(!!sgp__is_digit(c), digit);
        assert_int_equal(!!sgp__is_alpha(c), upper || lower);
        assert_int_equal(!!sgp__is_token_char(c), token);
        assert_int_equal(sgp__lower(c), upper ? (char)(c + 32) : c);
    }
}

static void a_token_is_one_or_more_such_characters(void **state)
{
    const sgp_str absent = { NULL, 0 }, with_nul = { "a\0", 2 };

    (void)state;
    assert_true(sgp__is_token(sgp_str_from("X-Amz_1")));
    assert_false(sgp__is_token(sgp_str_from("a b")));
    assert_false(sgp__is_token(sgp_str_from("a:")));
    assert_false(sgp__is_token(sgp_str_from("")));
    assert_false(sgp__is_token(absent));
    assert_false(sgp__is_token(with_nul));
}

static void hexadecimal_digits_have_their_value(void **state)
{
    static const char digits[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";

    (void)state;
    for (int i = 0; i < 16; i++) {
        assert_int_equal(sgp__hex_value(digits[i]), i);
        assert_int_equal(sgp__hex_value(upper[i]), i);
    }
    for (int i = 0; i < 256; i++)
        if (!is_one_of(digits, i) && !is_one_of(upper, i))
            assert_int_equal(sgp__hex_value((char)i), -1);
}

/* RFC 9110, 5.5: visible characters, blanks, tabs and bytes from 0x80 on. */
static void a_field_value_has_no_control_character_but_tab(void **state)
{
    const sgp_str absent = { NULL, 0 };

    (void)state;
    assert_true(sgp__is_field_value(absent));
    for (int i = 0; i < 256; i++) {
        const char bytes[] = { 'a', (char)i, 'b' };
        const sgp_str text = { bytes, sizeof bytes };

        assert_int_equal(!!sgp__is_field_value(text), i == '\t' || (i >= 0x20 && i != 0x7F));
    }
}

static void comparison_ignores_the_case_of_ascii_letters_only(void **state)
{
    const sgp_str absent = { NULL, 0 }, with_nul = { "a\0", 2 };

    (void)state;
    assert_true(sgp__equal_nocase(sgp_str_from("X-Amz-Date"), "x-amz-dATE"));
    assert_false(sgp__equal_nocase(sgp_str_from("X-Amz-Date"), "X-Amz-Dat"));
    assert_false(sgp__equal_nocase(sgp_str_from("X-Amz-Dat"), "X-Amz-Date"));
    assert_false(sgp__equal_nocase(sgp_str_from("[@"), "{`"));
    assert_false(sgp__equal_nocase(sgp_str_from("\xc3\x89"), "\xc3\xa9"));
    assert_true(sgp__equal_nocase(sgp_str_from(""), ""));
    assert_true(sgp__equal_nocase(absent, ""));
    assert_false(sgp__equal_nocase(with_nul, "a"));
}

static void a_prefix_counts_case(void **state)
{
    const char *const texts[] = { "a", "b", "c" };

    (void)state;
    assert_true(sgp__same_text("", ""));
    assert_true(sgp__same_text("abc", "abc"));
    assert_false(sgp__same_text("abc", "abd"));
    assert_false(sgp__same_text("ab", "abc"));
    assert_false(sgp__same_text("abc", "ab"));
    assert_true(sgp__is_one_of("b", texts, 2));
    assert_false(sgp__is_one_of("c", texts, 2));
    assert_true(sgp__is_one_of("c", texts, 3));
    assert_false(sgp__is_one_of("a", texts, 0));
    assert_null(sgp__find("", "a"));
    assert_null(sgp__find("ab", "abc"));
    assert_null(sgp__find("abab", "abc"));
    assert_string_equal(sgp__find("ababc", "abc"), "abc");
    assert_string_equal(sgp__find("xaab", "ab"), "ab");
    assert_true(sgp__starts_with(sgp_str_from("abc"), "ab"));
    assert_true(sgp__starts_with(sgp_str_from("abc"), "abc"));
    assert_true(sgp__starts_with(sgp_str_from("abc"), ""));
    assert_false(sgp__starts_with(sgp_str_from("abc"), "abcd"));
    assert_false(sgp__starts_with(sgp_str_from("abc"), "AB"));
    assert_false(sgp__starts_with(sgp_str_from("abc"), "bc"));
}

static void a_slice_is_cut_to_what_is_there(void **state)
{
    const sgp_str absent = { NULL, 0 };

    (void)state;
    assert_int_equal(sgp__slice(sgp_str_from("abcdef"), 1, 3).len, 3);
    assert_memory_equal(sgp__slice(sgp_str_from("abcdef"), 1, 3).ptr, "bcd", 3);
    assert_str(sgp__slice(sgp_str_from("abc"), 1, SIZE_MAX), "bc");
    assert_str(sgp__slice(sgp_str_from("abc"), 3, 1), "");
    assert_str(sgp__slice(sgp_str_from("abc"), SIZE_MAX, SIZE_MAX), "");
    assert_null(sgp__slice(absent, 1, 2).ptr);
    assert_int_equal(sgp__slice(absent, 1, 2).len, 0);
}

static void trimming_takes_blanks_and_tabs_only(void **state)
{
    const sgp_str absent = { NULL, 0 };

    (void)state;
    assert_true(sgp_str_equal(sgp__trim(sgp_str_from(" \t a b\t ")), sgp_str_from("a b")));
    assert_true(sgp_str_equal(sgp__trim(sgp_str_from("ab")), sgp_str_from("ab")));
    assert_int_equal(sgp__trim(sgp_str_from(" \t ")).len, 0);
    assert_int_equal(sgp__trim(absent).len, 0);
    assert_str(sgp__trim(sgp_str_from(" \n")), "\n");
    assert_str(sgp__trim(sgp_str_from("\ra")), "\ra");
}

static void a_decimal_is_digits_up_to_its_maximum(void **state)
{
    static const struct {
        const char *text;
        int64_t max, value;
    } cases[] = {
        { "0", 10, 0 },
        { "000", 10, 0 },
        { "00010", 10, 10 },
        { "10", 10, 10 },
        { "11", 10, -1 },
        { "5", 5, 5 },
        { "6", 5, -1 },
        { "9", 5, -1 },
        { "9", 0, -1 },
        { "0", 0, 0 },
        { "65535", 65535, 65535 },
        { "65536", 65535, -1 },
        { "65540", 65535, -1 },
        { "9223372036854775807", INT64_MAX, INT64_MAX },
        { "9223372036854775808", INT64_MAX, -1 },
        { "9999999999999999999", INT64_MAX, -1 },
        { "99999999999999999999999999", INT64_MAX, -1 },
        { "", 10, -1 },
        { "-1", 10, -1 },
        { "+1", 10, -1 },
        { " 1", 10, -1 },
        { "1 ", 10, -1 },
        { "1a", 10, -1 },
        { "0x1", 10, -1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (sgp__parse_decimal(sgp_str_from(cases[i].text), cases[i].max) != cases[i].value)
            fail_msg("\"%s\", at most %lld", cases[i].text, (long long)cases[i].max);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_is_classed_as_the_rfc_says),
        cmocka_unit_test(a_token_is_one_or_more_such_characters),
        cmocka_unit_test(hexadecimal_digits_have_their_value),
        cmocka_unit_test(a_field_value_has_no_control_character_but_tab),
        cmocka_unit_test(comparison_ignores_the_case_of_ascii_letters_only),
        cmocka_unit_test(a_prefix_counts_case),
        cmocka_unit_test(a_slice_is_cut_to_what_is_there),
        cmocka_unit_test(trimming_takes_blanks_and_tabs_only),
        cmocka_unit_test(a_decimal_is_digits_up_to_its_maximum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
