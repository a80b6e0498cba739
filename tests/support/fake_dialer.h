/*
 * fake_dialer.h - an sgp_dialer that hands out scripted streams, one after the other.
 */
#ifndef SGP_TEST_FAKE_DIALER_H
#define SGP_TEST_FAKE_DIALER_H

#include "scripted_stream.h"

typedef struct fake_dialer {
    scripted_stream *streams[4]; /* handed out in this order, then NULL: open fails */
    int opens;
    int destroys;
    char hosts[4][64]; /* of each target */
    sgp_target targets[4];
    char via_hosts[4][64]; /* of each target's proxy; "": none */
} fake_dialer;

static inline sgp_status fake_dialer__open(void *self, const sgp_target *target, sgp_stream *stream,
                                           sgp_error *err)
{
    fake_dialer *f = self;

    if (f->opens == 4 || !f->streams[f->opens])
        return sgp_error_set(err, SGP_ERR_CONNECT, "the script has no further connection");
    strncpy(f->hosts[f->opens], target->host, sizeof f->hosts[0] - 1);
    f->targets[f->opens] = *target;
    if (target->via) strncpy(f->via_hosts[f->opens], target->via->host, sizeof f->via_hosts[0] - 1);
    *stream = scripted_stream_make(f->streams[f->opens++]);
    return SGP_OK;
}

static inline void fake_dialer__destroy(void *self)
{
    ((fake_dialer *)self)->destroys++;
}

static inline sgp_dialer fake_dialer_make(fake_dialer *f)
{
    sgp_dialer dialer = SGP_DIALER_INIT;

    dialer.self = f;
    dialer.open = fake_dialer__open;
    dialer.destroy = fake_dialer__destroy;
    return dialer;
}

#endif
