/*
 * sgp_trace.h - calls the caller's trace callback, with secrets masked. Nothing is
 * reported if the trace is NULL or incomplete.
 */
#ifndef SGP_BASE_TRACE_H
#define SGP_BASE_TRACE_H

#include "sagepager/sys/http.h"
#include "sagepager/sys/platform.h"

/* Non-zero if the trace has a callback. */
int sgp__trace_is_on(const sgp_trace *trace);

/* Reports one printf-formatted line, truncated to 1023 bytes. */
void sgp__trace(const sgp_trace *trace, const char *topic, const char *format, ...)
    SGP_PRINTF(3, 4);

/* Reports a request that is about to be sent: its line, headers and body. */
void sgp__trace_request(const sgp_trace *trace, const sgp_http_request *request, int attempt);

/* Warns if others than its owner can read a file with secrets. Does nothing if path is NULL. */
void sgp__file_warning(sgp_platform *platform, const sgp_trace *trace, const char *topic,
                       const char *path);

#endif
