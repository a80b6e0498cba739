/*
 * recorded_trace.h - an sgp_trace that records its lines as "topic: text".
 */
#ifndef SGP_TEST_RECORDED_TRACE_H
#define SGP_TEST_RECORDED_TRACE_H

#include "sagepager/base.h"

#include <stdio.h>
#include <string.h>

typedef struct recorded_trace {
    sgp_trace api; /* set by recorded_trace_make */
    int lines;
    char text[4096]; /* truncated; each line ends in '\n' */
} recorded_trace;

static inline void recorded_trace__line(void *self, const char *topic, const char *text,
                                        size_t text_len)
{
    recorded_trace *r = self;
    const size_t used = strlen(r->text);

    r->lines++;
    (void)snprintf(r->text + used, sizeof r->text - used, "%s: %.*s\n", topic, (int)text_len, text);
}

static inline const sgp_trace *recorded_trace_make(recorded_trace *r)
{
    memset(r, 0, sizeof *r);
    r->api.size = sizeof r->api;
    r->api.self = r;
    r->api.line = recorded_trace__line;
    return &r->api;
}

#endif
