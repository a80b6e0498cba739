/*
 * sgp_base64.h - standard base64 (RFC 4648, 4), as Python's base64 module encodes
 * and decodes it.
 */
#ifndef SGP_BASE_BASE64_H
#define SGP_BASE_BASE64_H

#include "sgp_buf.h"

/* Appends the padded encoding of bytes to out. */
void sgp__base64_encode(sgp__buf *out, const void *bytes, size_t len);

/* Decodes text and appends the bytes to out, as Python's base64.b64decode does
 * by default: it ignores characters outside the alphabet and after complete
 * padding. Returns zero for incomplete padding. */
int sgp__base64_decode_lenient(sgp__buf *out, sgp_str text);

#endif
