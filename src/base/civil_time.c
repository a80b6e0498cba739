/*
 * civil_time.c - calendar arithmetic and parsing of times, UTC, without the C
 * library's time functions.
 *
 * It parses offsets from UTC but knows no time zones. Only the command prints
 * local times.
 */
#include "sgp_civil_time.h"

#include "sgp_ascii.h"

#include <string.h>

#define SECONDS_PER_DAY 86400

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

int64_t sgp__floor_seconds(int64_t us)
{
    int64_t seconds = us / SGP__US_PER_SECOND;

    return us % SGP__US_PER_SECOND < 0 ? seconds - 1 : seconds;
}

/* Returns the days since 1970-01-01 in the proleptic Gregorian calendar. Years
 * start in March, so that the leap day is the last day of its year. */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t shifted_month = (month + 9) % 12;
    int64_t day_of_year = (153 * shifted_month + 2) / 5 + day - 1;

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
    int64_t days = seconds / SECONDS_PER_DAY - (seconds % SECONDS_PER_DAY < 0);
    int64_t of_day = seconds - days * SECONDS_PER_DAY;
    sgp__civil civil = { 0, 1, 1, 0, 0, 0, 0 };

    civil.microsecond = (int)(us - seconds * SGP__US_PER_SECOND);
    civil.second = (int)(of_day % 60);
    civil.minute = (int)(of_day / 60 % 60);
    civil.hour = (int)(of_day / 3600);
    /* The estimate is never too late; near 9999 it needs about 20 steps. */
    civil.year = (int)((days + 719162) / 366) + 1;
    while (days_from_date(civil.year + 1, 1, 1) <= days)
        civil.year++;
    while (days_from_date(civil.year, civil.month, days_in_month(civil.year, civil.month)) < days)
        civil.month++;
    civil.day = (int)(days - days_from_date(civil.year, civil.month, 1)) + 1;
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

int sgp__seconds_to_us(double seconds, int64_t *us)
{
    double fraction, scaled;
    int64_t whole, micro;

    if (!(seconds >= -62135596801.0 && seconds <= 253402300800.0)) return 0;
    whole = (int64_t)seconds; /* towards zero, like modf in CPython's _PyTime_DoubleToDenominator */
    fraction = seconds - (double)whole;
    scaled = fraction * 1e6;
    micro = (int64_t)scaled;
    if (scaled - (double)micro > 0.5 || (scaled - (double)micro == 0.5 && micro % 2 != 0)) micro++;
    if ((double)micro - scaled > 0.5 || ((double)micro - scaled == 0.5 && micro % 2 != 0)) micro--;
    *us = whole * SGP__US_PER_SECOND + micro;
    return *us >= SGP__TIME_MIN_US && *us <= SGP__TIME_MAX_US;
}

/* Below 2^32 seconds the nearest double is less than a quarter of a microsecond
 * away, so rounding that double would give the same result. */
int sgp__usual_seconds_to_us(uint64_t digits, int scale, int64_t *us)
{
    static const uint64_t powers[] = { 1,         10,         100,         1000,
                                       10000,     100000,     1000000,     10000000,
                                       100000000, 1000000000, 10000000000, 100000000000 };
    const uint64_t max_us = (uint64_t)UINT32_MAX * SGP__US_PER_SECOND;
    uint64_t unit_us;

    if (scale < -6 || scale > 5) return 0;
    unit_us = powers[scale + 6];
    if (digits > max_us / unit_us) return 0;
    *us = (int64_t)(digits * unit_us);
    return 1;
}

int sgp__decimal_seconds_to_us(sgp_str number, int64_t *us)
{
    double seconds;

    return sgp__parse_double(number, &seconds) && sgp__seconds_to_us(seconds, us);
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

/* --- parsing: each take_* function removes a token from the front of the text ----------------- */

static int take_digits(sgp_str *text, size_t min, size_t max, int *value)
{
    size_t count = 0;

    *value = 0;
    while (count < max && count < text->len && sgp__is_digit(text->ptr[count]))
        *value = *value * 10 + (text->ptr[count++] - '0');
    if (count < min) return 0;
    *text = sgp__slice(*text, count, text->len);
    return 1;
}

static int take_char(sgp_str *text, const char *any_of)
{
    if (text->len == 0 || text->ptr[0] == '\0' || !strchr(any_of, text->ptr[0])) return 0;
    *text = sgp__slice(*text, 1, text->len);
    return 1;
}

/* Removes an optional fraction, such as ".678" or ",678". Digits after the
 * sixth are dropped, as in dateutil. */
static int take_fraction(sgp_str *text, int *microsecond)
{
    int weight = 100000;

    *microsecond = 0;
    if (!take_char(text, ".,")) return 1;
    if (text->len == 0 || !sgp__is_digit(text->ptr[0])) return 0;
    while (text->len > 0 && sgp__is_digit(text->ptr[0])) {
        *microsecond += (text->ptr[0] - '0') * weight;
        weight /= 10;
        *text = sgp__slice(*text, 1, text->len);
    }
    return 1;
}

/* hh[:mm[:ss[.fraction]]] */
static int take_clock(sgp_str *text, sgp__civil *c)
{
    if (!take_digits(text, 2, 2, &c->hour)) return 0;
    if (!take_char(text, ":")) return 1;
    if (!take_digits(text, 2, 2, &c->minute)) return 0;
    if (!take_char(text, ":")) return 1;
    return take_digits(text, 2, 2, &c->second) && take_fraction(text, &c->microsecond);
}

static int is_word(sgp_str text, const char *word)
{
    return text.len == strlen(word) && sgp__starts_with(text, word);
}

/* Removes the rest of the text: nothing, Z, UTC, GMT, +hh, +hhmm or +hh:mm, or
 * '-' for '+'. As in dateutil, only Z may be in lower case. */
static int take_offset(sgp_str *text, int64_t *offset_us)
{
    int negative, has_colon, hours, minutes = 0;

    *offset_us = 0;
    *text = sgp__trim(*text);
    if (text->len == 0 || sgp__equal_nocase(*text, "z")) return 1;
    if (is_word(*text, "UTC") || is_word(*text, "GMT")) return 1;
    negative = text->ptr[0] == '-';
    if (!take_char(text, "+-") || !take_digits(text, 2, 2, &hours)) return 0;
    has_colon = take_char(text, ":");
    if ((has_colon || text->len > 0) && !take_digits(text, 2, 2, &minutes)) return 0;
    if (text->len > 0 || hours > 23 || minutes > 59) return 0;
    *offset_us = (int64_t)(hours * 3600 + minutes * 60) * SGP__US_PER_SECOND;
    if (negative) *offset_us = -*offset_us;
    return 1;
}

static int join(const sgp__civil *c, int64_t offset_us, int64_t *us)
{
    int ok;

    *us = sgp__civil_to_us(c, &ok) - offset_us;
    return ok && *us >= SGP__TIME_MIN_US && *us <= SGP__TIME_MAX_US;
}

static int parse_iso8601(sgp_str text, int64_t *us)
{
    sgp__civil c = { 0, 0, 0, 0, 0, 0, 0 };
    int64_t offset_us = 0;

    if (!take_digits(&text, 4, 4, &c.year) || !take_char(&text, "-")) return 0;
    if (!take_digits(&text, 2, 2, &c.month) || !take_char(&text, "-")) return 0;
    if (!take_digits(&text, 2, 2, &c.day)) return 0;
    if (text.len == 0) return join(&c, 0, us);
    if (!take_char(&text, "Tt ") || !take_clock(&text, &c)) return 0;
    return take_offset(&text, &offset_us) && join(&c, offset_us, us);
}

static int take_month_name(sgp_str *text, int *month)
{
    for (*month = 1; *month <= 12; (*month)++) {
        char name[4] = { 0 };
        memcpy(name, month_names + 3 * (*month - 1), 3);
        if (sgp__equal_nocase(sgp__slice(*text, 0, 3), name)) {
            *text = sgp__slice(*text, 3, text->len);
            return 1;
        }
    }
    return 0;
}

/* "[Thu,] 02 Jan 2020 03:04:05 GMT". The day of the week is not checked. */
static int parse_rfc822(sgp_str text, int64_t *us)
{
    sgp__civil c = { 0, 0, 0, 0, 0, 0, 0 };
    int64_t offset_us = 0;

    if (text.len > 5 && text.ptr[3] == ',' && sgp__is_alpha(text.ptr[0]))
        text = sgp__trim(sgp__slice(text, 4, text.len));
    if (!take_digits(&text, 1, 2, &c.day) || !take_char(&text, " ")) return 0;
    if (!take_month_name(&text, &c.month) || !take_char(&text, " ")) return 0;
    if (!take_digits(&text, 4, 4, &c.year) || !take_char(&text, " ")) return 0;
    return take_clock(&text, &c) && take_offset(&text, &offset_us) && join(&c, offset_us, us);
}

sgp_status sgp_time_from_text(sgp_str text, int64_t *us)
{
    double seconds;

    text = sgp__trim(text);
    if (sgp__parse_double(text, &seconds))
        return sgp__seconds_to_us(seconds, us) ? SGP_OK : SGP_ERR_PARAM;
    return parse_iso8601(text, us) || parse_rfc822(text, us) ? SGP_OK : SGP_ERR_PARAM;
}
