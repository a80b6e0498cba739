/*
 * json_pull.c - the scanner of sgp_json_pull.h.
 *
 * It returns tokens and views; the caller interprets them.
 */
#include "sgp_json_pull.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_utf8.h"

#include <string.h>

typedef sgp__json_pull scanner;
typedef sgp__json_token token;

/* Records a fault for functions that return zero on failure. */
#define FAULT(s, number, what) note_json_fault((s), (number), SGP__TEXT(what))

/* Records a fault for functions that return a token. */
#define FAULT_TOKEN(s, number, what) (FAULT(s, number, what), SGP__TOKEN_FAULT)

static int note_json_fault(scanner *s, int number, const char *what)
{
    s->fault = number;
    s->fault_text = what;
    return 0;
}

/* The next byte, or NUL at the end. A NUL in the text is valid nowhere in the
 * grammar either. */
static char peek(const scanner *s)
{
    return s->at < s->end ? *s->at : '\0';
}

static int take(scanner *s, char wanted)
{
    if (peek(s) != wanted) return 0;
    s->at++;
    return 1;
}

static int json_pull_is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Skips white space and returns the next byte. */
static char json_pull_skip_blanks(scanner *s)
{
    char c = peek(s);

    /* white space sorts before every other valid byte */
    for (; (unsigned char)c <= ' ' && json_pull_is_blank(c); c = peek(s))
        s->at++;
    return c;
}

/* --- strings ---------------------------------------------------------------------------------- */

/* Four hexadecimal digits, or -1. */
static long scan_hex4(scanner *s)
{
    long value = 0;

    for (int i = 0; i < 4; i++) {
        int digit = sgp__hex_value(peek(s));
        if (digit < 0) return -1;
        value = value * 16 + digit;
        s->at++;
    }
    return value;
}

/* RFC 8259, 7: a character beyond U+FFFF is written as two escapes. Half of
 * such a pair is a fault. */
static int scan_unicode_escape(scanner *s)
{
    const char *start = s->at - 2;
    long unit = scan_hex4(s);

    if (unit < 0) return FAULT(s, 3101, "expected four hexadecimal digits");
    if (unit < 0xD800 || unit > 0xDFFF) return 1;
    if (unit < 0xDC00 && take(s, '\\') && take(s, 'u')) {
        long low = scan_hex4(s);
        if (low >= 0xDC00 && low <= 0xDFFF) return 1;
    }
    s->at = start;
    return FAULT(s, 3102, "half of a surrogate pair");
}

static int scan_escape(scanner *s)
{
    char c = peek(s);

    if (c == '\0' || !strchr("\"\\/bfnrtu", c)) return FAULT(s, 3103, "unknown escape");
    s->at++;
    s->has_escapes = 1;
    return c == 'u' ? scan_unicode_escape(s) : 1;
}

static int scan_character(scanner *s)
{
    sgp_str rest = { s->at, (size_t)(s->end - s->at) };
    uint32_t code;
    size_t bytes;

    if ((unsigned char)rest.ptr[0] < 0x20) return FAULT(s, 3104, "control character in a string");
    bytes = sgp__utf8_decode(rest, &code);
    if (bytes == 0) return FAULT(s, 3105, "not valid UTF-8");
    s->at += bytes;
    return 1;
}

#define EACH_BYTE(value) ((uint64_t)(value)*0x0101010101010101u)

/* Sets the highest bit of some byte if one of the eight is special. For a
 * backslash or a control character the subtraction borrows. For a byte that is
 * not ASCII the bit stays set in one of the two terms. */
static uint64_t special_bits(uint64_t eight)
{
    uint64_t backslashes = (eight ^ EACH_BYTE('\\')) - EACH_BYTE(1);
    uint64_t controls = eight - EACH_BYTE(0x20);

    return backslashes | controls;
}

/* Zero if a byte before the quote may be special. Most texts need no other
 * check. The last step also reads up to seven bytes from the quote on. */
static int is_plain(const char *at, const char *quote, const char *end)
{
    uint64_t bits = 0;

    if ((size_t)(end - quote) < sizeof bits) return 0;
    for (; at < quote; at += sizeof bits) {
        uint64_t eight;
        memcpy(&eight, at, sizeof eight);
        bits |= special_bits(eight);
    }
    return (bits & EACH_BYTE(0x80)) == 0;
}

static int scan_characters(scanner *s)
{
    while (s->at < s->end) {
        if (take(s, '"')) return 1;
        if (!(take(s, '\\') ? scan_escape(s) : scan_character(s))) return 0;
    }
    return FAULT(s, 3106, "the string does not end");
}

/* Scans from after the first quote to after the last. */
static token scan_string(scanner *s)
{
    const char *start = s->at;
    const char *quote = memchr(start, '"', (size_t)(s->end - start));

    s->view.ptr = start;
    s->has_escapes = 0;
    if (quote && is_plain(start, quote, s->end))
        s->at = quote + 1;
    else if (!scan_characters(s))
        return SGP__TOKEN_FAULT;
    s->view.len = (size_t)(s->at - start) - 1;
    return SGP__TOKEN_STRING;
}

static uint32_t hex4_at(const char *text)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value * 16 + (uint32_t)sgp__hex_value(text[i]);
    return value;
}

/* Decodes the escape after a backslash to out and returns its bytes there
 * (1..4). *used is the length of the escape. */
static size_t decode_escape(const char *text, size_t *used, char *out)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    const char *found = strchr(from, text[0]);
    uint32_t code;

    *used = 1;
    if (text[0] != 'u') {
        *out = found ? to[found - from] : text[0];
        return 1;
    }
    code = hex4_at(text + 1);
    *used = 5;
    if (code >= 0xD800 && code <= 0xDBFF) {
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4_at(text + 7) - 0xDC00);
        *used = 11;
    }
    return sgp__utf8_encode(code, out);
}

size_t sgp__json_unescape(char *text, size_t len)
{
    size_t from = 0, to = 0;

    while (from < len) {
        size_t used;
        if (text[from] != '\\') {
            text[to++] = text[from++];
            continue;
        }
        to += decode_escape(text + from + 1, &used, text + to);
        from += used + 1;
    }
    return to;
}

int sgp__json_view_is(sgp_str view, int has_escapes, sgp_str text)
{
    size_t at = 0, compared = 0;

    if (!has_escapes) return view.len == text.len && memcmp(view.ptr, text.ptr, text.len) == 0;
    while (at < view.len) {
        char bytes[4] = { view.ptr[at++] };
        size_t count = 1, used = 0;
        if (bytes[0] == '\\') count = decode_escape(view.ptr + at, &used, bytes);
        if (count > text.len - compared || memcmp(text.ptr + compared, bytes, count) != 0) return 0;
        compared += count;
        at += used;
    }
    return compared == text.len;
}

/* --- numbers and words ------------------------------------------------------------------------ */

#define SHORT_DIGITS_MAX 18
#define SHORT_EXPONENT_DIGITS_MAX 3

/* Eight bytes with the first one lowest on any machine; compilers make this one
 * load. */
static uint64_t eight_bytes(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24 |
           (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

/* '0' to '9' are the bytes whose upper four bits are 0011, also after adding
 * 6. */
static int are_digits(uint64_t eight)
{
    return (eight & (eight + EACH_BYTE(6)) & EACH_BYTE(0xF0)) == EACH_BYTE(0x30);
}

/* Combines neighbours three times: digits to pairs, pairs to fours, fours to
 * eight. */
static uint64_t value_of_digits(uint64_t eight)
{
    const uint64_t pairs = UINT64_C(0x00FF00FF00FF00FF), fours = UINT64_C(0x0000FFFF0000FFFF);

    eight = (eight & EACH_BYTE(0x0F)) * ((10 << 8) + 1) >> 8;
    eight = (eight & pairs) * ((100 << 16) + 1) >> 16;
    return (eight & fours) * ((UINT64_C(10000) << 32) + 1) >> 32;
}

/* Skips digits and appends them to *value, which wraps if there are too
 * many. */
static const char *json_pull_skip_digits(const char *at, const char *end, uint64_t *value)
{
    uint64_t digits = *value;

    if ((size_t)(end - at) >= sizeof digits && are_digits(eight_bytes(at))) {
        digits = digits * 100000000 + value_of_digits(eight_bytes(at));
        at += sizeof digits;
    }
    for (uint64_t digit; at < end && (digit = (uint64_t)(unsigned char)*at - '0') <= 9; at++)
        digits = digits * 10 + digit;
    *value = digits;
    return at;
}

static int scan_exponent(scanner *s)
{
    uint64_t exponent = 0;
    int is_negative = take(s, '-');
    const char *start;

    if (!is_negative) (void)take(s, '+'); /* either sign or none */
    start = s->at;
    s->at = json_pull_skip_digits(start, s->end, &exponent);
    s->is_whole = 0;
    s->is_short = s->is_short && s->at - start <= SHORT_EXPONENT_DIGITS_MAX;
    if (s->is_short) s->scale += is_negative ? -(int)exponent : (int)exponent;
    return s->at > start ? 1 : FAULT(s, 3107, "expected a digit");
}

/* RFC 8259, 6: no plus sign, no leading zeros, digits on both sides of the
 * point. */
static int scan_number(scanner *s)
{
    const char *start = s->at + (*s->at == '-'), *point;

    s->digits = 0;
    s->at = point = json_pull_skip_digits(start, s->end, &s->digits);
    if (point == start) return FAULT(s, 3108, "expected a digit");
    if (*start == '0' && point > start + 1) {
        s->at = start + 1;
        return FAULT(s, 3109, "a number with leading zeros");
    }
    s->is_whole = !take(s, '.');
    if (!s->is_whole) {
        s->at = json_pull_skip_digits(s->at, s->end, &s->digits);
        if (s->at == point + 1) return FAULT(s, 3110, "expected a digit");
    }
    s->is_short = s->at - start <= SHORT_DIGITS_MAX + !s->is_whole;
    s->scale = s->is_whole || !s->is_short ? 0 : -(int)(s->at - point - 1);
    return take(s, 'e') || take(s, 'E') ? scan_exponent(s) : 1;
}

static token scan_word(scanner *s, const char *word, token found)
{
    size_t len = strlen(word);

    if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
        return FAULT_TOKEN(s, 3111, "expected a value");
    s->view.ptr = s->at;
    s->view.len = len;
    s->at += len;
    return found;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static token open_container(scanner *s, char closer, sgp__json_expected next, token opened)
{
    if (s->depth == sizeof s->closers) return FAULT_TOKEN(s, 3112, "nested too deeply");
    s->closers[s->depth++] = closer;
    s->expected = next;
    s->at++;
    return opened;
}

static token json_pull_take_number(scanner *s)
{
    s->view.ptr = s->at;
    if (!scan_number(s)) return SGP__TOKEN_FAULT;
    s->view.len = (size_t)(s->at - s->view.ptr);
    return SGP__TOKEN_NUMBER;
}

static token json_pull_take_value(scanner *s, char c)
{
    if (s->values++ == SGP_JSON_VALUES_MAX)
        return FAULT_TOKEN(s, 3113, "more values than SGP_JSON_VALUES_MAX");
    s->expected = SGP__EXPECT_COMMA_OR_END;
    if (c == '"') {
        s->at++;
        return scan_string(s);
    }
    if (c == '-' || sgp__is_digit(c)) return json_pull_take_number(s);
    if (c == '{') return open_container(s, '}', SGP__EXPECT_NAME_OR_END, SGP__TOKEN_OBJECT);
    if (c == '[') return open_container(s, ']', SGP__EXPECT_VALUE_OR_END, SGP__TOKEN_LIST);
    if (c == 't' || c == 'f') return scan_word(s, c == 't' ? "true" : "false", SGP__TOKEN_BOOL);
    return scan_word(s, "null", SGP__TOKEN_NULL);
}

static token take_name(scanner *s)
{
    if (!take(s, '"')) return FAULT_TOKEN(s, 3114, "expected a member name");
    if (scan_string(s) == SGP__TOKEN_FAULT) return SGP__TOKEN_FAULT;
    if (json_pull_skip_blanks(s) != ':') return FAULT_TOKEN(s, 3115, "expected ':'");
    s->at++;
    s->expected = SGP__EXPECT_VALUE;
    return SGP__TOKEN_NAME;
}

static token close_container(scanner *s)
{
    s->depth--;
    s->expected = SGP__EXPECT_COMMA_OR_END;
    s->at++;
    return SGP__TOKEN_CLOSE;
}

/* After a value: a comma and the next one, the end of the list or object, or
 * the end of the text. */
static token take_next(scanner *s, char c)
{
    if (s->depth == 0)
        return s->at == s->end ? SGP__TOKEN_END
                               : FAULT_TOKEN(s, 3116, "something follows the JSON text");
    if (c == s->closers[s->depth - 1]) return close_container(s);
    if (c != ',') return FAULT_TOKEN(s, 3117, "expected ',' or the end of the list or object");
    s->at++;
    c = json_pull_skip_blanks(s);
    return s->closers[s->depth - 1] == '}' ? take_name(s) : json_pull_take_value(s, c);
}

void sgp__json_pull_init(sgp__json_pull *pull, sgp_str text)
{
    memset(pull, 0, sizeof *pull);
    pull->expected = SGP__EXPECT_VALUE;
    sgp__json_pull_resume(pull, text);
}

void sgp__json_pull_resume(sgp__json_pull *pull, sgp_str text)
{
    if (!text.ptr) text = sgp_str_from("");
    pull->start = pull->at = text.ptr;
    pull->end = text.ptr + text.len;
}

void sgp__json_pull_rewind(sgp__json_pull *pull, const sgp__json_mark *mark)
{
    pull->fault = 0;
    pull->at = mark->at;
    pull->expected = mark->expected;
    pull->depth = mark->depth;
    pull->values = mark->values;
}

size_t sgp__json_pull_offset(const sgp__json_pull *pull)
{
    return (size_t)(pull->at - pull->start);
}

sgp__json_token sgp__json_pull_value(sgp__json_pull *pull)
{
    return json_pull_take_value(pull, json_pull_skip_blanks(pull));
}

sgp__json_token sgp__json_pull_next(sgp__json_pull *pull)
{
    char c;

    if (pull->fault) return SGP__TOKEN_FAULT;
    c = json_pull_skip_blanks(pull);
    switch (pull->expected) {
    case SGP__EXPECT_NAME_OR_END:
        return c == '}' ? close_container(pull) : take_name(pull);
    case SGP__EXPECT_VALUE_OR_END:
        return c == ']' ? close_container(pull) : json_pull_take_value(pull, c);
    case SGP__EXPECT_COMMA_OR_END:
        return take_next(pull, c);
    default:
        return json_pull_take_value(pull, c);
    }
}

int sgp__json_pull_take_text(sgp__json_pull *pull, sgp_str text)
{
    const char *at;

    if (json_pull_skip_blanks(pull) != '"' || pull->values == SGP_JSON_VALUES_MAX) return 0;
    at = pull->at + 1;
    if ((size_t)(pull->end - at) <= text.len || at[text.len] != '"') return 0;
    if (memcmp(at, text.ptr, text.len) != 0) return 0;
    pull->at = at + text.len + 1;
    pull->expected = SGP__EXPECT_COMMA_OR_END;
    pull->values++;
    return 1;
}

sgp__json_token sgp__json_pull_skip_rest(sgp__json_pull *pull)
{
    sgp__json_token begun = SGP__TOKEN_OBJECT;
    size_t depth = pull->depth;

    while (begun != SGP__TOKEN_FAULT && pull->depth >= depth)
        begun = sgp__json_pull_next(pull);
    return begun;
}

const char *sgp__json_token_name(sgp__json_token begun)
{
    switch (begun) {
    case SGP__TOKEN_NULL:
        return "null";
    case SGP__TOKEN_BOOL:
        return "true or false";
    case SGP__TOKEN_NUMBER:
        return "a number";
    case SGP__TOKEN_STRING:
        return "a string";
    case SGP__TOKEN_LIST:
        return "a list";
    default:
        return "an object";
    }
}
