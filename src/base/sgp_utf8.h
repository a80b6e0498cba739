/*
 * sgp_utf8.h - UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
 * U+10FFFF.
 */
#ifndef SGP_BASE_UTF8_H
#define SGP_BASE_UTF8_H

#include "sagepager/base.h"

/* Decodes the first character of text into *code and returns its length, 1..4
 * bytes; 0 if text is empty or the character is not valid. Then *code is
 * unchanged. */
size_t sgp__utf8_decode(sgp_str text, uint32_t *code);

/* Encodes a character that is not a surrogate and returns its length, 1..4
 * bytes. */
size_t sgp__utf8_encode(uint32_t code, char *out);

/* Returns the offset of the first invalid byte; text.len if there is none. */
size_t sgp__utf8_valid(sgp_str text);

#endif
