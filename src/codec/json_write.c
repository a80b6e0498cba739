/*
 * json_write.c - JSON strings as Python writes them.
 */
#include "sgp_json_write.h"

#include "sgp_utf8.h"

#include <string.h>

static void put_unit(sgp__buf *out, uint32_t unit)
{
    unsigned char bytes[2];

    bytes[0] = (unsigned char)(unit >> 8);
    bytes[1] = (unsigned char)(unit & 0xFF);
    sgp__buf_put_text(out, "\\u");
    sgp__buf_put_hex(out, bytes, sizeof bytes);
}

/* CPython Lib/json/encoder.py, ESCAPE_DCT and ESCAPE_ASCII: ' ' to '~' stay as
 * they are. */
static void put_ascii(sgp__buf *out, char c)
{
    static const char plain[] = "\"\\\n\r\t\f\b";
    static const char letters[] = "\"\\nrtfb";
    const char *at = c ? strchr(plain, c) : NULL;

    if (at) {
        sgp__buf_put_char(out, '\\');
        sgp__buf_put_char(out, letters[at - plain]);
    } else if (c < ' ' || c > '~') {
        put_unit(out, (unsigned char)c);
    } else {
        sgp__buf_put_char(out, c);
    }
}

static void put_beyond_ascii(sgp__buf *out, uint32_t code)
{
    if (code < 0x10000) {
        put_unit(out, code);
        return;
    }
    put_unit(out, 0xD800 + ((code - 0x10000) >> 10));
    put_unit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
}

int sgp__json_put_string(sgp__buf *out, sgp_str text)
{
    size_t at = 0;

    sgp__buf_put_char(out, '"');
    while (at < text.len) {
        sgp_str rest = { text.ptr + at, text.len - at };
        uint32_t code;
        size_t bytes = sgp__utf8_decode(rest, &code);
        if (bytes == 0) return 0;
        if (code < 0x80)
            put_ascii(out, (char)code);
        else
            put_beyond_ascii(out, code);
        at += bytes;
    }
    sgp__buf_put_char(out, '"');
    return 1;
}
