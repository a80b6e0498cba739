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

typedef struct sink sink;

struct sink {
    int fd;
    int is_shown; /* a person sees the bytes: fd is a terminal, or a pager's pipe to one */
    int os_error; /* errno of the first failed write; 0: none */
    /* Called once, just before the first byte is written; it may change fd. NULL: nobody. */
    void (*before_first)(sink *s, void *data);
    void *data;
    size_t len;
    char bytes[SINK_BYTES];
};

void sink_init(sink *s, int fd);

/*
 * sink_put: appends len bytes of UTF-8 and flushes when the buffer is full. The text may come from
 * the service or a file, and a terminal obeys control characters. So if the sink is shown, they
 * become \u001b and the like, except tab and newline: the C0 and C1 characters, DEL, and those that
 * reverse the direction of text (U+202A to U+202E, U+2066 to U+2069). A byte that is not part of a
 * character becomes \x9b. Do not split a character between two calls.
 */
void sink_put(sink *s, const void *bytes, size_t len);

/* sink_put_control: appends a control sequence of our own. */
void sink_put_control(sink *s, const char *sequence);

/* sink_puts: appends a C string. */
void sink_puts(sink *s, const char *text);

/* sink_flush: writes the buffered bytes. */
void sink_flush(sink *s);

#endif /* SAGEPAGER_CLI_SINK_H */
