/*
 * http1_wire.c - writes HTTP/1.1 requests, parses response heads and decides
 * where the body ends.
 *
 * Strict on purpose: RFC 9112 lets a recipient repair bare LF, folded lines and
 * blanks before the colon. This parser refuses them, because two parsers that
 * repair differently see two responses.
 */
#include "sgp_http1_wire.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_http_message.h"

#include <string.h>

/* --- request ---------------------------------------------------------------------------------- */

static int is_target(sgp_str path)
{
    if (path.len == 0 || path.ptr[0] != '/') return 0;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c <= ' ' || c >= 0x7f) return 0;
    }
    return 1;
}

/* Only this file writes the headers that describe framing and connection. */
static int is_our_header(sgp_str name)
{
    return sgp__equal_nocase(name, "Host") || sgp__equal_nocase(name, "Content-Length") ||
           sgp__equal_nocase(name, "Transfer-Encoding");
}

static sgp_status check_request(const sgp_http_request *request, sgp_error *err)
{
    if (!sgp__is_token(request->method))
        return SGP__FAIL(err, SGP_ERR_USAGE, 5044, "the request's method is not a word");
    if (!is_target(request->path))
        return SGP__FAIL(err, SGP_ERR_USAGE, 5045,
                         "the request's path must begin with '/' and be percent-encoded");
    if (request->host.len == 0 || request->host.len > SGP_HOST_MAX)
        return SGP__FAIL(err, SGP_ERR_USAGE, 5046, "the request's host is empty or longer than %d",
                         SGP_HOST_MAX);
    for (size_t i = 0; i < request->header_count; i++) {
        const sgp_http_header *header = &request->headers[i];
        if (!sgp__is_token(header->name) || !sgp__is_field_value(header->value) ||
            is_our_header(header->name))
            return SGP__FAIL(err, SGP_ERR_USAGE, 5047,
                             "the request's header %d is invalid or reserved", (int)i + 1);
    }
    return SGP_OK;
}

/* RFC 9110, 8.6: no Content-Length if the method expects no body. */
static int has_length(const sgp_http_request *request)
{
    return request->body.len > 0 || !(sgp_str_equal(request->method, sgp_str_from("GET")) ||
                                      sgp_str_equal(request->method, sgp_str_from("HEAD")));
}

static void put_field(sgp__buf *out, sgp_str name, sgp_str value)
{
    sgp__buf_put_str(out, name);
    sgp__buf_put_text(out, ": ");
    sgp__buf_put_str(out, value);
    sgp__buf_put_text(out, "\r\n");
}

static void put_host(sgp__buf *out, const sgp_http_request *request)
{
    sgp__buf_put_text(out, "Host: ");
    sgp__buf_put_host(out, request);
    sgp__buf_put_text(out, "\r\n");
}

static void put_request_line(sgp__buf *out, const sgp_http_request *request, int is_absolute)
{
    sgp__buf_put_str(out, request->method);
    sgp__buf_put_char(out, ' ');
    if (is_absolute) {
        sgp__buf_put_text(out, request->is_tls ? "https://" : "http://");
        sgp__buf_put_host(out, request);
    }
    sgp__buf_put_str(out, request->path);
    sgp__buf_put_text(out, " HTTP/1.1\r\n");
}

/* Returns an upper bound. The memory is allocated at once, because a growing
 * buffer would take twice as much and leave copies of secrets. */
static size_t request_room(const sgp_http_request *request, const sgp_proxy *via)
{
    const size_t fixed = 128; /* the texts of put_request_line and of our own headers */
    size_t room = fixed + request->method.len + request->path.len + 2 * request->host.len +
                  request->body.len;

    if (via && via->authorization) room += strlen(via->authorization);
    for (size_t i = 0; i < request->header_count; i++)
        room += request->headers[i].name.len + request->headers[i].value.len + strlen(": \r\n");
    return room;
}

sgp_status sgp__http1_put_request(sgp__buf *out, const sgp_http_request *request,
                                  const sgp_proxy *via, sgp_error *err)
{
    SGP_TRY(check_request(request, err));
    (void)sgp__buf_reserve(out, request_room(request, via));
    put_request_line(out, request, via != NULL);
    put_host(out, request);
    if (via && via->authorization)
        put_field(out, sgp_str_from("Proxy-Authorization"), sgp_str_from(via->authorization));
    for (size_t i = 0; i < request->header_count; i++)
        put_field(out, request->headers[i].name, request->headers[i].value);
    if (has_length(request)) {
        sgp__buf_put_text(out, "Content-Length: ");
        sgp__buf_put_int(out, (int64_t)request->body.len);
        sgp__buf_put_text(out, "\r\n");
    }
    sgp__buf_put_text(out, "\r\n");
    sgp__buf_put_str(out, request->body);
    return SGP__BUF_CHECK(out, 5099, "the request", err);
}

/* --- response head ---------------------------------------------------------------------------- */

/* RFC 9112, 2.2 and RFC 9110, 5.5: only CRLF and tab are permitted. */
static sgp_status check_head_byte(sgp_str bytes, size_t at, sgp_error *err)
{
    unsigned char c = (unsigned char)bytes.ptr[at];

    if (c == '\n' && (at == 0 || bytes.ptr[at - 1] != '\r'))
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5048,
                         "a line of the response head ends in bare LF");
    if (c == '\r' && at + 1 < bytes.len && bytes.ptr[at + 1] != '\n')
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5049, "the response head holds a bare CR");
    if ((c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == 0x7f)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5050,
                         "the response head holds control character %d", c);
    return SGP_OK;
}

/* Stores the offset after the empty line in *end. */
static sgp_status find_head_end(sgp_str bytes, size_t previous_len, size_t *end, sgp_error *err)
{
    /* One byte back, because a CR is checked with the byte after it. */
    size_t at = previous_len > 0 ? previous_len - 1 : 0;

    for (; at < bytes.len && at < SGP_HTTP_HEAD_MAX; at++) {
        SGP_TRY(check_head_byte(bytes, at, err));
        if (at >= 3 && memcmp(bytes.ptr + at - 3, "\r\n\r\n", 4) == 0) {
            *end = at + 1;
            return SGP_OK;
        }
    }
    if (bytes.len >= SGP_HTTP_HEAD_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 5051,
                         "the response head is longer than SGP_HTTP_HEAD_MAX (%d bytes)",
                         SGP_HTTP_HEAD_MAX);
    return SGP_AGAIN;
}

/* Refuses another protocol at its first bytes instead of waiting for the timeout. */
static sgp_status check_protocol(sgp_str bytes, sgp_error *err)
{
    static const char name[] = "HTTP/1.";
    size_t len = bytes.len < sizeof name - 1 ? bytes.len : sizeof name - 1;

    if (len == 0 || memcmp(bytes.ptr, name, len) == 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5052, "the response does not begin with \"HTTP/1.\"");
}

/* Moves past the next line, which must exist, and returns it without CRLF. */
static sgp_str next_line(sgp_str *rest)
{
    const char *lf = memchr(rest->ptr, '\n', rest->len);
    size_t len = (size_t)(lf - rest->ptr) + 1;
    sgp_str line = sgp__slice(*rest, 0, len - 2);

    *rest = sgp__slice(*rest, len, rest->len - len);
    return line;
}

/*
 * "HTTP/1." DIGIT SP 3DIGIT [SP reason] (RFC 9112, 4). The blank before an
 * empty reason may be missing, because some servers omit it and the line stays
 * unambiguous.
 */
static sgp_status parse_status_line(sgp_str line, sgp__http1_head *head, sgp_error *err)
{
    int64_t status;

    if (line.len < 12 || !sgp__is_digit(line.ptr[7]) || line.ptr[8] != ' ')
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5053, "the status line has no HTTP/1.x version");
    status = sgp__parse_decimal(sgp__slice(line, 9, 3), 999);
    if (status < 100 || (line.len > 12 && line.ptr[12] != ' '))
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5054,
                         "the status line has no status of three digits, 100 to 999");
    head->minor_version = line.ptr[7] - '0';
    head->status = (int)status;
    head->reason = sgp__slice(line, 13, line.len);
    return SGP_OK;
}

static sgp_status parse_field(sgp_str line, sgp_http_header *out, sgp_error *err)
{
    const char *colon = memchr(line.ptr, ':', line.len);

    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5055, "a header of the response is folded");
    if (!colon)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5056, "a header line of the response has no colon");
    out->name = sgp__slice(line, 0, (size_t)(colon - line.ptr));
    if (out->name.len > 0 && (colon[-1] == ' ' || colon[-1] == '\t'))
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5057,
                         "a header of the response has a blank before its colon");
    if (!sgp__is_token(out->name))
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5058,
                         "a header name of the response is empty or not a word");
    out->value = sgp__trim(sgp__slice(line, out->name.len + 1, line.len));
    return SGP_OK;
}

static sgp_status check_fields(sgp_str rest, sgp_error *err)
{
    sgp_http_header header;

    for (int count = 0;; count++) {
        sgp_str line = next_line(&rest);
        if (line.len == 0) return SGP_OK;
        if (count == SGP_HTTP_RESPONSE_HEADERS_MAX)
            return SGP__FAIL(err, SGP_ERR_LIMIT, 5059,
                             "the response has more than SGP_HTTP_RESPONSE_HEADERS_MAX (%d) "
                             "headers",
                             SGP_HTTP_RESPONSE_HEADERS_MAX);
        SGP_TRY(parse_field(line, &header, err));
    }
}

/* The lines have been checked, so only the empty one is refused. */
int sgp__http1_next_header(sgp_str *fields, sgp_http_header *out)
{
    sgp_str line = next_line(fields);

    return line.len > 0 && parse_field(line, out, NULL) == SGP_OK;
}

sgp_status sgp__http1_parse_head(sgp_str bytes, size_t previous_len, sgp__http1_head *head,
                                 size_t *consumed, sgp_error *err)
{
    size_t end = 0;
    sgp_str rest;

    SGP_TRY(check_protocol(bytes, err));
    SGP_TRY(find_head_end(bytes, previous_len, &end, err));
    rest = sgp__slice(bytes, 0, end);
    SGP_TRY(parse_status_line(next_line(&rest), head, err));
    SGP_TRY(check_fields(rest, err));
    head->fields = rest;
    *consumed = end;
    return SGP_OK;
}

/* --- framing ---------------------------------------------------------------------------------- */

typedef struct framing_fields {
    int has_length;
    int has_coding;
    int says_close;
    int64_t length;
} framing_fields;

/* RFC 9110, 8.6 permits merging equal values; this parser accepts only one number. */
static sgp_status read_length(sgp_str value, framing_fields *fields, sgp_error *err)
{
    if (fields->has_length)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5060,
                         "the response has two Content-Length headers");
    fields->has_length = 1;
    for (size_t i = 0; i < value.len; i++)
        if (!sgp__is_digit(value.ptr[i])) value.len = 0;
    if (value.len == 0)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5061,
                         "the response's Content-Length is not one decimal number");
    fields->length = sgp__parse_decimal(value, INT64_MAX);
    if (fields->length < 0)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5062,
                         "the response's Content-Length is too large a number");
    return SGP_OK;
}

/* Requests have no TE header, so a server may send chunked only. */
static sgp_status read_coding(sgp_str value, framing_fields *fields, sgp_error *err)
{
    if (fields->has_coding)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5063,
                         "the response has two Transfer-Encoding headers");
    fields->has_coding = 1;
    if (!sgp__equal_nocase(value, "chunked"))
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5064,
                         "the response's Transfer-Encoding is not chunked alone");
    return SGP_OK;
}

/* Returns non-zero if `close` is in the list (RFC 9110, 7.6.1). */
static int lists_close(sgp_str list)
{
    while (list.len > 0) {
        const char *comma = memchr(list.ptr, ',', list.len);
        size_t len = comma ? (size_t)(comma - list.ptr) : list.len;
        if (sgp__equal_nocase(sgp__trim(sgp__slice(list, 0, len)), "close")) return 1;
        list = sgp__slice(list, len + 1, list.len);
    }
    return 0;
}

static sgp_status read_framing_fields(const sgp__http1_head *head, framing_fields *fields,
                                      sgp_error *err)
{
    sgp_str rest = head->fields;
    sgp_http_header h;

    while (sgp__http1_next_header(&rest, &h)) {
        if (sgp__equal_nocase(h.name, "Content-Length")) SGP_TRY(read_length(h.value, fields, err));
        if (sgp__equal_nocase(h.name, "Transfer-Encoding"))
            SGP_TRY(read_coding(h.value, fields, err));
        if (sgp__equal_nocase(h.name, "Connection") && lists_close(h.value)) fields->says_close = 1;
    }
    if (fields->has_coding && fields->has_length)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5065,
                         "the response has both Transfer-Encoding and Content-Length");
    if (fields->has_coding && head->minor_version == 0)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5066,
                         "the response is HTTP/1.0 and has a Transfer-Encoding");
    return SGP_OK;
}

sgp_status sgp__http1_frame(const sgp__http1_head *head, int is_head_request,
                            sgp__http1_framing *out, sgp_error *err)
{
    framing_fields fields = { 0, 0, 0, 0 };

    SGP_TRY(read_framing_fields(head, &fields, err));
    /* RFC 9110, 8.6 and RFC 9112, 6.1: a 1xx response has no body. */
    if (head->status < 200 && (fields.length > 0 || fields.has_coding))
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 5067, "an interim response (1xx) announces a body");
    out->length = fields.length;
    out->keep_alive = head->minor_version >= 1 && !fields.says_close;
    if (is_head_request || head->status < 200 || head->status == 204 || head->status == 304) {
        out->kind = SGP__BODY_NONE;
    } else if (fields.has_coding) {
        out->kind = SGP__BODY_CHUNKED;
    } else if (fields.has_length) {
        out->kind = SGP__BODY_LENGTH;
    } else {
        out->kind = SGP__BODY_UNTIL_CLOSE;
        out->keep_alive = 0;
    }
    return SGP_OK;
}
