/*
 * utf8.h - characters of a text.
 */
#ifndef SAGEPAGER_CLI_UTF8_H
#define SAGEPAGER_CLI_UTF8_H

#include <stdint.h>

#include "sagepager/base.h"

#define UTF8_BAD 0xFFFDu /* stands for a byte that is no part of a character */

/* utf8_next: the character at *at, which moves behind it; text.len is never passed. */
uint32_t utf8_next(sgp_str text, size_t *at);

/* utf8_is_valid: non-zero when every byte is part of a character (U+FFFD itself is one). */
int utf8_is_valid(sgp_str text);

#endif /* SAGEPAGER_CLI_UTF8_H */
