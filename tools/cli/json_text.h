/*
 * json_text.h - the pieces that both JSON outputs are made of: texts, items.
 *
 * Layout differs only in white space, so one writer serves both. Nothing here knows of pages.
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
 * json_text_put: a JSON string, quotes included, escaped as Python's json module does with
 * ensure_ascii=False: only quote, backslash and what is below 0x20.
 */
void json_text_put(sink *out, sgp_str text);

/*
 * json_item_put: one image version as an object, members in the service model's order, those the
 * service did not send left out; the null element as null (awscli/formatter.py, JSONFormatter).
 */
void json_item_put(sink *out, const sgp_image_version *item, time_format times,
                   const json_layout *layout);

#endif /* SAGEPAGER_CLI_JSON_TEXT_H */
