/*
 * http_message.c - request and response of sys/http.h: their memory, headers and limits.
 *
 * Not for the wire form: src/transport/http1_wire.c writes and reads that.
 */
#include "sagepager/sys/http.h"

#include "ascii.h"
#include "err.h"
#include "mem.h"
#include "uri.h"

#include <stdio.h>
#include <string.h>

static const sgp_str absent = { NULL, 0 };

static sgp_str find(const sgp_http_header *headers, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (sgp__equal_nocase(headers[i].name, name)) return headers[i].value;
    return absent;
}

/* --- request ---------------------------------------------------------------------------------- */

void sgp_http_request_init(sgp_http_request *request, const sgp_allocator *allocator)
{
    memset(request, 0, sizeof *request);
    sgp_arena_init(&request->arena, allocator, SGP_HTTP_REQUEST_MEMORY_MAX);
}

void sgp_http_request_reset(sgp_http_request *request)
{
    sgp_arena arena = request->arena;

    sgp_arena_reset(&arena);
    memset(request, 0, sizeof *request);
    request->arena = arena;
}

void sgp_http_request_deinit(sgp_http_request *request)
{
    sgp_arena arena = request->arena;

    sgp_arena_deinit(&arena);
    memset(request, 0, sizeof *request);
    request->arena = arena;
}

sgp_status sgp_http_request_add(sgp_http_request *request, const char *name, sgp_str value,
                                sgp_error *err)
{
    sgp_http_header *header = &request->headers[request->header_count];

    if (!sgp__is_token(sgp_str_from(name)))
        return sgp_error_set(err, SGP_ERR_USAGE, "a header name may hold only token characters");
    if (!sgp__is_field_value(value))
        return sgp_error_set(err, SGP_ERR_USAGE, "the value of header %s holds a control character",
                             name);
    if (request->header_count == SGP_HTTP_REQUEST_HEADERS_MAX)
        return sgp_error_set(err, SGP_ERR_LIMIT, "no room for header %s: a request has at most %d",
                             name, SGP_HTTP_REQUEST_HEADERS_MAX);
    SGP_TRY(sgp_arena_copy(&request->arena, name, strlen(name), &header->name, err));
    SGP_TRY(sgp_arena_copy(&request->arena, value.ptr, value.len, &header->value, err));
    request->header_count++;
    return SGP_OK;
}

sgp_str sgp_http_request_find(const sgp_http_request *request, const char *name)
{
    return find(request->headers, request->header_count, name);
}

static void append_cut(char *out, size_t out_size, sgp_str text)
{
    size_t used = strlen(out);

    sgp__copy_cut(out + used, out_size - used, text);
}

const char *sgp_http_request_host(const sgp_http_request *request, char *out, size_t out_size)
{
    int is_ipv6 = sgp__is_ipv6(request->host);
    unsigned default_port = request->is_tls ? 443 : 80;
    char port[8] = "";

    if (request->port != default_port)
        (void)snprintf(port, sizeof port, ":%u", (unsigned)request->port);
    if (out_size == 0) return out;
    sgp__copy_cut(out, out_size, sgp_str_from(is_ipv6 ? "[" : ""));
    append_cut(out, out_size, request->host);
    if (is_ipv6) append_cut(out, out_size, sgp_str_from("]"));
    append_cut(out, out_size, sgp_str_from(port));
    return out;
}

/* --- response --------------------------------------------------------------------------------- */

void sgp_http_response_init(sgp_http_response *response, const sgp_allocator *allocator,
                            size_t max_body_bytes)
{
    memset(response, 0, sizeof *response);
    /* Twice the head: names and values are copied, and each begins at an aligned address. */
    sgp_arena_init(&response->arena, allocator, 2 * SGP_HTTP_HEAD_MAX);
    response->max_body_bytes = max_body_bytes ? max_body_bytes : SGP_RESPONSE_BODY_MAX;
}

void sgp_http_response_reset(sgp_http_response *response)
{
    sgp_arena_reset(&response->arena);
    response->status = 0;
    response->reason = absent;
    response->header_count = 0;
    response->body = absent;
    response->taken_bytes = 0;
}

void sgp_http_response_deinit(sgp_http_response *response)
{
    sgp__free(response->arena.allocator, response->body_memory, response->body_capacity);
    response->body_memory = NULL;
    response->body_capacity = 0;
    sgp_http_response_reset(response);
    sgp_arena_deinit(&response->arena);
}

/* The arena's own bound is wider, so the texts are counted. */
static sgp_status check_head(const sgp_http_response *response, size_t more, sgp_error *err)
{
    size_t bytes = response->reason.len;

    for (size_t i = 0; i < response->header_count; i++)
        bytes += response->headers[i].name.len + response->headers[i].value.len;
    if (more <= SGP_HTTP_HEAD_MAX && bytes <= SGP_HTTP_HEAD_MAX - more) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_LIMIT, "the response's head is longer than %d bytes",
                         SGP_HTTP_HEAD_MAX);
}

sgp_status sgp_http_response_begin(sgp_http_response *response, int status, sgp_str reason,
                                   sgp_error *err)
{
    sgp_http_response_reset(response);
    if (status < 100 || status > 999)
        return sgp_error_set(err, SGP_ERR_PROTOCOL,
                             "the response's status %d is not a number from 100 to 999", status);
    SGP_TRY(check_head(response, reason.len, err));
    SGP_TRY(sgp_arena_copy(&response->arena, reason.ptr, reason.len, &response->reason, err));
    response->status = status;
    return SGP_OK;
}

/* RFC 9110, 5.5: what surrounds a value is not part of it. */
static sgp_str bare_value(sgp_str value)
{
    while (value.len > 0 && (value.ptr[value.len - 1] == '\n' || value.ptr[value.len - 1] == '\r'))
        value.len--;
    return sgp__trim(value);
}

sgp_status sgp_http_response_header(sgp_http_response *response, sgp_str name, sgp_str value,
                                    sgp_error *err)
{
    sgp_http_header *header = &response->headers[response->header_count];
    sgp_str bare = bare_value(value);

    if (response->header_count == SGP_HTTP_RESPONSE_HEADERS_MAX)
        return sgp_error_set(err, SGP_ERR_LIMIT, "the response has more than %d headers",
                             SGP_HTTP_RESPONSE_HEADERS_MAX);
    SGP_TRY(check_head(response, name.len + bare.len, err));
    SGP_TRY(sgp_arena_copy(&response->arena, name.ptr, name.len, &header->name, err));
    SGP_TRY(sgp_arena_copy(&response->arena, bare.ptr, bare.len, &header->value, err));
    response->header_count++;
    return SGP_OK;
}

/* --- the body of a response ------------------------------------------------------------------- */

/* The memory of a body that is read in parts, unless something in it is larger. */
#define PART_BYTES 4096u
#define FIRST_BYTES 1024u

/* How many bytes may still come. */
static size_t allowed(const sgp_http_response *response)
{
    return response->max_body_bytes - response->taken_bytes - response->body.len;
}

static sgp_status check_body(const sgp_http_response *response, size_t more, sgp_error *err)
{
    if (more <= allowed(response)) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_LIMIT, "the response's body is longer than %zu bytes",
                         response->max_body_bytes);
}

/* Twice what there was; what is expected and the closing NUL, if it will not be read in parts. */
static size_t next_capacity(const sgp_http_response *response, size_t expected)
{
    size_t first = response->read ? PART_BYTES : FIRST_BYTES;
    size_t wanted = response->body_capacity ? response->body_capacity * 2 : first;
    size_t whole = response->body.len + expected + 1;

    if (!response->read && wanted < whole) wanted = whole;
    return wanted - 1 < response->max_body_bytes ? wanted : response->max_body_bytes + 1;
}

static sgp_status grow_body(sgp_http_response *response, size_t expected, sgp_error *err)
{
    size_t capacity = next_capacity(response, expected);
    char *memory = sgp__realloc(response->arena.allocator, response->body_memory,
                                response->body_capacity, capacity);

    if (!memory) return sgp__no_memory(err);
    response->body_memory = memory;
    response->body_capacity = capacity;
    if (response->body.len > 0) response->body.ptr = memory;
    return SGP_OK;
}

/* A full body is read, and grows where that leaves half of it: then something in it is large. */
static sgp_status make_room_by_reading(sgp_http_response *response, size_t expected, sgp_error *err)
{
    if (response->body_capacity > response->body.len + 1) return SGP_OK;
    if (response->body.len > 0) SGP_TRY(response->read(response->reader, response, err));
    if (response->body.len < response->body_capacity / 2) return SGP_OK;
    return grow_body(response, expected, err);
}

static sgp_status make_room(sgp_http_response *response, size_t expected, sgp_error *err)
{
    if (response->read) return make_room_by_reading(response, expected, err);
    if (response->body_capacity > response->body.len + expected) return SGP_OK;
    return grow_body(response, expected, err);
}

sgp_status sgp_http_response_room(sgp_http_response *response, size_t expected, char **at,
                                  size_t *bytes, sgp_error *err)
{
    SGP_TRY(check_body(response, 1, err));
    if (expected > allowed(response)) expected = allowed(response);
    SGP_TRY(make_room(response, expected, err));
    *at = response->body_memory + response->body.len;
    *bytes = response->body_capacity - 1 - response->body.len;
    return SGP_OK;
}

/* Puts some of the bytes, as many as there is room for, at the body's end. */
static sgp_status append_some(sgp_http_response *response, const char *bytes, size_t len,
                              size_t *used, sgp_error *err)
{
    char *at;

    SGP_TRY(sgp_http_response_room(response, len, &at, used, err));
    if (*used > len) *used = len;
    if (bytes != at) memcpy(at, bytes, *used);
    response->body.ptr = response->body_memory;
    response->body.len += *used;
    at[*used] = '\0';
    return SGP_OK;
}

sgp_status sgp_http_response_body(sgp_http_response *response, const void *bytes, size_t len,
                                  sgp_error *err)
{
    const char *at = bytes;
    size_t used;

    SGP_TRY(check_body(response, len, err));
    if (!response->body.ptr) response->body = sgp_str_from("");
    for (; len > 0; at += used, len -= used)
        SGP_TRY(append_some(response, at, len, &used, err));
    return SGP_OK;
}

void sgp_http_response_take(sgp_http_response *response, size_t bytes)
{
    response->taken_bytes += bytes;
    response->body.len -= bytes;
    if (response->body.ptr != response->body_memory)
        response->body.ptr += bytes; /* not our memory */
    else if (bytes > 0)
        memmove(response->body_memory, response->body_memory + bytes, response->body.len + 1);
}

sgp_str sgp_http_response_find(const sgp_http_response *response, const char *name)
{
    return find(response->headers, response->header_count, name);
}
