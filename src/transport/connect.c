/*
 * connect.c - the dialer that leads another dialer's streams through a proxy and puts TLS on them,
 * where the target asks for it.
 *
 * It moves no bytes itself and knows neither sockets nor a TLS library.
 */
#include "sagepager/builtin.h"

#include "err.h"
#include "mem.h"
#include "proxy.h"
#include "stream_call.h"

typedef struct connector {
    const sgp_allocator *allocator;
    sgp_dialer inner;
    sgp_tls tls; /* wrap NULL: none was given */
} connector;

/* Puts TLS for host on *stream, or closes it. */
static sgp_status wrap(const connector *c, const char *host, sgp_stream *stream, sgp_error *err)
{
    sgp_stream inner = *stream;
    sgp_status status = c->tls.wrap(c->tls.self, &inner, host, stream, err);

    if (status != SGP_OK) sgp__stream_close(&inner);
    return status;
}

/* Asks the proxy at the other end of *stream for a tunnel to target, or closes it. */
static sgp_status tunnel(const connector *c, const sgp_target *target, sgp_stream *stream,
                         sgp_error *err)
{
    sgp_stream inner = *stream;
    sgp_status status = sgp__proxy_stream_new(stream, &inner, target, c->allocator, err);

    if (status != SGP_OK) sgp__stream_close(&inner);
    return status;
}

/* To the target itself, or to the proxy and from there on; without the target's own TLS. */
static sgp_status open_plain(const connector *c, const sgp_target *target, sgp_stream *stream,
                             sgp_error *err)
{
    const sgp_proxy *via = target->via;
    sgp_target first = { target->host, target->port, 0, NULL };

    if (via) {
        first.host = via->host;
        first.port = via->port;
    }
    SGP_TRY(sgp__dialer_open(&c->inner, &first, stream, err));
    if (via && via->is_tls) SGP_TRY(wrap(c, via->host, stream, err));
    return via ? tunnel(c, target, stream, err) : SGP_OK;
}

static sgp_status connector_open(void *self, const sgp_target *target, sgp_stream *stream,
                                 sgp_error *err)
{
    const connector *c = self;
    int needs_tls = target->is_tls || (target->via && target->via->is_tls);
    sgp_stream made = SGP_STREAM_INIT;

    if (needs_tls && !SGP_HAS(&c->tls, wrap))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "https to %s needs TLS: give sgp_connect_new an sgp_tls",
                             target->is_tls ? target->host : target->via->host);
    SGP_TRY(open_plain(c, target, &made, err));
    if (target->is_tls) SGP_TRY(wrap(c, target->host, &made, err));
    *stream = made;
    return SGP_OK;
}

static void connector_destroy(void *self)
{
    connector *c = self;

    sgp__dialer_destroy(&c->inner);
    if (SGP_HAS(&c->tls, destroy)) c->tls.destroy(c->tls.self);
    sgp__free(c->allocator, c, sizeof *c);
}

static sgp_status copy_parts(connector *c, const sgp_dialer *inner, const sgp_tls *tls,
                             sgp_error *err)
{
    SGP_TRY(sgp__dialer_copy(&c->inner, inner, err));
    if (!tls) return SGP_OK;
    if (!sgp__table_copy(&c->tls, sizeof c->tls, tls, offsetof(sgp_tls, wrap)) ||
        !SGP_HAS(&c->tls, wrap))
        return sgp_error_set(err, SGP_ERR_USAGE, "the tls lacks wrap, or its size is not set");
    return SGP_OK;
}

sgp_status sgp_connect_new(sgp_dialer *out, const sgp_dialer *inner, const sgp_tls *tls,
                           const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_dialer empty = SGP_DIALER_INIT;
    connector *c;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator))
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_connect_new: out or allocator is not usable");
    c = sgp__alloc(allocator, sizeof *c);
    if (!c) return sgp__no_memory(err);
    c->allocator = allocator;
    status = copy_parts(c, inner, tls, err);
    if (status != SGP_OK) {
        sgp__free(allocator, c, sizeof *c);
        return status;
    }
    *out = empty;
    out->self = c;
    out->open = connector_open;
    out->destroy = connector_destroy;
    return SGP_OK;
}
