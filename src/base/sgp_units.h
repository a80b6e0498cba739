/*
 * sgp_units.h - units of time and the polling interval.
 */
#ifndef SGP_BASE_UNITS_H
#define SGP_BASE_UNITS_H

#include <stdint.h>

#define SGP__US_PER_MS INT64_C(1000)
#define SGP__US_PER_SECOND INT64_C(1000000)

/* After SGP_AGAIN of a part without `wants`: how long to wait before the next
 * call. */
#define SGP__POLL_INTERVAL_US INT64_C(2000)

#endif
