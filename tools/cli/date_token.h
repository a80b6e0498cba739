/*
 * date_token.h - splits a text into the words, numbers and marks of a date, as dateutil's lexer
 * does (dateutil/parser/_parser.py, _timelex).
 */
#ifndef SAGEPAGER_CLI_DATE_TOKEN_H
#define SAGEPAGER_CLI_DATE_TOKEN_H

#include "sagepager/base.h"

/* Most tokens; a text with more is not a date. */
#define DATE_TOKENS 64

/* Result of date_token_number for numbers beyond any part of a date. */
#define DATE_TOO_LARGE 1000000

typedef struct date_tokens {
    sgp_str at[DATE_TOKENS]; /* views into the text; white space is one blank */
    size_t count;
} date_tokens;

/* date_tokens_cut: splits the text. Returns zero if there are too many tokens. */
int date_tokens_cut(sgp_str text, date_tokens *out);

/* date_token_part: returns the characters from..to of a text. */
sgp_str date_token_part(sgp_str text, size_t from, size_t to);

/* date_token_is: non-zero if text is this word, in any case; zero for an absent text. */
int date_token_is(sgp_str text, const char *word);

/* date_token_is_mark: non-zero if text is one character of `marks`. */
int date_token_is_mark(sgp_str text, const char *marks);

int date_token_is_digits(sgp_str text);

/* date_token_is_number: non-zero if text is digits, with an optional point or comma and more
 * digits. */
int date_token_is_number(sgp_str text);

/* date_token_point: returns the offset of a number's point, or its length. */
size_t date_token_point(sgp_str number);

/* date_token_number: returns the number of the digits from..to (at most the end), or -1 if there
 * are none or other characters. */
int date_token_number(sgp_str text, size_t from, size_t to);

#endif /* SAGEPAGER_CLI_DATE_TOKEN_H */
