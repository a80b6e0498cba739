/*
 * ascii.c - characters, comparisons and numbers that do not depend on the
 * locale.
 */
#include "sgp_ascii.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_TEXT_MAX 400
#define DECIMAL_POINT_MAX 16

int sgp__is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int sgp__is_token_char(char c)
{
    return sgp__is_alpha(c) || sgp__is_digit(c) || c == '-' ||
           (c != '\0' && strchr("!#$%&'*+.^_`|~", c));
}

int sgp__is_token(sgp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!sgp__is_token_char(text.ptr[i])) return 0;
    return text.len > 0;
}

int sgp__is_field_value(sgp_str text)
{
    int is_bad = 0; /* tested once, after the loop, so that compilers vectorise it */

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        is_bad |= (c < 0x20 && c != '\t') || c == 0x7F;
    }
    return !is_bad;
}

char sgp__lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

int sgp__equal_nocase(sgp_str a, const char *b)
{
    size_t i = 0;

    while (i < a.len && b[i] != '\0' && sgp__lower(a.ptr[i]) == sgp__lower(b[i]))
        i++;
    return i == a.len && b[i] == '\0';
}

const char *sgp__find(const char *text, const char *part)
{
    sgp_str left = sgp_str_from(text);

    for (; left.len > 0; left.ptr++, left.len--)
        if (sgp__starts_with(left, part)) return left.ptr;
    return NULL;
}

int sgp__starts_with(sgp_str text, const char *prefix)
{
    size_t len = strlen(prefix);

    return text.len >= len && memcmp(text.ptr, prefix, len) == 0;
}

sgp_str sgp__slice(sgp_str text, size_t from, size_t len)
{
    sgp_str part;

    if (from > text.len) from = text.len;
    part.ptr = text.ptr ? text.ptr + from : NULL;
    part.len = len < text.len - from ? len : text.len - from;
    return part;
}

static int ascii_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

sgp_str sgp__trim(sgp_str text)
{
    size_t start = 0, end = text.len;

    while (start < end && ascii_is_blank(text.ptr[start]))
        start++;
    while (start < end && ascii_is_blank(text.ptr[end - 1]))
        end--;
    return sgp__slice(text, start, end - start);
}

int64_t sgp__parse_decimal(sgp_str text, int64_t max)
{
    int64_t value = 0;

    if (text.len == 0) return -1;
    for (size_t i = 0; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (!sgp__is_digit(text.ptr[i]) || value > max / 10) return -1;
        value *= 10;
        if (value > max - digit) return -1;
        value += digit;
    }
    return value;
}

static size_t ascii_skip_digits(sgp_str text, size_t at)
{
    while (at < text.len && sgp__is_digit(text.ptr[at]))
        at++;
    return at;
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the
 * point. */
static int is_number(sgp_str text)
{
    size_t at = text.len > 0 && strchr("+-", text.ptr[0]) && text.ptr[0] ? 1 : 0;
    size_t digits = ascii_skip_digits(text, at) - at;

    at += digits;
    if (at < text.len && text.ptr[at] == '.') {
        size_t end = ascii_skip_digits(text, at + 1);
        digits += end - at - 1;
        at = end;
    }
    if (digits == 0) return 0;
    if (at < text.len && sgp__lower(text.ptr[at]) == 'e') {
        size_t exponent = at + 1;
        if (exponent < text.len && (text.ptr[exponent] == '+' || text.ptr[exponent] == '-'))
            exponent++;
        at = ascii_skip_digits(text, exponent);
        if (at == exponent) return 0;
    }
    return at == text.len;
}

/* strtod rounds correctly but expects the locale's decimal point, which may
 * have several bytes. */
static int copy_with_local_point(char *out, size_t capacity, sgp_str text)
{
    const char *point = localeconv()->decimal_point;
    size_t point_len = strlen(point);
    size_t used = 0;

    for (size_t i = 0; i < text.len; i++) {
        int is_point = text.ptr[i] == '.';
        size_t len = is_point ? point_len : 1;
        if (len >= capacity - used) return 0;
        memcpy(out + used, is_point ? point : text.ptr + i, len);
        used += len;
    }
    out[used] = '\0';
    return 1;
}

int sgp__parse_double(sgp_str text, double *value)
{
    char copy[NUMBER_TEXT_MAX + DECIMAL_POINT_MAX + 1];

    if (text.len > NUMBER_TEXT_MAX || !is_number(text)) return 0;
    if (!copy_with_local_point(copy, sizeof copy, text)) return 0;
    *value = strtod(copy, NULL);
    return isfinite(*value);
}

int sgp__hex_value(char c)
{
    if (sgp__is_digit(c)) return c - '0';
    c = sgp__lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
