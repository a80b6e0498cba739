/*
 * sgp_trace.h - calls the caller's trace callback, with secrets masked. Nothing is
 * reported if the trace is NULL or incomplete. A build without traces
 * (SGP_NO_TRACE) drops the calls and their texts.
 */
#ifndef SGP_BASE_TRACE_H
#define SGP_BASE_TRACE_H

#include "sgp_format.h"
#include "sagepager/sys/http.h"
#include "sagepager/sys/platform.h"

/* SGP__TRACE(trace, topic, format, ...): reports one formatted line (sgp_format.h),
 * truncated to SGP__TRACE_LINE_MAX bytes. */
#ifdef SGP_NO_TRACE
#define sgp__trace_is_on(trace) ((void)(trace), 0)
#define SGP__TRACE(trace, topic, ...) ((void)(0 && (sgp__trace((trace), (topic), __VA_ARGS__), 0)))
#else
#define SGP__TRACE(trace, topic, ...) sgp__trace((trace), (topic), __VA_ARGS__)

/* Non-zero if the trace has a callback. */
int sgp__trace_is_on(const sgp_trace *trace);
#endif

#define SGP__TRACE_LINE_MAX 255

/* Zero if a trace lacks what a caller must set. */
int sgp__trace_is_complete(const sgp_trace *trace);

void sgp__trace(const sgp_trace *trace, const char *topic, const char *format, ...)
    SGP_PRINTF(3, 4);

/* Non-zero if the value of a header must not be shown. Decides by the name: cookies, tokens, keys,
 * signatures and other secrets. */
int sgp__is_secret_header(sgp_str name);

/* Reports a request that is about to be sent: its line, headers and body. */
void sgp__trace_request(const sgp_trace *trace, const sgp_http_request *request, int attempt);

/* Warns if others than its owner can read a file with secrets. Does nothing if path is NULL. */
void sgp__file_warning(sgp_platform *platform, const sgp_trace *trace, const char *topic,
                       const char *path);

#endif
