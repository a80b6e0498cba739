/*
 * json_text.h - writes texts and items for both JSON outputs.
 *
 * Their layout differs only in white space, so one writer serves both.
 */
#ifndef SAGEPAGER_CLI_JSON_TEXT_H
#define SAGEPAGER_CLI_JSON_TEXT_H

#include "item_member.h"
#include "sink.h"

/* White space of an object's layout. */
typedef struct json_layout {
    const char *before_member; /* before each member, its comma already written */
    const char *after_colon;
    const char *before_end; /* before the closing brace of an object that has members */
} json_layout;

/*
 * json_text_put: writes a JSON string with its quotes, escaped as Python's json module does with
 * ensure_ascii=False: only quote, backslash and characters below 0x20.
 */
void json_text_put(sink *out, sgp_str text);

/*
 * json_item_put: writes an image version as an object, its members in the service model's order,
 * without those that the service did not send; a null element as null (awscli/formatter.py,
 * JSONFormatter).
 */
void json_item_put(sink *out, const sgp_image_version *item, time_format times,
                   const json_layout *layout);

#endif /* SAGEPAGER_CLI_JSON_TEXT_H */
