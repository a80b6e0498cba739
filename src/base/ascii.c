/*
 * ascii.c - characters, comparisons and numbers that do not depend on the
 * locale.
 */
#include "sgp_ascii.h"

#include <string.h>

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

int sgp__same_text(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

int sgp__is_one_of(const char *text, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sgp__same_text(text, texts[i])) return 1;
    return 0;
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

static int is_line_blank(char c)
{
    return ascii_is_blank(c) || c == '\r' || c == '\n';
}

sgp_str sgp__trim_line(sgp_str text)
{
    size_t start = 0, end = text.len;

    while (start < end && is_line_blank(text.ptr[start]))
        start++;
    while (start < end && is_line_blank(text.ptr[end - 1]))
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

int sgp__hex_value(char c)
{
    if (sgp__is_digit(c)) return c - '0';
    c = sgp__lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
