/*
 * date_token.h - a text cut into the words, numbers and marks that dates are made of, as
 * dateutil's lexer cuts it (dateutil/parser/_parser.py, _timelex).
 */
#ifndef SAGEPAGER_CLI_DATE_TOKEN_H
#define SAGEPAGER_CLI_DATE_TOKEN_H

#include "sagepager/base.h"

/* No date is longer; a text that is has none to offer. */
#define DATE_TOKENS 64

/* What date_token_number says of numbers beyond the largest that any part of a date may be. */
#define DATE_TOO_LARGE 1000000

typedef struct date_tokens {
    sgp_str at[DATE_TOKENS]; /* views into the text; a white space is one blank */
    size_t count;
} date_tokens;

/* date_tokens_cut: zero when there are too many. */
int date_tokens_cut(sgp_str text, date_tokens *out);

/* date_token_part: the characters from..to of a text. */
sgp_str date_token_part(sgp_str text, size_t from, size_t to);

/* date_token_is: text is this word, upper or lower case. An absent text is none. */
int date_token_is(sgp_str text, const char *word);

/* date_token_is_mark: text is one character, one of these. */
int date_token_is_mark(sgp_str text, const char *marks);

int date_token_is_digits(sgp_str text);

/* date_token_is_number: digits, and perhaps a point or comma with more. */
int date_token_is_number(sgp_str text);

/* date_token_point: where a number's point is, or its length. */
size_t date_token_point(sgp_str number);

/* date_token_number: of digits from..to (at most the end); -1 when there are none or others. */
int date_token_number(sgp_str text, size_t from, size_t to);

#endif /* SAGEPAGER_CLI_DATE_TOKEN_H */
