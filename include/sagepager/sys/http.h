/*
 * sagepager/sys/http.h - implement sgp_http to replace the HTTP layer.
 *
 * The library builds an sgp_http_request and passes it down. The implementation
 * fills an sgp_http_response through the sgp_http_response_* functions, which
 * enforce the limits. Shipped: sgp_http1_new (transport.h). docs/porting.md walks
 * through an implementation.
 */
#ifndef SAGEPAGER_SYS_HTTP_H
#define SAGEPAGER_SYS_HTTP_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A header field. Names keep their case; compare them case-insensitively. Frozen at 1.0. */
typedef struct sgp_http_header {
    sgp_str name;
    sgp_str value;
} sgp_http_header;

/* --- request ---------------------------------------------------------------------------------- */

/*
 * One request, made by the library. Read it through the pointer; later versions may
 * append members. Texts live at least as long as the exchange.
 *
 * The implementation must
 *   - send `method` as it is: credentials providers also send GET and PUT;
 *   - send a body only if body.len is not 0;
 *   - write Host (sgp_http_request_host) and Content-Length itself: they are not
 *     among the headers;
 *   - bypass every proxy if is_direct is set, and reuse no connection to a proxy:
 *     such a request carries tokens for a service of this host, so it must not leave
 *     the host.
 */
typedef struct sgp_http_request {
    sgp_str method; /* "POST" */
    sgp_str host;   /* lower-case name or address; IPv6 without brackets */
    uint16_t port;
    int is_tls;    /* non-zero: https */
    int is_direct; /* non-zero: use no proxy */
    sgp_str path;  /* "/" or "/path?query", percent-encoded */
    const sgp_http_header *headers;
    size_t header_count;
    sgp_str body;
} sgp_http_request;

/* sgp_http_request_new: makes an empty request and stores it in *out. The allocator is borrowed.
 * SGP_ERR_USAGE, SGP_ERR_MEMORY. */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_request_new(sgp_http_request **out,
                                                       const sgp_allocator *allocator,
                                                       sgp_error *err);

/* sgp_http_request_free: wipes and frees the request. NULL is allowed. */
SGP_API void sgp_http_request_free(sgp_http_request *request);

/* sgp_http_request_reset: empties and wipes the request and retains its memory for reuse. */
SGP_API void sgp_http_request_reset(sgp_http_request *request);

/* sgp_http_request_arena: for codecs: returns the arena that holds the request's texts. */
SGP_API sgp_arena *sgp_http_request_arena(sgp_http_request *request);

/*
 * sgp_http_request_add_header: appends a header and copies both texts. SGP_ERR_USAGE
 * for a name that is not an RFC 9110 token, and for a value with CR, LF, NUL or another
 * control character but tab; the message does not quote the value. SGP_ERR_LIMIT for
 * more than SGP_HTTP_REQUEST_HEADERS_MAX headers or SGP_HTTP_REQUEST_MEMORY_MAX
 * bytes, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_request_add_header(sgp_http_request *request,
                                                              const char *name, sgp_str value,
                                                              sgp_error *err);

/* sgp_http_request_find_header: returns the value of the first header with that name, compared
 * case-insensitively, or an absent text. */
SGP_API sgp_str sgp_http_request_find_header(const sgp_http_request *request, const char *name);

/*
 * sgp_http_request_host: writes the value of the Host header to out and returns out.
 * The value is the host, in brackets if it is an IPv6 address, and the port unless it
 * is the scheme's default (RFC 9110, 7.2; SigV4 signs this form). out_bytes of
 * SGP_HOST_MAX + 9 always suffices; a longer value is truncated.
 */
SGP_API const char *sgp_http_request_host(const sgp_http_request *request, char *out,
                                          size_t out_bytes);

/* --- response --------------------------------------------------------------------------------- */

/*
 * One response, filled by the implementation. Read it through the pointer; later
 * versions may append members. Headers and body live until the response is begun
 * again, reset or freed. Bytes that you appended may already have been consumed, so do
 * not read them from `body`.
 */
typedef struct sgp_http_response {
    int status;     /* 100..999; 0 before sgp_http_response_begin */
    sgp_str reason; /* reason phrase; may be empty */
    const sgp_http_header *headers;
    size_t header_count;
    sgp_str body;          /* bytes that are not consumed yet */
    size_t max_body_bytes; /* limit of the whole body */
} sgp_http_response;

/*
 * sgp_http_response_new: makes an empty response and stores it in *out.
 * max_body_bytes 0 means SGP_RESPONSE_BODY_MAX. The allocator is borrowed.
 * SGP_ERR_USAGE, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_new(sgp_http_response **out,
                                                        const sgp_allocator *allocator,
                                                        size_t max_body_bytes, sgp_error *err);

/* sgp_http_response_free: frees the response. NULL is allowed. */
SGP_API void sgp_http_response_free(sgp_http_response *response);

/* sgp_http_response_reset: empties the response and retains its memory for reuse. */
SGP_API void sgp_http_response_reset(sgp_http_response *response);

/*
 * sgp_http_response_begin: starts the final response: discards earlier content and
 * sets status and reason, which may be absent. SGP_ERR_PROTOCOL for a status outside
 * 100..999, SGP_ERR_LIMIT for a reason of more than SGP_HTTP_HEAD_MAX bytes,
 * SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_begin(sgp_http_response *response, int status,
                                                          sgp_str reason, sgp_error *err);

/*
 * sgp_http_response_add_header: appends a header and copies both texts. Blanks around
 * the value and a line end after it are removed. SGP_ERR_LIMIT for more than
 * SGP_HTTP_RESPONSE_HEADERS_MAX headers or SGP_HTTP_HEAD_MAX bytes, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_add_header(sgp_http_response *response,
                                                               sgp_str name, sgp_str value,
                                                               sgp_error *err);

/*
 * sgp_http_response_append_body: appends bytes to the body. The bytes may already be
 * at the address that sgp_http_response_reserve stored. SGP_ERR_LIMIT past
 * max_body_bytes, SGP_ERR_MEMORY, or the error of the body's decoder.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_append_body(sgp_http_response *response,
                                                                const void *bytes, size_t len,
                                                                sgp_error *err);

/*
 * sgp_http_response_reserve: stores in *at the address of free memory at the body's
 * end, and in *bytes its size, at least 1. The memory is valid until the next append.
 * To save a copy, read into it and append from it. `expected` is the number of bytes
 * that are known to follow, or 0: unknown; it is a hint. Errors as for
 * sgp_http_response_append_body; SGP_ERR_LIMIT also if max_body_bytes are already
 * there.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_reserve(sgp_http_response *response,
                                                            size_t expected, char **at,
                                                            size_t *bytes, sgp_error *err);

/* sgp_http_response_find_header: returns the value of the first header with that name, compared
 * case-insensitively, or an absent text. */
SGP_API sgp_str sgp_http_response_find_header(const sgp_http_response *response, const char *name);

/* --- interface -------------------------------------------------------------------------------- */

/*
 * An HTTP implementation: a struct whose first member is sgp_http, and a const type
 * table.
 *
 * Ownership is the same for every interface of sys/, unless a comment says "borrowed".
 * If a constructor returns SGP_OK, the new object owns the parts that it was given and
 * releases them through `destroy`. If the constructor fails, the parts stay the
 * caller's. To use one part in two places, lend it (sgp_http_lend).
 */
typedef struct sgp_http sgp_http;

typedef struct sgp_http_type {
    size_t size;      /* sizeof(sgp_http_type) where the implementation was compiled */
    const char *name; /* "http1"; appears in messages and traces; static */
    /*
     * Mandatory. Runs one exchange: sends the request and fills the response with the
     * final answer. It skips interim (1xx) responses and does not follow redirects. Every
     * status code is a success here. Returns
     *   SGP_OK     the response is complete
     *   SGP_AGAIN  the caller waits and calls again with the same request and response;
     *              the deadline may then be later
     *   an error   with err filled: SGP_ERR_CONNECT, _PROXY, _TLS, _TIMEOUT, _NETWORK,
     *              _PROTOCOL, _LIMIT, _MEMORY, _USAGE, _CONFIG (such as an unusable CA
     *              file), _PLATFORM, or an error of sgp_http_response_append_body
     * Every other outcome becomes SGP_ERR_USAGE. Set err->retryable if another exchange
     * may succeed. After an error the next call starts a new exchange. If a call has
     * another response than the running exchange, the object is lent to another user: abort
     * the running exchange and start a new one; the first user will start over. A blocking
     * implementation never returns SGP_AGAIN and must honour the deadline itself. Any other
     * bounds the work of one call: while a peer always has bytes, it returns SGP_AGAIN
     * now and then, with a time that has passed in `wants` (http1: SGP_HTTP_SLICE_MS).
     */
    sgp_status (*exchange)(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err);
    /* Optional. Stores in *out, preset to SGP_POLL_INTEREST_INIT, what to wait for after SGP_AGAIN.
     * If the slot is missing or sets nothing, the caller polls every few milliseconds. */
    void (*wants)(sgp_http *http, sgp_poll_interest *out);
    /* Optional. Aborts an exchange that returned SGP_AGAIN; the next call starts a new one. */
    void (*reset)(sgp_http *http);
    /* Optional. Closes all connections and frees the object. */
    void (*destroy)(sgp_http *http);
    /* Optional. Returns the read timeout, the longest accepted silence of the peer, in
     * milliseconds; negative: no limit. The client announces it to the service in amz-sdk-request.
     * Default: SGP_READ_TIMEOUT_MS. */
    int64_t (*read_timeout_ms)(sgp_http *http);
} sgp_http_type;

struct sgp_http {
    const sgp_http_type *type;
};

/* A loan of an sgp_http, in memory of the caller. Frozen at 1.0. Set it only with sgp_http_lend. */
typedef struct sgp_http_loan {
    sgp_http base;
    sgp_http *http;
} sgp_http_loan;

/*
 * sgp_http_lend: sets `loan` to an object that forwards to `http` and has no destroy,
 * and returns that object. To share `http` among several clients or providers, give each
 * of them the loan. `loan` and `http` are borrowed and must outlive every user; then
 * destroy `http` yourself. `http` runs one exchange at a time, and an exchange of one user
 * aborts a prefetch of another, which is then sent again. Set no_prefetch where clients
 * with one `http` take turns, and let one of them at a time use `nonblocking`. If `http`
 * is NULL or lacks exchange, the constructor that gets the loan fails
 * with SGP_ERR_USAGE.
 */
SGP_API sgp_http *sgp_http_lend(sgp_http_loan *loan, sgp_http *http);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_HTTP_H */
