/*
 * aws_json_numbers.c - what aws_json_texts.c is in a build without texts.
 */
#include "sgp_aws_json_texts.h"

void sgp__error_append_printable(sgp_error *err, sgp_str text)
{
    (void)err;
    (void)text;
}

sgp_status sgp__service_message(const sgp_http_response *response, const sgp__json_value *body,
                                sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    (void)response;
    (void)body;
    (void)arena;
    (void)err;
    *out = sgp_str_from("");
    return SGP_OK;
}

const char *sgp__http_phrase(int status)
{
    (void)status;
    return "";
}

/* A report that is not empty is a failure. */
void sgp__report_unknown_member(sgp__buf *report, sgp_str name)
{
    (void)name;
    sgp__buf_put_char(report, '?');
}

void sgp__report_token_type(sgp__buf *report, const sgp__json_value *value)
{
    (void)value;
    sgp__buf_put_char(report, '?');
}
