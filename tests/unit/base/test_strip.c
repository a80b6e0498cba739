/*
 * test_strip.c - white space of Unicode, as Python 3.11 has it:
 * [c for c in range(0x110000) if chr(c).isspace()].
 */
#include "test.h"

#include "sgp_strip.h"
#include "sgp_utf8.h"

static const uint32_t spaces[] = { 0x9,    0xA,    0xB,    0xC,    0xD,    0x1C,   0x1D,   0x1E,
                                   0x1F,   0x20,   0x85,   0xA0,   0x1680, 0x2000, 0x2001, 0x2002,
                                   0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A,
                                   0x2028, 0x2029, 0x202F, 0x205F, 0x3000 };

static void the_white_space_is_pythons(void **state)
{
    size_t known = 0;

    (void)state;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        char bytes[4];
        sgp_str text = { bytes, sgp__utf8_encode(c, bytes) };
        int is_space = known < sizeof spaces / sizeof *spaces && spaces[known] == c;

        if (c >= 0xD800 && c <= 0xDFFF) continue;
        if (sgp__space_at(text) != (is_space ? text.len : 0)) fail_msg("U+%04X", (unsigned)c);
        if (sgp__strip(text).len != (is_space ? 0 : text.len)) fail_msg("U+%04X", (unsigned)c);
        if (is_space) known++;
    }
    assert_int_equal(known, sizeof spaces / sizeof *spaces);
}

static void expect(sgp_str text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.ptr, expected, text.len);
}

static void both_ends_are_stripped_and_no_more(void **state)
{
    (void)state;
    expect(sgp__strip(sgp_str_from("\xc2\xa0\x1f a\xe3\x80\x80-\r\n\xc2\x85")), "a\xe3\x80\x80-");
    expect(sgp__strip_end(sgp_str_from(" a\xe2\x80\xa8 ")), " a");
    expect(sgp__strip(sgp_str_from("\xe3\x80\x80 ")), "");
    expect(sgp__strip(sgp_str_from("")), "");
    assert_null(sgp__strip(sgp_str_from(NULL)).ptr);
}

/* A byte that is not UTF-8 is no white space, also where a character ends alike. */
static void other_bytes_stay(void **state)
{
    (void)state;
    expect(sgp__strip(sgp_str_from("\xa0-\x85")), "\xa0-\x85");
    expect(sgp__strip(sgp_str_from("\xe2\x80")), "\xe2\x80");
    expect(sgp__strip(sgp_str_from("\xe5\x80\x80")), "\xe5\x80\x80");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_white_space_is_pythons),
        cmocka_unit_test(both_ends_are_stripped_and_no_more),
        cmocka_unit_test(other_bytes_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
