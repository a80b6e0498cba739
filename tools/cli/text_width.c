/*
 * text_width.c - columns of a text; see text_width.h.
 */
#include "text_width.h"

#include "utf8.h"

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

size_t text_width(sgp_str text)
{
    size_t width = 0;

    for (size_t at = 0; at < text.len;)
        width += is_wide(utf8_next(text, &at)) ? 2 : 1;
    return width;
}
