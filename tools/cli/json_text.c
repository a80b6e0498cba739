/*
 * json_text.c - writes texts and items as JSON; see json_text.h.
 */
#include "json_text.h"

#include <stdio.h>

/* Characters with an escape of their own, and the letter of it (RFC 8259, section 7). */
static const char *short_escape(unsigned char c)
{
    switch (c) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\b':
        return "\\b";
    case '\f':
        return "\\f";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

static void put_escape(sink *out, unsigned char c)
{
    const char *known = short_escape(c);
    char unicode[8];

    if (known == NULL) {
        (void)snprintf(unicode, sizeof(unicode), "\\u%04x", (unsigned)c); /* always 6 characters */
        known = unicode;
    }
    sink_puts(out, known);
}

static int needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

void json_text_put(sink *out, sgp_str text)
{
    const char *at = text.ptr, *end = text.ptr + text.len;

    sink_put(out, "\"", 1);
    while (at < end) {
        const char *start = at;
        while (at < end && !needs_escape((unsigned char)*at))
            at++;
        sink_put(out, start, (size_t)(at - start));
        if (at < end) put_escape(out, (unsigned char)*at++);
    }
    sink_put(out, "\"", 1);
}

static void put_member(sink *out, const char *name, printed_member member,
                       const json_layout *layout)
{
    sink_puts(out, layout->before_member);
    sink_puts(out, "\""); /* the names need no escapes */
    sink_puts(out, name);
    sink_puts(out, "\":");
    sink_puts(out, layout->after_colon);
    if (member.is_number)
        sink_put(out, member.text.ptr, member.text.len);
    else
        json_text_put(out, member.text);
}

void json_item_put(sink *out, const sgp_image_version *item, time_format times,
                   const json_layout *layout)
{
    char room[ITEM_MEMBER_BYTES];
    int members = 0;

    if (item->present & SGP_IMAGE_VERSION_IS_NULL) {
        sink_puts(out, "null");
        return;
    }
    sink_puts(out, "{");
    for (size_t i = 0; i < ITEM_MEMBERS; i++) {
        if (!(item->present & item_members[i].bit)) continue;
        sink_puts(out, members++ > 0 ? "," : "");
        put_member(out, item_members[i].name, item_member_print(item, i, times, room), layout);
    }
    if (members > 0) sink_puts(out, layout->before_end);
    sink_puts(out, "}");
}
