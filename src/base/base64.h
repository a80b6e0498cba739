/*
 * base64.h - standard base64 (RFC 4648, 4), as Python's base64 module writes and reads it.
 */
#ifndef SGP_BASE_BASE64_H
#define SGP_BASE_BASE64_H

#include "buf.h"

/* Appends the padded encoding of bytes to out. */
void sgp__base64_encode(sgp__buf *out, const void *bytes, size_t len);

/*
 * Appends the decoding of text to out as Python's base64.b64decode does by default (binascii
 * a2b_base64, not strict): characters outside the alphabet are dropped, what follows complete
 * padding is ignored. Returns zero where Python raises binascii.Error (broken padding).
 */
int sgp__base64_decode_lenient(sgp__buf *out, sgp_str text);

#endif
