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

/* Accumulates below zero, because the negative range is larger. */
static int64_t push_digit(int64_t negative, char c)
{
    int digit = c - '0';

    return negative < (INT64_MIN + digit) / 10 ? INT64_MIN : negative * 10 - digit;
}

int int_arg_parse(const char *text, int64_t *value)
{
    const char *p = skip_blanks(text);
    int64_t negative = 0;
    int is_negative = *p == '-';

    if (*p == '-' || *p == '+') p++;
    if (!is_digit(*p)) return 0;
    for (; is_digit(*p); p++) {
        negative = push_digit(negative, *p);
        if (p[1] == '_' && is_digit(p[2])) p++;
    }
    if (*skip_blanks(p) != '\0') return 0;
    *value = is_negative ? negative : negative == INT64_MIN ? INT64_MAX : -negative;
    return 1;
}
