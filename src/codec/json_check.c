/*
 * json_check.c - strict RFC 8259 scanner: one pass, no recursion, no memory beyond a small stack.
 *
 * Only says yes or where not. What the text means is json_cjson.c's business.
 */
#include "json_check.h"

#include "ascii.h"
#include "utf8.h"

#include <string.h>

/* What the grammar allows at the next byte that is no white space. */
typedef enum expectation {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END, /* just after '[' */
    EXPECT_NAME,
    EXPECT_NAME_OR_END, /* just after '{' */
    EXPECT_COLON,
    EXPECT_COMMA_OR_END
} expectation;

typedef struct scanner {
    sgp_str text;
    size_t at;
    expectation next;
    size_t depth;
    size_t values;                    /* begun so far */
    char closers[SGP_JSON_DEPTH_MAX]; /* of the open lists and objects */
    const char *fault;
} scanner;

static int fail(scanner *s, const char *what)
{
    s->fault = what;
    return 0;
}

/* The next byte, or NUL at the end; a NUL in the text fits no place of the grammar either. */
static char peek(const scanner *s)
{
    return s->at < s->text.len ? s->text.ptr[s->at] : '\0';
}

static int take(scanner *s, char wanted)
{
    if (peek(s) != wanted) return 0;
    s->at++;
    return 1;
}

static void skip_blanks(scanner *s)
{
    while (take(s, ' ') || take(s, '\n') || take(s, '\r') || take(s, '\t'))
        ;
}

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

/* RFC 8259, 7: characters beyond U+FFFF are two escapes. Half of such a pair is no character. */
static int scan_unicode_escape(scanner *s)
{
    static const char lone[] = "half of a surrogate pair";
    size_t start = s->at - 2;
    long unit = scan_hex4(s);

    if (unit < 0) return fail(s, "expected four hexadecimal digits");
    if (unit < 0xD800 || unit > 0xDFFF) return 1;
    if (unit < 0xDC00 && take(s, '\\') && take(s, 'u')) {
        long low = scan_hex4(s);
        if (low >= 0xDC00 && low <= 0xDFFF) return 1;
    }
    s->at = start;
    return fail(s, lone);
}

static int scan_escape(scanner *s)
{
    char c = peek(s);

    if (c == '\0' || !strchr("\"\\/bfnrtu", c)) return fail(s, "unknown escape");
    s->at++;
    return c == 'u' ? scan_unicode_escape(s) : 1;
}

static int scan_character(scanner *s)
{
    sgp_str rest = { s->text.ptr + s->at, s->text.len - s->at };
    uint32_t code;
    size_t bytes;

    if ((unsigned char)rest.ptr[0] < 0x20) return fail(s, "control character in a string");
    bytes = sgp__utf8_decode(rest, &code);
    if (bytes == 0) return fail(s, "not valid UTF-8");
    s->at += bytes;
    return 1;
}

static int scan_string(scanner *s)
{
    while (s->at < s->text.len) {
        if (take(s, '"')) return 1;
        if (!(take(s, '\\') ? scan_escape(s) : scan_character(s))) return 0;
    }
    return fail(s, "the string does not end");
}

static int scan_digits(scanner *s)
{
    if (!sgp__is_digit(peek(s))) return fail(s, "expected a digit");
    while (sgp__is_digit(peek(s)))
        s->at++;
    return 1;
}

/* RFC 8259, 6: no plus sign, no leading zeros, digits on both sides of the point. */
static int scan_number(scanner *s)
{
    (void)take(s, '-'); /* optional */
    if (take(s, '0')) {
        if (sgp__is_digit(peek(s))) return fail(s, "a number with leading zeros");
    } else if (!scan_digits(s)) {
        return 0;
    }
    if (take(s, '.') && !scan_digits(s)) return 0;
    if (take(s, 'e') || take(s, 'E')) {
        if (!take(s, '-')) (void)take(s, '+'); /* either sign or none */
        return scan_digits(s);
    }
    return 1;
}

static int scan_word(scanner *s, const char *word)
{
    size_t len = strlen(word);

    if (s->text.len - s->at < len || memcmp(s->text.ptr + s->at, word, len) != 0)
        return fail(s, "expected a value");
    s->at += len;
    return 1;
}

static int open_container(scanner *s, char closer, expectation next)
{
    if (s->depth == sizeof s->closers) return fail(s, "nested too deeply");
    s->closers[s->depth++] = closer;
    s->next = next;
    s->at++;
    return 1;
}

static int close_container(scanner *s)
{
    s->depth--;
    s->next = EXPECT_COMMA_OR_END;
    s->at++;
    return 1;
}

static int scan_value(scanner *s)
{
    char c = peek(s);

    if (s->values++ == SGP_JSON_VALUES_MAX) return fail(s, "more values than SGP_JSON_VALUES_MAX");
    if (c == '{') return open_container(s, '}', EXPECT_NAME_OR_END);
    if (c == '[') return open_container(s, ']', EXPECT_VALUE_OR_END);
    s->next = EXPECT_COMMA_OR_END;
    if (take(s, '"')) return scan_string(s);
    if (c == '-' || sgp__is_digit(c)) return scan_number(s);
    return scan_word(s, c == 't' ? "true" : c == 'f' ? "false" : "null");
}

static int scan_name(scanner *s)
{
    s->next = EXPECT_COLON;
    return take(s, '"') ? scan_string(s) : fail(s, "expected a member name");
}

static int scan_colon(scanner *s)
{
    s->next = EXPECT_VALUE;
    return take(s, ':') ? 1 : fail(s, "expected ':'");
}

static int scan_comma(scanner *s)
{
    if (!take(s, ',')) return fail(s, "expected ',' or the end of the list or object");
    s->next = s->closers[s->depth - 1] == '}' ? EXPECT_NAME : EXPECT_VALUE;
    return 1;
}

static int closes_here(const scanner *s)
{
    return s->next != EXPECT_VALUE && s->next != EXPECT_NAME && s->next != EXPECT_COLON &&
           s->depth > 0 && peek(s) == s->closers[s->depth - 1];
}

static int scan_step(scanner *s)
{
    if (closes_here(s)) return close_container(s);
    switch (s->next) {
    case EXPECT_NAME:
    case EXPECT_NAME_OR_END:
        return scan_name(s);
    case EXPECT_COLON:
        return scan_colon(s);
    case EXPECT_COMMA_OR_END:
        return scan_comma(s);
    case EXPECT_VALUE:
    case EXPECT_VALUE_OR_END:
        break;
    }
    return scan_value(s);
}

static int scan_document(scanner *s)
{
    do {
        skip_blanks(s);
        if (!scan_step(s)) return 0;
    } while (s->depth > 0 || s->next != EXPECT_COMMA_OR_END);
    skip_blanks(s);
    return s->at == s->text.len ? 1 : fail(s, "something follows the JSON text");
}

int sgp__json_check(sgp_str text, sgp__json_fault *fault)
{
    scanner s = { { NULL, 0 }, 0, EXPECT_VALUE, 0, 0, { 0 }, NULL };
    int good;

    s.text = text;
    good = scan_document(&s);
    fault->at = s.at;
    fault->what = s.fault;
    return good;
}
