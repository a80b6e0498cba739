/*
 * local_time.c - formats a time as ISO 8601 text; see local_time.h.
 */
#include "local_time.h"

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

/* The zone's offset may move a time of year 1 or 9999 beyond the four digits of ISO 8601. Then
 * it is written in UTC. */
static void break_down(time_t seconds, struct tm *out)
{
    if (localtime_r(&seconds, out) != NULL && year_is_writable(out)) return;
    memset(out, 0, sizeof(*out));
    (void)gmtime_r(&seconds, out); /* cannot fail for years 1..9999, which the library guarantees */
    out->tm_gmtoff = 0;
}

const char *local_time_text(int64_t us, char out[DATE_ISO_BYTES])
{
    date_fields date;
    struct tm tm;

    memset(&date, 0, sizeof(date));
    break_down(split_seconds(us, &date.microsecond), &tm);
    date.year = tm.tm_year + 1900;
    date.month = tm.tm_mon + 1;
    date.day = tm.tm_mday;
    date.hour = tm.tm_hour;
    date.minute = tm.tm_min;
    date.second = tm.tm_sec;
    date.has_offset = 1;
    date.offset_s = (int)tm.tm_gmtoff;
    return date_iso_text(&date, out);
}
