/*
 * sgp_clock_skew.h - detects from a service's refusal that the local clock is
 * wrong.
 */
#ifndef SGP_BASE_CLOCK_SKEW_H
#define SGP_BASE_CLOCK_SKEW_H

#include "sagepager/sys/http.h"

#include "sgp_trace.h"

/* Returns by how much the Date of a response differs from now_us: the difference to add to the
 * clock. 0 if it differs by four minutes or less, if there is no Date, or if now_us
 * is no time of the years 1..9999. */
int64_t sgp__clock_skew_us(const sgp_http_response *response, int64_t now_us);

/* Non-zero if a refusal and its response's Date show that the local clock is
 * wrong. Then it stores the correction to add to the clock in *skew_us and
 * traces it. */
int sgp__clock_is_wrong(const sgp_error *refusal, const sgp_http_response *response, int64_t now_us,
                        const sgp_trace *trace, int64_t *skew_us);

/* Mentions the clock in a refusal's message if the refusal is about time or
 * came after a correction. correction_us 0: the clock was not corrected. */
void sgp__clock_hint(sgp_error *err, int64_t correction_us);

#endif
