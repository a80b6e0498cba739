/*
 * X-Amz-Date and JSON epoch seconds, computed in integers to avoid rounding
 * errors. See timestamp.h.
 */
#include "timestamp.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static int number_at(const char *text, int from, int digits)
{
    int value = 0;

    for (int i = from; i < from + digits; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}

static bool has_amz_date_shape(const char *text)
{
    static const char shape[] = "ddddddddTddddddZ";

    if (strlen(text) != sizeof shape - 1) return false;
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';

        if (shape[i] == 'd' ? !is_digit : text[i] != shape[i]) return false;
    }
    return true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Returns the days since 1970-01-01, because timegm is not POSIX. Counts the
 * leap days of the years before `year`. */
static int64_t days_since_epoch(int year, int month, int day)
{
    int before = year - 1;
    int64_t days = (int64_t)before * 365 + before / 4 - before / 100 + before / 400;

    for (int m = 1; m < month; m++)
        days += days_in_month(year, m);
    return days + day - 1 - 719162; /* 719162: days from 0001-01-01 to 1970-01-01 */
}

bool ep_amz_date_parse(const char *text, int64_t *seconds)
{
    int year, month, day, hour, minute, second;

    if (!has_amz_date_shape(text)) return false;
    year = number_at(text, 0, 4);
    month = number_at(text, 4, 2);
    day = number_at(text, 6, 2);
    hour = number_at(text, 9, 2);
    minute = number_at(text, 11, 2);
    second = number_at(text, 13, 2);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    if (hour > 23 || minute > 59 || second > 59) return false;
    *seconds = ((days_since_epoch(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return true;
}

void ep_amz_date_print(int64_t seconds, char out[EP_AMZ_DATE_SIZE])
{
    time_t time = (time_t)seconds;
    struct tm utc;

    if (gmtime_r(&time, &utc) == NULL ||
        strftime(out, EP_AMZ_DATE_SIZE, "%Y%m%dT%H%M%SZ", &utc) == 0)
        out[0] = '\0';
}

void ep_epoch_print(int64_t milliseconds, struct ep_text *out)
{
    const char *sign = milliseconds < 0 ? "-" : "";
    int64_t size = milliseconds < 0 ? -milliseconds : milliseconds;
    int fraction = (int)(size % 1000);

    ep_text_addf(out, "%s%" PRId64, sign, size / 1000);
    if (fraction == 0) return;
    ep_text_addf(out, ".%03d", fraction);
    while (out->data[out->len - 1] == '0')
        out->data[--out->len] = '\0';
}
