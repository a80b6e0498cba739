/*
 * Growing text and plain allocation for the endpoint. Running out of memory ends the program with
 * a sentence: a test server has nobody to hand such a failure to. No encodings are known here.
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

void ep_text_add(struct ep_text *text, const char *bytes, size_t len);
void ep_text_addv(struct ep_text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));
void ep_text_addf(struct ep_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void ep_text_free(struct ep_text *text);

/* Zeroed memory for `count` things of `size` bytes; never NULL, also when count is 0. */
void *ep_alloc(size_t count, size_t size);
char *ep_copy(const char *text);

/* Digits only (no sign, no blanks) and at most `max`; false for anything else. */
bool ep_parse_number(const char *digits, unsigned long max, unsigned long *number);

/* True for well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, up to U+10FFFF). */
bool ep_utf8_valid(const void *bytes, size_t len);

#endif
