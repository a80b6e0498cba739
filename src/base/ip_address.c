/*
 * ip_address.c - parses IPv4 and IPv6 addresses without the operating system.
 */
#include "sgp_ip_address.h"

#include "sgp_ascii.h"

#include <string.h>

/* Removes the text up to the first `separator` and the separator. *is_last is
 * set if there was no separator. */
static sgp_str next_part(sgp_str *text, char separator, int *is_last)
{
    const char *end = text->len > 0 ? memchr(text->ptr, separator, text->len) : NULL;
    size_t len = end ? (size_t)(end - text->ptr) : text->len;
    sgp_str part = sgp__slice(*text, 0, len);

    *is_last = !end;
    *text = sgp__slice(*text, end ? len + 1 : len, text->len);
    return part;
}

/* 0..255 in one to three digits, without leading zeros. */
static int parse_octet(sgp_str part, unsigned char *out)
{
    int64_t value = part.len <= 3 ? sgp__parse_decimal(part, 255) : -1;

    if (value < 0 || (part.len > 1 && part.ptr[0] == '0')) return 0;
    *out = (unsigned char)value;
    return 1;
}

static int parse_v4(sgp_str text, unsigned char out[4])
{
    int is_last = 0;

    for (int i = 0; i < 4; i++)
        if (is_last || !parse_octet(next_part(&text, '.', &is_last), &out[i])) return 0;
    return is_last;
}

/* One to four hexadecimal digits. */
static int parse_group(sgp_str part, unsigned char out[2])
{
    unsigned value = 0;

    if (part.len < 1 || part.len > 4) return 0;
    for (size_t i = 0; i < part.len; i++) {
        int digit = sgp__hex_value(part.ptr[i]);
        if (digit < 0) return 0;
        value = value * 16 + (unsigned)digit;
    }
    out[0] = (unsigned char)(value >> 8);
    out[1] = (unsigned char)(value & 0xFF);
    return 1;
}

/* Groups between colons; the last one may be an IPv4 address. Returns the bytes
 * written, or -1 if a group is invalid or there are too many. */
static int parse_groups(sgp_str text, unsigned char out[SGP__IP_BYTES_MAX])
{
    int used = 0, is_last = text.len == 0;

    while (!is_last) {
        sgp_str part = next_part(&text, ':', &is_last);
        if (is_last && used <= 12 && parse_v4(part, out + used)) return used + 4;
        if (used == 16 || !parse_group(part, out + used)) return -1;
        used += 2;
    }
    return used;
}

static size_t find_gap(sgp_str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if (text.ptr[i] == ':' && text.ptr[i + 1] == ':') return i;
    return text.len;
}

/* "::" stands for one or more groups of zeros, once. */
static int parse_v6(sgp_str text, unsigned char out[SGP__IP_BYTES_MAX])
{
    unsigned char tail[SGP__IP_BYTES_MAX];
    size_t gap = find_gap(text);
    sgp_str before = sgp__slice(text, 0, gap);
    int head, rest;

    memset(out, 0, SGP__IP_BYTES_MAX);
    head = parse_groups(before, out);
    if (gap == text.len) return head == 16;
    rest = parse_groups(sgp__slice(text, gap + 2, text.len), tail);
    /* An IPv4 address may only end the whole text. */
    if (head < 0 || rest < 0 || head + rest > 14) return 0;
    if (before.len > 0 && memchr(before.ptr, '.', before.len)) return 0;
    memset(out + head, 0, (size_t)(SGP__IP_BYTES_MAX - head));
    memcpy(out + SGP__IP_BYTES_MAX - rest, tail, (size_t)rest);
    return 1;
}

size_t sgp__ip_parse(sgp_str text, unsigned char out[SGP__IP_BYTES_MAX])
{
    if (text.len == 0) return 0;
    if (parse_v4(text, out)) return 4;
    return parse_v6(text, out) ? SGP__IP_BYTES_MAX : 0;
}
