/*
 * aws_json_error.c - decodes an error response to code and message as botocore
 * reports them.
 *
 * Source: botocore/parsers.py, JSONParser and ResponseParser. Every body gives
 * an error, even one that cannot be parsed. src/core decides whether the error
 * may be retried.
 */
#include "sgp_aws_json.h"
#include "sgp_aws_json_texts.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_http_message.h"
#include "sgp_json_value.h"

#include <string.h>

typedef struct error_decoder {
    const sgp_http_response *response;
    sgp__json_value body; /* no value: the body is not a JSON object */
    sgp_arena arena;
    sgp_error *err;
} error_decoder;

static void set_code(error_decoder *d, sgp_str code)
{
    sgp__copy_printable(d->err->code, sizeof d->err->code, code);
}

static void set_code_to_status(error_decoder *d)
{
    (void)sgp__format(d->err->code, sizeof d->err->code, "%d", d->response->status);
}

/* Comes last, because it sets the status too. */
static void set_message(error_decoder *d, sgp_str message)
{
    (void)SGP__FAIL(d->err, SGP_ERR_SERVICE, 3002, "%s", "");
    sgp__error_append_printable(d->err, message);
}

/* --- responses that do not come from the service itself --------------------------------------- */

/* botocore/parsers.py, _is_generic_error_response: proxies and load balancers
 * respond like this. */
static int is_generic(const sgp_http_response *response)
{
    sgp_str body = sgp__strip_blanks(response->body);

    return response->status >= 500 && (body.len == 0 || sgp__starts_with(body, "<html>"));
}

/* --- code ------------------------------------------------------------------------------------- */

/* "ns#Code:http://..." becomes Code: the part before the first ':', then that
 * after the last '#'. */
static sgp_str strip_code(sgp_str code)
{
    const char *colon = code.len > 0 ? memchr(code.ptr, ':', code.len) : NULL;

    if (colon) code.len = (size_t)(colon - code.ptr);
    for (size_t at = code.len; at > 0; at--)
        if (code.ptr[at - 1] == '#') return sgp__slice(code, at, code.len);
    return code;
}

/* x-amzn-query-error is "Code;Type": exactly two parts, the first not empty. */
static int decode_query_error(error_decoder *d)
{
    sgp_str value = sgp_http_response_find_header(d->response, "x-amzn-query-error");
    const char *mark = value.len > 0 ? memchr(value.ptr, ';', value.len) : NULL;
    size_t len = mark ? (size_t)(mark - value.ptr) : 0;

    if (len == 0 || memchr(mark + 1, ';', value.len - len - 1)) return 0;
    set_code(d, sgp__slice(value, 0, len));
    return 1;
}

static sgp__json_value error_member(const error_decoder *d, const char *name)
{
    return sgp__json_member(d->body, sgp_str_from(name));
}

static sgp_status copy(error_decoder *d, sgp__json_value string, sgp_str *out)
{
    return sgp__json_copy(string.text, string.has_escapes, &d->arena, out, d->err);
}

/* Botocore knows only the HTTP status here. This library first looks where the
 * AWS JSON specification puts the code (deliberate difference, see
 * README.md). */
static sgp_status decode_code_elsewhere(error_decoder *d)
{
    sgp_str code = strip_code(sgp_http_response_find_header(d->response, "x-amzn-errortype"));
    sgp__json_value value = error_member(d, "code");

    if (code.len == 0 && value.type == SGP__TOKEN_STRING) {
        SGP_TRY(copy(d, value, &code));
        code = strip_code(code);
    }
    if (code.len > 0)
        set_code(d, code);
    else
        set_code_to_status(d);
    return SGP_OK;
}

static sgp_status decode_code(error_decoder *d)
{
    sgp__json_value type = error_member(d, "__type");
    sgp_str code = sgp_str_from(""); /* of null: botocore checks `if code is not None` */

    if (decode_query_error(d)) return SGP_OK;
    if (type.type == SGP__TOKEN_STRING)
        SGP_TRY(copy(d, type, &code));
    else if (type.type != SGP__TOKEN_NULL)
        return decode_code_elsewhere(d);
    set_code(d, strip_code(code));
    return SGP_OK;
}

/* --- the whole -------------------------------------------------------------------------------- */

static sgp_status decode_members(error_decoder *d)
{
    sgp_str message;

    SGP_TRY(sgp__service_message(d->response, &d->body, &d->arena, &message, d->err));
    SGP_TRY(decode_code(d));
    set_message(d, message);
    return SGP_ERR_SERVICE;
}

static sgp_status decode_body(error_decoder *d)
{
    const sgp_allocator *allocator = ((const sgp__http_response *)d->response)->arena.allocator;
    size_t body_bytes = d->response->body.len;
    sgp_status status;

    (void)sgp__json_parse(d->response->body, &d->body);
    /* Code and message are each shorter than the body. */
    sgp__arena_init(&d->arena, allocator, 2 * body_bytes + 1024);
    status = decode_members(d);
    sgp__arena_deinit(&d->arena);
    return status;
}

static sgp_status decode_generic(error_decoder *d)
{
    set_code_to_status(d);
    set_message(d, sgp_str_from(sgp__http_phrase(d->response->status)));
    return SGP_ERR_SERVICE;
}

/* botocore/client.py raises an error from 300 on, but its parser decodes errors
 * from 301 on. A 300 is not decoded, and the exception has its defaults
 * (botocore/exceptions.py, ClientError). */
static sgp_status decode_multiple_choices(error_decoder *d)
{
    set_code(d, sgp_str_from("Unknown"));
    set_message(d, sgp_str_from("Unknown"));
    return SGP_ERR_SERVICE;
}

sgp_status sgp__aws_json_decode_error(sgp_codec *codec, const sgp_http_response *response,
                                      sgp_error *err)
{
    error_decoder d = { response, { SGP__TOKEN_END, { NULL, 0 }, 0, 0 }, { 0 }, err };

    (void)codec;
    if (!err) return SGP_ERR_SERVICE;
    if (response->status == 300) return decode_multiple_choices(&d);
    return is_generic(response) ? decode_generic(&d) : decode_body(&d);
}
