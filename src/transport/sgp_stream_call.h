/*
 * sgp_stream_call.h - the only callers of the slots of sgp_stream and sgp_dialer.
 *
 * They check that the caller's parts fulfil their contracts
 * (sagepager/sys/stream.h). A broken contract causes SGP_ERR_USAGE, never an
 * endless loop.
 */
#ifndef SGP_TRANSPORT_STREAM_CALL_H
#define SGP_TRANSPORT_STREAM_CALL_H

#include "sagepager/sys/stream.h"

#include "sgp_buf.h"

/*
 * Copies the caller's target to *ours. If the target has a proxy, copies the
 * proxy to *via and sets ours->via to it. The texts stay borrowed.
 * SGP_ERR_USAGE if a size is wrong or a host is missing.
 */
SGP_MUST_CHECK sgp_status sgp__target_copy(sgp_target *ours, sgp_proxy *via,
                                           const sgp_target *theirs, sgp_error *err);

/* Opens and checks a stream. On an error *out is unchanged. */
SGP_MUST_CHECK sgp_status sgp__dialer_open(sgp_dialer *dialer, const sgp_target *target,
                                           sgp_stream **out, sgp_error *err);

/* SGP_ERR_USAGE if the stream is NULL or lacks a mandatory slot. The message
 * names `slot`, which received or made the stream, and calls the stream
 * `name`. */
#define SGP__STREAM_CHECK(stream, number, slot, name, err)                                         \
    sgp__stream_check((stream), (number), SGP__TEXT(slot), SGP__TEXT(name), (err))

SGP_MUST_CHECK sgp_status sgp__stream_check(const sgp_stream *stream, int number, const char *slot,
                                            const char *name, sgp_error *err);

SGP_MUST_CHECK sgp_status sgp__stream_connect(sgp_stream *stream, sgp_deadline deadline,
                                              sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__stream_read(sgp_stream *stream, void *buffer, size_t capacity,
                                           size_t *got, sgp_deadline deadline, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__stream_write(sgp_stream *stream, const void *bytes, size_t len,
                                            size_t *put, sgp_deadline deadline, sgp_error *err);

/* Closes *stream and sets it to NULL. Does nothing if it is NULL. */
void sgp__stream_close(sgp_stream **stream);

/* Calls `wants`. Leaves *out unchanged if the stream has no such slot. */
void sgp__stream_forward_wants(sgp_stream *inner, sgp_poll_interest *out);

/*
 * The most calls of an inner stream, or addresses tried, in one call of a
 * stream. Then the call returns SGP_AGAIN, and `wants` stores SGP__AT_ONCE. So a
 * peer that always has bytes cannot keep the caller beyond its deadline. Usual
 * peers never reach it: a record of TLS takes two reads.
 */
#define SGP__INNER_CALLS_MAX 64

/* sgp_poll_interest.at_us: in the past of each monotonic clock. */
#define SGP__AT_ONCE 0

/* Stores the stream's poll interest in *out. The default is the time of the next poll. */
void sgp__stream_wants(sgp_stream *stream, int64_t now_us, sgp_poll_interest *out);

/* A stream and its buffers for both directions. */
typedef struct sgp__stream_io {
    sgp_stream *stream; /* NULL: none */
    sgp__buf out;       /* to send */
    size_t sent;        /* bytes of `out` that are sent */
    sgp__buf in;        /* received and not consumed */
    size_t scanned;     /* bytes of `in` that contain no complete head */
} sgp__stream_io;

/* Writes once, from the bytes of io->out that are not sent yet. */
SGP_MUST_CHECK sgp_status sgp__stream_send(sgp__stream_io *io, sgp_deadline deadline,
                                           sgp_error *err);

/* Makes one read of at most max_bytes, to the end of io->in. `what` names
 * io->in in the message of SGP_ERR_LIMIT. */
SGP_MUST_CHECK sgp_status sgp__stream_receive(sgp__stream_io *io, size_t max_bytes,
                                              const char *what, sgp_deadline deadline,
                                              sgp_error *err);

#endif
