/*
 * plain_token.c - starting tokens that are no JSON: TOKEN___INDEX, or a service's token as it is.
 *
 * Source: botocore/paginate.py, _parse_starting_token_deprecated.
 */
#include "resume_token.h"

#include "ascii.h"
#include "aws_json.h"
#include "err.h"

#include <string.h>

static const char separator[] = "___";
#define SEPARATOR_BYTES (sizeof separator - 1)

/* Offset of the first separator at or after `from`; text.len when there is none. */
static size_t find_separator(sgp_str text, size_t from)
{
    for (size_t at = from; at + SEPARATOR_BYTES <= text.len; at++)
        if (memcmp(text.ptr + at, separator, SEPARATOR_BYTES) == 0) return at;
    return text.len;
}

/* --- Python's int(text) ----------------------------------------------------------------------- */

typedef enum int_result { NO_INT, INT_READ, INT_TOO_LARGE } int_result;

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static sgp_str strip_blanks(sgp_str text)
{
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = sgp__slice(text, 1, text.len);
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

/* Digits with single underscores between them (Python language reference, 2.4.5). */
static int is_grouped_digits(sgp_str text)
{
    int after_digit = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!sgp__is_digit(text.ptr[i]) && !(text.ptr[i] == '_' && after_digit)) return 0;
        after_digit = text.ptr[i] != '_';
    }
    return after_digit;
}

static int_result read_magnitude(sgp_str text, int64_t *value)
{
    *value = 0;
    if (!is_grouped_digits(text)) return NO_INT;
    for (size_t i = 0; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (text.ptr[i] == '_') continue;
        if (*value > (INT64_MAX - digit) / 10) return INT_TOO_LARGE;
        *value = *value * 10 + digit;
    }
    return INT_READ;
}

static int_result read_python_int(sgp_str text, int64_t *value)
{
    int negative;
    int_result result;

    text = strip_blanks(text);
    negative = text.len > 0 && text.ptr[0] == '-';
    if (negative || (text.len > 0 && text.ptr[0] == '+')) text = sgp__slice(text, 1, text.len);
    result = read_magnitude(text, value);
    if (negative) *value = -*value;
    return result;
}

/* --- the token -------------------------------------------------------------------------------- */

static sgp_status keep_token(sgp_str token, sgp_arena *arena, sgp_position *out, sgp_error *err)
{
    out->has_next_token = 1;
    if (sgp_str_equal(token, sgp_str_from("None"))) return SGP_OK;
    SGP_TRY(sgp__next_token_check(token, err));
    return sgp_arena_copy(arena, token.ptr, token.len, &out->next_token, err);
}

static sgp_status bad_token(sgp_str text, sgp_error *err)
{
    char shown[SGP_ERROR_MESSAGE_MAX + 1];

    sgp__copy_printable(shown, sizeof shown, text);
    return sgp_error_set(err, SGP_ERR_TOKEN, "Bad starting token: %s", shown);
}

sgp_status sgp__plain_token_decode(sgp_str text, sgp_arena *arena, sgp_position *out,
                                   sgp_error *err)
{
    size_t at = find_separator(text, 0);
    sgp_str index = sgp__slice(text, at + SEPARATOR_BYTES, text.len);
    int64_t value;

    if (at == text.len) return keep_token(text, arena, out, err);
    if (find_separator(index, 0) != index.len) return bad_token(text, err);
    switch (read_python_int(index, &value)) {
    case INT_TOO_LARGE:
        return sgp_error_set(err, SGP_ERR_TOKEN,
                             "Bad starting token: the index after ___ does not fit 64 bits");
    case NO_INT:
        return keep_token(text, arena, out, err);
    case INT_READ:
        break;
    }
    out->truncate = sgp_opt(value);
    return keep_token(sgp__slice(text, 0, at), arena, out, err);
}
