/*
 * json_text.c - texts and items as JSON; see json_text.h.
 */
#include "json_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "local_time.h"

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

void json_text_put(sink *out, sgp_str text)
{
    size_t start = 0;

    sink_put(out, "\"", 1);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        sink_put(out, text.ptr + start, i - start);
        put_escape(out, c);
        start = i + 1;
    }
    if (text.len > start) sink_put(out, text.ptr + start, text.len - start);
    sink_put(out, "\"", 1);
}

/* One object under construction: knows whether a comma is due. */
typedef struct object {
    sink *out;
    const json_layout *layout;
    int members;
} object;

static void begin_member(object *o, const char *name)
{
    sink_puts(o->out, o->members++ > 0 ? "," : "");
    sink_puts(o->out, o->layout->before_member);
    json_text_put(o->out, sgp_str_from(name));
    sink_puts(o->out, ":");
    sink_puts(o->out, o->layout->after_colon);
}

static void put_text(object *o, const char *name, sgp_str value)
{
    begin_member(o, name);
    json_text_put(o->out, value);
}

static void put_time(object *o, const char *name, int64_t us)
{
    char text[LOCAL_TIME_BYTES];

    put_text(o, name, sgp_str_from(local_time_text(us, text)));
}

static void put_number(object *o, const char *name, int64_t value)
{
    char digits[24];

    begin_member(o, name);
    (void)snprintf(digits, sizeof(digits), "%" PRId64, value); /* an int64_t always fits */
    sink_puts(o->out, digits);
}

void json_item_put(sink *out, const sgp_image_version *item, const json_layout *layout)
{
    object o = { out, layout, 0 };
    unsigned has = item->present;

    if (has & SGP_IS_NULL) {
        sink_puts(out, "null");
        return;
    }
    sink_puts(out, "{");
    if (has & SGP_HAS_CREATION_TIME) put_time(&o, "CreationTime", item->creation_time_us);
    if (has & SGP_HAS_FAILURE_REASON) put_text(&o, "FailureReason", item->failure_reason);
    if (has & SGP_HAS_IMAGE_ARN) put_text(&o, "ImageArn", item->image_arn);
    if (has & SGP_HAS_IMAGE_VERSION_ARN) put_text(&o, "ImageVersionArn", item->image_version_arn);
    if (has & SGP_HAS_STATUS) put_text(&o, "ImageVersionStatus", item->status_text);
    if (has & SGP_HAS_LAST_MODIFIED_TIME)
        put_time(&o, "LastModifiedTime", item->last_modified_time_us);
    if (has & SGP_HAS_VERSION) put_number(&o, "Version", item->version);
    if (o.members > 0) sink_puts(out, layout->before_end);
    sink_puts(out, "}");
}
