/*
 * trace.h - tells the caller's trace callback what the client does, secrets masked.
 */
#ifndef SGP_TRACE_H
#define SGP_TRACE_H

#include "sagepager/base.h"
#include "sagepager/sys/http.h"

/* One printf-formatted line, cut at 1023 bytes. Does nothing when the trace is off. */
void sgp__trace(const sgp_trace *trace, const char *topic, const char *format, ...)
    SGP_PRINTF(3, 4);

/* The request about to be sent: its line, headers and body. */
void sgp__trace_request(const sgp_trace *trace, const sgp_http_request *request, int attempt);

#endif
