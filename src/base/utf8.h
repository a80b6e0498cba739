/*
 * utf8.h - UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef SGP_BASE_UTF8_H
#define SGP_BASE_UTF8_H

#include "sagepager/base.h"

/* Bytes of the character at text.ptr (1..4), its code point in *code; 0 when it is not valid
 * UTF-8. */
size_t sgp__utf8_decode(sgp_str text, uint32_t *code);

/* Puts a character, which is none of the surrogates; returns its bytes (1..4). */
size_t sgp__utf8_encode(uint32_t code, char *out);

/* Offset of the first byte that is not part of valid UTF-8; text.len when all is. */
size_t sgp__utf8_valid(sgp_str text);

#endif
