/*
 * sink.h - buffered writing to a descriptor; the first failure is recorded.
 *
 * Many puts, one check: after a failure further data is dropped. It is not stdio, because an
 * interrupted write must continue where it stopped, and a broken pipe must be distinguished from a
 * full disk.
 */
#ifndef SAGEPAGER_CLI_SINK_H
#define SAGEPAGER_CLI_SINK_H

#include <stddef.h>

#define SINK_BYTES 8192

typedef struct sink {
    int fd;
    int os_error; /* errno of the first failed write; 0: none */
    size_t len;
    char bytes[SINK_BYTES];
} sink;

void sink_init(sink *s, int fd);

/* sink_put: appends len bytes and flushes when the buffer is full. */
void sink_put(sink *s, const void *bytes, size_t len);

/* sink_puts: appends a C string. */
void sink_puts(sink *s, const char *text);

/* sink_flush: writes the buffered bytes. */
void sink_flush(sink *s);

#endif /* SAGEPAGER_CLI_SINK_H */
