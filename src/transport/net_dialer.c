/*
 * net_dialer.c - the dialer for complete connections: another dialer's streams,
 * through a proxy and with TLS where the target asks for it.
 *
 * It moves no bytes itself and knows neither sockets nor a TLS library.
 */
#include "sagepager/transport.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_proxy.h"
#include "sgp_stream_call.h"

typedef struct net_dialer {
    sgp_dialer base;
    const sgp_allocator *allocator;
    sgp_dialer *inner; /* owned */
    sgp_tls *tls;      /* owned; NULL: none */
} net_dialer;

/* Wraps *stream in TLS for host. If wrap fails, closes *stream. */
static sgp_status wrap(const net_dialer *d, const char *host, sgp_stream **stream, sgp_error *err)
{
    sgp_stream *inner = *stream;
    sgp_status status = d->tls->type->wrap(d->tls, inner, host, stream, err);

    if (status == SGP_OK)
        return SGP__STREAM_CHECK(*stream, 5117, "sgp_tls.wrap", "the new stream", err);
    sgp__stream_close(&inner);
    return status;
}

/* Makes *stream a tunnel to target. On an error closes *stream. */
static sgp_status net_tunnel(const net_dialer *d, const sgp_target *target, sgp_stream **stream,
                             sgp_error *err)
{
    sgp_status status = sgp__proxy_stream_new(stream, *stream, target, d->allocator, err);

    if (status != SGP_OK) sgp__stream_close(stream);
    return status;
}

/* Opens a stream to the target or through its proxy, without TLS to it. */
static sgp_status open_plain(const net_dialer *d, const sgp_target *target, sgp_stream **stream,
                             sgp_error *err)
{
    const sgp_proxy *via = target->via;
    sgp_target first = SGP_TARGET_INIT;

    first.host = via ? via->host : target->host;
    first.port = via ? via->port : target->port;
    SGP_TRY(sgp__dialer_open(d->inner, &first, stream, err));
    if (via && via->is_tls) SGP_TRY(wrap(d, via->host, stream, err));
    return via ? net_tunnel(d, target, stream, err) : SGP_OK;
}

static sgp_status net_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                           sgp_error *err)
{
    const net_dialer *d = (net_dialer *)dialer;
    sgp_stream *stream = NULL;
    sgp_target own;
    sgp_proxy via;

    SGP_TRY(sgp__target_copy(&own, &via, target, err));
    if (!d->tls && (own.is_tls || (own.via && via.is_tls)))
        return SGP__FAIL(err, SGP_ERR_USAGE, 5068,
                         "https to %s needs TLS: give sgp_net_dialer_new an sgp_tls",
                         own.is_tls ? own.host : via.host);
    SGP_TRY(open_plain(d, &own, &stream, err));
    if (own.is_tls) SGP_TRY(wrap(d, own.host, &stream, err));
    *out = stream;
    return SGP_OK;
}

static void net_destroy(sgp_dialer *dialer)
{
    net_dialer *d = (net_dialer *)dialer;

    SGP__DESTROY(d->inner);
    SGP__DESTROY(d->tls);
    sgp__free(d->allocator, d, sizeof *d);
}

static sgp_status net_check_parts(const sgp_dialer *inner, const sgp_tls *tls, sgp_error *err)
{
    static const sgp__slot dialer_slots[] = { SGP__SLOT(sgp_dialer_type, open) };
    static const sgp__slot tls_slots[] = { SGP__SLOT(sgp_tls_type, wrap) };

    SGP_TRY(SGP__PART_CHECK(inner, 5100, "sgp_net_dialer_new", "inner", dialer_slots, err));
    return tls ? SGP__PART_CHECK(tls, 5101, "sgp_net_dialer_new", "tls", tls_slots, err) : SGP_OK;
}

sgp_status sgp_net_dialer_new(sgp_dialer **out, sgp_dialer *inner, sgp_tls *tls,
                              const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_dialer_type type = { sizeof type, "net", net_open, net_destroy };
    net_dialer *d;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 5102, "sgp_net_dialer_new", err));
    SGP_TRY(net_check_parts(inner, tls, err));
    d = sgp__alloc(allocator, sizeof *d);
    if (!d) return SGP__NO_MEMORY(err, sizeof *d);
    d->base.type = &type;
    d->allocator = allocator;
    d->inner = inner;
    d->tls = tls;
    *out = &d->base;
    return SGP_OK;
}
