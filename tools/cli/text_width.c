/*
 * text_width.c - columns of a text; see text_width.h.
 */
#include "text_width.h"

#include <stdint.h>

typedef struct range {
    uint32_t first, last;
} range;

static const range wide[] = {
#include "wide_characters.inc"
};

static int is_wide(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof(wide) / sizeof(wide[0]);

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > wide[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof(wide) / sizeof(wide[0]) && code >= wide[low].first;
}

/* The next character; what the library gives out is valid UTF-8. */
static uint32_t next_character(sgp_str text, size_t *at)
{
    unsigned char lead = (unsigned char)text.ptr[(*at)++];
    uint32_t code = lead < 0x80   ? lead
                    : lead < 0xE0 ? lead & 0x1Fu
                    : lead < 0xF0 ? lead & 0x0Fu
                                  : lead & 7u;

    while (*at < text.len && ((unsigned char)text.ptr[*at] & 0xC0) == 0x80)
        code = code << 6 | ((unsigned char)text.ptr[(*at)++] & 0x3Fu);
    return code;
}

size_t text_width(sgp_str text)
{
    size_t width = 0;

    for (size_t at = 0; at < text.len;)
        width += is_wide(next_character(text, &at)) ? 2 : 1;
    return width;
}
