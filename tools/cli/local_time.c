/*
 * local_time.c - an instant as ISO 8601 text; see local_time.h.
 */
#include "local_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define US_PER_SECOND 1000000

/* Seconds rounded down and the microseconds above them, for times before 1970 too. */
static time_t split_seconds(int64_t us, int *fraction_us)
{
    int64_t seconds = us / US_PER_SECOND;
    int64_t rest = us % US_PER_SECOND;

    if (rest < 0) {
        rest += US_PER_SECOND;
        seconds--;
    }
    *fraction_us = (int)rest;
    return (time_t)seconds;
}

static int year_is_writable(const struct tm *tm)
{
    return tm->tm_year + 1900 >= 1 && tm->tm_year + 1900 <= 9999;
}

/* The zone's offset may carry an instant of year 1 or 9999 over the edge of ISO 8601's four digits:
 * the same instant in UTC is right as well. */
static void break_down(time_t seconds, struct tm *out)
{
    if (localtime_r(&seconds, out) != NULL && year_is_writable(out)) return;
    memset(out, 0, sizeof(*out));
    (void)gmtime_r(&seconds, out); /* cannot fail: the library keeps to years 1..9999 */
    out->tm_gmtoff = 0;
}

/* +hh:mm, and :ss where the zone still kept mean solar time, as Python does. */
static void offset_text(long offset, char *out, size_t out_size)
{
    char sign = offset < 0 ? '-' : '+';
    int away = abs((int)offset);
    int used = snprintf(out, out_size, "%c%02d:%02d", sign, away / 3600, away / 60 % 60);

    if (away % 60 != 0 && used > 0 && (size_t)used < out_size)
        (void)snprintf(out + used, out_size - (size_t)used, ":%02d",
                       away % 60); /* fits, see size */
}

const char *local_time_text(int64_t us, char out[LOCAL_TIME_BYTES])
{
    struct tm tm;
    char fraction[16] = "";
    char offset[24];
    int fraction_us = 0;

    break_down(split_seconds(us, &fraction_us), &tm);
    if (fraction_us != 0) (void)snprintf(fraction, sizeof(fraction), ".%06d", fraction_us);
    offset_text(tm.tm_gmtoff, offset, sizeof(offset));
    (void)snprintf(out, LOCAL_TIME_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d%s%s",
                   (tm.tm_year + 1900) % 10000, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
                   tm.tm_sec, fraction, offset);
    return out;
}
