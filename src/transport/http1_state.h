/*
 * http1_state.h - what the files of the HTTP/1.1 exchange share: its object and one call of it.
 */
#ifndef SGP_TRANSPORT_HTTP1_STATE_H
#define SGP_TRANSPORT_HTTP1_STATE_H

#include "sagepager/builtin.h"

#include "http1_wire.h"
#include "proxy_route.h"
#include "stream_call.h"

typedef enum http1_state {
    HTTP1_IDLE,    /* no exchange under way; a connection may be kept */
    HTTP1_CONNECT, /* waiting for the connection, TLS included */
    HTTP1_SEND,    /* request going out */
    HTTP1_HEAD,    /* response head coming in, interim ones included */
    HTTP1_BODY     /* response body coming in */
} http1_state;

typedef struct http1 {
    const sgp_allocator *allocator;
    sgp_dialer dialer;
    sgp_platform platform;
    sgp_trace trace;
    int64_t connect_timeout_us; /* INT64_MAX: none */
    int64_t read_timeout_us;    /* INT64_MAX: none */

    /* The connection and where it goes. */
    sgp__proxy_route route;
    const sgp__proxy_place *proxy; /* on the way of the exchange; NULL: none */
    sgp_stream stream;
    char host[SGP_HOST_MAX + 1];
    uint16_t port;
    int is_tls;

    /* The exchange. */
    http1_state state;
    sgp__buf out; /* the request; `sent` bytes of it are gone */
    size_t sent;
    sgp__buf in;       /* response bytes not yet taken apart */
    size_t scanned;    /* bytes of `in` that were no complete head */
    int is_reused;     /* runs on a kept connection that has not answered yet */
    int interim_count; /* 1xx responses swallowed */
    sgp__http1_framing framing;
    int64_t body_left;    /* SGP__BODY_LENGTH */
    sgp__chunked chunked; /* SGP__BODY_CHUNKED */
    int64_t now_us;       /* the clock at the last step */
    sgp_deadline limit;   /* the end of the connect phase, or of the peer's silence */
    sgp_wants wants;
} http1;

/* One call of exchange: the object and the caller's arguments. */
typedef struct http1_call {
    http1 *h;
    const sgp_http_request *request;
    sgp_http_response *response;
    sgp_deadline deadline;
    sgp_error *err;
} http1_call;

/* --- http1_connection.c ----------------------------------------------------------------------- */

/* Non-zero when the kept connection goes to the request's host and is fit for use; else dropped. */
int sgp__http1_reuse(const http1_call *call);

/* Opens a fresh connection for the request; it is not connected yet. */
SGP_MUST_CHECK sgp_status sgp__http1_open(const http1_call *call);

/* Closes the connection, if there is one. */
void sgp__http1_drop(http1 *h);

/* Bytes either way; each restarts the read timeout. The first byte read ends is_reused. */
SGP_MUST_CHECK sgp_status sgp__http1_write(const http1_call *call);
SGP_MUST_CHECK sgp_status sgp__http1_read(const http1_call *call, char *buffer, size_t capacity,
                                          size_t *got);

/* The same, to the end of h->in. */
SGP_MUST_CHECK sgp_status sgp__http1_receive(const http1_call *call);

/* Starts the time the peer may be silent. */
void sgp__http1_restart_silence(http1 *h);

/* --- http1_error.c ---------------------------------------------------------------------------- */

/* Says in botocore's words what a failed exchange died of. Returns the status to report. */
sgp_status sgp__http1_explain(const http1_call *call, sgp_status status);

/* --- http1_trace.c ---------------------------------------------------------------------------- */

/* "WHAT scheme://host:port" under the topic "connect". */
void sgp__http1_trace_connection(const http1_call *call, const char *what);

/* Why the stream failed, before botocore's sentence takes that place, under "connect". */
void sgp__http1_trace_cause(const http1_call *call);

/* Status line and headers, secrets masked, under the topic "response". */
void sgp__http1_trace_head(const http1 *h, const sgp__http1_head *head);

#endif
