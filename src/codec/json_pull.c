/*
 * json_pull.c - a strict RFC 8259 scanner: one pass, no recursion, no memory beyond a small stack.
 *
 * Says what is there and hands out views. What a text means is its caller's business.
 */
#include "json_pull.h"

#include "ascii.h"
#include "utf8.h"

#include <string.h>

typedef sgp__json_pull scanner;
typedef sgp__json_token token;

/* What the grammar allows at the next byte that is no white space. */
enum {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END, /* just after '[' */
    EXPECT_NAME_OR_END,  /* just after '{' */
    EXPECT_COMMA_OR_END
};

static int fail(scanner *s, const char *what)
{
    s->fault = what;
    return 0;
}

/* The next byte, or NUL at the end; a NUL in the text fits no place of the grammar either. */
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

/* The next byte that is no white space. */
static char skip_blanks(scanner *s)
{
    char c = peek(s);

    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        s->at++;
        c = peek(s);
    }
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

/* RFC 8259, 7: characters beyond U+FFFF are two escapes. Half of such a pair is no character. */
static int scan_unicode_escape(scanner *s)
{
    static const char lone[] = "half of a surrogate pair";
    const char *start = s->at - 2;
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
    s->has_escapes = 1;
    return c == 'u' ? scan_unicode_escape(s) : 1;
}

static int scan_character(scanner *s)
{
    sgp_str rest = { s->at, (size_t)(s->end - s->at) };
    uint32_t code;
    size_t bytes;

    if ((unsigned char)rest.ptr[0] < 0x20) return fail(s, "control character in a string");
    bytes = sgp__utf8_decode(rest, &code);
    if (bytes == 0) return fail(s, "not valid UTF-8");
    s->at += bytes;
    return 1;
}

#define EACH_BYTE(value) ((uint64_t)(value)*0x0101010101010101u)

/* Non-zero when one of eight bytes is a backslash, a control character or not ASCII: the highest
 * bit of a byte is set by taking more from it than there is, or was set before. */
static int has_special(uint64_t eight)
{
    uint64_t backslashes = (eight ^ EACH_BYTE('\\')) - EACH_BYTE(1);
    uint64_t controls = eight - EACH_BYTE(0x20);

    return ((eight | backslashes | controls) & EACH_BYTE(0x80)) != 0;
}

static int has_special_at(const char *text)
{
    uint64_t eight;

    memcpy(&eight, text, sizeof eight);
    return has_special(eight);
}

/* Non-zero when nothing in the text needs a closer look: most texts are checked here alone. The
 * last eight bytes overlap those before them. */
static int is_plain(const char *text, size_t len)
{
    size_t at = 0;

    if (len >= sizeof(uint64_t)) {
        for (; at < len - sizeof(uint64_t); at += sizeof(uint64_t))
            if (has_special_at(text + at)) return 0;
        return !has_special_at(text + len - sizeof(uint64_t));
    }
    while (at < len && text[at] >= 0x20 && text[at] != '\\')
        at++;
    return at == len;
}

static int scan_characters(scanner *s)
{
    while (s->at < s->end) {
        if (take(s, '"')) return 1;
        if (!(take(s, '\\') ? scan_escape(s) : scan_character(s))) return 0;
    }
    return fail(s, "the string does not end");
}

/* From behind the first quote to behind the last. */
static int scan_string(scanner *s)
{
    const char *start = s->at;
    const char *quote = memchr(start, '"', (size_t)(s->end - start));

    s->view.ptr = start;
    s->has_escapes = 0;
    if (quote && is_plain(start, (size_t)(quote - start)))
        s->at = quote + 1;
    else if (!scan_characters(s))
        return 0;
    s->view.len = (size_t)(s->at - start) - 1;
    return 1;
}

static uint32_t hex4_at(const char *text)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value = value * 16 + (uint32_t)sgp__hex_value(text[i]);
    return value;
}

/* What the escape after a backslash stands for, into out; the bytes it takes in *used. */
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

/* --- numbers and words ------------------------------------------------------------------------ */

#define SHORT_DIGITS_MAX 18
#define SHORT_EXPONENT_DIGITS_MAX 3

/* Goes over digits, which are put to the end of *value. It wraps where there are too many. */
static const char *skip_digits(const char *at, const char *end, uint64_t *value)
{
    uint64_t digits = *value;

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
    s->at = skip_digits(start, s->end, &exponent);
    s->is_whole = 0;
    s->is_short = s->is_short && s->at - start <= SHORT_EXPONENT_DIGITS_MAX;
    if (s->is_short) s->scale += is_negative ? -(int)exponent : (int)exponent;
    return s->at > start ? 1 : fail(s, "expected a digit");
}

/* RFC 8259, 6: no plus sign, no leading zeros, digits on both sides of the point. */
static int scan_number(scanner *s)
{
    const char *start = s->at + (*s->at == '-'), *point;

    s->digits = 0;
    s->at = point = skip_digits(start, s->end, &s->digits);
    if (point == start) return fail(s, "expected a digit");
    if (*start == '0' && point > start + 1) {
        s->at = start + 1;
        return fail(s, "a number with leading zeros");
    }
    s->is_whole = !take(s, '.');
    if (!s->is_whole) {
        s->at = skip_digits(s->at, s->end, &s->digits);
        if (s->at == point + 1) return fail(s, "expected a digit");
    }
    s->is_short = s->at - start <= SHORT_DIGITS_MAX + !s->is_whole;
    s->scale = s->is_whole || !s->is_short ? 0 : -(int)(s->at - point - 1);
    return take(s, 'e') || take(s, 'E') ? scan_exponent(s) : 1;
}

static int scan_word(scanner *s, const char *word)
{
    size_t len = strlen(word);

    if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
        return fail(s, "expected a value");
    s->at += len;
    return 1;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static token open_container(scanner *s, char closer, int next, token opened)
{
    if (s->depth == sizeof s->closers) return (token)fail(s, "nested too deeply");
    s->closers[s->depth++] = closer;
    s->expected = next;
    s->at++;
    return opened;
}

static token take_number(scanner *s)
{
    s->view.ptr = s->at;
    if (!scan_number(s)) return SGP__TOKEN_FAULT;
    s->view.len = (size_t)(s->at - s->view.ptr);
    return SGP__TOKEN_NUMBER;
}

static token take_value(scanner *s, char c)
{
    if (s->values++ == SGP_JSON_VALUES_MAX)
        return (token)fail(s, "more values than SGP_JSON_VALUES_MAX");
    s->expected = EXPECT_COMMA_OR_END;
    if (take(s, '"')) return scan_string(s) ? SGP__TOKEN_STRING : SGP__TOKEN_FAULT;
    if (c == '-' || sgp__is_digit(c)) return take_number(s);
    if (c == '{') return open_container(s, '}', EXPECT_NAME_OR_END, SGP__TOKEN_OBJECT);
    if (c == '[') return open_container(s, ']', EXPECT_VALUE_OR_END, SGP__TOKEN_LIST);
    if (c == 't' || c == 'f')
        return scan_word(s, c == 't' ? "true" : "false") ? SGP__TOKEN_BOOL : SGP__TOKEN_FAULT;
    return scan_word(s, "null") ? SGP__TOKEN_NULL : SGP__TOKEN_FAULT;
}

static token take_name(scanner *s)
{
    if (!take(s, '"')) return (token)fail(s, "expected a member name");
    if (!scan_string(s)) return SGP__TOKEN_FAULT;
    if (skip_blanks(s) != ':') return (token)fail(s, "expected ':'");
    s->at++;
    s->expected = EXPECT_VALUE;
    return SGP__TOKEN_NAME;
}

static token close_container(scanner *s)
{
    s->depth--;
    s->expected = EXPECT_COMMA_OR_END;
    s->at++;
    return SGP__TOKEN_CLOSE;
}

/* What follows a value: a comma and another, the end of what it is in, or of the text. */
static token take_next(scanner *s, char c)
{
    if (s->depth == 0)
        return s->at == s->end ? SGP__TOKEN_END : (token)fail(s, "something follows the JSON text");
    if (c == s->closers[s->depth - 1]) return close_container(s);
    if (c != ',') return (token)fail(s, "expected ',' or the end of the list or object");
    s->at++;
    c = skip_blanks(s);
    return s->closers[s->depth - 1] == '}' ? take_name(s) : take_value(s, c);
}

void sgp__json_pull_init(sgp__json_pull *pull, sgp_str text)
{
    memset(pull, 0, sizeof *pull);
    if (!text.ptr) text = sgp_str_from("");
    pull->start = pull->at = text.ptr;
    pull->end = text.ptr + text.len;
    pull->expected = EXPECT_VALUE;
}

size_t sgp__json_pull_offset(const sgp__json_pull *pull)
{
    return (size_t)(pull->at - pull->start);
}

sgp__json_token sgp__json_pull_value(sgp__json_pull *pull)
{
    return take_value(pull, skip_blanks(pull));
}

sgp__json_token sgp__json_pull_next(sgp__json_pull *pull)
{
    char c;

    if (pull->fault) return SGP__TOKEN_FAULT;
    c = skip_blanks(pull);
    switch (pull->expected) {
    case EXPECT_NAME_OR_END:
        return c == '}' ? close_container(pull) : take_name(pull);
    case EXPECT_VALUE_OR_END:
        return c == ']' ? close_container(pull) : take_value(pull, c);
    case EXPECT_COMMA_OR_END:
        return take_next(pull, c);
    default:
        return take_value(pull, c);
    }
}

/* Where a name would begin, behind the comma if there has to be one; NULL: there may be none. */
static const char *place_of_name(const scanner *s)
{
    const char *at = s->at;

    if (s->expected == EXPECT_NAME_OR_END) return at;
    if (s->expected != EXPECT_COMMA_OR_END || s->depth == 0) return NULL;
    return s->closers[s->depth - 1] == '}' && peek(s) == ',' ? at + 1 : NULL;
}

int sgp__json_pull_take_name(sgp__json_pull *pull, const char *spelled, size_t len)
{
    const char *at = place_of_name(pull);

    if (!at || (size_t)(pull->end - at) < len || memcmp(at, spelled, len) != 0) return 0;
    pull->at = at + len;
    pull->expected = EXPECT_VALUE;
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

int sgp__json_check(sgp_str text, sgp__json_fault *fault)
{
    sgp__json_pull pull;
    token t;

    sgp__json_pull_init(&pull, text);
    do {
        t = sgp__json_pull_next(&pull);
    } while (t != SGP__TOKEN_FAULT && t != SGP__TOKEN_END);
    fault->at = sgp__json_pull_offset(&pull);
    fault->what = pull.fault;
    return t == SGP__TOKEN_END;
}
