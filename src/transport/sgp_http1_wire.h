/*
 * sgp_http1_wire.h - HTTP/1.1 messages (RFC 9112): writes requests, parses response
 * heads and chunked bodies, and decides where a body ends.
 *
 * Pure functions of bytes: no I/O, no clock. Only the output buffer allocates.
 */
#ifndef SGP_TRANSPORT_HTTP1_WIRE_H
#define SGP_TRANSPORT_HTTP1_WIRE_H

#include "sagepager/sys/http.h"
#include "sagepager/sys/stream.h"

#include "sgp_buf.h"

/*
 * Writes the whole request to out: request line, Host, Proxy-Authorization, the
 * request's headers in their order, Content-Length (not for GET and HEAD
 * without a body), body. If the request goes to the proxy `via`, not NULL, the
 * request line has the absolute form (RFC 9112, 3.2.2). SGP_ERR_USAGE for texts
 * that contain separators of HTTP, and for headers that only this function
 * writes.
 */
SGP_MUST_CHECK sgp_status sgp__http1_put_request(sgp__buf *out, const sgp_http_request *request,
                                                 const sgp_proxy *via, sgp_error *err);

/* A response head. All texts are views of the parsed bytes. */
typedef struct sgp__http1_head {
    int minor_version; /* of HTTP/1.x */
    int status;        /* 100..999 */
    sgp_str reason;
    sgp_str fields; /* the header lines, for sgp__http1_next_header */
} sgp__http1_head;

/*
 * Parses a response head at the start of bytes and stores its length in
 * *consumed. previous_len is the number of bytes that an earlier call scanned
 * before it returned SGP_AGAIN, or 0. So a head that arrives byte by byte is
 * scanned only once. SGP_AGAIN if the head is not complete yet;
 * SGP_ERR_PROTOCOL, SGP_ERR_LIMIT.
 */
SGP_MUST_CHECK sgp_status sgp__http1_parse_head(sgp_str bytes, size_t previous_len,
                                                sgp__http1_head *head, size_t *consumed,
                                                sgp_error *err);

/* Stores the first header of *fields, a copy of head->fields, and removes its
 * line. Returns zero after the last one; do not call it again then. */
int sgp__http1_next_header(sgp_str *fields, sgp_http_header *out);

typedef enum sgp__http1_body_kind {
    SGP__BODY_NONE,       /* nothing follows the head */
    SGP__BODY_LENGTH,     /* exactly `length` bytes */
    SGP__BODY_CHUNKED,    /* see sgp__chunked */
    SGP__BODY_UNTIL_CLOSE /* all bytes until the peer closes */
} sgp__http1_body_kind;

typedef struct sgp__http1_framing {
    sgp__http1_body_kind kind;
    int64_t length;
    int keep_alive; /* non-zero: the connection may carry another exchange */
} sgp__http1_framing;

/* Decides where the body ends (RFC 9112, 6.3). SGP_ERR_PROTOCOL if that is
 * ambiguous, because an ambiguous body can hide a second response (response
 * splitting). */
SGP_MUST_CHECK sgp_status sgp__http1_frame(const sgp__http1_head *head, int is_head_request,
                                           sgp__http1_framing *out, sgp_error *err);

typedef enum sgp__chunked_state {
    SGP__CHUNK_SIZE_FIRST,
    SGP__CHUNK_SIZE,
    SGP__CHUNK_EXTENSION,
    SGP__CHUNK_SIZE_LF,
    SGP__CHUNK_DATA,
    SGP__CHUNK_DATA_CR,
    SGP__CHUNK_DATA_LF,
    SGP__CHUNK_TRAILER_FIRST,
    SGP__CHUNK_TRAILER_NAME,
    SGP__CHUNK_TRAILER_VALUE,
    SGP__CHUNK_TRAILER_LF,
    SGP__CHUNK_LAST_LF,
    SGP__CHUNK_DONE
} sgp__chunked_state;

/* The parser of a chunked body (RFC 9112, 7.1). Start from zero. */
typedef struct sgp__chunked {
    sgp__chunked_state state;
    int64_t left;         /* bytes of the current chunk that are still to come */
    size_t line_bytes;    /* of the current chunk-size line */
    size_t trailer_bytes; /* of all trailers */
} sgp__chunked;

/*
 * Consumes *used bytes and stores the body bytes among them, a view that may be
 * empty, in *data. SGP_OK: call again with the remaining bytes. SGP_AGAIN: all
 * bytes are consumed and more are needed. SGP_END: the body is complete; the
 * remaining bytes follow it. Extensions and trailers are dropped.
 */
SGP_MUST_CHECK sgp_status sgp__chunked_next(sgp__chunked *chunked, sgp_str bytes, size_t *used,
                                            sgp_str *data, sgp_error *err);

#endif
