/*
 * json_value.c - what json.h says about values that no JSON library need be asked for.
 */
#include "json.h"

#include "ascii.h"

const char *sgp__json_type_name(const sgp__json_value *value)
{
    static const char *const names[] = { "null",     "true or false", "a number",
                                         "a string", "a list",        "an object" };

    return names[sgp__json_type_of(value)];
}

int sgp__json_is_whole(sgp_str number)
{
    for (size_t i = 0; i < number.len; i++)
        if (number.ptr[i] != '-' && !sgp__is_digit(number.ptr[i])) return 0;
    return 1;
}

int sgp__json_is_integer(const sgp__json_value *number)
{
    return sgp__json_is_whole(sgp__json_number(number));
}

int sgp__json_integer(const sgp__json_value *number, int64_t *out)
{
    return sgp__json_whole(sgp__json_number(number), out);
}

int sgp__json_whole(sgp_str digits, int64_t *out)
{
    int negative = digits.ptr[0] == '-';
    int64_t magnitude;

    if (negative) digits = sgp__slice(digits, 1, digits.len);
    magnitude = sgp__parse_decimal(digits, INT64_MAX);
    if (magnitude < 0) return 0;
    *out = negative ? -magnitude : magnitude;
    return 1;
}
