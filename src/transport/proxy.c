/*
 * proxy.c - a stream through an HTTP proxy: CONNECT, then the inner stream's bytes unchanged.
 */
#include "proxy.h"

#include "buf.h"
#include "err.h"
#include "http1_wire.h"
#include "mem.h"
#include "stream_call.h"
#include "uri.h"

/* Two hosts' worth, a port, and the authorization of a URL. */
#define REQUEST_BYTES_MAX (4 * SGP_URL_MAX)

typedef enum tunnel_state {
    TUNNEL_CONNECT, /* to the proxy itself */
    TUNNEL_SEND,    /* the request */
    TUNNEL_HEAD,    /* the answer */
    TUNNEL_OPEN
} tunnel_state;

typedef struct tunnel {
    const sgp_allocator *allocator;
    sgp_stream inner;
    tunnel_state state;
    sgp__buf out; /* the request; `sent` bytes of it are gone */
    size_t sent;
    sgp__buf in;
    size_t scanned; /* bytes of `in` that were no complete head */
} tunnel;

/* --- states: SGP_OK to go on with the (maybe changed) state ----------------------------------- */

static sgp_status step_connect(tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = sgp__stream_connect(&t->inner, deadline, err);

    if (status == SGP_OK) t->state = TUNNEL_SEND;
    if (status != SGP_ERR_TLS) return status;
    if (err) err->status = SGP_ERR_PROXY; /* its certificate, not the service's */
    return SGP_ERR_PROXY;
}

/* What breaks here is the connection to the proxy; the service was never reached. */
static sgp_status broken(sgp_status status, sgp_error *err)
{
    if (status != SGP_END && status != SGP_ERR_NETWORK) return status;
    sgp_error_reset(err);
    return sgp_error_set(err, SGP_ERR_PROXY, "it closed the connection before it answered");
}

static sgp_status step_send(tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    size_t put;
    sgp_status status = sgp__stream_write(&t->inner, t->out.ptr + t->sent, t->out.len - t->sent,
                                          &put, deadline, err);

    if (status != SGP_OK) return broken(status, err);
    t->sent += put;
    if (t->sent < t->out.len) return SGP_OK;
    sgp__buf_deinit(&t->out); /* holds the password */
    t->state = TUNNEL_HEAD;
    return SGP_OK;
}

static sgp_status receive(tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    char *room = sgp__buf_reserve(&t->in, SGP_HTTP_READ_BYTES);
    size_t got;
    sgp_status status;

    if (!room) return sgp__buf_check(&t->in, "the proxy's answer", err);
    status = sgp__stream_read(&t->inner, room, SGP_HTTP_READ_BYTES, &got, deadline, err);
    if (status != SGP_OK) return broken(status, err);
    sgp__buf_commit(&t->in, got);
    return SGP_OK;
}

/* Bytes behind the head would be the service's first ones, which in TLS speaks second. */
static sgp_status judge(tunnel *t, const sgp__http1_head *head, size_t consumed, sgp_error *err)
{
    if (head->status != 200) {
        (void)sgp_error_set(err, SGP_ERR_PROXY, "%d %.*s", head->status, (int)head->reason.len,
                            head->reason.ptr);
        if (err) err->http_status = head->status;
        return SGP_ERR_PROXY;
    }
    if (t->in.len > consumed)
        return sgp_error_set(err, SGP_ERR_PROXY, "bytes follow its answer to CONNECT");
    sgp__buf_deinit(&t->in);
    t->state = TUNNEL_OPEN;
    return SGP_OK;
}

static sgp_status step_head(tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    sgp__http1_head head;
    size_t consumed = 0;
    sgp_status status = sgp__http1_parse_head(sgp__buf_str(&t->in), t->scanned, &head, &consumed,
                                              err);

    t->scanned = t->in.len;
    if (status == SGP_AGAIN) return receive(t, deadline, err);
    if (status == SGP_OK) return judge(t, &head, consumed, err);
    if (err) err->status = SGP_ERR_PROXY; /* the parser's sentence says what is wrong */
    return SGP_ERR_PROXY;
}

/* --- the stream ------------------------------------------------------------------------------- */

static sgp_status tunnel_connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    static sgp_status (*const steps[])(tunnel *, sgp_deadline,
                                       sgp_error *) = { step_connect, step_send, step_head };
    tunnel *t = self;

    while (t->state != TUNNEL_OPEN)
        SGP_TRY(steps[t->state](t, deadline, err));
    return SGP_OK;
}

static sgp_status tunnel_read(void *self, void *buffer, size_t capacity, size_t *got,
                              sgp_deadline deadline, sgp_error *err)
{
    return sgp__stream_read(&((tunnel *)self)->inner, buffer, capacity, got, deadline, err);
}

static sgp_status tunnel_write(void *self, const void *bytes, size_t len, size_t *put,
                               sgp_deadline deadline, sgp_error *err)
{
    return sgp__stream_write(&((tunnel *)self)->inner, bytes, len, put, deadline, err);
}

static void tunnel_close(void *self)
{
    tunnel *t = self;

    sgp__stream_close(&t->inner);
    sgp__buf_deinit(&t->out);
    sgp__buf_deinit(&t->in);
    sgp__free(t->allocator, t, sizeof *t);
}

static void tunnel_wants(void *self, sgp_wants *out)
{
    const tunnel *t = self;

    t->inner.wants(t->inner.self, out);
}

/* --- construction ----------------------------------------------------------------------------- */

/* http.client of Python, _tunnel: no Host before HTTP/1.1. */
static sgp_status put_request(tunnel *t, const sgp_target *target, sgp_error *err)
{
    int is_ipv6 = sgp__is_ipv6(sgp_str_from(target->host));

    sgp__buf_put_text(&t->out, is_ipv6 ? "CONNECT [" : "CONNECT ");
    sgp__buf_put_text(&t->out, target->host);
    sgp__buf_put_text(&t->out, is_ipv6 ? "]:" : ":");
    sgp__buf_put_int(&t->out, target->port);
    sgp__buf_put_text(&t->out, " HTTP/1.0\r\n");
    if (target->via->authorization) {
        sgp__buf_put_text(&t->out, "Proxy-Authorization: ");
        sgp__buf_put_text(&t->out, target->via->authorization);
        sgp__buf_put_text(&t->out, "\r\n");
    }
    sgp__buf_put_text(&t->out, "\r\n");
    return sgp__buf_check(&t->out, "the request to the proxy", err);
}

sgp_status sgp__proxy_stream_new(sgp_stream *stream, const sgp_stream *inner,
                                 const sgp_target *target, const sgp_allocator *allocator,
                                 sgp_error *err)
{
    static const sgp_stream empty = SGP_STREAM_INIT;
    sgp_stream own;
    sgp_status status;
    tunnel *t;

    SGP_TRY(sgp__stream_copy(&own, inner, err));
    t = sgp__alloc(allocator, sizeof *t);
    if (!t) return sgp__no_memory(err);
    t->allocator = allocator;
    sgp__buf_init(&t->out, allocator, REQUEST_BYTES_MAX);
    sgp__buf_init(&t->in, allocator, SGP_HTTP_HEAD_MAX + SGP_HTTP_READ_BYTES);
    status = put_request(t, target, err);
    if (status != SGP_OK) {
        tunnel_close(t); /* which has no inner stream yet */
        return status;
    }
    t->inner = own;
    *stream = empty;
    stream->self = t;
    stream->connect = tunnel_connect;
    stream->read = tunnel_read;
    stream->write = tunnel_write;
    stream->close = tunnel_close;
    stream->wants = SGP_HAS(&own, wants) ? tunnel_wants : NULL;
    return SGP_OK;
}
