/*
 * resume_token.c - botocore's resume token: JSON in base64, byte for byte.
 *
 * Source: botocore/paginate.py, TokenEncoder, TokenDecoder and
 * _parse_starting_token. src/core knows what a position means for a listing.
 */
#include "sgp_resume_token.h"

#include "sgp_arena.h"
#include "sgp_aws_json.h"
#include "sgp_base64.h"
#include "sgp_err.h"
#include "sgp_json_value.h"
#include "sgp_json_write.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_utf8.h"

#include <string.h>

/* --- encode ----------------------------------------------------------------------------------- */

/* Returns zero if the next token is not valid UTF-8. */
static int put_position(sgp__buf *out, const sgp_position *position)
{
    sgp__buf_put_text(out, "{\"NextToken\": ");
    if (!position->next_token.ptr)
        sgp__buf_put_text(out, "null");
    else if (!sgp__json_put_string(out, position->next_token))
        return 0;
    if (position->truncate.is_set) {
        sgp__buf_put_text(out, ", \"boto_truncate_amount\": ");
        sgp__buf_put_int(out, position->truncate.value);
    }
    sgp__buf_put_char(out, '}');
    return 1;
}

sgp_status sgp__resume_token_encode(sgp_codec *codec, const sgp_position *position,
                                    sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    sgp_position own;
    sgp__buf json, token;
    sgp_status status;

    (void)codec;
    SGP_TRY(
        SGP__OPTIONS_REQUIRE(&own, sizeof own, position, 3030, "encode_token", "position", err));
    SGP_TRY(sgp__next_token_check(own.next_token, err));
    sgp__buf_init(&json, arena->allocator, SGP_STARTING_TOKEN_MAX);
    sgp__buf_init(&token, arena->allocator, SGP_STARTING_TOKEN_MAX);
    if (!put_position(&json, &own)) {
        status = SGP__FAIL(err, SGP_ERR_PARAM, 3016, "NextToken is not valid UTF-8");
        goto out;
    }
    status = SGP__BUF_CHECK(&json, 3032, "the resume token", err);
    if (status != SGP_OK) goto out;
    sgp__base64_encode(&token, json.ptr, json.len);
    status = SGP__BUF_CHECK(&token, 3033, "the resume token", err);
    if (status == SGP_OK) status = sgp_arena_copy(arena, token.ptr, token.len, out, err);
out:
    sgp__buf_deinit(&token);
    sgp__buf_deinit(&json);
    return status;
}

/* --- decode: the members of the JSON object --------------------------------------------------- */

/* Python takes any int for the slice, and True and False are ints. */
static sgp_status decode_truncate(sgp__json_value object, sgp_position *out, sgp_error *err)
{
    sgp__json_value value = sgp__json_member(object, sgp_str_from("boto_truncate_amount"));

    if (!sgp__json_has_value(&value)) return SGP_OK;
    out->truncate = sgp_opt_int_of(sgp__json_is_true(value));
    if (value.type == SGP__TOKEN_BOOL) return SGP_OK;
    if (value.type != SGP__TOKEN_NUMBER)
        return SGP__FAIL(err, SGP_ERR_TOKEN, 3020,
                         "Bad starting token: boto_truncate_amount must be an integer, not %s",
                         sgp__json_token_name(value.type));
    if (!value.is_integer || !sgp__json_integer(value.text, &out->truncate.value))
        return SGP__FAIL(err, SGP_ERR_TOKEN, 3021,
                         "Bad starting token: boto_truncate_amount must be an integer of at "
                         "most 64 bits");
    return SGP_OK;
}

/* sgp__resume_token_check has checked the type. */
static sgp_status resume_token_decode_next_token(sgp__json_value object, sgp_arena *arena,
                                                 sgp_position *out, sgp_error *err)
{
    sgp__json_value value = sgp__json_member(object, sgp_str_from("NextToken"));

    out->has_next_token = value.type != SGP__TOKEN_END;
    if (!sgp__json_has_value(&value)) return SGP_OK;
    SGP_TRY(sgp__json_copy(value.text, value.has_escapes, arena, &out->next_token, err));
    return sgp__next_token_check(out->next_token, err);
}

static sgp_status decode_object(sgp__json_value object, sgp_arena *arena, sgp_position *out,
                                sgp_error *err)
{
    SGP_TRY(sgp__resume_token_check(&object, arena, err));
    SGP_TRY(decode_truncate(object, out, err));
    return resume_token_decode_next_token(object, arena, out, err);
}

/* --- decode: the form of the token ------------------------------------------------------------ */

static sgp_status resume_token_check_text(sgp_str text, sgp_error *err)
{
    size_t valid;

    if (text.len > SGP_STARTING_TOKEN_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 3022,
                         "the starting token has %lu bytes: at most %d are accepted",
                         (unsigned long)text.len, SGP_STARTING_TOKEN_MAX);
    valid = sgp__utf8_valid(text);
    if (valid == text.len) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_TOKEN, 3023, "Bad starting token: byte %lu is not valid UTF-8",
                     (unsigned long)valid);
}

/* Text that is not JSON in base64 is a plain token, as in botocore. So is JSON
 * other than an object. There botocore raises a TypeError, which it catches for
 * a list but not for a scalar (deliberate difference, see README.md). */
static sgp_status resume_token_decode_text(sgp_str text, sgp_arena *arena, sgp_position *out,
                                           sgp_error *err)
{
    sgp__json_value object;
    sgp__buf json;
    sgp_status status;

    SGP_TRY(resume_token_check_text(text, err));
    sgp__buf_init(&json, arena->allocator, text.len);
    if (sgp__base64_decode_lenient(&json, text) && json.status == SGP_OK &&
        sgp__json_parse(sgp__buf_str(&json), &object) && object.type == SGP__TOKEN_OBJECT)
        status = decode_object(object, arena, out, err);
    else if (json.status != SGP_OK)
        status = sgp__no_memory(err);
    else
        status = sgp__plain_token_decode(text, arena, out, err);
    sgp__buf_deinit(&json);
    return status;
}

/* Writes at most out->size bytes, because an older program's struct is shorter. */
sgp_status sgp__resume_token_decode(sgp_codec *codec, sgp_str text, sgp_arena *arena,
                                    sgp_position *out, sgp_error *err)
{
    sgp_position own;
    size_t size;

    (void)codec;
    SGP_TRY(SGP__OPTIONS_REQUIRE(&own, sizeof own, out, 3031, "decode_token", "position", err));
    SGP_TRY(resume_token_decode_text(text, arena, &own, err));
    size = out->size;
    memcpy(out, &own, size < sizeof own ? size : sizeof own);
    out->size = size;
    return SGP_OK;
}
