/*
 * Tests of src/base/utf8.c against the table of RFC 3629, 4: every code point,
 * and every way to be wrong.
 */
#include "test.h"

#include "sgp_utf8.h"

/* RFC 3629, 3, written the plain way. */
static size_t encode(uint32_t code, char out[4])
{
    static const unsigned char first[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    const size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = len; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(first[len] | code);
    return len;
}

static void every_code_point_but_surrogates_is_read(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[4];
        const sgp_str text = { bytes, encode(code, bytes) };
        const size_t wanted = code >= 0xD800 && code <= 0xDFFF ? 0 : text.len;
        uint32_t got = 0;

        if (sgp__utf8_decode(text, &got) != wanted || (wanted && got != code))
            fail_msg("U+%04X", (unsigned)code);
    }
}

static void every_code_point_cut_short_is_refused(void **state)
{
    (void)state;
    for (uint32_t code = 0x80; code <= 0x10FFFF; code += 97) {
        char bytes[4];
        const size_t len = encode(code, bytes);
        uint32_t got = 0;

        for (size_t cut = 0; cut < len; cut++) {
            const sgp_str text = { bytes, cut };
            assert_int_equal(sgp__utf8_decode(text, &got), 0);
            assert_int_equal(got, 0);
        }
    }
}

/* The rows of the table in RFC 3629, 4: first byte, and the range of the
 * second. */
static int second_byte_fits(int first, int second)
{
    if (first >= 0xC2 && first <= 0xDF) return second >= 0x80 && second <= 0xBF;
    if (first == 0xE0) return second >= 0xA0 && second <= 0xBF;
    if (first == 0xED) return second >= 0x80 && second <= 0x9F;
    if (first >= 0xE1 && first <= 0xEF) return second >= 0x80 && second <= 0xBF;
    if (first == 0xF0) return second >= 0x90 && second <= 0xBF;
    if (first >= 0xF1 && first <= 0xF3) return second >= 0x80 && second <= 0xBF;
    if (first == 0xF4) return second >= 0x80 && second <= 0x8F;
    return 0;
}

static void every_pair_of_first_bytes_follows_the_rfcs_table(void **state)
{
    (void)state;
    for (int first = 0x80; first < 256; first++)
        for (int second = 0; second < 256; second++) {
            const char bytes[] = { (char)first, (char)second, (char)0x80, (char)0x80 };
            const sgp_str text = { bytes, sizeof bytes };
            uint32_t code;

            assert_int_equal(sgp__utf8_decode(text, &code) > 0, second_byte_fits(first, second));
        }
}

static void invalid_text_is_found_at_its_first_byte(void **state)
{
    static const struct {
        const char *text;
        size_t at;
    } cases[] = {
        { "", 0 },
        { "abc", 3 },
        { "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z", 11 },
        { "\x80", 0 }, /* a continuation alone */
        { "a\xbf", 1 },
        { "a\xc0\xaf", 1 },             /* '/' in two bytes */
        { "a\xe0\x80\xaf", 1 },         /* in three */
        { "a\xf0\x80\x80\xaf", 1 },     /* in four */
        { "a\xf8\x88\x80\x80\x80", 1 }, /* five bytes, as in RFC 2279 */
        { "a\xfc\x84\x80\x80\x80\x80", 1 },
        { "a\xfe", 1 },
        { "a\xff", 1 },
        { "ab\xed\xa0\x80", 2 },             /* U+D800 */
        { "ab\xed\xbf\xbf", 2 },             /* U+DFFF */
        { "ab\xed\xa0\xbd\xed\xb8\x80", 2 }, /* CESU-8 */
        { "ab\xf4\x90\x80\x80", 2 },         /* U+110000 */
        { "ab\xf7\xbf\xbf\xbf", 2 },
        { "\xc3\xa9\xc3", 2 }, /* cut short */
        { "\xc3\xa9\xe2\x82", 2 },
        { "\xc3\xa9\xf0\x9f\x98", 2 },
        { "\xe2\x82z", 0 }, /* interrupted */
        { "\xf0\x9f\x98z", 0 },
        { "\xef\xbb\xbf\xef\xbf\xbf", 6 }, /* a byte order mark and U+FFFF are characters */
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(sgp__utf8_valid(sgp_str_from(cases[i].text)), cases[i].at);
}

static void a_nul_is_a_character(void **state)
{
    const sgp_str text = { "a\0b", 3 };

    (void)state;
    assert_int_equal(sgp__utf8_valid(text), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_but_surrogates_is_read),
        cmocka_unit_test(every_code_point_cut_short_is_refused),
        cmocka_unit_test(every_pair_of_first_bytes_follows_the_rfcs_table),
        cmocka_unit_test(invalid_text_is_found_at_its_first_byte),
        cmocka_unit_test(a_nul_is_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
