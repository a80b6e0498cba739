/*
 * http1_trace.c - traces connections and responses, with secrets masked.
 *
 * If there is no memory for a line, it is skipped: tracing never makes an
 * exchange fail.
 */
#include "sgp_http1_state.h"

#include "sgp_ascii.h"
#include "sgp_http_message.h"
#include "sgp_trace.h"
#include "sgp_uri.h"

#include <string.h>

/* A head, and colon, blank and newline for each header. */
#define TRACE_BYTES_MAX (2 * SGP_HTTP_HEAD_MAX)

static void emit(const http1 *h, const char *topic, sgp__buf *text)
{
    if (text->status == SGP_OK) h->trace->line(h->trace->self, topic, text->ptr, text->len);
    sgp__buf_deinit(text);
}

void sgp__http1_trace_connection(const http1_call *call, const char *what)
{
    sgp__buf text;

    if (!sgp__trace_is_on(call->h->trace)) return;
    sgp__buf_init(&text, call->h->allocator, TRACE_BYTES_MAX);
    sgp__buf_put_text(&text, what);
    sgp__buf_put_text(&text, call->request->is_tls ? " https://" : " http://");
    sgp__buf_put_host(&text, call->request);
    if (call->h->proxy) {
        sgp__buf_put_text(&text, " through the proxy ");
        sgp__buf_put_text(&text, call->h->proxy->shown);
    }
    emit(call->h, "connect", &text);
}

void sgp__http1_trace_cause(const http1_call *call)
{
    const char *message = sgp_error_message(call->err);

    if (message[0]) SGP__TRACE(call->h->trace, "connect", "%s", message);
}

/* A Location may repeat the query of the request. */
static sgp_str shown_value(const sgp_http_header *header)
{
    sgp_str value = header->value;

    if (sgp__is_secret_header(header->name)) return sgp_str_from("***");
    if (sgp__equal_nocase(header->name, "location")) value.len = sgp__uri_shown_bytes(value);
    return value;
}

static void put_header(sgp__buf *text, const sgp_http_header *header)
{
    sgp__buf_put_char(text, '\n');
    sgp__buf_put_str(text, header->name);
    sgp__buf_put_text(text, ": ");
    sgp__buf_put_str(text, shown_value(header));
}

void sgp__http1_trace_head(const http1 *h, const sgp__http1_head *head)
{
    sgp_str rest = head->fields;
    sgp_http_header header;
    sgp__buf text;

    if (!sgp__trace_is_on(h->trace)) return;
    sgp__buf_init(&text, h->allocator, TRACE_BYTES_MAX);
    sgp__buf_put_text(&text, "HTTP/1.");
    sgp__buf_put_int(&text, head->minor_version);
    sgp__buf_put_char(&text, ' ');
    sgp__buf_put_int(&text, head->status);
    sgp__buf_put_char(&text, ' ');
    sgp__buf_put_str(&text, head->reason);
    while (sgp__http1_next_header(&rest, &header))
        put_header(&text, &header);
    emit(h, "response", &text);
}
