/*
 * stream_call.c - checked calls of foreign streams and dialers.
 */
#include "stream_call.h"

#include "err.h"

#include <string.h>

/* "Absent: the caller polls every few ms" (sagepager/sys/stream.h). */
#define POLL_US 5000

sgp_status sgp__stream_copy(sgp_stream *ours, const sgp_stream *theirs, sgp_error *err)
{
    if (sgp__table_copy(ours, sizeof *ours, theirs, offsetof(sgp_stream, connect)) &&
        SGP_HAS(ours, connect) && SGP_HAS(ours, read) && SGP_HAS(ours, write) &&
        SGP_HAS(ours, close))
        return SGP_OK;
    return sgp_error_set(err, SGP_ERR_USAGE,
                         "the stream lacks connect, read, write or close, or its size is not set");
}

sgp_status sgp__dialer_copy(sgp_dialer *ours, const sgp_dialer *theirs, sgp_error *err)
{
    if (sgp__table_copy(ours, sizeof *ours, theirs, offsetof(sgp_dialer, open)) &&
        SGP_HAS(ours, open))
        return SGP_OK;
    return sgp_error_set(err, SGP_ERR_USAGE, "the dialer lacks open, or its size is not set");
}

/* Records a status that the contract does not allow at this place. */
static sgp_status broken_contract(sgp_status status, const char *call, sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_USAGE, "%s of the stream broke its contract (%s)", call,
                         sgp_status_text(status));
}

sgp_status sgp__dialer_open(const sgp_dialer *dialer, const sgp_target *target, sgp_stream *out,
                            sgp_error *err)
{
    sgp_stream theirs = SGP_STREAM_INIT;
    sgp_status status = dialer->open(dialer->self, target, &theirs, err);

    if (status > SGP_OK) return broken_contract(status, "open", err);
    if (status != SGP_OK) return status;
    status = sgp__stream_copy(out, &theirs, err);
    if (status != SGP_OK) memset(out, 0, sizeof *out);
    return status;
}

void sgp__dialer_destroy(sgp_dialer *dialer)
{
    if (SGP_HAS(dialer, destroy)) dialer->destroy(dialer->self);
}

sgp_status sgp__stream_connect(const sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = stream->connect(stream->self, deadline, err);

    return status > SGP_AGAIN ? broken_contract(status, "connect", err) : status;
}

sgp_status sgp__stream_read(const sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    *got = 0;
    status = stream->read(stream->self, buffer, capacity, got, deadline, err);
    if (status > SGP_END || (status == SGP_OK && (*got == 0 || *got > capacity)))
        return broken_contract(status, "read", err);
    return status;
}

sgp_status sgp__stream_write(const sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    *put = 0;
    status = stream->write(stream->self, bytes, len, put, deadline, err);
    if (status > SGP_AGAIN || (status == SGP_OK && (*put == 0 || *put > len)))
        return broken_contract(status, "write", err);
    return status;
}

void sgp__stream_close(sgp_stream *stream)
{
    if (sgp__stream_is_open(stream)) stream->close(stream->self);
    memset(stream, 0, sizeof *stream);
}

int sgp__stream_is_open(const sgp_stream *stream)
{
    return stream->close != NULL;
}

void sgp__stream_wants(const sgp_stream *stream, int64_t now_us, sgp_wants *out)
{
    static const sgp_wants nothing = SGP_WANTS_INIT;

    *out = nothing;
    if (SGP_HAS(stream, wants))
        stream->wants(stream->self, out);
    else
        out->at_us = sgp_deadline_in(now_us, POLL_US).at_us;
}
