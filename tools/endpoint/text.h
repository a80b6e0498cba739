/*
 * Growing text and allocation for the endpoint. If memory runs out, the program
 * prints a message and ends: a test server cannot handle that failure.
 */
#ifndef EP_TEXT_H
#define EP_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Always NUL-terminated once something was added; {0} is the empty text. */
struct ep_text {
    char *data;
    size_t len;
    size_t cap;
};

/* Makes room for `extra` more bytes and a NUL. */
void ep_text_reserve(struct ep_text *text, size_t extra);

void ep_text_add(struct ep_text *text, const char *bytes, size_t len);
void ep_text_addv(struct ep_text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
void ep_text_addf(struct ep_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void ep_text_free(struct ep_text *text);

/* Returns zeroed memory for `count` elements of `size` bytes; never NULL, even
 * if count is 0. */
void *ep_alloc(size_t count, size_t size);
char *ep_copy(const char *text);

/* Parses digits without sign and blanks, at most `max`. Returns false for other
 * text. */
bool ep_parse_number(const char *digits, unsigned long max, unsigned long *number);

/* Returns true for well-formed UTF-8 (RFC 3629: no overlong forms, no
 * surrogates, up to U+10FFFF). */
bool ep_utf8_valid(const void *bytes, size_t len);

#endif
