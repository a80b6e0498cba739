/*
 * base64.c - standard base64 as Python's base64 module encodes and decodes it.
 */
#include "sgp_base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void encode_group(sgp__buf *out, const unsigned char *in, size_t len)
{
    unsigned long bits = (unsigned long)in[0] << 16;
    char text[4];

    if (len > 1) bits |= (unsigned long)in[1] << 8;
    if (len > 2) bits |= in[2];
    for (int i = 0; i < 4; i++)
        text[i] = alphabet[(bits >> (18 - 6 * i)) & 63];
    if (len < 3) text[3] = '=';
    if (len < 2) text[2] = '=';
    sgp__buf_put(out, text, sizeof text);
}

void sgp__base64_encode(sgp__buf *out, const void *bytes, size_t len)
{
    const unsigned char *in = bytes;

    for (size_t at = 0; at < len; at += 3)
        encode_group(out, in + at, len - at < 3 ? len - at : 3);
}

static int value_of(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    return c == '/' ? 63 : -1;
}

/* As CPython's Modules/binascii.c, a2b_base64 without strict_mode: '=' counts
 * only as the third or fourth character of a group, and complete padding ends
 * the text. */
int sgp__base64_decode_lenient(sgp__buf *out, sgp_str text)
{
    int digits = 0, pads = 0; /* of the current group of four */
    unsigned left = 0;        /* bits that are not output yet */

    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.ptr[i]);
        if (text.ptr[i] == '=') {
            if (digits >= 2 && digits + ++pads >= 4) return 1;
            continue;
        }
        if (value < 0) continue;
        pads = 0;
        if (digits > 0)
            sgp__buf_put_char(out,
                              (char)(left << 2 * digits | (unsigned)value >> (6 - 2 * digits)));
        left = (unsigned)value & ((1u << (6 - 2 * digits)) - 1u);
        digits = (digits + 1) & 3;
    }
    return digits == 0;
}
