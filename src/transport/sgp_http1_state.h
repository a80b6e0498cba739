/*
 * sgp_http1_state.h - the HTTP/1.1 object and one call of it, shared by the
 * http1_*.c files.
 *
 * http1.c calls the other files. Those call no file of this group but
 * http1_trace.c.
 */
#ifndef SGP_TRANSPORT_HTTP1_STATE_H
#define SGP_TRANSPORT_HTTP1_STATE_H

#include "sagepager/transport.h"

#include "sgp_http1_wire.h"
#include "sgp_proxy_route.h"
#include "sgp_stream_call.h"

typedef enum http1_state {
    HTTP1_IDLE,    /* no exchange; the last connection may still be open */
    HTTP1_CONNECT, /* waiting for the connection, TLS included */
    HTTP1_SEND,    /* sending the request */
    HTTP1_HEAD,    /* receiving response heads, interim ones included */
    HTTP1_BODY     /* receiving the response body */
} http1_state;

typedef struct http1 {
    sgp_http base;
    const sgp_allocator *allocator;
    sgp_dialer *dialer; /* owned */
    sgp_platform *platform;
    const sgp_trace *trace;

    /* The exchange. Its members come early, because short offsets make short code on Arm. */
    const sgp_http_response *response; /* identifies it */
    const sgp__proxy_server *proxy;    /* NULL: none */
    http1_state state;
    int is_reused;     /* the connection is a reused one that has not answered yet */
    int interim_count; /* 1xx responses skipped */
    int is_tls;
    sgp__stream_io io;
    int64_t body_left;  /* SGP__BODY_LENGTH */
    int64_t now_us;     /* the clock at the last step */
    sgp_deadline limit; /* end of the connect timeout, or of the read timeout */
    sgp__http1_framing framing;
    sgp__chunked chunked; /* SGP__BODY_CHUNKED */
    sgp_poll_interest wants;

    /* Settings, and the target of the connection. */
    int64_t connect_timeout_us; /* INT64_MAX: none */
    int64_t read_timeout_us;    /* INT64_MAX: none */
    sgp__proxy_route route;
    const sgp__proxy_server *via; /* NULL: the connection is direct */
    uint16_t port;
    char host[SGP_HOST_MAX + 1];
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

/* Non-zero if the open connection suits the request; otherwise closes it. */
int sgp__http1_reuse(const http1_call *call);

/* Opens a new connection for the request; it is not connected yet. */
SGP_MUST_CHECK sgp_status sgp__http1_open(const http1_call *call);

/* Calls of the stream. Each stores the stream's poll interest in h->wants; each
 * success restarts the read timeout. */
SGP_MUST_CHECK sgp_status sgp__http1_connect(const http1_call *call);
SGP_MUST_CHECK sgp_status sgp__http1_send(const http1_call *call);
SGP_MUST_CHECK sgp_status sgp__http1_read(const http1_call *call, char *buffer, size_t capacity,
                                          size_t *got);

/* Reads to the end of h->io.in. */
SGP_MUST_CHECK sgp_status sgp__http1_receive(const http1_call *call);

void sgp__http1_restart_read_timeout(http1 *h);

/* --- http1_error.c ---------------------------------------------------------------------------- */

/* Rewrites the error in botocore's words and sets `retryable`. Returns the status to report. */
sgp_status sgp__http1_explain(const http1_call *call, sgp_status status);

/* --- http1_trace.c ---------------------------------------------------------------------------- */

/* Reports "WHAT scheme://host:port" under the topic "connect". */
void sgp__http1_trace_connection(const http1_call *call, const char *what);

/* Reports the stream's own message under the topic "connect". */
void sgp__http1_trace_cause(const http1_call *call);

/* Reports status line and headers, with secrets masked, under "response". */
void sgp__http1_trace_head(const http1 *h, const sgp__http1_head *head);

#endif
