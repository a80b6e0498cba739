/*
 * message.c - everything that the command prints on standard error; see message.h.
 */
#include "message.h"

#include <inttypes.h>
#include <stdio.h>

void message_error(const char *kind, const char *sentence)
{
    if (kind != NULL)
        (void)fprintf(stderr, "\nsagepager: [ERROR]: An error occurred (%s): %s\n", kind, sentence);
    else
        (void)fprintf(stderr, "\nsagepager: [ERROR]: %s\n", sentence);
}

void message_hint(const char *hint)
{
    (void)fprintf(stderr, "%s\n", hint);
}

void message_resume(int64_t items, sgp_str token)
{
    const char *were = items == 1 ? "item was" : "items were";

    if (token.ptr == NULL) return;
    (void)fprintf(stderr, "%" PRId64 " %s printed; resume with --starting-token %s\n", items, were,
                  token.ptr);
}
