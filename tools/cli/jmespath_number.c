/*
 * jmespath_number.c - numbers as Python has them: integers of any size, and doubles. They are
 * parsed as json.loads() parses them, compared exactly, and printed as repr() prints them.
 *
 * An integer beyond 64 bits is kept as its digits. No function computes with one.
 */
#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "int_arg.h"
#include "jmespath_node.h"

/* 2^63: the first double beyond the integers of 64 bits. */
#define INT64_END 9223372036854775808.0
/* Digits of the largest double. */
#define DOUBLE_DIGITS 310

/* --- parsing -------------------------------------------------------------------------- */

static size_t digits_at(sgp_str text, size_t at)
{
    size_t end = at;

    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
        end++;
    return end - at;
}

/* Returns the length of the integer part, 0 if there is none. RFC 8259 allows no leading zero. */
static size_t integer_part(sgp_str text)
{
    size_t sign = text.len > 0 && text.ptr[0] == '-';
    size_t digits = digits_at(text, sign);

    if (digits == 0 || (digits > 1 && text.ptr[sign] == '0')) return 0;
    return sign + digits;
}

/* Non-zero if the text from `at` on is a fraction, an exponent, or both. */
static int is_float_tail(sgp_str text, size_t at)
{
    size_t digits = 0;

    if (at < text.len && text.ptr[at] == '.') {
        digits = digits_at(text, at + 1);
        if (digits == 0) return 0;
        at += 1 + digits;
    }
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        at++;
        if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+')) at++;
        digits = digits_at(text, at);
        if (digits == 0) return 0;
        at += digits;
    }
    return at == text.len;
}

/* Digits, with a '-' if it is negative, and without leading zeros. */
static const jm_value *big_integer(jm *j, sgp_str digits)
{
    jm_value *value = jm_copied_string(j, digits);

    if (value == NULL) return NULL;
    value->kind = JM_NUMBER;
    value->is_integer = 1;
    value->is_big = 1;
    value->number = strtod(value->text.ptr, NULL);
    return value;
}

const jm_value *jm_parse_integer(jm *j, const char *text)
{
    int is_negative = text[0] == '-';
    int64_t integer = 0;
    jm_value *copy = NULL;
    char *digits = NULL;

    switch (int_arg_parse(text, &integer)) {
    case INT_ARG_TAKEN:
        return jm_integer(j, integer);
    case INT_ARG_INVALID:
        return NULL;
    default:
        break;
    }
    text += is_negative || text[0] == '+';
    text += strspn(text, "0");
    copy = jm_copied_string(j, sgp_str_from(text - is_negative));
    if (copy == NULL) return NULL;
    digits = (char *)copy->text.ptr;
    if (is_negative) digits[0] = '-'; /* where a zero or the sign was */
    return big_integer(j, copy->text);
}

const jm_value *jm_parse_number(jm *j, sgp_str text)
{
    size_t len = integer_part(text);
    const jm_value *copy = len > 0 ? jm_copied_string(j, text) : NULL;

    if (copy == NULL) return NULL;
    if (len == text.len) return jm_parse_integer(j, copy->text.ptr);
    return is_float_tail(text, len) ? jm_number(j, strtod(copy->text.ptr, NULL)) : NULL;
}

const jm_value *jm_whole_number(jm *j, double number)
{
    char digits[DOUBLE_DIGITS + 2];

    if (isnan(number)) return jm_fail(j, "cannot convert float NaN to integer");
    if (isinf(number)) return jm_fail(j, "cannot convert float infinity to integer");
    if (number >= -INT64_END && number < INT64_END) return jm_integer(j, (int64_t)number);
    (void)snprintf(digits, sizeof(digits), "%.0f", number);
    return big_integer(j, sgp_str_from(digits));
}

/* --- comparing ------------------------------------------------------------------------ */

static int sign_of(double number)
{
    return (number > 0) - (number < 0);
}

/* Compares the digits of two integers with the same sign, of which one is big. */
static int compare_digits(const char *a, const char *b)
{
    int is_negative = a[0] == '-';
    size_t a_len = strlen(a), b_len = strlen(b);
    int order = a_len != b_len ? (a_len > b_len) - (a_len < b_len) : strcmp(a, b);

    return is_negative ? -order : order;
}

static int compare_integers(const jm_value *a, const jm_value *b)
{
    char a_room[JM_NUMBER_BYTES], b_room[JM_NUMBER_BYTES];

    if (!a->is_big && !b->is_big) return (a->integer > b->integer) - (a->integer < b->integer);
    if (sign_of(a->number) != sign_of(b->number)) return sign_of(a->number) - sign_of(b->number);
    return compare_digits(jm_number_text(a, a_room), jm_number_text(b, b_room));
}

/* A double beyond 64 bits is whole. */
static int compare_with_double(const jm_value *integer, double number)
{
    char digits[DOUBLE_DIGITS + 2], room[JM_NUMBER_BYTES];
    int64_t whole = 0;

    if (isinf(number) || sign_of(integer->number) != sign_of(number))
        return isinf(number) ? -sign_of(number) : sign_of(integer->number) - sign_of(number);
    if (!(number >= -INT64_END && number < INT64_END)) {
        (void)snprintf(digits, sizeof(digits), "%.0f", number);
        return compare_digits(jm_number_text(integer, room), digits);
    }
    if (integer->is_big) return sign_of(integer->number);
    whole = (int64_t)number;
    if (integer->integer != whole) return integer->integer > whole ? 1 : -1;
    return -sign_of(number - (double)whole);
}

int jm_compare_numbers(const jm_value *a, const jm_value *b)
{
    if (isnan(a->number) || isnan(b->number)) return JM_UNORDERED;
    if (a->is_integer && b->is_integer) return compare_integers(a, b);
    if (a->is_integer) return compare_with_double(a, b->number);
    if (b->is_integer) return -compare_with_double(b, a->number);
    return (a->number > b->number) - (a->number < b->number);
}

/* --- to text -------------------------------------------------------------------------- */

const char *jm_number_text(const jm_value *number, char room[JM_NUMBER_BYTES])
{
    if (number->is_big) return number->text.ptr;
    if (!number->is_integer) return number_text(number->number, room);
    (void)snprintf(room, JM_NUMBER_BYTES, "%" PRId64, number->integer);
    return room;
}

const char *jm_special_number(const jm_value *number, const char *const words[3])
{
    if (number->is_integer) return NULL;
    if (isnan(number->number)) return words[2];
    return isinf(number->number) ? words[number->number < 0] : NULL;
}
