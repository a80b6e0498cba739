/*
 * utf8.c - UTF-8 (RFC 3629).
 */
#include "sgp_utf8.h"

static int is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Returns the length of the character that starts with c; 0 if no character starts with c. */
static size_t length_of(unsigned char c)
{
    if (c < 0x80) return 1;
    if (c >= 0xC2 && c <= 0xDF) return 2;
    if (c >= 0xE0 && c <= 0xEF) return 3;
    if (c >= 0xF0 && c <= 0xF4) return 4;
    return 0;
}

size_t sgp__utf8_decode(sgp_str text, uint32_t *code)
{
    static const unsigned char first_mask[] = { 0, 0x7F, 0x1F, 0x0F, 0x07 };
    static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const unsigned char *in = (const unsigned char *)text.ptr;
    size_t len = text.len > 0 ? length_of(in[0]) : 0;
    uint32_t decoded;

    if (len == 0 || len > text.len) return 0;
    decoded = in[0] & first_mask[len];
    for (size_t i = 1; i < len; i++) {
        if (!is_continuation(in[i])) return 0;
        decoded = (decoded << 6) | (in[i] & 0x3Fu);
    }
    if (decoded < smallest[len] || decoded > 0x10FFFF) return 0;
    if (decoded >= 0xD800 && decoded <= 0xDFFF) return 0;
    *code = decoded;
    return len;
}

size_t sgp__utf8_encode(uint32_t code, char *out)
{
    static const unsigned char first_mark[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = len - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(first_mark[len] | code);
    return len;
}

size_t sgp__utf8_valid(sgp_str text)
{
    size_t at = 0;

    while (at < text.len) {
        sgp_str rest = { text.ptr + at, text.len - at };
        uint32_t code;
        size_t len = sgp__utf8_decode(rest, &code);
        if (len == 0) return at;
        at += len;
    }
    return at;
}
