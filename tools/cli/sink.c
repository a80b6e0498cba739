/*
 * sink.c - buffered writing to a descriptor; see sink.h.
 *
 * A signal never truncates a document: an interrupted write continues. A second Ctrl-C ends a
 * process that hangs here, see interrupt.h.
 */
#include "sink.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "utf8.h"

#define ESCAPE_BYTES 8 /* "\\u202e" and NUL */

void sink_init(sink *s, int fd)
{
    s->fd = fd;
    s->is_shown = isatty(fd);
    s->os_error = 0;
    s->before_first = NULL;
    s->data = NULL;
    s->len = 0;
}

/* A descriptor shared with another program may be non-blocking; then we wait. */
static int may_go_on(int fd, int os_error)
{
    struct pollfd ready = { fd, POLLOUT, 0 };

    if (os_error == EINTR) return 1;
    if (os_error != EAGAIN && os_error != EWOULDBLOCK) return 0;
    return poll(&ready, 1, -1) >= 0 || errno == EINTR;
}

static void announce_first(sink *s)
{
    void (*before_first)(sink *, void *) = s->before_first;

    s->before_first = NULL;
    if (before_first != NULL) before_first(s, s->data);
}

void sink_flush(sink *s)
{
    size_t done = 0;

    if (s->len > 0 && s->os_error == 0) announce_first(s);
    while (done < s->len && s->os_error == 0) {
        ssize_t put = write(s->fd, s->bytes + done, s->len - done);
        if (put >= 0)
            done += (size_t)put;
        else if (!may_go_on(s->fd, errno))
            s->os_error = errno;
    }
    s->len = 0;
}

static void put_raw(sink *s, const void *bytes, size_t len)
{
    const char *from = bytes;

    while (len > 0 && s->os_error == 0) {
        size_t room = SINK_BYTES - s->len;
        size_t part = len < room ? len : room;
        memcpy(s->bytes + s->len, from, part);
        s->len += part;
        from += part;
        len -= part;
        if (s->len == SINK_BYTES) sink_flush(s);
    }
}

/* --- what is shown -------------------------------------------------------------------- */

static int is_control(uint32_t code)
{
    if (code == '\t' || code == '\n') return 0;
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

/* Appends the character at *at and moves *at behind it. */
static void put_shown(sink *s, sgp_str text, size_t *at)
{
    char escape[ESCAPE_BYTES];
    size_t start = *at;
    uint32_t code = utf8_next(text, at);
    int is_bad = code == UTF8_BAD && *at == start + 1;

    if (!is_bad && !is_control(code)) {
        put_raw(s, text.ptr + start, *at - start);
        return;
    }
    if (is_bad)
        (void)snprintf(escape, sizeof(escape), "\\x%02x", (unsigned char)text.ptr[start]);
    else
        (void)snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)(code & 0xFFFF));
    put_raw(s, escape, strlen(escape));
}

void sink_put(sink *s, const void *bytes, size_t len)
{
    sgp_str text = { bytes, len };
    size_t at = 0;

    if (!s->is_shown) put_raw(s, bytes, len);
    while (s->is_shown && at < len)
        put_shown(s, text, &at);
}

void sink_put_control(sink *s, const char *sequence)
{
    put_raw(s, sequence, strlen(sequence));
}

void sink_puts(sink *s, const char *text)
{
    sink_put(s, text, strlen(text));
}
