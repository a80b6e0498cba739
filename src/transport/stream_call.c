/*
 * stream_call.c - checked calls of streams and dialers, and buffered reads and
 * writes.
 */
#include "sgp_stream_call.h"

#include "sgp_err.h"
#include "sgp_part.h"
#include "sgp_units.h"

/* --- targets and streams ---------------------------------------------------------------------- */

sgp_status sgp__target_copy(sgp_target *ours, sgp_proxy *via, const sgp_target *theirs,
                            sgp_error *err)
{
    static const char slot[] = "sgp_dialer.open";

    SGP_TRY(SGP__OPTIONS_REQUIRE(ours, sizeof *ours, theirs, 5107, slot, "target", err));
    if (ours->via) {
        SGP_TRY(SGP__OPTIONS_REQUIRE(via, sizeof *via, ours->via, 5108, slot, "target.via", err));
        ours->via = via;
    }
    if (ours->host && (!ours->via || via->host)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 5073, "%s: the target or its proxy has no host", slot);
}

sgp_status sgp__stream_check(const sgp_stream *stream, int number, const char *slot,
                             const char *name, sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_stream_type, connect),
                                       SGP__SLOT(sgp_stream_type, read),
                                       SGP__SLOT(sgp_stream_type, write),
                                       SGP__SLOT(sgp_stream_type, close) };

    return SGP__PART_CHECK(stream, number, slot, name, slots, err);
}

/* --- slots ------------------------------------------------------------------------------------ */

/* Reports a result that the contract of the slot forbids. */
static sgp_status broken_contract(sgp_status status, const char *slot, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_USAGE, 5074, "%s broke its contract (it returned %s)", slot,
                     sgp_status_text(status));
}

sgp_status sgp__dialer_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                            sgp_error *err)
{
    sgp_stream *stream = NULL;
    sgp_status status = dialer->type->open(dialer, target, &stream, err);

    if (status > SGP_OK) return broken_contract(status, "sgp_dialer.open", err);
    SGP_TRY(status);
    SGP_TRY(SGP__STREAM_CHECK(stream, 5116, "sgp_dialer.open", "the new stream", err));
    *out = stream;
    return SGP_OK;
}

sgp_status sgp__stream_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = stream->type->connect(stream, deadline, err);

    return status > SGP_AGAIN ? broken_contract(status, "sgp_stream.connect", err) : status;
}

sgp_status sgp__stream_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    *got = 0;
    status = stream->type->read(stream, buffer, capacity, got, deadline, err);
    if (status > SGP_END || (status == SGP_OK && (*got == 0 || *got > capacity)))
        return broken_contract(status, "sgp_stream.read", err);
    return status;
}

sgp_status sgp__stream_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    *put = 0;
    status = stream->type->write(stream, bytes, len, put, deadline, err);
    if (status > SGP_AGAIN || (status == SGP_OK && (*put == 0 || *put > len)))
        return broken_contract(status, "sgp_stream.write", err);
    return status;
}

void sgp__stream_close(sgp_stream **stream)
{
    if (*stream) (*stream)->type->close(*stream);
    *stream = NULL;
}

void sgp__stream_forward_wants(sgp_stream *inner, sgp_poll_interest *out)
{
    if (SGP_HAS(inner, wants)) inner->type->wants(inner, out);
}

void sgp__stream_wants(sgp_stream *stream, int64_t now_us, sgp_poll_interest *out)
{
    static const sgp_poll_interest nothing = SGP_POLL_INTEREST_INIT;

    *out = nothing;
    sgp__stream_forward_wants(stream, out);
    if (out->fd < 0 && out->at_us == INT64_MAX)
        out->at_us = sgp_deadline_in(now_us, SGP__POLL_INTERVAL_US).at_us;
}

/* --- bytes ------------------------------------------------------------------------------------ */

sgp_status sgp__stream_send(sgp__stream_io *io, sgp_deadline deadline, sgp_error *err)
{
    size_t put;

    SGP_TRY(sgp__stream_write(io->stream, io->out.ptr + io->sent, io->out.len - io->sent, &put,
                              deadline, err));
    io->sent += put;
    return SGP_OK;
}

sgp_status sgp__stream_receive(sgp__stream_io *io, size_t max_bytes, const char *what,
                               sgp_deadline deadline, sgp_error *err)
{
    /* A head that arrives in pieces needs no more memory than one that arrives at once. */
    size_t bytes = io->in.len < max_bytes ? max_bytes - io->in.len : max_bytes, got;
    char *buffer = sgp__buf_reserve(&io->in, bytes);

    if (!buffer) return SGP__BUF_CHECK(&io->in, 5109, what, err);
    SGP_TRY(sgp__stream_read(io->stream, buffer, bytes, &got, deadline, err));
    sgp__buf_commit(&io->in, got);
    return SGP_OK;
}
