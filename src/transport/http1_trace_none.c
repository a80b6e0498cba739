/*
 * http1_trace_none.c - what http1_trace.c is in a build without traces.
 */
#include "sgp_http1_state.h"

void sgp__http1_trace_connection(const http1_call *call, const char *what)
{
    (void)call;
    (void)what;
}

void sgp__http1_trace_cause(const http1_call *call)
{
    (void)call;
}

void sgp__http1_trace_head(const http1 *h, const sgp__http1_head *head)
{
    (void)h;
    (void)head;
}
