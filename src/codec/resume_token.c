/*
 * resume_token.c - botocore's resume token: JSON in base64, byte for byte, and back.
 *
 * Source: botocore/paginate.py, TokenEncoder, TokenDecoder and _parse_starting_token. What a
 * position means for a listing is core's business.
 */
#include "resume_token.h"

#include "aws_json.h"
#include "base64.h"
#include "err.h"
#include "json.h"
#include "utf8.h"

#include <string.h>

/* --- encode ----------------------------------------------------------------------------------- */

/* Returns zero when the next token is not valid UTF-8. */
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

sgp_status sgp__resume_token_encode(void *self, const sgp_position *position, sgp_arena *arena,
                                    sgp_str *out, sgp_error *err)
{
    sgp__buf json, token;
    sgp_status status;

    (void)self; /* stateless */
    SGP_TRY(sgp__next_token_check(position->next_token, err));
    sgp__buf_init(&json, arena->allocator, SGP_STARTING_TOKEN_MAX);
    sgp__buf_init(&token, arena->allocator, SGP_STARTING_TOKEN_MAX);
    if (!put_position(&json, position)) {
        status = sgp_error_set(err, SGP_ERR_PARAM, "NextToken is not valid UTF-8");
        goto out;
    }
    status = sgp__buf_check(&json, "the resume token", err);
    if (status != SGP_OK) goto out;
    sgp__base64_encode(&token, json.ptr, json.len);
    status = sgp__buf_check(&token, "the resume token", err);
    if (status == SGP_OK) status = sgp_arena_copy(arena, token.ptr, token.len, out, err);
out:
    sgp__buf_deinit(&token);
    sgp__buf_deinit(&json);
    return status;
}

/* --- decode: the members of the JSON object --------------------------------------------------- */

static int is_request_member(const sgp__json_value *object, const char *name)
{
    return strcmp(name, "NextToken") != 0 && sgp__json_member(object, name) != NULL;
}

/* botocore would let a token set any parameter and so list another image than was asked for. */
static sgp_status refuse_request_members(const sgp__json_value *object, sgp_error *err)
{
    for (int i = 0; i < SGP__REQUEST_MEMBERS; i++)
        if (is_request_member(object, sgp__request_members[i]))
            return sgp_error_set(err, SGP_ERR_TOKEN,
                                 "Bad starting token: it sets %s; a starting token may only hold "
                                 "NextToken and boto_truncate_amount",
                                 sgp__request_members[i]);
    return SGP_OK;
}

/* botocore writes this member only for tokens of bytes; no operation with text tokens has it. */
static sgp_status refuse_encoded_keys(const sgp__json_value *object, sgp_error *err)
{
    const sgp__json_value *keys = sgp__json_member(object, "boto_encoded_keys");

    if (!keys || sgp__json_type_of(keys) == SGP__JSON_NULL) return SGP_OK;
    if (sgp__json_type_of(keys) == SGP__JSON_LIST && !sgp__json_first(keys)) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_TOKEN,
                         "Bad starting token: boto_encoded_keys says that it is binary, but "
                         "NextToken is text");
}

static int is_token_member(sgp_str name)
{
    return sgp_str_equal(name, sgp_str_from("NextToken")) ||
           sgp_str_equal(name, sgp_str_from("boto_truncate_amount")) ||
           sgp_str_equal(name, sgp_str_from("boto_encoded_keys"));
}

static void report_unknown(sgp__buf *report, sgp_str name)
{
    char shown[256];

    sgp__copy_printable(shown, sizeof shown, name);
    sgp__buf_put_text(report, "\nUnknown parameter in input: \"");
    sgp__buf_put_text(report, shown);
    sgp__buf_put_text(report, "\", must be one of: ");
    for (int i = 0; i < SGP__REQUEST_MEMBERS; i++) {
        if (i > 0) sgp__buf_put_text(report, ", ");
        sgp__buf_put_text(report, sgp__request_members[i]);
    }
}

/* botocore/paginate.py, _inject_token_into_kwargs: null and the word None delete a parameter, so
 * that one that does not exist then does no harm. */
static sgp_status is_deletion(const sgp__json_value *value, sgp_arena *arena, int *deletes,
                              sgp_error *err)
{
    sgp_str text;

    *deletes = sgp__json_type_of(value) == SGP__JSON_NULL;
    if (sgp__json_type_of(value) != SGP__JSON_STRING) return SGP_OK;
    SGP_TRY(sgp__json_text(value, arena, &text, err));
    *deletes = sgp_str_equal(text, sgp_str_from("None"));
    return SGP_OK;
}

static sgp_status report_member(const sgp__json_value *member, sgp_arena *arena, sgp__buf *report,
                                sgp_error *err)
{
    sgp_str name;
    int deletes;

    SGP_TRY(sgp__json_name(member, arena, &name, err));
    if (is_token_member(name) || sgp__json_is_hidden(member)) return SGP_OK;
    SGP_TRY(is_deletion(member, arena, &deletes, err));
    if (!deletes) report_unknown(report, name);
    return SGP_OK;
}

static void put_python_value(sgp__buf *report, const sgp__json_value *value)
{
    switch (sgp__json_type_of(value)) {
    case SGP__JSON_BOOL:
        sgp__buf_put_text(report, sgp__json_is_true(value) ? "True, type: <class 'bool'>"
                                                           : "False, type: <class 'bool'>");
        break;
    case SGP__JSON_NUMBER:
        sgp__buf_put_str(report, sgp__json_number(value));
        sgp__buf_put_text(report, sgp__json_is_integer(value) ? ", type: <class 'int'>"
                                                              : ", type: <class 'float'>");
        break;
    case SGP__JSON_LIST:
        sgp__buf_put_text(report, sgp__json_first(value) ? "[...], type: <class 'list'>"
                                                         : "[], type: <class 'list'>");
        break;
    case SGP__JSON_OBJECT:
        sgp__buf_put_text(report, sgp__json_first(value) ? "{...}, type: <class 'dict'>"
                                                         : "{}, type: <class 'dict'>");
        break;
    case SGP__JSON_NULL:
    case SGP__JSON_STRING:
        break;
    }
}

static void report_next_token(sgp__buf *report, const sgp__json_value *value)
{
    if (!value || sgp__json_type_of(value) == SGP__JSON_NULL) return;
    if (sgp__json_type_of(value) == SGP__JSON_STRING) return;
    sgp__buf_put_text(report, "\nInvalid type for parameter NextToken, value: ");
    put_python_value(report, value);
    sgp__buf_put_text(report, ", valid types: <class 'str'>");
}

/* What botocore's check of the request with these members in it would say (botocore/validate.py,
 * _validate_structure): first the unknown ones, then the types. */
static sgp_status check_parameters(const sgp__json_value *object, sgp_arena *arena, sgp_error *err)
{
    const sgp__json_value *member = sgp__json_first(object);
    sgp__buf report;
    sgp_status status = SGP_OK;

    sgp__buf_init(&report, arena->allocator, SGP_STARTING_TOKEN_MAX + 2 * SGP_ERROR_MESSAGE_MAX);
    for (; member && status == SGP_OK && report.len <= SGP_ERROR_MESSAGE_MAX;
         member = sgp__json_next(member))
        status = report_member(member, arena, &report, err);
    report_next_token(&report, sgp__json_member(object, "NextToken"));
    if (status == SGP_OK) status = sgp__buf_check(&report, "the list of errors", err);
    if (status == SGP_OK && report.len > 0)
        status = sgp_error_set(err, SGP_ERR_PARAM, "Parameter validation failed:%s", report.ptr);
    sgp__buf_deinit(&report);
    return status;
}

/* Python takes any int for the slice, and True and False are ints. */
static sgp_status read_truncate(const sgp__json_value *object, sgp_position *out, sgp_error *err)
{
    const sgp__json_value *value = sgp__json_member(object, "boto_truncate_amount");

    if (!value || sgp__json_type_of(value) == SGP__JSON_NULL) return SGP_OK;
    out->truncate.is_set = 1;
    if (sgp__json_type_of(value) == SGP__JSON_BOOL) {
        out->truncate.value = sgp__json_is_true(value) ? 1 : 0;
        return SGP_OK;
    }
    if (sgp__json_type_of(value) != SGP__JSON_NUMBER)
        return sgp_error_set(err, SGP_ERR_TOKEN,
                             "Bad starting token: boto_truncate_amount must be an integer, not %s",
                             sgp__json_type_name(value));
    if (!sgp__json_is_integer(value) || !sgp__json_integer(value, &out->truncate.value))
        return sgp_error_set(err, SGP_ERR_TOKEN,
                             "Bad starting token: boto_truncate_amount must be an integer of at "
                             "most 64 bits");
    return SGP_OK;
}

/* The type has been checked. */
static sgp_status read_next_token(const sgp__json_value *object, sgp_arena *arena,
                                  sgp_position *out, sgp_error *err)
{
    const sgp__json_value *value = sgp__json_member(object, "NextToken");

    out->has_next_token = value != NULL;
    if (!value || sgp__json_type_of(value) == SGP__JSON_NULL) return SGP_OK;
    SGP_TRY(sgp__json_text(value, arena, &out->next_token, err));
    return sgp__next_token_check(out->next_token, err);
}

static sgp_status read_object(const sgp__json_value *object, sgp_arena *arena, sgp_position *out,
                              sgp_error *err)
{
    SGP_TRY(refuse_request_members(object, err));
    SGP_TRY(refuse_encoded_keys(object, err));
    SGP_TRY(check_parameters(object, arena, err));
    SGP_TRY(read_truncate(object, out, err));
    return read_next_token(object, arena, out, err);
}

/* --- decode: which spelling is it? ------------------------------------------------------------ */

/* Leaves json empty when text is no base64 of JSON: as in botocore that is no error. */
static sgp_status parse_base64_json(sgp_str text, const sgp_allocator *allocator, sgp__json *json,
                                    sgp_error *err)
{
    sgp_status status = SGP_OK;
    sgp__buf bytes;
    int is_base64;

    sgp__buf_init(&bytes, allocator, text.len);
    is_base64 = sgp__base64_decode_lenient(&bytes, text);
    if (bytes.status == SGP_OK && is_base64)
        status = sgp__json_parse(json, sgp__buf_str(&bytes), allocator, NULL);
    if (bytes.status != SGP_OK || status == SGP_ERR_MEMORY)
        status = sgp__no_memory(err);
    else
        status = SGP_OK;
    sgp__buf_deinit(&bytes);
    return status;
}

static sgp_status check_text(sgp_str text, sgp_error *err)
{
    size_t valid;

    if (text.len > SGP_STARTING_TOKEN_MAX)
        return sgp_error_set(err, SGP_ERR_LIMIT,
                             "the starting token: %zu bytes are more than the %d accepted",
                             text.len, SGP_STARTING_TOKEN_MAX);
    valid = sgp__utf8_valid(text);
    if (valid == text.len) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_TOKEN, "Bad starting token: byte %zu is not valid UTF-8",
                         valid);
}

/* JSON that is no object counts as no JSON: botocore raises TypeError for a list, which it catches,
 * and crashes on a scalar (deliberate difference: see the README). */
sgp_status sgp__resume_token_decode(void *self, sgp_str text, sgp_arena *arena, sgp_position *out,
                                    sgp_error *err)
{
    sgp__json json = { NULL };
    const sgp__json_value *root;
    sgp_status status;

    (void)self; /* stateless */
    memset(out, 0, sizeof *out);
    SGP_TRY(check_text(text, err));
    SGP_TRY(parse_base64_json(text, arena->allocator, &json, err));
    root = sgp__json_root(&json);
    if (root && sgp__json_type_of(root) == SGP__JSON_OBJECT)
        status = read_object(root, arena, out, err);
    else
        status = sgp__plain_token_decode(text, arena, out, err);
    sgp__json_deinit(&json);
    return status;
}
