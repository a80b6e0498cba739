/*
 * sgp_ascii.h - characters, comparisons and numbers that do not depend on the
 * locale.
 */
#ifndef SGP_BASE_ASCII_H
#define SGP_BASE_ASCII_H

#include "sagepager/base.h"

static inline int sgp__is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int sgp__is_alpha(char c);

/* Non-zero for a character of a header name or method (RFC 9110, 5.6.2). */
int sgp__is_token_char(char c);

/* Non-zero if text is a token: one or more of these characters. */
int sgp__is_token(sgp_str text);

/* Non-zero if text is a header value: no control character but tab (RFC 9110,
 * 5.5). */
int sgp__is_field_value(sgp_str text);

char sgp__lower(char c);

/* Non-zero if both texts are equal, ignoring the case of ASCII letters. */
int sgp__equal_nocase(sgp_str a, const char *b);

/* Non-zero if text starts with prefix, case-sensitively. */
int sgp__starts_with(sgp_str text, const char *prefix);

/* Non-zero if both C strings are equal. A C library's strcmp can have 700 bytes. */
int sgp__same_text(const char *a, const char *b);

/* Non-zero if text is one of the first `count` texts. */
int sgp__is_one_of(const char *text, const char *const *texts, size_t count);

/* Returns where part first occurs in text, or NULL. A C library's strstr is fast and a kilobyte
 * large. */
const char *sgp__find(const char *text, const char *part);

/* Returns text without the blanks and tabs at both ends. */
sgp_str sgp__trim(sgp_str text);

/* Returns the text without blanks and line ends around it: what a file or a server adds to a token
 * or a name. Deliberate difference: botocore sends them, and Python then refuses the header. */
sgp_str sgp__trim_line(sgp_str text);

/* Returns `len` bytes of text from offset `from` on, limited to its end. */
sgp_str sgp__slice(sgp_str text, size_t from, size_t len);

/* Returns the value of an unsigned decimal number; -1 if text is empty,
 * contains another character or is larger than max. */
int64_t sgp__parse_decimal(sgp_str text, int64_t max);

/* Returns the value of a hexadecimal digit, or -1. */
int sgp__hex_value(char c);

#endif
