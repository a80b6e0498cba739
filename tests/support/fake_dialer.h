/*
 * fake_dialer.h - an sgp_dialer that returns scripted streams, one after the
 * other.
 */
#ifndef SGP_TEST_FAKE_DIALER_H
#define SGP_TEST_FAKE_DIALER_H

#include "scripted_stream.h"

typedef struct fake_dialer {
    sgp_dialer base;
    sgp_dialer_type type;        /* set by fake_dialer_make; tests may clear slots */
    scripted_stream *streams[4]; /* in this order; at NULL open fails */
    int opens;
    int destroys;
    char hosts[4][64]; /* of each target */
    sgp_target targets[4];
    char via_hosts[4][64]; /* of each target's proxy; "": no proxy */
} fake_dialer;

static inline sgp_status fake_dialer__open(sgp_dialer *self, const sgp_target *target,
                                           sgp_stream **out, sgp_error *err)
{
    fake_dialer *f = (fake_dialer *)self;

    if (f->opens == 4 || !f->streams[f->opens])
        return sgp_error_set(err, SGP_ERR_CONNECT, "the script has no further connection");
    strncpy(f->hosts[f->opens], target->host, sizeof f->hosts[0] - 1);
    f->targets[f->opens] = *target;
    if (target->via) strncpy(f->via_hosts[f->opens], target->via->host, sizeof f->via_hosts[0] - 1);
    *out = scripted_stream_make(f->streams[f->opens++]);
    return SGP_OK;
}

static inline void fake_dialer__destroy(sgp_dialer *self)
{
    ((fake_dialer *)self)->destroys++;
}

static inline sgp_dialer *fake_dialer_make(fake_dialer *f)
{
    static const sgp_dialer_type type = { sizeof type, "fake_dialer", fake_dialer__open,
                                          fake_dialer__destroy };

    f->type = type;
    f->base.type = &f->type;
    return &f->base;
}

#endif
