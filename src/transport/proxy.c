/*
 * proxy.c - a stream through an HTTP proxy: CONNECT, then the inner stream's
 * bytes unchanged.
 */
#include "sgp_proxy.h"

#include "sgp_err.h"
#include "sgp_http1_wire.h"
#include "sgp_mem.h"
#include "sgp_stream_call.h"
#include "sgp_uri.h"

/* Two hosts, a port, and the authorization of a URL. */
#define PROXY_REQUEST_BYTES_MAX (4 * SGP_URL_MAX)

typedef enum tunnel_state {
    TUNNEL_CONNECT, /* connecting to the proxy itself */
    TUNNEL_SEND,    /* sending the request */
    TUNNEL_HEAD,    /* receiving the answer */
    TUNNEL_OPEN
} tunnel_state;

typedef struct proxy_tunnel {
    sgp_stream base;
    const sgp_allocator *allocator;
    tunnel_state state;
    int steps_left;    /* of the last call of connect; -1: none was left */
    sgp__stream_io io; /* to the proxy; owns its stream */
} proxy_tunnel;

/* --- states: each returns SGP_OK to continue with t->state ------------------------------------ */

/* The call failed because of the proxy, not of the service. */
static sgp_status blame_proxy(sgp_error *err)
{
    if (err) err->status = SGP_ERR_PROXY;
    return SGP_ERR_PROXY;
}

static sgp_status proxy_step_connect(proxy_tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = sgp__stream_connect(t->io.stream, deadline, err);

    if (status == SGP_OK) t->state = TUNNEL_SEND;
    return status == SGP_ERR_TLS ? blame_proxy(err) : status;
}

/* The connection to the proxy broke; the service was never reached. */
static sgp_status explain(sgp_status status, sgp_error *err)
{
    if (status != SGP_END && status != SGP_ERR_NETWORK) return status;
    sgp_error_reset(err);
    return SGP__FAIL(err, SGP_ERR_PROXY, 5069, "it closed the connection before it answered");
}

static sgp_status proxy_step_send(proxy_tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    SGP_TRY(explain(sgp__stream_send(&t->io, deadline, err), err));
    if (t->io.sent < t->io.out.len) return SGP_OK;
    sgp__buf_deinit(&t->io.out); /* contains the password */
    t->state = TUNNEL_HEAD;
    return SGP_OK;
}

/* Refuses bytes after the head: in TLS the client speaks first. */
static sgp_status check_answer(proxy_tunnel *t, const sgp__http1_head *head, size_t consumed,
                               sgp_error *err)
{
    if (head->status != 200) {
        (void)SGP__FAIL(err, SGP_ERR_PROXY, 5070, "%d %.*s", head->status, (int)head->reason.len,
                        head->reason.ptr);
        if (err) err->http_status = head->status;
        return SGP_ERR_PROXY;
    }
    if (t->io.in.len > consumed)
        return SGP__FAIL(err, SGP_ERR_PROXY, 5071, "bytes follow its answer to CONNECT");
    sgp__buf_deinit(&t->io.in);
    t->state = TUNNEL_OPEN;
    return SGP_OK;
}

static sgp_status proxy_step_head(proxy_tunnel *t, sgp_deadline deadline, sgp_error *err)
{
    sgp__http1_head head;
    size_t consumed = 0;
    sgp_status status = sgp__http1_parse_head(sgp__buf_str(&t->io.in), t->io.scanned, &head,
                                              &consumed, err);

    t->io.scanned = t->io.in.len;
    if (status == SGP_OK) return check_answer(t, &head, consumed, err);
    if (status != SGP_AGAIN) return blame_proxy(err);
    return explain(
        sgp__stream_receive(&t->io, SGP_HTTP_READ_BYTES, "the proxy's answer", deadline, err), err);
}

/* --- slots ------------------------------------------------------------------------------------ */

static sgp_status tunnel_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    static sgp_status (*const steps[])(proxy_tunnel *, sgp_deadline,
                                       sgp_error *) = { proxy_step_connect, proxy_step_send,
                                                        proxy_step_head };
    proxy_tunnel *t = (proxy_tunnel *)stream;

    t->steps_left = SGP__INNER_CALLS_MAX;
    while (t->state != TUNNEL_OPEN) {
        if (t->steps_left-- <= 0) return SGP_AGAIN;
        SGP_TRY(steps[t->state](t, deadline, err));
    }
    return SGP_OK;
}

static sgp_status tunnel_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                              sgp_deadline deadline, sgp_error *err)
{
    return sgp__stream_read(((proxy_tunnel *)stream)->io.stream, buffer, capacity, got, deadline,
                            err);
}

static sgp_status tunnel_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                               sgp_deadline deadline, sgp_error *err)
{
    return sgp__stream_write(((proxy_tunnel *)stream)->io.stream, bytes, len, put, deadline, err);
}

static void tunnel_close(sgp_stream *stream)
{
    proxy_tunnel *t = (proxy_tunnel *)stream;

    sgp__stream_close(&t->io.stream);
    sgp__buf_deinit(&t->io.out);
    sgp__buf_deinit(&t->io.in);
    sgp__free(t->allocator, t, sizeof *t);
}

static void tunnel_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    const proxy_tunnel *t = (proxy_tunnel *)stream;

    sgp__stream_forward_wants(t->io.stream, out);
    if (t->steps_left < 0) out->at_us = SGP__AT_ONCE;
}

/* --- construction ----------------------------------------------------------------------------- */

/* http.client of Python, _tunnel: no Host before HTTP/1.1. */
static sgp_status proxy_put_request(sgp__buf *out, const sgp_target *target, sgp_error *err)
{
    int is_ipv6 = sgp__is_ipv6(sgp_str_from(target->host));

    sgp__buf_put_text(out, is_ipv6 ? "CONNECT [" : "CONNECT ");
    sgp__buf_put_text(out, target->host);
    sgp__buf_put_text(out, is_ipv6 ? "]:" : ":");
    sgp__buf_put_int(out, target->port);
    sgp__buf_put_text(out, " HTTP/1.0\r\n");
    if (target->via->authorization) {
        sgp__buf_put_text(out, "Proxy-Authorization: ");
        sgp__buf_put_text(out, target->via->authorization);
        sgp__buf_put_text(out, "\r\n");
    }
    sgp__buf_put_text(out, "\r\n");
    return SGP__BUF_CHECK(out, 5103, "the request to the proxy", err);
}

sgp_status sgp__proxy_stream_new(sgp_stream **out, sgp_stream *inner, const sgp_target *target,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type,  "proxy",      tunnel_connect, tunnel_read,
                                          tunnel_write, tunnel_close, tunnel_wants };
    sgp_status status;
    proxy_tunnel *t;

    t = sgp__alloc(allocator, sizeof *t);
    if (!t) return SGP__NO_MEMORY(err, sizeof *t);
    t->base.type = &type;
    t->allocator = allocator;
    sgp__buf_init(&t->io.out, allocator, PROXY_REQUEST_BYTES_MAX);
    sgp__buf_init(&t->io.in, allocator, SGP_HTTP_HEAD_MAX + SGP_HTTP_READ_BYTES);
    status = proxy_put_request(&t->io.out, target, err);
    if (status != SGP_OK) {
        tunnel_close(&t->base); /* inner is not owned yet */
        return status;
    }
    t->io.stream = inner;
    *out = &t->base;
    return SGP_OK;
}
