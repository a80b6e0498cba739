/*
 * connect.c - the dialer that puts TLS on another dialer's streams where the target asks for it.
 *
 * It moves no bytes itself and knows neither sockets nor a TLS library.
 */
#include "sagepager/builtin.h"

#include "err.h"
#include "mem.h"
#include "stream_call.h"

typedef struct connector {
    const sgp_allocator *allocator;
    sgp_dialer inner;
    sgp_tls tls; /* wrap NULL: none was given */
} connector;

static sgp_status connector_open(void *self, const sgp_target *target, sgp_stream *stream,
                                 sgp_error *err)
{
    connector *c = self;
    sgp_target plain = *target;
    sgp_stream inner = SGP_STREAM_INIT;
    sgp_status status;

    if (target->is_tls && !SGP_HAS(&c->tls, wrap))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "https to %s needs TLS: give sgp_connect_new an sgp_tls",
                             target->host);
    plain.is_tls = 0;
    SGP_TRY(sgp__dialer_open(&c->inner, &plain, &inner, err));
    if (!target->is_tls) {
        *stream = inner;
        return SGP_OK;
    }
    status = c->tls.wrap(c->tls.self, &inner, target->host, stream, err);
    if (status != SGP_OK) sgp__stream_close(&inner);
    return status;
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
