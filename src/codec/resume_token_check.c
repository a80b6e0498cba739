/*
 * resume_token_check.c - checks the members of a resume token's JSON object.
 *
 * Source: botocore/paginate.py, TokenDecoder and _inject_token_into_kwargs;
 * botocore/validate.py.
 */
#include "sgp_resume_token.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_aws_json.h"
#include "sgp_aws_json_texts.h"
#include "sgp_buf.h"
#include "sgp_err.h"

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
        if (!sgp__same_text(name, "NextToken") &&
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
        if (!is_hidden(&members, text)) sgp__report_unknown_member(report, text);
    }
    return SGP_OK;
}

static void report_next_token(sgp__buf *report, const sgp__json_value *object)
{
    sgp__json_value value = resume_token_member(object, "NextToken");

    if (!sgp__json_has_value(&value) || value.type == SGP__TOKEN_STRING) return;
    sgp__report_token_type(report, &value);
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
