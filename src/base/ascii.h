/*
 * ascii.h - characters and comparisons that must not depend on the locale.
 */
#ifndef SGP_BASE_ASCII_H
#define SGP_BASE_ASCII_H

#include "sagepager/base.h"

static inline int sgp__is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int sgp__is_alpha(char c);

/* RFC 9110, 5.6.2: a character of a header name or method. */
int sgp__is_token_char(char c);

/* Non-zero when text is one or more of them. */
int sgp__is_token(sgp_str text);

/* Non-zero when text may be a header value: no control character but tab (RFC 9110, 5.5). */
int sgp__is_field_value(sgp_str text);

char sgp__lower(char c);

/* Equal without regard to the case of ASCII letters. */
int sgp__equal_nocase(sgp_str a, const char *b);

/* Starts with prefix, case counting. */
int sgp__starts_with(sgp_str text, const char *prefix);

/* Without blanks and tabs at both ends. */
sgp_str sgp__trim(sgp_str text);

/* A part of text; both numbers are cut to what is there. */
sgp_str sgp__slice(sgp_str text, size_t from, size_t len);

/* Value of an unsigned decimal of digits only, at most max; -1 when it is none or larger. */
int64_t sgp__parse_decimal(sgp_str text, int64_t max);

/* Nearest double of a JSON-like number ("-1.5e3"), whatever the locale; zero when it is none, is
 * longer than 400 characters or not finite. */
int sgp__parse_double(sgp_str text, double *value);

/* Value of one hexadecimal digit, or -1. */
int sgp__hex_value(char c);

#endif
