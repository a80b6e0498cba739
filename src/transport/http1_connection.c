/*
 * http1_connection.c - the connection of an HTTP/1.1 exchange: opening,
 * checking, moving bytes.
 *
 * It does not interpret the bytes.
 */
#include "sgp_http1_state.h"

#include "sgp_err.h"

#include <string.h>

/* Most heads and chunk-size lines are shorter. Body bytes that are read with them cost
 * a copy. */
#define HEAD_READ_BYTES 512

/* --- opening ---------------------------------------------------------------------------------- */

/* A direct request must not reach the proxy, so the way counts too. */
static int goes_to(const http1 *h, const sgp_http_request *request)
{
    return sgp_str_equal(sgp_str_from(h->host), request->host) && h->port == request->port &&
           h->is_tls == (request->is_tls != 0) && h->via == h->proxy;
}

/*
 * An idle peer sends nothing, so a read of a healthy connection returns
 * SGP_AGAIN. Unexpected bytes would look like the next response. An end or an
 * error means that the peer has closed the connection (botocore, urllib3
 * is_connection_dropped). The deadline is now, because a blocking stream must
 * not wait here; it returns an error and loses its connection instead. A stream
 * that stopped early, such as TLS at a ticket, may have more.
 */
static int is_silent(http1 *h)
{
    sgp_deadline now = { h->now_us };
    sgp_poll_interest wants;
    char byte;
    size_t got;

    if (sgp__stream_read(h->io.stream, &byte, 1, &got, now, NULL) != SGP_AGAIN) return 0;
    sgp__stream_wants(h->io.stream, h->now_us, &wants);
    return wants.at_us != SGP__AT_ONCE;
}

int sgp__http1_reuse(const http1_call *call)
{
    http1 *h = call->h;

    if (!h->io.stream) return 0;
    if (goes_to(h, call->request) && is_silent(h)) {
        sgp__http1_trace_connection(call, "reuse connection to");
        return 1;
    }
    sgp__http1_trace_connection(call, "drop kept connection, need one to");
    sgp__stream_close(&h->io.stream);
    return 0;
}

/* https uses a tunnel; http talks to the proxy itself. */
static void use_proxy(const sgp_proxy *proxy, sgp_target *target)
{
    if (target->is_tls) {
        target->via = proxy;
        return;
    }
    target->host = proxy->host;
    target->port = proxy->port;
    target->is_tls = proxy->is_tls;
}

sgp_status sgp__http1_open(const http1_call *call)
{
    http1 *h = call->h;
    sgp_target target = SGP_TARGET_INIT;

    sgp__copy_truncated(h->host, sizeof h->host, call->request->host);
    target.host = h->host;
    target.port = h->port = call->request->port;
    target.is_tls = h->is_tls = call->request->is_tls != 0;
    h->via = h->proxy;
    if (h->proxy) use_proxy(&h->proxy->api, &target);
    h->limit = sgp_deadline_in(h->now_us, h->connect_timeout_us);
    sgp__http1_trace_connection(call, "open connection to");
    return sgp__dialer_open(h->dialer, &target, &h->io.stream, call->err);
}

/* --- moving bytes ----------------------------------------------------------------------------- */

void sgp__http1_restart_read_timeout(http1 *h)
{
    h->limit = sgp_deadline_in(h->now_us, h->read_timeout_us);
}

static sgp_deadline deadline_of(const http1_call *call)
{
    return sgp_deadline_sooner(call->deadline, call->h->limit);
}

/* Updates wants and the read timeout after a call of the stream. */
static sgp_status after(http1 *h, sgp_status status)
{
    if (status >= SGP_OK) sgp__stream_wants(h->io.stream, h->now_us, &h->wants);
    if (status == SGP_OK) sgp__http1_restart_read_timeout(h);
    return status;
}

sgp_status sgp__http1_connect(const http1_call *call)
{
    return after(call->h, sgp__stream_connect(call->h->io.stream, deadline_of(call), call->err));
}

sgp_status sgp__http1_send(const http1_call *call)
{
    return after(call->h, sgp__stream_send(&call->h->io, deadline_of(call), call->err));
}

sgp_status sgp__http1_read(const http1_call *call, char *buffer, size_t capacity, size_t *got)
{
    return after(call->h, sgp__stream_read(call->h->io.stream, buffer, capacity, got,
                                           deadline_of(call), call->err));
}

sgp_status sgp__http1_receive(const http1_call *call)
{
    http1 *h = call->h;
    int is_body = h->state == HTTP1_BODY && h->framing.kind == SGP__BODY_UNTIL_CLOSE;
    size_t max_bytes = is_body ? SGP_HTTP_READ_BYTES : HEAD_READ_BYTES;

    SGP_TRY(after(h, sgp__stream_receive(&h->io, max_bytes, "the response head", deadline_of(call),
                                         call->err)));
    h->is_reused = 0;
    return SGP_OK;
}
