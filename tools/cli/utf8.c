/*
 * utf8.c - decodes UTF-8 (RFC 3629); see utf8.h.
 */
#include "utf8.h"

/* Returns the length of the character that starts with this byte, or 0. */
static size_t length_of(unsigned char lead)
{
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/* Accepts the shortest form only and no surrogates. */
static int is_allowed(uint32_t code, size_t len)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

    return code >= least[len] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

/* Returns zero if there is no whole character. */
static size_t decode(sgp_str text, size_t at, uint32_t *code)
{
    unsigned char lead = (unsigned char)text.ptr[at];
    size_t len = length_of(lead);

    if (len == 0 || at + len > text.len) return 0;
    *code = len == 1 ? lead : lead & (0xFFu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        unsigned char next = (unsigned char)text.ptr[at + i];
        if ((next & 0xC0) != 0x80) return 0;
        *code = *code << 6 | (next & 0x3Fu);
    }
    return is_allowed(*code, len) ? len : 0;
}

uint32_t utf8_next(sgp_str text, size_t *at)
{
    uint32_t code = 0;
    size_t len = decode(text, *at, &code);

    *at += len > 0 ? len : 1;
    return len > 0 ? code : UTF8_BAD;
}

int utf8_is_valid(sgp_str text)
{
    uint32_t code = 0;

    for (size_t at = 0; at < text.len;) {
        size_t len = decode(text, at, &code);
        if (len == 0) return 0;
        at += len;
    }
    return 1;
}
