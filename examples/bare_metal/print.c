/*
 * print.c - text and numbers without printf, which would need several KB of
 * flash and a heap.
 */
#include "board.h"

#include <string.h>

void print(const char *text)
{
    host_print(text);
}

/* The host takes NUL-terminated text only. */
static void print_bytes(const char *bytes, size_t len)
{
    char part[64];
    size_t n, i;

    for (; len > 0; len -= n, bytes += n) {
        n = len < sizeof part ? len : sizeof part - 1;
        for (i = 0; i < n; i++)
            part[i] = (unsigned char)bytes[i] < ' ' ? '?' : bytes[i];
        part[n] = '\0';
        host_print(part);
    }
}

void print_str(sgp_str text)
{
    if (text.ptr) print_bytes(text.ptr, text.len);
}

void print_int(int64_t value)
{
    char text[21]; /* the sign, 19 digits, NUL */
    char *begin = text + sizeof text - 1;
    uint64_t rest = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;

    *begin = '\0';
    do {
        *--begin = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest > 0);
    if (value < 0) *--begin = '-';
    host_print(begin);
}

void print_hex(uint32_t value)
{
    char text[] = "0x00000000";
    char *at = text + sizeof text - 1;

    for (; value > 0; value >>= 4)
        *--at = "0123456789abcdef"[value & 15u];
    host_print(text);
}
