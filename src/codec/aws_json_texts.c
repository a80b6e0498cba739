/*
 * aws_json_texts.c - what the codec does for messages alone.
 *
 * Source: botocore/parsers.py, botocore/validate.py.
 */
#include "sgp_aws_json_texts.h"

#include "sgp_aws_json.h"
#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_utf8.h"

#include <string.h>

/* Bytes of an unknown member's name in a message. */
#define SHOWN_NAME_MAX 255

/* --- foreign texts ---------------------------------------------------------------------------- */

/* Returns the number of bytes at the start of text that need no SGP__REPLACEMENT. */
static size_t printable_bytes(sgp_str text)
{
    size_t at = 0;

    while (at < text.len) {
        uint32_t code = 0;
        size_t bytes = sgp__utf8_decode(sgp__slice(text, at, text.len), &code);
        if (code == 0) break;
        at += bytes;
    }
    return at;
}

/* Reads no more bytes than a message can hold plus one character. */
void sgp__error_append_printable(sgp_error *err, sgp_str text)
{
    text = sgp__slice(text, 0, SGP_ERROR_MESSAGE_MAX + 4);
    while (text.len > 0) {
        size_t bytes = printable_bytes(text);
        SGP__APPEND(err, "%.*s%s", (int)bytes, text.ptr, bytes < text.len ? SGP__REPLACEMENT : "");
        text = sgp__slice(text, bytes + 1, text.len);
    }
}

/* --- error responses -------------------------------------------------------------------------- */

/* botocore takes the phrase from Python's http.client instead of the received
 * one. */
const char *sgp__http_phrase(int status)
{
    static const struct {
        int status;
        const char *phrase;
    } known[] = {
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 502, "Bad Gateway" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
        { 505, "HTTP Version Not Supported" },
        { 506, "Variant Also Negotiates" },
        { 507, "Insufficient Storage" },
        { 508, "Loop Detected" },
        { 510, "Not Extended" },
        { 511, "Network Authentication Required" },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].status == status) return known[i].phrase;
    return "";
}

/* Values other than strings appear as Python prints them. For a list or object,
 * which no service sends, the message is the whole body. */
sgp_status sgp__service_message(const sgp_http_response *response, const sgp__json_value *body,
                                sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    sgp__json_value value = sgp__json_member(*body, sgp_str_from("message"));

    *out = response->body;
    if (body->type != SGP__TOKEN_OBJECT) return SGP_OK;
    if (value.type == SGP__TOKEN_END) value = sgp__json_member(*body, sgp_str_from("Message"));
    switch (value.type) {
    case SGP__TOKEN_STRING:
        return sgp__json_copy(value.text, value.has_escapes, arena, out, err);
    case SGP__TOKEN_NULL:
        *out = sgp_str_from("None");
        break;
    case SGP__TOKEN_BOOL:
        *out = sgp_str_from(sgp__json_is_true(value) ? "True" : "False");
        break;
    case SGP__TOKEN_NUMBER:
        *out = value.text;
        break;
    case SGP__TOKEN_END:
        *out = sgp_str_from("");
        break;
    default:
        break;
    }
    return SGP_OK;
}

/* --- resume tokens ---------------------------------------------------------------------------- */

static void put_name_shown(sgp__buf *report, sgp_str name)
{
    char *room = sgp__buf_reserve(report, SHOWN_NAME_MAX);

    if (!room) return;
    sgp__copy_printable(room, SHOWN_NAME_MAX + 1, name);
    sgp__buf_commit(report, strlen(room));
}

void sgp__report_unknown_member(sgp__buf *report, sgp_str name)
{
    sgp__buf_put_text(report, "\nUnknown parameter in input: \"");
    put_name_shown(report, name);
    sgp__buf_put_text(report, "\", must be one of: ");
    for (int i = 0; i < SGP__REQUEST_MEMBERS; i++) {
        if (i > 0) sgp__buf_put_text(report, ", ");
        sgp__buf_put_text(report, sgp__request_members[i]);
    }
}

void sgp__report_token_type(sgp__buf *report, const sgp__json_value *value)
{
    sgp__buf_put_text(report, "\nInvalid type for parameter NextToken, value: ");
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
    sgp__buf_put_text(report, ", valid types: <class 'str'>");
}
