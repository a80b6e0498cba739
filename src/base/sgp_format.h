/*
 * sgp_format.h - texts with numbers in them, on targets whose C library has no
 * printf or one that knows no 64-bit numbers.
 *
 * A format is a subset of printf's, which compilers check as such: %s, %.Ns and
 * %.*s; %d, %u, %x and %X, with l, ll or z, and with 0 and a width such as %02d;
 * %c and %%. Anything else is written as it is, with all that follows.
 */
#ifndef SGP_BASE_FORMAT_H
#define SGP_BASE_FORMAT_H

#include "sagepager/base.h"

#include <stdarg.h>

/* Writes a text to out, truncated to out_bytes - 1 bytes, and a NUL. Returns the
 * length of the whole text. With out_bytes 0 nothing is written. */
size_t sgp__format(char *out, size_t out_bytes, const char *format, ...) SGP_PRINTF(3, 4);

/* As sgp__format; the arguments stay usable. */
size_t sgp__vformat(char *out, size_t out_bytes, const char *format, va_list args);

#endif
