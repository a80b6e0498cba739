/*
 * sink.c - buffered writing to a descriptor; see sink.h.
 *
 * A signal never truncates a document: an interrupted write continues. A second Ctrl-C ends a
 * process that hangs here, see interrupt.h.
 */
#include "sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void sink_init(sink *s, int fd)
{
    s->fd = fd;
    s->os_error = 0;
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

void sink_flush(sink *s)
{
    size_t done = 0;

    while (done < s->len && s->os_error == 0) {
        ssize_t put = write(s->fd, s->bytes + done, s->len - done);
        if (put >= 0)
            done += (size_t)put;
        else if (!may_go_on(s->fd, errno))
            s->os_error = errno;
    }
    s->len = 0;
}

void sink_put(sink *s, const void *bytes, size_t len)
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

void sink_puts(sink *s, const char *text)
{
    sink_put(s, text, strlen(text));
}
