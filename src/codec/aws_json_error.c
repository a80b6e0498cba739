/*
 * aws_json_error.c - an error answer into code and message, as botocore reports them.
 *
 * Source: botocore/parsers.py, JSONParser and ResponseParser. Never gives up on a strange body.
 * Whether the error may be retried is decided in core.
 */
#include "aws_json.h"

#include "ascii.h"
#include "err.h"
#include "json.h"

#include <stdio.h>
#include <string.h>

/* The answer being read; body is NULL when it is no JSON object. */
typedef struct error_reader {
    const sgp_http_response *response;
    const sgp__json_value *body;
    sgp_arena arena;
    sgp_error *err;
} error_reader;

static void set_code(error_reader *r, sgp_str code)
{
    sgp__copy_printable(r->err->code, sizeof r->err->code, code);
}

static void set_message(error_reader *r, sgp_str message)
{
    sgp__copy_printable(r->err->message, sizeof r->err->message, message);
}

static void set_code_to_status(error_reader *r)
{
    (void)snprintf(r->err->code, sizeof r->err->code, "%d", r->response->status);
}

/* --- answers that do not come from the service itself ----------------------------------------- */

/* What Python's bytes.strip removes. */
static sgp_str strip_blanks(sgp_str text)
{
    while (text.len > 0 && strchr(" \t\n\r\v\f", text.ptr[0]) && text.ptr[0])
        text = sgp__slice(text, 1, text.len);
    while (text.len > 0 && strchr(" \t\n\r\v\f", text.ptr[text.len - 1]) && text.ptr[text.len - 1])
        text.len--;
    return text;
}

/* botocore/parsers.py, _is_generic_error_response: proxies and load balancers answer like this. */
static int is_generic(const sgp_http_response *response)
{
    sgp_str body = strip_blanks(response->body);

    return response->status >= 500 && (body.len == 0 || sgp__starts_with(body, "<html>"));
}

/* botocore takes the phrase of Python's http.client, not the one that was received. */
static const char *standard_phrase(int status)
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

/* --- code ------------------------------------------------------------------------------------- */

/* "ns#Code:http://..." is Code: what is before the first ':' and after the last '#' of that. */
static sgp_str strip_code(sgp_str code)
{
    const char *colon = code.len > 0 ? memchr(code.ptr, ':', code.len) : NULL;

    if (colon) code.len = (size_t)(colon - code.ptr);
    for (size_t at = code.len; at > 0; at--)
        if (code.ptr[at - 1] == '#') return sgp__slice(code, at, code.len);
    return code;
}

/* x-amzn-query-error "Code;Type": exactly two parts, the first not empty. */
static int read_query_error(error_reader *r)
{
    sgp_str value = sgp_http_response_find(r->response, "x-amzn-query-error");
    const char *mark = value.len > 0 ? memchr(value.ptr, ';', value.len) : NULL;
    size_t len = mark ? (size_t)(mark - value.ptr) : 0;

    if (len == 0 || memchr(mark + 1, ';', value.len - len - 1)) return 0;
    set_code(r, sgp__slice(value, 0, len));
    return 1;
}

/* A member of the body if it is a string. */
static sgp_status string_member(error_reader *r, const char *name, sgp_str *out)
{
    const sgp__json_value *value = r->body ? sgp__json_member(r->body, name) : NULL;

    out->ptr = NULL;
    out->len = 0;
    if (!value || sgp__json_type_of(value) != SGP__JSON_STRING) return SGP_OK;
    return sgp__json_text(value, &r->arena, out, r->err);
}

/* Where botocore knows only the HTTP status (deliberate difference: see the README), the places of
 * the AWS JSON specification are looked at first. */
static sgp_status read_code_elsewhere(error_reader *r)
{
    sgp_str code = strip_code(sgp_http_response_find(r->response, "x-amzn-errortype"));

    if (code.len == 0) {
        SGP_TRY(string_member(r, "code", &code));
        code = strip_code(code);
    }
    if (code.len > 0)
        set_code(r, code);
    else
        set_code_to_status(r);
    return SGP_OK;
}

static sgp_status read_code(error_reader *r)
{
    const sgp__json_value *type = r->body ? sgp__json_member(r->body, "__type") : NULL;
    sgp_str code;

    if (read_query_error(r)) return SGP_OK;
    if (type && sgp__json_type_of(type) == SGP__JSON_NULL) {
        set_code(r, sgp_str_from("")); /* botocore: `if code is not None` */
        return SGP_OK;
    }
    SGP_TRY(string_member(r, "__type", &code));
    if (!code.ptr) return read_code_elsewhere(r);
    set_code(r, strip_code(code));
    return SGP_OK;
}

/* --- message ---------------------------------------------------------------------------------- */

static const sgp__json_value *message_member(const error_reader *r)
{
    const sgp__json_value *value = sgp__json_member(r->body, "message");

    return value ? value : sgp__json_member(r->body, "Message");
}

/* Values that are no strings come out as Python prints them; of a list or an object, which nobody
 * sends, the whole body is shown. */
static sgp_status message_text(error_reader *r, sgp_str *out)
{
    const sgp__json_value *value = r->body ? message_member(r) : NULL;

    *out = r->response->body;
    if (!r->body) return SGP_OK;
    if (!value) {
        *out = sgp_str_from("");
        return SGP_OK;
    }
    switch (sgp__json_type_of(value)) {
    case SGP__JSON_STRING:
        return sgp__json_text(value, &r->arena, out, r->err);
    case SGP__JSON_NULL:
        *out = sgp_str_from("None");
        break;
    case SGP__JSON_BOOL:
        *out = sgp_str_from(sgp__json_is_true(value) ? "True" : "False");
        break;
    case SGP__JSON_NUMBER:
        *out = sgp__json_number(value);
        break;
    case SGP__JSON_LIST:
    case SGP__JSON_OBJECT:
        break;
    }
    return SGP_OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

static sgp_status read_members(error_reader *r)
{
    sgp_str message;

    SGP_TRY(message_text(r, &message));
    SGP_TRY(read_code(r));
    set_message(r, message);
    return SGP_OK;
}

static sgp_status read_body(error_reader *r)
{
    const sgp_allocator *allocator = r->response->arena.allocator;
    sgp__json json = { NULL };
    sgp_status status = sgp__json_parse(&json, r->response->body, allocator, NULL);

    if (status == SGP_OK && sgp__json_type_of(sgp__json_root(&json)) == SGP__JSON_OBJECT)
        r->body = sgp__json_root(&json);
    /* Three texts at most are taken from the body, none longer than it. */
    sgp_arena_init(&r->arena, allocator, 4 * r->response->body.len + 1024);
    status = status == SGP_ERR_MEMORY ? sgp__no_memory(r->err) : read_members(r);
    sgp_arena_deinit(&r->arena);
    sgp__json_deinit(&json);
    return status;
}

static void describe_generic(error_reader *r)
{
    set_code_to_status(r);
    set_message(r, sgp_str_from(standard_phrase(r->response->status)));
}

/* botocore/client.py raises from 300 on, but its parser reads errors from 301 on: nothing of a
 * 300's body arrives, and the exception fills in its defaults (botocore/exceptions.py,
 * ClientError). */
static void describe_multiple_choices(error_reader *r)
{
    set_code(r, sgp_str_from("Unknown"));
    set_message(r, sgp_str_from("Unknown"));
}

sgp_status sgp__aws_json_decode_error(void *self, const sgp_http_response *response, sgp_error *err)
{
    error_reader r = { response, NULL, { 0 }, err };
    sgp_status status = SGP_OK;

    (void)self; /* stateless */
    if (!err) return SGP_ERR_SERVICE;
    if (response->status == 300)
        describe_multiple_choices(&r);
    else if (is_generic(response))
        describe_generic(&r);
    else
        status = read_body(&r);
    if (status == SGP_OK) err->status = status = SGP_ERR_SERVICE;
    return status;
}
