/*
 * strip.c - white space of Unicode, as Python's str.isspace has it.
 */
#include "sgp_strip.h"

#include "sgp_ascii.h"
#include "sgp_utf8.h"

/* CPython Objects/unicodetype_db.h, _PyUnicode_IsWhitespace. */
static int is_unicode_space(uint32_t c)
{
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

size_t sgp__space_at(sgp_str text)
{
    uint32_t code = 0;
    size_t len = sgp__utf8_decode(text, &code);

    return len > 0 && is_unicode_space(code) ? len : 0;
}

/* Returns the length of the white space character that ends text, or 0. None has
 * more than three bytes. */
static size_t space_before_end(sgp_str text)
{
    for (size_t len = 1; len <= 3 && len <= text.len; len++)
        if (sgp__space_at(sgp__slice(text, text.len - len, len)) == len) return len;
    return 0;
}

sgp_str sgp__strip_end(sgp_str text)
{
    size_t len;

    while ((len = space_before_end(text)) > 0)
        text.len -= len;
    return text;
}

sgp_str sgp__strip(sgp_str text)
{
    size_t len;

    while ((len = sgp__space_at(text)) > 0)
        text = sgp__slice(text, len, text.len);
    return sgp__strip_end(text);
}
