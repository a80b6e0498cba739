/*
 * http1_connection.c - the one connection of an HTTP/1.1 exchange: opened, kept, checked, dropped.
 *
 * Knows when bytes move, not what they mean.
 */
#include "http1_state.h"

#include "err.h"

#include <string.h>

/* Most heads are no longer, and what follows one is best read into the body itself. */
#define HEAD_READ_BYTES 1024

static int goes_to(const http1 *h, const sgp_http_request *request)
{
    return sgp_str_equal(sgp_str_from(h->host), request->host) && h->port == request->port &&
           h->is_tls == (request->is_tls != 0);
}

/*
 * A kept connection owes us nothing, so a healthy one answers a read with SGP_AGAIN. Bytes would be
 * taken for the answer to the next request; an end or error means the peer has closed it (botocore,
 * urllib3 is_connection_dropped). The deadline is now: a blocking stream must not wait here, and
 * loses its connection instead.
 */
static int is_silent(http1 *h)
{
    sgp_deadline at_once = { h->now_us };
    char byte;
    size_t got;

    return sgp__stream_read(&h->stream, &byte, 1, &got, at_once, NULL) == SGP_AGAIN;
}

int sgp__http1_reuse(const http1_call *call)
{
    http1 *h = call->h;

    if (!sgp__stream_is_open(&h->stream)) return 0;
    if (goes_to(h, call->request) && is_silent(h)) {
        sgp__http1_trace_connection(call, "reuse connection to");
        return 1;
    }
    sgp__http1_trace_connection(call, "drop kept connection, need one to");
    sgp__http1_drop(h);
    return 0;
}

/* https asks for a tunnel; http talks to the proxy itself. */
static void lead_through(const sgp_proxy *proxy, sgp_target *target)
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
    sgp_target target = { h->host, call->request->port, call->request->is_tls != 0, NULL };

    sgp__copy_cut(h->host, sizeof h->host, call->request->host);
    h->port = target.port;
    h->is_tls = target.is_tls;
    if (h->proxy) lead_through(&h->proxy->api, &target);
    h->limit = sgp_deadline_in(h->now_us, h->connect_timeout_us);
    sgp__http1_trace_connection(call, "open connection to");
    return sgp__dialer_open(&h->dialer, &target, &h->stream, call->err);
}

void sgp__http1_drop(http1 *h)
{
    sgp__stream_close(&h->stream);
}

void sgp__http1_restart_silence(http1 *h)
{
    h->limit = sgp_deadline_in(h->now_us, h->read_timeout_us);
}

sgp_status sgp__http1_write(const http1_call *call)
{
    http1 *h = call->h;
    size_t put;
    sgp_status status = sgp__stream_write(&h->stream, h->out.ptr + h->sent, h->out.len - h->sent,
                                          &put, sgp_deadline_sooner(call->deadline, h->limit),
                                          call->err);

    sgp__stream_wants(&h->stream, h->now_us, &h->wants);
    SGP_TRY(status);
    h->sent += put;
    sgp__http1_restart_silence(h);
    return SGP_OK;
}

sgp_status sgp__http1_read(const http1_call *call, char *buffer, size_t capacity, size_t *got)
{
    http1 *h = call->h;
    sgp_status status = sgp__stream_read(&h->stream, buffer, capacity, got,
                                         sgp_deadline_sooner(call->deadline, h->limit), call->err);

    sgp__stream_wants(&h->stream, h->now_us, &h->wants);
    SGP_TRY(status);
    h->is_reused = 0;
    sgp__http1_restart_silence(h);
    return SGP_OK;
}

sgp_status sgp__http1_receive(const http1_call *call)
{
    http1 *h = call->h;
    size_t bytes = h->state == HTTP1_BODY ? SGP_HTTP_READ_BYTES : HEAD_READ_BYTES, got;
    char *room = sgp__buf_reserve(&h->in, bytes);

    if (!room) return sgp__buf_check(&h->in, "the response head", call->err);
    SGP_TRY(sgp__http1_read(call, room, bytes, &got));
    sgp__buf_commit(&h->in, got);
    return SGP_OK;
}
