/*
 * resume_token_check.c - checks the members of a resume token's JSON object.
 *
 * Source: botocore/paginate.py, TokenDecoder and _inject_token_into_kwargs;
 * botocore/validate.py.
 */
#include "sgp_resume_token.h"

#include "sgp_arena.h"
#include "sgp_aws_json.h"
#include "sgp_buf.h"
#include "sgp_err.h"

#include <string.h>

/* Bytes of an unknown member's name in a message. */
#define SHOWN_NAME_MAX 255

static sgp__json_value resume_token_member(const sgp__json_value *object, const char *name)
{
    return sgp__json_member(*object, sgp_str_from(name));
}

static int is_text(const sgp__json_value *value, const char *text)
{
    return sgp__json_view_is(value->text, value->has_escapes, sgp_str_from(text));
}

/* botocore lets a token set any parameter, so a token could list another image
 * than the requested one. */
static sgp_status check_request_members(const sgp__json_value *object, sgp_error *err)
{
    for (int i = 0; i < SGP__REQUEST_MEMBERS; i++) {
        const char *name = sgp__request_members[i];
        if (strcmp(name, "NextToken") != 0 &&
            resume_token_member(object, name).type != SGP__TOKEN_END)
            return SGP__FAIL(err, SGP_ERR_TOKEN, 3017,
                             "Bad starting token: it sets %s; a starting token may only hold "
                             "NextToken and boto_truncate_amount",
                             name);
    }
    return SGP_OK;
}

/* botocore writes this member only for tokens of bytes. No operation with text
 * tokens has it. */
static sgp_status check_encoded_keys(const sgp__json_value *object, sgp_error *err)
{
    sgp__json_value keys = resume_token_member(object, "boto_encoded_keys");

    if (!sgp__json_has_value(&keys)) return SGP_OK;
    if (keys.type == SGP__TOKEN_LIST && sgp__json_is_empty(keys)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_TOKEN, 3018,
                     "Bad starting token: boto_encoded_keys says that it is binary, but "
                     "NextToken is text");
}

static int is_token_member(const sgp__json_value *name)
{
    return is_text(name, "NextToken") || is_text(name, "boto_truncate_amount") ||
           is_text(name, "boto_encoded_keys");
}

/* botocore/paginate.py, _inject_token_into_kwargs: null and the word None
 * delete a parameter, so an unknown one is harmless. */
static int is_deletion(const sgp__json_value *value)
{
    return value->type == SGP__TOKEN_NULL ||
           (value->type == SGP__TOKEN_STRING && is_text(value, "None"));
}

/* Non-zero if a later member has the name of the last one and so replaces it. */
static int is_hidden(sgp__json_pull *members, sgp_str name)
{
    sgp__json_mark here = sgp__json_pull_mark(members);
    int found = 0;

    while (!found && sgp__json_pull_next(members) == SGP__TOKEN_NAME) {
        found = sgp__json_view_is(members->view, members->has_escapes, name);
        (void)sgp__json_pull_skip(members, sgp__json_pull_next(members));
    }
    sgp__json_pull_rewind(members, &here);
    return found;
}

static void put_name_shown(sgp__buf *report, sgp_str name)
{
    char *room = sgp__buf_reserve(report, SHOWN_NAME_MAX);

    if (!room) return;
    sgp__copy_printable(room, SHOWN_NAME_MAX + 1, name);
    sgp__buf_commit(report, strlen(room));
}

static void report_unknown(sgp__buf *report, sgp_str name)
{
    sgp__buf_put_text(report, "\nUnknown parameter in input: \"");
    put_name_shown(report, name);
    sgp__buf_put_text(report, "\", must be one of: ");
    for (int i = 0; i < SGP__REQUEST_MEMBERS; i++) {
        if (i > 0) sgp__buf_put_text(report, ", ");
        sgp__buf_put_text(report, sgp__request_members[i]);
    }
}

static sgp_status report_members(const sgp__json_value *object, sgp_arena *arena, sgp__buf *report,
                                 sgp_error *err)
{
    sgp__json_value name, value;
    sgp__json_pull members;
    sgp_str text;

    sgp__json_open(&members, *object);
    while (report->len <= SGP_ERROR_MESSAGE_MAX && sgp__json_next_member(&members, &name, &value)) {
        if (is_token_member(&name) || is_deletion(&value)) continue;
        SGP_TRY(sgp__json_copy(name.text, name.has_escapes, arena, &text, err));
        if (!is_hidden(&members, text)) report_unknown(report, text);
    }
    return SGP_OK;
}

static void put_python_value(sgp__buf *report, const sgp__json_value *value)
{
    switch (value->type) {
    case SGP__TOKEN_BOOL:
        sgp__buf_put_text(report, sgp__json_is_true(*value) ? "True, type: <class 'bool'>"
                                                            : "False, type: <class 'bool'>");
        break;
    case SGP__TOKEN_NUMBER:
        sgp__buf_put_str(report, value->text);
        sgp__buf_put_text(report,
                          value->is_integer ? ", type: <class 'int'>" : ", type: <class 'float'>");
        break;
    case SGP__TOKEN_LIST:
        sgp__buf_put_text(report, sgp__json_is_empty(*value) ? "[], type: <class 'list'>"
                                                             : "[...], type: <class 'list'>");
        break;
    default:
        sgp__buf_put_text(report, sgp__json_is_empty(*value) ? "{}, type: <class 'dict'>"
                                                             : "{...}, type: <class 'dict'>");
        break;
    }
}

static void report_next_token(sgp__buf *report, const sgp__json_value *object)
{
    sgp__json_value value = resume_token_member(object, "NextToken");

    if (!sgp__json_has_value(&value) || value.type == SGP__TOKEN_STRING) return;
    sgp__buf_put_text(report, "\nInvalid type for parameter NextToken, value: ");
    put_python_value(report, &value);
    sgp__buf_put_text(report, ", valid types: <class 'str'>");
}

/* Reports the errors of botocore's check of a request with these members
 * (botocore/validate.py, _validate_structure): first unknown members, then
 * types. */
static sgp_status check_parameters(const sgp__json_value *object, sgp_arena *arena, sgp_error *err)
{
    sgp__buf report;
    sgp_status status;

    sgp__buf_init(&report, arena->allocator, SGP_STARTING_TOKEN_MAX + 2 * SGP_ERROR_MESSAGE_MAX);
    status = report_members(object, arena, &report, err);
    report_next_token(&report, object);
    if (status == SGP_OK) status = SGP__BUF_CHECK(&report, 3034, "the list of errors", err);
    if (status == SGP_OK && report.len > 0)
        status = SGP__FAIL(err, SGP_ERR_PARAM, 3019, "Parameter validation failed:%s", report.ptr);
    sgp__buf_deinit(&report);
    return status;
}

sgp_status sgp__resume_token_check(const sgp__json_value *object, sgp_arena *arena, sgp_error *err)
{
    SGP_TRY(check_request_members(object, err));
    SGP_TRY(check_encoded_keys(object, err));
    return check_parameters(object, arena, err);
}
