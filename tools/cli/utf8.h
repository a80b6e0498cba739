/*
 * utf8.h - decodes UTF-8.
 */
#ifndef SAGEPAGER_CLI_UTF8_H
#define SAGEPAGER_CLI_UTF8_H

#include <stdint.h>

#include "sagepager/base.h"

#define UTF8_BAD 0xFFFDu /* replaces a byte that is not part of a character */

/* utf8_next: returns the character at *at and moves *at behind it, at most to text.len. */
uint32_t utf8_next(sgp_str text, size_t *at);

/* utf8_is_valid: non-zero if every byte is part of a character (U+FFFD itself is one). */
int utf8_is_valid(sgp_str text);

#endif /* SAGEPAGER_CLI_UTF8_H */
