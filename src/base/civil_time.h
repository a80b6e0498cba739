/*
 * civil_time.h - calendar arithmetic without the C library's time functions; UTC, years 1..9999.
 */
#ifndef SGP_BASE_CIVIL_TIME_H
#define SGP_BASE_CIVIL_TIME_H

#include "sagepager/base.h"

#define SGP__US_PER_SECOND 1000000

/* The instants botocore can hold: 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z. */
#define SGP__TIME_MIN_US (-62135596800 * SGP__US_PER_SECOND)
#define SGP__TIME_MAX_US (253402300799 * SGP__US_PER_SECOND + 999999)

typedef struct sgp__civil {
    int year, month, day, hour, minute, second, microsecond;
} sgp__civil;

/* Splits an instant; us must lie between the two bounds above. */
sgp__civil sgp__civil_from_us(int64_t us);

/* Joins one; non-zero in *ok when every field is in range (second 0..59). */
int64_t sgp__civil_to_us(const sgp__civil *civil, int *ok);

/* us / 1000000, rounded towards minus infinity. */
int64_t sgp__floor_seconds(int64_t us);

/*
 * Microseconds of epoch seconds in binary floating point, rounded half to even as Python's
 * datetime.fromtimestamp does. Returns zero outside years 1..9999 and for NaN.
 */
int sgp__seconds_to_us(double seconds, int64_t *us);

/* The same of a number as JSON writes it. Zero for what is none, too. */
int sgp__decimal_seconds_to_us(sgp_str number, int64_t *us);

/* The same of digits * 10^scale, without floating point: for the usual numbers, seconds below 2^32
 * with at most six digits behind the point. Zero for others. */
int sgp__usual_seconds_to_us(uint64_t digits, int scale, int64_t *us);

/* "YYYYMMDDTHHMMSSZ" (SigV4's X-Amz-Date) and a NUL. */
void sgp__format_amz_date(int64_t us, char out[17]);

#endif
