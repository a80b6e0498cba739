/*
 * sagepager/sys/http.h - implement this to bring your own HTTP: one exchange.
 *
 * The library builds an sgp_http_request and hands it down; the implementation fills an
 * sgp_http_response through the sgp_http_response_* functions, which enforce the limits, so that an
 * adapter cannot overflow anything. Shipped: sgp_http1_new (builtin.h). Headers under sys/ may
 * change in a minor release, with a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_HTTP_H
#define SAGEPAGER_SYS_HTTP_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A header field. Names keep the case they were written with; compare them without case. */
typedef struct sgp_http_header {
    sgp_str name;
    sgp_str value;
} sgp_http_header;

/*
 * One request. Built by the library: the codec sets method, headers and body, the client the
 * target, the signer adds its headers. All texts live in `arena`. Host and Content-Length are not
 * among the headers: the implementation writes them itself, Host from sgp_http_request_host.
 */
typedef struct sgp_http_request {
    sgp_str method;                      /* "POST" */
    int is_tls;                          /* non-zero: https */
    sgp_str host;                        /* lower-case name or address; IPv6 without brackets */
    uint16_t port;
    sgp_str path;                        /* "/", or "/path?query"; already percent-encoded */
    sgp_http_header headers[SGP_HTTP_REQUEST_HEADERS_MAX];
    size_t header_count;
    sgp_str body;
    sgp_arena arena;
    int is_direct; /* non-zero: never through a proxy (the metadata services of a host) */
} sgp_http_request;

/* sgp_http_request_init: an empty request; allocates nothing. Borrowed allocator, NULL: C
 * library. */
SGP_API void sgp_http_request_init(sgp_http_request *request, const sgp_allocator *allocator);

/* sgp_http_request_reset: empties it, wipes and keeps its memory. */
SGP_API void sgp_http_request_reset(sgp_http_request *request);

/* sgp_http_request_deinit: wipes and gives the memory back. May be called twice. */
SGP_API void sgp_http_request_deinit(sgp_http_request *request);

/*
 * sgp_http_request_add: appends a header, copying both texts. Refuses a name that is no RFC 9110
 * token and a value with CR, LF, NUL or another control character but tab (SGP_ERR_USAGE, value not
 * shown), a header too many or memory over its bound (SGP_ERR_LIMIT), SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_request_add(sgp_http_request *request, const char *name,
                                                       sgp_str value, sgp_error *err);

/* sgp_http_request_find: the value of the first header of that name, absent when there is none. */
SGP_API sgp_str sgp_http_request_find(const sgp_http_request *request, const char *name);

/*
 * sgp_http_request_host: writes the Host value (RFC 9110, 7.2; the form SigV4 signs): the host, in
 * brackets if it is an IPv6 address, and the port unless it is the scheme's default. out_size of
 * SGP_HOST_MAX + 9 always suffices; shorter ones cut. Returns out.
 */
SGP_API const char *sgp_http_request_host(const sgp_http_request *request, char *out,
                                          size_t out_size);

/*
 * One response, filled by an implementation. body and headers live until the response is begun
 * again, reset or deinitialised.
 *
 * The library reads pages while they come: whenever the memory of body is full, `read` takes what
 * is known to be good off its front, so that what an implementation has put there may be gone.
 */
typedef struct sgp_http_response {
    int status;     /* 100..999; 0 before begin */
    sgp_str reason; /* the reason phrase, maybe empty */
    sgp_http_header headers[SGP_HTTP_RESPONSE_HEADERS_MAX];
    size_t header_count;
    sgp_str body;              /* what has come of it, without what was taken off */
    sgp_arena arena;           /* reason and headers */
    char *body_memory;         /* private */
    size_t body_capacity;      /* private */
    size_t max_body_bytes;     /* bound for the whole body, what was taken off included */
    size_t taken_bytes;        /* how many were taken off its front */
    /* Set by whoever wants the body in parts, else NULL; an error of it ends the exchange. */
    sgp_status (*read)(void *reader, struct sgp_http_response *response, sgp_error *err);
    void *reader;
} sgp_http_response;

/*
 * sgp_http_response_init: an empty response; allocates nothing. max_body_bytes 0 means
 * SGP_RESPONSE_BODY_MAX. Borrowed allocator, NULL: the C library's.
 */
SGP_API void sgp_http_response_init(sgp_http_response *response, const sgp_allocator *allocator,
                                    size_t max_body_bytes);

/* sgp_http_response_reset: empties it and keeps its memory. */
SGP_API void sgp_http_response_reset(sgp_http_response *response);

/* sgp_http_response_deinit: gives the memory back. May be called twice. */
SGP_API void sgp_http_response_deinit(sgp_http_response *response);

/*
 * sgp_http_response_begin: starts the final response: drops whatever was there, sets status and
 * reason (absent: empty). SGP_ERR_PROTOCOL for a status outside 100..999.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_begin(sgp_http_response *response, int status,
                                                          sgp_str reason, sgp_error *err);

/*
 * sgp_http_response_header: appends a header, copying both texts; blanks around the value and a
 * line end after it are left out. SGP_ERR_LIMIT past SGP_HTTP_RESPONSE_HEADERS_MAX or
 * SGP_HTTP_HEAD_MAX bytes.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_header(sgp_http_response *response,
                                                           sgp_str name, sgp_str value,
                                                           sgp_error *err);

/*
 * sgp_http_response_body: appends bytes to the body, which stays NUL-terminated. They may stand
 * already where sgp_http_response_room says. SGP_ERR_LIMIT past max_body_bytes, SGP_ERR_MEMORY, or
 * what `read` answers.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_body(sgp_http_response *response,
                                                         const void *bytes, size_t len,
                                                         sgp_error *err);

/*
 * sgp_http_response_room: where the body goes on, for those who read into it: *bytes, at least one,
 * may be written at *at. They are no part of the body until sgp_http_response_body takes them.
 * expected is how many are known to come, at least one: so much room is made at once, but for one
 * that is read in parts. Errors as above; SGP_ERR_LIMIT where the body has max_body_bytes.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http_response_room(sgp_http_response *response,
                                                         size_t expected, char **at, size_t *bytes,
                                                         sgp_error *err);

/* sgp_http_response_take: takes bytes, at most all, off the front of body: for `read`. */
SGP_API void sgp_http_response_take(sgp_http_response *response, size_t bytes);

/* sgp_http_response_find: the value of the first header of that name, absent when there is none. */
SGP_API sgp_str sgp_http_response_find(const sgp_http_response *response, const char *name);

/*
 * The interface. `size` first, `self` second; slots are appended, never reordered. A slot exists if
 * it lies inside `size` and is not NULL. The struct is copied by value. `self` is owned by the
 * object it was given to only if `destroy` is set, and only once that object's constructor returned
 * SGP_OK; on failure it stays the caller's.
 */
typedef struct sgp_http {
    size_t size;
    void *self;
    /*
     * Mandatory. One whole exchange: sends the request, fills the response with the final answer
     * (1xx are swallowed, redirects and status codes are not judged). Returns SGP_OK when the
     * response is complete; SGP_AGAIN to be called again with the same arguments; SGP_ERR_CONNECT,
     * _PROXY, _TLS, _TIMEOUT, _NETWORK, _PROTOCOL, _LIMIT, _MEMORY, _USAGE, _CONFIG (an unusable CA
     * file), _PLATFORM with err filled. err->retryable says whether another exchange might
     * go better. After an error the next call begins a new exchange. A blocking implementation
     * never says SGP_AGAIN and honours the deadline itself.
     */
    sgp_status (*exchange)(void *self, const sgp_http_request *request, sgp_http_response *response,
                           sgp_deadline deadline, sgp_error *err);
    /* Optional. After SGP_AGAIN: what to wait for; out comes as SGP_WANTS_INIT. Absent, or nothing
     * set: the caller polls every few milliseconds. */
    void (*wants)(void *self, sgp_wants *out);
    /* Optional. Drops an exchange that is under way; the next call begins a new one. */
    void (*reset)(void *self);
    /* Optional. Closes everything and frees self. */
    void (*destroy)(void *self);
} sgp_http;

#define SGP_HTTP_INIT { sizeof(sgp_http), NULL, NULL, NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_HTTP_H */
