/*
 * plain_token.c - starting tokens that are not JSON: TOKEN___INDEX, or a token
 * of the service.
 *
 * Source: botocore/paginate.py, _parse_starting_token_deprecated.
 */
#include "sgp_resume_token.h"

#include "sgp_ascii.h"
#include "sgp_aws_json.h"
#include "sgp_aws_json_texts.h"
#include "sgp_err.h"

#include <string.h>

static const char separator[] = "___";
#define SEPARATOR_BYTES (sizeof separator - 1)

/* Returns the offset of the first separator, or text.len. */
static size_t find_separator(sgp_str text)
{
    for (size_t at = 0; at + SEPARATOR_BYTES <= text.len; at++)
        if (memcmp(text.ptr + at, separator, SEPARATOR_BYTES) == 0) return at;
    return text.len;
}

/* --- Python's int(text) ----------------------------------------------------------------------- */

typedef enum int_result { NOT_AN_INT, INT_PARSED, INT_TOO_LARGE } int_result;

/* Digits with single underscores between them (Python language reference,
 * 2.4.5). */
static int is_grouped_digits(sgp_str text)
{
    int after_digit = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (!sgp__is_digit(text.ptr[i]) && !(text.ptr[i] == '_' && after_digit)) return 0;
        after_digit = text.ptr[i] != '_';
    }
    return after_digit;
}

static int_result parse_magnitude(sgp_str text, int64_t *value)
{
    *value = 0;
    if (!is_grouped_digits(text)) return NOT_AN_INT;
    for (size_t i = 0; i < text.len; i++) {
        int digit = text.ptr[i] - '0';
        if (text.ptr[i] == '_') continue;
        if (*value > (INT64_MAX - digit) / 10) return INT_TOO_LARGE;
        *value = *value * 10 + digit;
    }
    return INT_PARSED;
}

static int_result parse_python_int(sgp_str text, int64_t *value)
{
    int negative;
    int_result result;

    text = sgp__strip_blanks(text);
    negative = text.len > 0 && text.ptr[0] == '-';
    if (negative || (text.len > 0 && text.ptr[0] == '+')) text = sgp__slice(text, 1, text.len);
    result = parse_magnitude(text, value);
    if (negative) *value = -*value;
    return result;
}

/* --- the token -------------------------------------------------------------------------------- */

static sgp_status plain_token_copy_token(sgp_str token, sgp_arena *arena, sgp_position *out,
                                         sgp_error *err)
{
    out->has_next_token = 1;
    if (sgp_str_equal(token, sgp_str_from("None"))) return SGP_OK;
    SGP_TRY(sgp__next_token_check(token, err));
    return sgp_arena_copy(arena, token.ptr, token.len, &out->next_token, err);
}

static sgp_status bad_token(sgp_str text, sgp_error *err)
{
    (void)SGP__FAIL(err, SGP_ERR_TOKEN, 3014, "Bad starting token: ");
    sgp__error_append_printable(err, text);
    return SGP_ERR_TOKEN;
}

sgp_status sgp__plain_token_decode(sgp_str text, sgp_arena *arena, sgp_position *out,
                                   sgp_error *err)
{
    size_t at = find_separator(text);
    sgp_str index = sgp__slice(text, at + SEPARATOR_BYTES, text.len);
    int64_t value;

    if (at == text.len) return plain_token_copy_token(text, arena, out, err);
    if (find_separator(index) != index.len) return bad_token(text, err);
    switch (parse_python_int(index, &value)) {
    case INT_TOO_LARGE:
        return SGP__FAIL(err, SGP_ERR_TOKEN, 3015,
                         "Bad starting token: the index after ___ does not fit 64 bits");
    case NOT_AN_INT:
        return plain_token_copy_token(text, arena, out, err);
    case INT_PARSED:
        break;
    }
    out->truncate = sgp_opt_int_of(value);
    return plain_token_copy_token(sgp__slice(text, 0, at), arena, out, err);
}
