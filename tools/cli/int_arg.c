/*
 * int_arg.c - whole numbers on the command line; see int_arg.h.
 */
#include "int_arg.h"

#include <string.h>

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\n\v\f\r");
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Accumulates below zero, because the negative range is larger. Returns zero if it does not fit. */
static int push_digit(int64_t *negative, char c)
{
    int digit = c - '0';

    if (*negative < (INT64_MIN + digit) / 10) return 0;
    *negative = *negative * 10 - digit;
    return 1;
}

int_arg_result int_arg_parse(const char *text, int64_t *value)
{
    const char *p = skip_blanks(text);
    int64_t negative = 0;
    int is_negative = *p == '-', fits = 1;

    if (*p == '-' || *p == '+') p++;
    if (!is_digit(*p)) return INT_ARG_INVALID;
    for (; is_digit(*p); p++) {
        fits = fits && push_digit(&negative, *p);
        if (p[1] == '_' && is_digit(p[2])) p++;
    }
    if (*skip_blanks(p) != '\0') return INT_ARG_INVALID;
    if (!fits || (!is_negative && negative == INT64_MIN)) return INT_ARG_OUT_OF_RANGE;
    *value = is_negative ? negative : -negative;
    return INT_ARG_TAKEN;
}
