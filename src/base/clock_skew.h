/*
 * clock_skew.h - what a service's refusal says about our clock, for those who sign requests.
 */
#ifndef SGP_BASE_CLOCK_SKEW_H
#define SGP_BASE_CLOCK_SKEW_H

#include "sagepager/sys/http.h"

#include "trace.h"

/* Non-zero when a refusal and the Date of its answer say that our clock is wrong: the request is
 * worth another signature. *skew_us is then what to add to the clock, and the trace says so. */
int sgp__clock_is_wrong(const sgp_error *refusal, const sgp_http_response *response, int64_t now_us,
                        const sgp_trace *trace, int64_t *skew_us);

/* Names the clock in the message of a refusal that is about time, or that came in spite of a
 * correction; correction_us is zero when there was none. */
void sgp__clock_blame(sgp_error *err, int64_t correction_us);

#endif
