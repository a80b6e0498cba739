/*
 * sgp_civil_time.h - calendar arithmetic without the C library's time functions;
 * UTC, years 1..9999.
 */
#ifndef SGP_BASE_CIVIL_TIME_H
#define SGP_BASE_CIVIL_TIME_H

#include "sagepager/base.h"

#include "sgp_units.h"

/* The times that botocore can represent: from 0001-01-01T00:00:00Z to
 * 9999-12-31T23:59:59.999999Z. */
#define SGP__TIME_MIN_US (-62135596800 * SGP__US_PER_SECOND)
#define SGP__TIME_MAX_US (253402300799 * SGP__US_PER_SECOND + 999999)

typedef struct sgp__civil {
    int year, month, day, hour, minute, second, microsecond;
} sgp__civil;

/* Splits a time, which must lie within the two limits above. */
sgp__civil sgp__civil_from_us(int64_t us);

/* Returns the time of the fields and sets *ok; *ok is zero if a field is out of
 * range (second 0..59). */
int64_t sgp__civil_to_us(const sgp__civil *civil, int *ok);

/* Returns us in seconds, rounded towards minus infinity. */
int64_t sgp__floor_seconds(int64_t us);

/* Converts epoch seconds, written as in JSON ("-1.5e3"; also "+1", "1." and
 * ".5"), to the microseconds that Python's datetime.fromtimestamp(float(number))
 * holds. Returns zero for other text, for more than 400 characters and outside
 * years 1..9999. */
int sgp__decimal_seconds_to_us(sgp_str number, int64_t *us);

/* As sgp__decimal_seconds_to_us, but faster and for the number digits * 10^scale.
 * Returns zero if scale is outside -6..5 and for more than 2^32 - 1 seconds. */
int sgp__usual_seconds_to_us(uint64_t digits, int scale, int64_t *us);

/* As sgp_time_from_text, for a Date header: a year of two digits is at most 50
 * years after now_us. Returns zero for other text. */
int sgp__time_near(sgp_str text, int64_t now_us, int64_t *us);

/* Writes "YYYYMMDDTHHMMSSZ", as in SigV4's X-Amz-Date, and a NUL. */
void sgp__format_amz_date(int64_t us, char out[17]);

#endif
