/*
 * http1_wire.h - HTTP/1.1 on the wire (RFC 9112): writes a request, reads a response head, decides
 * where the body ends, takes chunks apart.
 *
 * Pure: bytes in, structs out; no I/O, no clock, no allocation but the output buffer's.
 */
#ifndef SGP_TRANSPORT_HTTP1_WIRE_H
#define SGP_TRANSPORT_HTTP1_WIRE_H

#include "sagepager/sys/http.h"
#include "sagepager/sys/stream.h"

#include "buf.h"

/*
 * Puts the whole request into out: request line, Host, the request's headers in their order, for
 * a proxy (via, NULL: none) its authorization and the absolute form (RFC 9112, 3.2.2),
 * Content-Length (not for a GET or HEAD without a body), body. Refuses texts that would not stay in
 * their place on the wire, and headers that are ours to write (SGP_ERR_USAGE).
 */
SGP_MUST_CHECK sgp_status sgp__http1_put_request(sgp__buf *out, const sgp_http_request *request,
                                                 const sgp_proxy *via, sgp_error *err);

/* A response head; all texts are views into the bytes it was parsed from. */
typedef struct sgp__http1_head {
    int minor_version; /* of HTTP/1.x */
    int status;        /* 100..999 */
    sgp_str reason;
    sgp_http_header headers[SGP_HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
} sgp__http1_head;

/*
 * Parses a response head at the start of bytes. SGP_OK: *consumed bytes are the head; SGP_AGAIN:
 * not all of it is there yet; SGP_ERR_PROTOCOL or SGP_ERR_LIMIT: it never will be acceptable.
 * previous_len is how many of the bytes an earlier SGP_AGAIN has seen, so that a head that arrives
 * byte by byte is scanned once.
 */
SGP_MUST_CHECK sgp_status sgp__http1_parse_head(sgp_str bytes, size_t previous_len,
                                                sgp__http1_head *head, size_t *consumed,
                                                sgp_error *err);

typedef enum sgp__http1_body_kind {
    SGP__BODY_NONE,       /* nothing follows the head */
    SGP__BODY_LENGTH,     /* exactly `length` bytes */
    SGP__BODY_CHUNKED,    /* see sgp__chunked */
    SGP__BODY_UNTIL_CLOSE /* all until the peer closes */
} sgp__http1_body_kind;

typedef struct sgp__http1_framing {
    sgp__http1_body_kind kind;
    int64_t length;
    int keep_alive; /* non-zero: the connection may carry another exchange */
} sgp__http1_framing;

/* Where the body ends (RFC 9112, 6.3). Any doubt is SGP_ERR_PROTOCOL: it could hide a second
 * response (request smuggling's twin). */
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

/* A chunked body being read (RFC 9112, 7.1). Zero-initialised it is at the start. */
typedef struct sgp__chunked {
    sgp__chunked_state state;
    int64_t left;         /* bytes of the current chunk still to come */
    size_t line_bytes;    /* of the current chunk-size line */
    size_t trailer_bytes; /* of all trailers */
} sgp__chunked;

/*
 * Takes *used of bytes and gives the body bytes among them, a view that may be empty, in *data.
 * SGP_OK: call again with what is left; SGP_AGAIN: everything was taken, more is needed; SGP_END:
 * the body is complete, what is left is not part of it. Extensions and trailers are dropped.
 */
SGP_MUST_CHECK sgp_status sgp__chunked_next(sgp__chunked *chunked, sgp_str bytes, size_t *used,
                                            sgp_str *data, sgp_error *err);

#endif
