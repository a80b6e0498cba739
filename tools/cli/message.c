/*
 * message.c - everything that the command prints on standard error; see message.h.
 */
#include "message.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sink.h"

/* Standard error has no buffer of its own, so this keeps the order. An error while printing errors
 * has no place to go. */
static void put_parts(const char *const *parts)
{
    sink out;

    sink_init(&out, STDERR_FILENO);
    for (size_t i = 0; parts[i] != NULL; i++)
        sink_puts(&out, parts[i]);
    sink_flush(&out);
}

/* Blanks around the message are dropped (awscli/errorformat.py, format_error_message). */
static sgp_str trimmed(const char *text, int is_start)
{
    static const char blanks[] = " \t\n\v\f\r";
    sgp_str found = sgp_str_from(text + (is_start ? strspn(text, blanks) : 0));

    while (found.len > 0 && strchr(blanks, found.ptr[found.len - 1]) != NULL)
        found.len--;
    return found;
}

void message_error(const char *kind, const char *sentence)
{
    sgp_str text = trimmed(sentence, kind == NULL);
    sink out;

    sink_init(&out, STDERR_FILENO);
    sink_puts(&out, "\nsagepager: [ERROR]: ");
    if (kind != NULL) {
        sink_puts(&out, "An error occurred (");
        sink_puts(&out, kind);
        sink_puts(&out, "): ");
    }
    sink_put(&out, text.ptr, text.len);
    sink_puts(&out, "\n");
    sink_flush(&out);
}

void message_hint(const char *hint)
{
    const char *const parts[] = { hint, "\n", NULL };

    put_parts(parts);
}

void message_trace(const char *when, const char *topic, sgp_str line)
{
    sink out;

    sink_init(&out, STDERR_FILENO);
    sink_puts(&out, when);
    sink_puts(&out, " ");
    sink_puts(&out, topic);
    sink_puts(&out, ": ");
    sink_put(&out, line.ptr, line.len);
    sink_puts(&out, "\n");
    sink_flush(&out);
}

void message_resume(int64_t items, int is_withheld, sgp_str token)
{
    char count[24];
    const char *const parts[] = { count,
                                  items == 1 ? " item was" : " items were",
                                  is_withheld ? " read, not printed" : " printed",
                                  "; resume with --starting-token ",
                                  token.ptr,
                                  "\n",
                                  NULL };

    if (token.ptr == NULL) return;
    (void)snprintf(count, sizeof(count), "%" PRId64, items);
    put_parts(parts);
}
