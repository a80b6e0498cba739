/*
 * civil_time.c - calendar arithmetic, UTC, without the C library's time
 * functions. time_text.c parses times.
 */
#include "sgp_civil_time.h"

#define SECONDS_PER_DAY INT64_C(86400)

int64_t sgp__floor_seconds(int64_t us)
{
    int64_t seconds = us / SGP__US_PER_SECOND;

    return us % SGP__US_PER_SECOND < 0 ? seconds - 1 : seconds;
}

/* Returns the days since 1970-01-01 in the proleptic Gregorian calendar. Years
 * start in March, so that the leap day is the last day of its year. */
static int days_from_date(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int shifted_month = (month + 9) % 12;
    int day_of_year = (153 * shifted_month + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static int is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

sgp__civil sgp__civil_from_us(int64_t us)
{
    int64_t seconds = sgp__floor_seconds(us);
    int days = (int)(seconds / SECONDS_PER_DAY) - (seconds % SECONDS_PER_DAY < 0);
    int of_day = (int)(seconds - days * SECONDS_PER_DAY);
    sgp__civil civil = { 0, 1, 1, 0, 0, 0, 0 };

    civil.microsecond = (int)(us - seconds * SGP__US_PER_SECOND);
    civil.second = of_day % 60;
    civil.minute = of_day / 60 % 60;
    civil.hour = of_day / 3600;
    /* The estimate is never too late; near 9999 it needs about 20 steps. */
    civil.year = (days + 719162) / 366 + 1;
    while (days_from_date(civil.year + 1, 1, 1) <= days)
        civil.year++;
    while (days_from_date(civil.year, civil.month, days_in_month(civil.year, civil.month)) < days)
        civil.month++;
    civil.day = days - days_from_date(civil.year, civil.month, 1) + 1;
    return civil;
}

int64_t sgp__civil_to_us(const sgp__civil *c, int *ok)
{
    int64_t seconds;

    *ok = c->year >= 1 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
          c->day <= days_in_month(c->year, c->month) && c->hour >= 0 && c->hour <= 23 &&
          c->minute >= 0 && c->minute <= 59 && c->second >= 0 && c->second <= 59 &&
          c->microsecond >= 0 && c->microsecond <= 999999;
    if (!*ok) return 0;
    seconds = days_from_date(c->year, c->month, c->day) * SECONDS_PER_DAY + c->hour * 3600 +
              c->minute * 60 + c->second;
    return seconds * SGP__US_PER_SECOND + c->microsecond;
}

static void put_digits(char *out, int value, int count)
{
    while (count-- > 0) {
        out[count] = (char)('0' + value % 10);
        value /= 10;
    }
}

void sgp__format_amz_date(int64_t us, char out[17])
{
    sgp__civil c = sgp__civil_from_us(us);

    put_digits(out, c.year, 4);
    put_digits(out + 4, c.month, 2);
    put_digits(out + 6, c.day, 2);
    out[8] = 'T';
    put_digits(out + 9, c.hour, 2);
    put_digits(out + 11, c.minute, 2);
    put_digits(out + 13, c.second, 2);
    out[15] = 'Z';
    out[16] = '\0';
}
