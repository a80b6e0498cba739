/*
 * stream_call.h - the only callers of the slots of sgp_stream and sgp_dialer.
 *
 * They hold a foreign stream to its contract (sagepager/sys/stream.h), so that a broken one gives
 * an error and never an endless loop.
 */
#ifndef SGP_TRANSPORT_STREAM_CALL_H
#define SGP_TRANSPORT_STREAM_CALL_H

#include "sagepager/sys/stream.h"

/* Copies *theirs into *ours; SGP_ERR_USAGE when it is missing or lacks a mandatory slot. */
SGP_MUST_CHECK sgp_status sgp__stream_copy(sgp_stream *ours, const sgp_stream *theirs,
                                           sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__dialer_copy(sgp_dialer *ours, const sgp_dialer *theirs,
                                           sgp_error *err);

/* Opens and checks; on failure *out holds no stream. */
SGP_MUST_CHECK sgp_status sgp__dialer_open(const sgp_dialer *dialer, const sgp_target *target,
                                           sgp_stream *out, sgp_error *err);
void sgp__dialer_destroy(sgp_dialer *dialer);

SGP_MUST_CHECK sgp_status sgp__stream_connect(const sgp_stream *stream, sgp_deadline deadline,
                                              sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__stream_read(const sgp_stream *stream, void *buffer, size_t capacity,
                                           size_t *got, sgp_deadline deadline, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__stream_write(const sgp_stream *stream, const void *bytes, size_t len,
                                            size_t *put, sgp_deadline deadline, sgp_error *err);

/* Closes once and forgets; does nothing for a stream that is not there. */
void sgp__stream_close(sgp_stream *stream);

/* Non-zero when there is a stream to close. */
int sgp__stream_is_open(const sgp_stream *stream);

/* What the stream waits for; without the slot, a time a few milliseconds after now_us. */
void sgp__stream_wants(const sgp_stream *stream, int64_t now_us, sgp_wants *out);

#endif
