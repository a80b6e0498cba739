/*
 * scripted_stream.h - an sgp_stream that plays a script: the bytes that the
 * peer sends, and when it stalls, ends or breaks. It records written bytes. If
 * the script is all zero, the peer sends nothing.
 */
#ifndef SGP_TEST_SCRIPTED_STREAM_H
#define SGP_TEST_SCRIPTED_STREAM_H

#include "sagepager/sys/stream.h"

#include <string.h>

typedef enum script_end {
    SCRIPT_SILENT, /* SGP_AGAIN for ever */
    SCRIPT_CLOSED, /* SGP_END */
    SCRIPT_RESET   /* SGP_ERR_NETWORK */
} script_end;

typedef struct scripted_stream {
    sgp_stream base;
    sgp_stream_type type; /* set by scripted_stream_make */
    /* Answer n can be read once n + 1 requests are written, each ending in '}'.
     * An answer whose bit is set in `unasked` can be read at once. A read never
     * spans two answers. */
    const char *answers[4];
    unsigned unasked;
    size_t cut_at; /* the peer ends after that many bytes; 0: after the last answer */
    script_end end;
    int end_needs_request;  /* non-zero: it ends only after one more request */
    int one_byte;           /* non-zero: every call moves one byte */
    int again;              /* non-zero: every other call returns SGP_AGAIN */
    size_t write_breaks_at; /* writing past that many bytes fails; 0: never */
    size_t write_stalls_at; /* writing past that many bytes returns SGP_AGAIN; 0: never */
    sgp_status connect;     /* the result of connect */
    int read_lies;          /* non-zero: read returns SGP_OK and moves nothing */
    int write_lies;         /* the same for write */
    int no_wants;           /* non-zero: the stream has no wants */
    int stops_early;        /* non-zero: with SGP_AGAIN it wants to be called at once */

    char written[65536];
    size_t written_len;
    int requests; /* '}' written */
    int answer;   /* the answer being read */
    size_t at;    /* offset in that answer */
    size_t total; /* total bytes read */
    int calls[3]; /* by direction, so that both make progress when they take turns */
    int connects;
    int closes;
    unsigned wanted; /* direction of the last SGP_AGAIN */
} scripted_stream;

static inline int scripted__again(scripted_stream *s, unsigned wanted)
{
    s->wanted = wanted;
    return s->again && s->calls[wanted]++ % 2 == 0;
}

static inline sgp_status scripted__broken(sgp_error *err)
{
    if (err) err->os_error = 104;
    return sgp_error_set(err, SGP_ERR_NETWORK, "scripted reset");
}

static inline sgp_status scripted__connect(sgp_stream *self, sgp_deadline deadline, sgp_error *err)
{
    scripted_stream *s = (scripted_stream *)self;

    (void)deadline;
    s->connects++;
    if (scripted__again(s, SGP_POLL_WRITE)) return SGP_AGAIN;
    if (s->connect < SGP_OK) {
        if (err) err->os_error = 111;
        return sgp_error_set(err, s->connect, "scripted connect failure");
    }
    return s->connect;
}

static inline sgp_status scripted__end(scripted_stream *s, sgp_error *err)
{
    if (s->end_needs_request && s->requests <= s->answer) return SGP_AGAIN;
    if (s->end == SCRIPT_CLOSED) return SGP_END;
    return s->end == SCRIPT_RESET ? scripted__broken(err) : SGP_AGAIN;
}

static inline sgp_status scripted__read(sgp_stream *self, void *buffer, size_t capacity,
                                        size_t *got, sgp_deadline deadline, sgp_error *err)
{
    scripted_stream *s = (scripted_stream *)self;
    const char *answer;
    size_t len;

    (void)deadline;
    if (s->read_lies) return SGP_OK;
    if (scripted__again(s, SGP_POLL_READ)) return SGP_AGAIN;
    if (s->answers[s->answer] && s->answers[s->answer][s->at] == '\0') {
        s->answer++;
        s->at = 0;
    }
    answer = s->answers[s->answer];
    if (!answer || (s->cut_at && s->total >= s->cut_at)) return scripted__end(s, err);
    if (s->requests <= s->answer && !(s->unasked >> s->answer & 1u)) return SGP_AGAIN;
    len = s->one_byte ? 1 : strnlen(answer + s->at, capacity);
    if (s->cut_at && len > s->cut_at - s->total) len = s->cut_at - s->total;
    memcpy(buffer, answer + s->at, len);
    s->at += len;
    s->total += len;
    *got = len;
    return SGP_OK;
}

static inline sgp_status scripted__write(sgp_stream *self, const void *bytes, size_t len,
                                         size_t *put, sgp_deadline deadline, sgp_error *err)
{
    scripted_stream *s = (scripted_stream *)self;

    (void)deadline;
    if (s->write_lies) return SGP_OK;
    if (scripted__again(s, SGP_POLL_WRITE)) return SGP_AGAIN;
    if (s->one_byte) len = 1;
    if (s->write_breaks_at && s->written_len + len > s->write_breaks_at)
        return scripted__broken(err);
    if (s->write_stalls_at && s->written_len >= s->write_stalls_at) return SGP_AGAIN;
    if (s->write_stalls_at && len > s->write_stalls_at - s->written_len)
        len = s->write_stalls_at - s->written_len;
    if (len > sizeof s->written - 1 - s->written_len) return scripted__broken(err);
    memcpy(s->written + s->written_len, bytes, len);
    for (size_t i = 0; i < len; i++)
        if (s->written[s->written_len + i] == '}') s->requests++;
    s->written_len += len;
    *put = len;
    return SGP_OK;
}

static inline void scripted__close(sgp_stream *self)
{
    ((scripted_stream *)self)->closes++;
}

static inline void scripted__wants(sgp_stream *self, sgp_poll_interest *out)
{
    const scripted_stream *s = (scripted_stream *)self;

    out->fd = 7;
    out->events = s->wanted;
    out->at_us = s->stops_early ? 0 : INT64_MAX;
}

static inline sgp_stream *scripted_stream_make(scripted_stream *s)
{
    static const sgp_stream_type type = { sizeof type,    "scripted",      scripted__connect,
                                          scripted__read, scripted__write, scripted__close,
                                          scripted__wants };

    s->type = type;
    if (s->no_wants) s->type.wants = NULL;
    s->base.type = &s->type;
    return &s->base;
}

#endif
