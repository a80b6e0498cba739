/*
 * trace_none.c - what trace.c is in a build without traces.
 */
#include "sgp_trace.h"

int sgp__trace_is_complete(const sgp_trace *trace)
{
    (void)trace;
    return 1;
}

void sgp__trace_request(const sgp_trace *trace, const sgp_http_request *request, int attempt)
{
    (void)trace;
    (void)request;
    (void)attempt;
}

void sgp__file_warning(sgp_platform *platform, const sgp_trace *trace, const char *topic,
                       const char *path)
{
    (void)platform;
    (void)trace;
    (void)topic;
    (void)path;
}
