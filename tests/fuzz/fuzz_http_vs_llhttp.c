/*
 * fuzz_http_vs_llhttp.c - any bytes as a server's answer, parsed by this
 * library and by llhttp, the parser of Node.js. If this library accepts them,
 * llhttp must find the same status, headers and body. This library refuses more
 * than llhttp.
 */
#include "fuzz.h"

#include "http_peer.h"

#include <llhttp.h>
#include <string.h>

#define THEIRS_MAX (1u << 16)

/* The final response of llhttp. Headers are "name\nvalue\n", truncated. */
typedef struct theirs {
    llhttp_settings_t settings;
    int in_head;
    int is_complete;
    int has_extension;
    char headers[THEIRS_MAX];
    size_t headers_len;
    char body[THEIRS_MAX];
    size_t body_len;
} theirs;

static void append(char *out, size_t *len, const char *at, size_t count)
{
    if (count > THEIRS_MAX - *len) count = THEIRS_MAX - *len;
    memcpy(out + *len, at, count);
    *len += count;
}

static int on_begin(llhttp_t *parser)
{
    theirs *t = parser->data;
    t->in_head = 1;
    t->headers_len = 0;
    t->body_len = 0;
    return 0;
}

static int on_header_bytes(llhttp_t *parser, const char *at, size_t len)
{
    theirs *t = parser->data;
    if (t->in_head) append(t->headers, &t->headers_len, at, len);
    return 0;
}

/* Removes blanks after a value (RFC 9110, 5.5), which llhttp leaves to its
 * caller. */
static int on_header_part(llhttp_t *parser)
{
    theirs *t = parser->data;
    if (!t->in_head) return 0;
    while (t->headers_len > 0 &&
           (t->headers[t->headers_len - 1] == ' ' || t->headers[t->headers_len - 1] == '\t'))
        t->headers_len--;
    append(t->headers, &t->headers_len, "\n", 1);
    return 0;
}

/* Returns non-zero: no body follows, whatever the headers say (RFC 9112, 6.3,
 * rule 1). */
static int on_headers_complete(llhttp_t *parser)
{
    theirs *t = parser->data;
    int status = llhttp_get_status_code(parser);

    t->in_head = 0;
    return status < 200 || status == 204 || status == 304;
}

static int on_extension(llhttp_t *parser, const char *at, size_t len)
{
    theirs *t = parser->data;
    (void)at;
    (void)len;
    t->has_extension = 1;
    return 0;
}

static int on_body(llhttp_t *parser, const char *at, size_t len)
{
    theirs *t = parser->data;
    append(t->body, &t->body_len, at, len);
    return 0;
}

static int on_complete(llhttp_t *parser)
{
    theirs *t = parser->data;
    if (llhttp_get_status_code(parser) < 200) return 0;
    t->is_complete = 1;
    return HPE_PAUSED;
}

/* The cases in which this library accepts more than llhttp. */
static int is_refused_by_llhttp_alone(const llhttp_t *parser)
{
    const theirs *t = parser->data;
    const char *reason = llhttp_get_error_reason(parser);

    if (llhttp_get_errno(parser) == HPE_OK || llhttp_get_errno(parser) == HPE_PAUSED) return 0;
    /* HTTP/1.2 is read as HTTP/1.1 (RFC 9110, 2.5). */
    if (llhttp_get_errno(parser) == HPE_INVALID_VERSION) return 1;
    /* A trailer is dropped, even if it is called Content-Length (RFC 9110,
     * 6.5.1). */
    if (parser->flags & F_TRAILING) return 1;
    /* Chunk extensions are skipped up to CRLF and not parsed. */
    return t->has_extension || (reason && strstr(reason, "chunk extensions") != NULL);
}

/* Returns the status; 0 if llhttp refuses the bytes; -1 if it accepts less
 * here. */
static int read_theirs(theirs *t, const uint8_t *data, size_t size)
{
    llhttp_t parser;
    llhttp_errno_t error;

    llhttp_settings_init(&t->settings);
    t->settings.on_message_begin = on_begin;
    t->settings.on_header_field = on_header_bytes;
    t->settings.on_header_field_complete = on_header_part;
    t->settings.on_header_value = on_header_bytes;
    t->settings.on_header_value_complete = on_header_part;
    t->settings.on_headers_complete = on_headers_complete;
    t->settings.on_chunk_extension_name = on_extension;
    t->settings.on_body = on_body;
    t->settings.on_message_complete = on_complete;
    llhttp_init(&parser, HTTP_RESPONSE, &t->settings);
    llhttp_set_lenient_keep_alive(&parser, 1); /* 1xx, then "Connection: close" in the answer */
    parser.data = t;
    t->is_complete = 0;
    t->has_extension = 0;
    error = llhttp_execute(&parser, (const char *)data, size);
    if (error == HPE_OK) error = llhttp_finish(&parser);
    if (is_refused_by_llhttp_alone(&parser)) return -1;
    return t->is_complete && (error == HPE_OK || error == HPE_PAUSED)
               ? llhttp_get_status_code(&parser)
               : 0;
}

/* Returns non-zero if the next line of *rest is text, and moves past it. */
static int is_next(sgp_str *rest, sgp_str text)
{
    if (rest->len <= text.len || memcmp(rest->ptr, text.ptr, text.len) != 0 ||
        rest->ptr[text.len] != '\n')
        return 0;
    rest->ptr += text.len + 1;
    rest->len -= text.len + 1;
    return 1;
}

static void compare(const sgp_http_response *ours, const theirs *t, int status)
{
    sgp_str rest = { t->headers, t->headers_len };

    REQUIRE(ours->status == status);
    for (size_t i = 0; i < ours->header_count; i++) {
        REQUIRE(is_next(&rest, ours->headers[i].name));
        REQUIRE(is_next(&rest, ours->headers[i].value));
    }
    REQUIRE(rest.len == 0);
    REQUIRE(ours->body.len == t->body_len);
    REQUIRE(t->body_len == 0 || memcmp(ours->body.ptr, t->body, t->body_len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static theirs t; /* large */
    http_peer peer = http_peer_make(data, size);
    sgp_http_response *ours;

    /* llhttp counts a tab after "chunked" as part of the word, unlike RFC 9110,
     * 5.5. */
    if (size > 0 && memchr(data, '\t', size)) return 0;
    REQUIRE(sgp_http_response_new(&ours, NULL, THEIRS_MAX, NULL) == SGP_OK);
    if (http_peer_run(&peer, ours) == SGP_OK) {
        int status = read_theirs(&t, data, size);
        if (status >= 0) compare(ours, &t, status);
    }
    sgp_http_response_free(ours);
    return 0;
}
