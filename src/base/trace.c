/*
 * trace.c - lines for the caller's trace callback, with secrets masked. A build
 * without traces has trace_none.c instead.
 */
#include "sgp_trace.h"

#include "sgp_ascii.h"
#include "sgp_uri.h"

#include <string.h>

int sgp__trace_is_complete(const sgp_trace *trace)
{
    return trace->size >= offsetof(sgp_trace, line) + sizeof trace->line && trace->line;
}

int sgp__trace_is_on(const sgp_trace *trace)
{
    return trace && sgp__trace_is_complete(trace);
}

void sgp__trace(const sgp_trace *trace, const char *topic, const char *format, ...)
{
    char text[SGP__TRACE_LINE_MAX + 1];
    va_list args;

    if (!sgp__trace_is_on(trace)) return;
    va_start(args, format);
    (void)sgp__vformat(text, sizeof text, format, args);
    va_end(args);
    trace->line(trace->self, topic, text, strlen(text));
}

static int contains_nocase(sgp_str text, const char *word)
{
    sgp_str part = sgp_str_from(word);

    for (size_t at = 0; at + part.len <= text.len; at++)
        if (sgp__equal_nocase(sgp__slice(text, at, part.len), word)) return 1;
    return 0;
}

int sgp__is_secret_header(sgp_str name)
{
    static const char *const words[] = { "cookie", "token", "auth", "secret", "key", "signature" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (contains_nocase(name, words[i])) return 1;
    return 0;
}

static void trace_request_line(const sgp_trace *trace, const sgp_http_request *request, int attempt)
{
    char host[SGP_HOST_MAX + 9];

    SGP__TRACE(trace, "request", "attempt %d: %s %s://%s" SGP__SHOWN_FORMAT, attempt,
               request->method.ptr, request->is_tls ? "https" : "http",
               sgp_http_request_host(request, host, sizeof host), SGP__SHOWN(request->path));
}

void sgp__trace_request(const sgp_trace *trace, const sgp_http_request *request, int attempt)
{
    if (!sgp__trace_is_on(trace)) return;
    trace_request_line(trace, request, attempt);
    for (size_t i = 0; i < request->header_count; i++) {
        const sgp_http_header *header = &request->headers[i];
        SGP__TRACE(trace, "request", "%s: %s", header->name.ptr,
                   sgp__is_secret_header(header->name) ? "***" : header->value.ptr);
    }
    trace->line(trace->self, "request", request->body.ptr ? request->body.ptr : "",
                request->body.len);
}

void sgp__file_warning(sgp_platform *platform, const sgp_trace *trace, const char *topic,
                       const char *path)
{
    if (!path || !sgp__trace_is_on(trace) || !SGP_HAS(platform, is_open_to_others)) return;
    if (platform->type->is_open_to_others(platform, path))
        SGP__TRACE(trace, topic, "%s can be read by others than its owner: run chmod 600 on it",
                   path);
}
