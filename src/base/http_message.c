/*
 * http_message.c - request and response of sys/http.h: memory, headers, limits.
 *
 * src/transport/http1_wire.c writes and parses their form on the wire.
 */
#include "sgp_http_message.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_uri.h"

#include <string.h>

/* Headers of most responses. */
#define USUAL_HEADERS 8
/* Capacity for a body that a sink consumes; it is enough if each step of the sink
 * needs less. */
#define SINK_BYTES 4096u
#define ROUND_BYTES 512u
/* First capacity without a sink. */
#define FIRST_BYTES 1024u

static const sgp_str http_absent = { NULL, 0 };

static sgp_str find(const sgp_http_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (sgp__equal_nocase(headers[i].name, name)) return headers[i].value;
    return http_absent;
}

/* --- request ---------------------------------------------------------------------------------- */

static sgp__http_request *whole_request(sgp_http_request *request)
{
    return (sgp__http_request *)request;
}

void sgp__http_request_init(sgp__http_request *request, const sgp_allocator *allocator)
{
    memset(request, 0, sizeof *request);
    request->api.headers = request->headers;
    sgp__arena_init(&request->arena, allocator, SGP_HTTP_REQUEST_MEMORY_MAX);
}

void sgp_http_request_reset(sgp_http_request *request)
{
    sgp__http_request *own = whole_request(request);

    sgp_arena_reset(&own->arena);
    memset(&own->api, 0, sizeof own->api);
    memset(own->headers, 0, sizeof own->headers);
    own->api.headers = own->headers;
}

void sgp__http_request_deinit(sgp__http_request *request)
{
    sgp__arena_deinit(&request->arena);
    sgp_http_request_reset(&request->api);
}

sgp_status sgp_http_request_new(sgp_http_request **out, const sgp_allocator *allocator,
                                sgp_error *err)
{
    sgp__http_request *request;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 1045, "sgp_http_request_new", err));
    request = sgp__alloc(allocator, sizeof *request);
    if (!request) return SGP__NO_MEMORY(err, sizeof *request);
    sgp__http_request_init(request, allocator);
    *out = &request->api;
    return SGP_OK;
}

void sgp_http_request_free(sgp_http_request *request)
{
    if (!request) return;
    sgp__http_request_deinit(whole_request(request));
    sgp__free(whole_request(request)->arena.allocator, request, sizeof(sgp__http_request));
}

sgp_arena *sgp_http_request_arena(sgp_http_request *request)
{
    return &whole_request(request)->arena;
}

sgp_status sgp_http_request_add_header(sgp_http_request *request, const char *name, sgp_str value,
                                       sgp_error *err)
{
    sgp__http_request *own = whole_request(request);
    sgp_http_header *header = &own->headers[request->header_count];

    if (!sgp__is_token(sgp_str_from(name)))
        return SGP__FAIL(err, SGP_ERR_USAGE, 1015, "a header name must be an RFC 9110 token");
    if (!sgp__is_field_value(value))
        return SGP__FAIL(err, SGP_ERR_USAGE, 1016,
                         "the value of header %s contains a control character", name);
    if (request->header_count == SGP_HTTP_REQUEST_HEADERS_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 1017, "header %s: a request has at most %d headers",
                         name, SGP_HTTP_REQUEST_HEADERS_MAX);
    SGP_TRY(sgp_arena_copy(&own->arena, name, strlen(name), &header->name, err));
    SGP_TRY(sgp_arena_copy(&own->arena, value.ptr, value.len, &header->value, err));
    request->header_count++;
    return SGP_OK;
}

sgp_str sgp_http_request_find_header(const sgp_http_request *request, const char *name)
{
    return find(request->headers, request->header_count, name);
}

const char *sgp_http_request_host(const sgp_http_request *request, char *out, size_t out_bytes)
{
    int is_ipv6 = sgp__is_ipv6(request->host);
    char port[8] = "";

    if (request->port != (request->is_tls ? 443 : 80))
        (void)sgp__format(port, sizeof port, ":%u", (unsigned)request->port);
    (void)sgp__format(out, out_bytes, "%s%.*s%s%s", is_ipv6 ? "[" : "", (int)request->host.len,
                      request->host.ptr ? request->host.ptr : "", is_ipv6 ? "]" : "", port);
    return out;
}

void sgp__buf_put_host(sgp__buf *out, const sgp_http_request *request)
{
    int is_ipv6 = sgp__is_ipv6(request->host);

    if (is_ipv6) sgp__buf_put_char(out, '[');
    sgp__buf_put_str(out, request->host);
    if (is_ipv6) sgp__buf_put_char(out, ']');
    if (request->port == (request->is_tls ? 443 : 80)) return;
    sgp__buf_put_char(out, ':');
    sgp__buf_put_int(out, request->port);
}

/* --- response --------------------------------------------------------------------------------- */

static sgp__http_response *whole_response(sgp_http_response *response)
{
    return (sgp__http_response *)response;
}

void sgp__http_response_init(sgp__http_response *response, const sgp_allocator *allocator,
                             size_t max_body_bytes)
{
    memset(response, 0, sizeof *response);
    response->api.max_body_bytes = max_body_bytes ? max_body_bytes : SGP_RESPONSE_BODY_MAX;
    /* Twice the limit of the head, because the arena aligns each copy. */
    sgp__arena_init(&response->arena, allocator, 2 * SGP_HTTP_HEAD_MAX);
}

static void free_body(sgp__http_response *response)
{
    sgp__free(response->arena.allocator, response->body_memory, response->body_capacity);
    response->body_memory = NULL;
    response->body_capacity = 0;
}

static void set_headers(sgp__http_response *response, sgp_http_header *headers, size_t capacity)
{
    response->headers = headers;
    response->header_capacity = capacity;
    response->api.headers = headers;
}

/* A sink seldom needs more than SINK_BYTES, so only these are retained. */
void sgp_http_response_reset(sgp_http_response *response)
{
    sgp__http_response *own = whole_response(response);

    if (own->sink) own->sink->restart(own->sink);
    if (own->sink && own->body_capacity > SINK_BYTES) free_body(own);
    sgp_arena_reset(&own->arena);
    set_headers(own, NULL, 0);
    response->status = 0;
    response->reason = http_absent;
    response->header_count = 0;
    response->body = http_absent;
    own->consumed_bytes = 0;
}

void sgp__http_response_deinit(sgp__http_response *response)
{
    free_body(response);
    sgp_http_response_reset(&response->api);
    sgp__arena_deinit(&response->arena);
}

sgp_status sgp_http_response_new(sgp_http_response **out, const sgp_allocator *allocator,
                                 size_t max_body_bytes, sgp_error *err)
{
    sgp__http_response *response;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 1046, "sgp_http_response_new", err));
    response = sgp__alloc(allocator, sizeof *response);
    if (!response) return SGP__NO_MEMORY(err, sizeof *response);
    sgp__http_response_init(response, allocator, max_body_bytes);
    *out = &response->api;
    return SGP_OK;
}

void sgp_http_response_free(sgp_http_response *response)
{
    if (!response) return;
    sgp__http_response_deinit(whole_response(response));
    sgp__free(whole_response(response)->arena.allocator, response, sizeof(sgp__http_response));
}

/* Counts the texts, because the arena's limit is larger than that of a head. */
static sgp_status check_head(const sgp_http_response *response, size_t more, sgp_error *err)
{
    size_t bytes = response->reason.len;

    for (size_t i = 0; i < response->header_count; i++)
        bytes += response->headers[i].name.len + response->headers[i].value.len;
    if (more <= SGP_HTTP_HEAD_MAX && bytes <= SGP_HTTP_HEAD_MAX - more) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_LIMIT, 1018, "the response's head is longer than %d bytes",
                     SGP_HTTP_HEAD_MAX);
}

sgp_status sgp_http_response_begin(sgp_http_response *response, int status, sgp_str reason,
                                   sgp_error *err)
{
    sgp_http_response_reset(response);
    if (status < 100 || status > 999)
        return SGP__FAIL(err, SGP_ERR_PROTOCOL, 1019,
                         "the response's status %d is not a number from 100 to 999", status);
    SGP_TRY(check_head(response, reason.len, err));
    SGP_TRY(sgp_arena_copy(&whole_response(response)->arena, reason.ptr, reason.len,
                           &response->reason, err));
    response->status = status;
    return SGP_OK;
}

/* RFC 9110, 5.5: blanks around a value do not belong to it. */
static sgp_str bare_value(sgp_str value)
{
    while (value.len > 0 && (value.ptr[value.len - 1] == '\n' || value.ptr[value.len - 1] == '\r'))
        value.len--;
    return sgp__trim(value);
}

/* Doubles the array of headers if it is full. */
static sgp_status make_room_for_header(sgp__http_response *response, sgp_error *err)
{
    size_t count = response->api.header_count;
    size_t capacity = count > 0 ? 2 * count : USUAL_HEADERS;
    sgp_http_header *headers;

    if (count < response->header_capacity) return SGP_OK;
    headers = sgp__arena_take(&response->arena, capacity * sizeof *headers);
    if (!headers)
        return SGP__NO_MEMORY(err, sgp__arena_wanted(&response->arena, capacity * sizeof *headers));
    if (count > 0) memcpy(headers, response->headers, count * sizeof *headers);
    set_headers(response, headers, capacity);
    return SGP_OK;
}

sgp_status sgp_http_response_add_header(sgp_http_response *response, sgp_str name, sgp_str value,
                                        sgp_error *err)
{
    sgp__http_response *own = whole_response(response);
    sgp_http_header *header;
    sgp_str bare = bare_value(value);

    if (response->header_count == SGP_HTTP_RESPONSE_HEADERS_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 1020, "the response has more than %d headers",
                         SGP_HTTP_RESPONSE_HEADERS_MAX);
    SGP_TRY(check_head(response, name.len + bare.len, err));
    SGP_TRY(make_room_for_header(own, err));
    header = &own->headers[response->header_count];
    SGP_TRY(sgp_arena_copy(&own->arena, name.ptr, name.len, &header->name, err));
    SGP_TRY(sgp_arena_copy(&own->arena, bare.ptr, bare.len, &header->value, err));
    response->header_count++;
    return SGP_OK;
}

/* --- the body of a response ------------------------------------------------------------------- */

/* Returns how many bytes may still arrive. */
static size_t allowed(const sgp__http_response *response)
{
    return response->api.max_body_bytes - response->consumed_bytes - response->api.body.len;
}

static sgp_status check_body(const sgp__http_response *response, size_t more, sgp_error *err)
{
    if (more <= allowed(response)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_LIMIT, 1021, "the response's body is longer than %lu bytes",
                     (unsigned long)response->api.max_body_bytes);
}

static size_t limit_capacity(const sgp__http_response *response, size_t wanted)
{
    size_t most = response->api.max_body_bytes;

    return wanted - 1 < most ? wanted : most + 1;
}

/* Returns the capacity for a sink and `expected` bytes, 0: unknown. It is rounded up, because
 * lengths that differ a little would fragment a small memory. */
static size_t sink_capacity(const sgp__http_response *response, size_t expected)
{
    size_t rounded = (expected + ROUND_BYTES) / ROUND_BYTES * ROUND_BYTES;

    return limit_capacity(response, expected == 0 || expected >= SINK_BYTES ? SINK_BYTES : rounded);
}

static sgp_status resize_body(sgp__http_response *response, size_t capacity, sgp_error *err)
{
    char *memory = sgp__realloc(response->arena.allocator, response->body_memory,
                                response->body_capacity, capacity);

    if (!memory) return SGP__NO_MEMORY(err, capacity);
    response->body_memory = memory;
    response->body_capacity = capacity;
    if (response->api.body.ptr) response->api.body.ptr = memory;
    return SGP_OK;
}

/* Passes the body to the sink and removes the bytes that the sink consumed. */
static sgp_status http_drain(sgp__http_response *response, sgp_error *err)
{
    sgp_str *body = &response->api.body;
    size_t consumed = 0;

    SGP_TRY(response->sink->write(response->sink, &response->api, &consumed, err));
    if (consumed == 0) return SGP_OK;
    if (consumed > body->len)
        return SGP__FAIL(err, SGP_ERR_USAGE, 1022, "the body's decoder consumed more than it got");
    response->consumed_bytes += consumed;
    body->len -= consumed;
    memmove(response->body_memory, response->body_memory + consumed, body->len + 1);
    return SGP_OK;
}

/* Replaces memory that is too small for this body, as long as that copies nothing.
 * Later it drains the body if the memory is full. If half of it or more remains, the
 * sink needs more bytes at once, so the memory grows. */
static sgp_status make_room_by_draining(sgp__http_response *response, size_t expected,
                                        sgp_error *err)
{
    size_t capacity = sink_capacity(response, expected);

    if (response->api.body.len == 0 && response->body_capacity < capacity) {
        free_body(response);
        return resize_body(response, capacity, err);
    }
    if (response->body_capacity > response->api.body.len + 1) return SGP_OK;
    if (response->api.body.len > 0) SGP_TRY(http_drain(response, err));
    if (response->api.body.len < response->body_capacity / 2) return SGP_OK;
    return resize_body(response, limit_capacity(response, 2 * response->body_capacity), err);
}

/* Makes room for the whole body, as far as it is known. */
static sgp_status http_make_room(sgp__http_response *response, size_t expected, sgp_error *err)
{
    size_t whole = response->api.body.len + (expected > 0 ? expected : 1) + 1;
    size_t doubled = response->body_capacity ? 2 * response->body_capacity : FIRST_BYTES;

    if (response->sink) return make_room_by_draining(response, expected, err);
    if (response->body_capacity >= whole) return SGP_OK;
    return resize_body(response, limit_capacity(response, doubled > whole ? doubled : whole), err);
}

sgp_status sgp_http_response_reserve(sgp_http_response *response, size_t expected, char **at,
                                     size_t *bytes, sgp_error *err)
{
    sgp__http_response *own = whole_response(response);

    SGP_TRY(check_body(own, 1, err));
    if (expected > allowed(own)) expected = allowed(own);
    SGP_TRY(http_make_room(own, expected, err));
    *at = own->body_memory + response->body.len;
    *bytes = own->body_capacity - 1 - response->body.len;
    return SGP_OK;
}

/* Appends as many bytes as fit without draining again and stores their
 * number. The first bytes do not tell how many will follow. */
static sgp_status append_some(sgp_http_response *response, const char *bytes, size_t len,
                              size_t *used, sgp_error *err)
{
    const sgp__http_response *own = whole_response(response);
    size_t expected = own->sink && own->body_capacity == 0 ? 0 : len;
    char *at;

    SGP_TRY(sgp_http_response_reserve(response, expected, &at, used, err));
    if (*used > len) *used = len;
    if (bytes != at) memcpy(at, bytes, *used);
    response->body.ptr = own->body_memory;
    response->body.len += *used;
    at[*used] = '\0';
    return SGP_OK;
}

sgp_status sgp_http_response_append_body(sgp_http_response *response, const void *bytes, size_t len,
                                         sgp_error *err)
{
    const char *at = bytes;
    size_t used;

    SGP_TRY(check_body(whole_response(response), len, err));
    if (!response->body.ptr) response->body = sgp_str_from("");
    for (; len > 0; at += used, len -= used)
        SGP_TRY(append_some(response, at, len, &used, err));
    return SGP_OK;
}

sgp_str sgp_http_response_find_header(const sgp_http_response *response, const char *name)
{
    return find(response->headers, response->header_count, name);
}

/* The HTTP implementation must skip interim responses and begin the final one. */
static sgp_status check_status(const sgp_http *http, const sgp_http_response *response,
                               sgp_error *err)
{
    if (response->status >= 200) return SGP_OK;
    return SGP__FAIL(err, response->status == 0 ? SGP_ERR_USAGE : SGP_ERR_PROTOCOL, 1023,
                     "exchange of %s returned SGP_OK with status %d: expected 200 or more",
                     http->type->name, response->status);
}

sgp_status sgp__http_exchange(sgp_http *http, const sgp_http_request *request,
                              sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    int was_set = err->status != SGP_OK;
    sgp_status status = http->type->exchange(http, request, response, deadline, err);

    if (status != SGP_OK)
        return SGP__SLOT_RESULT(http, 1047, "exchange", status, SGP__MAY_AGAIN, err);
    if (!was_set && err->status != SGP_OK) return err->status;
    return check_status(http, response, err);
}
