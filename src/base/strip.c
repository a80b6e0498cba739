/*
 * strip.c - white space as Python's str.isspace has it: that of ASCII, of Latin-1 and of Unicode's
 * separators.
 */
#include "sgp_strip.h"

#include "sgp_ascii.h"

#include <string.h>

/* The white space beyond ASCII, in UTF-8: U+0085, U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029,
 * U+202F, U+205F, U+3000. */
static const char *const wide_spaces[] = {
    "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81",
    "\xE2\x80\x82", "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86",
    "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8",
    "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
};

static int is_ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

/* Non-zero if the bytes are one such character. */
static int is_wide_space(const char *bytes, size_t len)
{
    for (size_t i = 0; i < sizeof wide_spaces / sizeof wide_spaces[0]; i++)
        if (strlen(wide_spaces[i]) == len && memcmp(bytes, wide_spaces[i], len) == 0) return 1;
    return 0;
}

/* Returns the length of the white space character there; 0 if there is none. */
static size_t space_at_start(sgp_str text)
{
    if (text.len > 0 && is_ascii_space(text.ptr[0])) return 1;
    for (size_t len = 2; len <= 3 && len <= text.len; len++)
        if (is_wide_space(text.ptr, len)) return len;
    return 0;
}

static size_t space_at_end(sgp_str text)
{
    if (text.len > 0 && is_ascii_space(text.ptr[text.len - 1])) return 1;
    for (size_t len = 2; len <= 3 && len <= text.len; len++)
        if (is_wide_space(text.ptr + text.len - len, len)) return len;
    return 0;
}

size_t sgp__leading_space(sgp_str text, size_t *characters)
{
    size_t at = 0, len;

    *characters = 0;
    while ((len = space_at_start(sgp__slice(text, at, text.len))) > 0) {
        at += len;
        ++*characters;
    }
    return at;
}

sgp_str sgp__strip_end(sgp_str text)
{
    size_t len;

    while ((len = space_at_end(text)) > 0)
        text.len -= len;
    return text;
}

sgp_str sgp__strip(sgp_str text)
{
    size_t characters;

    text = sgp__slice(text, sgp__leading_space(text, &characters), text.len);
    return sgp__strip_end(text);
}
