/*
 * Growing text and allocation for the endpoint. See text.h.
 */
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void die_out_of_memory(void)
{
    (void)fputs("sagepager-endpoint: out of memory\n", stderr);
    exit(1);
}

void *ep_alloc(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);

    if (memory == NULL) die_out_of_memory();
    return memory;
}

char *ep_copy(const char *text)
{
    size_t size = strlen(text) + 1;

    return memcpy(ep_alloc(size, 1), text, size);
}

void ep_text_reserve(struct ep_text *text, size_t extra)
{
    size_t cap = text->cap > 0 ? text->cap : 128;
    char *data;

    if (extra >= SIZE_MAX / 2 - text->len) die_out_of_memory();
    if (text->len + extra < text->cap) return;
    while (cap <= text->len + extra)
        cap *= 2;
    data = realloc(text->data, cap);
    if (data == NULL) die_out_of_memory();
    text->data = data;
    text->cap = cap;
}

void ep_text_add(struct ep_text *text, const char *bytes, size_t len)
{
    ep_text_reserve(text, len);
    if (len > 0) memcpy(text->data + text->len, bytes, len);
    text->len += len;
    text->data[text->len] = '\0';
}

void ep_text_addv(struct ep_text *text, const char *format, va_list args)
{
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    if (len < 0) die_out_of_memory();
    ep_text_reserve(text, (size_t)len);
    (void)vsnprintf(text->data + text->len, (size_t)len + 1, format, again); /* measured above */
    va_end(again);
    text->len += (size_t)len;
}

void ep_text_addf(struct ep_text *text, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    ep_text_addv(text, format, args);
    va_end(args);
}

void ep_text_free(struct ep_text *text)
{
    free(text->data);
    *text = (struct ep_text){ 0 };
}

bool ep_parse_number(const char *digits, unsigned long max, unsigned long *number)
{
    unsigned long value = 0;
    const char *at;

    for (at = digits; *at >= '0' && *at <= '9'; at++) {
        unsigned long digit = (unsigned long)(*at - '0');

        if (digit > max || value > (max - digit) / 10) return false;
        value = value * 10 + digit;
    }
    if (at == digits || *at != '\0') return false;
    *number = value;
    return true;
}

/* Returns the length of the sequence that a first byte announces; 0 for a byte
 * that cannot start one. */
static size_t sequence_length(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

/* RFC 3629 section 4: four first bytes narrow the range of the second one. */
static bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xE0:
        return second >= 0xA0;
    case 0xED:
        return second <= 0x9F;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second <= 0x8F;
    default:
        return true;
    }
}

bool ep_utf8_valid(const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    const unsigned char *end = at + len;

    while (at < end) {
        size_t length = sequence_length(*at);

        if (length == 0 || length > (size_t)(end - at)) return false;
        for (size_t i = 1; i < length; i++)
            if ((at[i] & 0xC0) != 0x80) return false;
        if (length > 1 && !second_byte_fits(at[0], at[1])) return false;
        at += length;
    }
    return true;
}
