/*
 * date_text.c - parses dates; see date_text.h.
 *
 * One pass over the tokens, as in dateutil/parser/_parser.py (_parse, _parse_numeric_token). The
 * meaning of a number depends on its length and its neighbours. A token without a meaning makes the
 * whole text invalid.
 */
#include "date_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "date_token.h"
#include "date_ymd.h"

#define MICROSECOND_DIGITS 6
#define LONGEST_ZONE_NAME 5

/* State of the parser; DATE_UNKNOWN: not found. */
typedef struct reader {
    date_tokens tokens;
    size_t at;
    date_ymd ymd;
    int weekday; /* Monday is 0 */
    int hour, minute, second, microsecond;
    int has_offset;
    int offset_s;
    sgp_str zone;
} reader;

/* --- words ---------------------------------------------------------------------------- */

/* `names` lists `forms` forms of each name, one after the other. Returns the number of the
 * name. */
static int find_name(sgp_str word, const char *const names[], size_t count, size_t forms)
{
    for (size_t i = 0; i < count; i++)
        for (size_t form = 0; form < forms; form++)
            if (names[i * forms + form] != NULL && date_token_is(word, names[i * forms + form]))
                return (int)i;
    return DATE_UNKNOWN;
}

static int weekday_of(sgp_str word)
{
    static const char *const names[] = {
        "mon",      "monday", "tue",    "tuesday", "wed",      "wednesday", "thu",
        "thursday", "fri",    "friday", "sat",     "saturday", "sun",       "sunday",
    };

    return find_name(word, names, 7, 2);
}

/* 1 to 12 */
static int month_of(sgp_str word)
{
    static const char *const names[] = {
        "jan", "january", NULL, "feb", "february", NULL, "mar", "march",    NULL,
        "apr", "april",   NULL, "may", NULL,       NULL, "jun", "june",     NULL,
        "jul", "july",    NULL, "aug", "august",   NULL, "sep", "sept",     "september",
        "oct", "october", NULL, "nov", "november", NULL, "dec", "december", NULL,
    };
    int found = find_name(word, names, 12, 3);

    return found == DATE_UNKNOWN ? DATE_UNKNOWN : found + 1;
}

/* 0 hours, 1 minutes, 2 seconds */
static int unit_of(sgp_str word)
{
    static const char *const names[] = { "h",       "hour", "hours",  "m",      "minute",
                                         "minutes", "s",    "second", "seconds" };

    return find_name(word, names, 3, 3);
}

/* 0 before noon, 1 after it */
static int half_of(sgp_str word)
{
    static const char *const names[] = { "am", "a", "pm", "p" };

    return find_name(word, names, 2, 2);
}

static int is_filler(sgp_str word)
{
    static const char *const names[] = { "at", "on", "and", "ad", "m", "t",
                                         "of", "st", "nd",  "rd", "th" };

    return date_token_is_mark(word, " .,;-/'") || find_name(word, names, 11, 1) != DATE_UNKNOWN;
}

static int is_utc(sgp_str word)
{
    static const char *const names[] = { "utc", "gmt", "z" };

    return find_name(word, names, 3, 1) != DATE_UNKNOWN;
}

/* --- tokens --------------------------------------------------------------------------- */

/* Returns the token `ahead` positions after the current one; absent beyond the end. */
static sgp_str peek(const reader *r, size_t ahead)
{
    static const sgp_str none = { NULL, 0 };

    return r->at + ahead < r->tokens.count ? r->tokens.at[r->at + ahead] : none;
}

static sgp_str look_back(const reader *r, size_t back)
{
    static const sgp_str none = { NULL, 0 };

    return back <= r->at ? r->tokens.at[r->at - back] : none;
}

static int has(sgp_str token)
{
    return token.ptr != NULL;
}

static int whole_of(sgp_str number)
{
    return date_token_number(number, 0, date_token_point(number));
}

/* --- parts of a time ------------------------------------------------------------------ */

/* "30.447": seconds and microseconds; further digits are truncated. */
static int take_seconds(reader *r, sgp_str text, size_t from)
{
    size_t point = date_token_point(text);
    int weight = 100000;

    r->second = date_token_number(text, from, point);
    r->microsecond = 0;
    if (r->second == DATE_UNKNOWN) return 0;
    if (point == text.len) return 1;
    if (date_token_number(text, point + 1, text.len) == DATE_UNKNOWN) return 0;
    for (size_t i = 0; i < MICROSECOND_DIGITS && point + 1 + i < text.len; i++, weight /= 10)
        r->microsecond += weight * (text.ptr[point + 1 + i] - '0');
    return 1;
}

/* Sixtieths of a number's fraction, rounded down; zero for none. */
static int sixtieths(sgp_str number)
{
    size_t point = date_token_point(number);
    int64_t fraction = 0, unit = 1;

    for (size_t i = point + 1; i < number.len && i < point + 16; i++) {
        fraction = fraction * 10 + (number.ptr[i] - '0');
        unit *= 10;
    }
    return (int)(60 * fraction / unit);
}

static int has_fraction(sgp_str number)
{
    for (size_t i = date_token_point(number) + 1; i < number.len; i++)
        if (number.ptr[i] != '0') return 1;
    return 0;
}

/* "30.5": half a minute is 30 seconds. */
static void take_minutes(reader *r, sgp_str number)
{
    r->minute = whole_of(number);
    r->second = has_fraction(number) ? sixtieths(number) : DATE_UNKNOWN;
}

static int in_half(int hour, int half)
{
    if (half == 1 && hour < 12) return hour + 12;
    return half == 0 && hour == 12 ? 0 : hour;
}

/* "10h", "30 minutes", and "10h30", where the number is of the next smaller unit. */
static int take_unit(reader *r, sgp_str number, int unit)
{
    if (unit == 0) {
        r->hour = whole_of(number);
        if (has_fraction(number)) r->minute = sixtieths(number);
    } else if (unit == 1) {
        take_minutes(r, number);
    } else if (unit == 2) {
        return take_seconds(r, number, 0);
    }
    return 1;
}

/* Finds the unit of the current number; *skip is the distance to the unit's word. */
static int find_unit(const reader *r, size_t *skip)
{
    int unit = unit_of(peek(r, 1));

    *skip = 1;
    if (unit != DATE_UNKNOWN) return unit;
    *skip = 2;
    if (date_token_is_mark(peek(r, 1), " ")) unit = unit_of(peek(r, 2));
    if (unit != DATE_UNKNOWN) return unit;
    *skip = 0;
    if (r->at > 0) unit = unit_of(look_back(r, 1));
    if (unit == DATE_UNKNOWN && r->at > 1 && r->at + 1 == r->tokens.count &&
        date_token_is_mark(look_back(r, 1), " "))
        unit = unit_of(look_back(r, 2));
    return unit == DATE_UNKNOWN ? DATE_UNKNOWN : unit + 1;
}

/* hh:mm[:ss[.fraction]] */
static int take_clock(reader *r, sgp_str hour)
{
    sgp_str minutes = peek(r, 2);

    if (!date_token_is_number(minutes)) return 0;
    r->hour = whole_of(hour);
    take_minutes(r, minutes);
    if (!has(peek(r, 4)) || !date_token_is_mark(peek(r, 3), ":")) {
        r->at += 2;
        return 1;
    }
    if (!take_seconds(r, peek(r, 4), 0)) return 0;
    r->at += 4;
    return 1;
}

/* --- numbers without a mark ----------------------------------------------------------- */

/* hh or hhmm after a whole date */
static int take_short_clock(reader *r, sgp_str number)
{
    r->hour = date_token_number(number, 0, 2);
    if (number.len == 4) r->minute = date_token_number(number, 2, 4);
    return r->hour != DATE_UNKNOWN && (number.len < 4 || r->minute != DATE_UNKNOWN);
}

/* YYMMDD, or hhmmss[.fraction] once there is a date */
static int take_six(reader *r, sgp_str number)
{
    if (r->ymd.count == 0 && date_token_is_digits(number))
        return date_ymd_add(&r->ymd, date_token_part(number, 0, 2), DATE_ANY) &&
               date_ymd_add(&r->ymd, date_token_part(number, 2, 4), DATE_ANY) &&
               date_ymd_add(&r->ymd, date_token_part(number, 4, 6), DATE_ANY);
    r->hour = date_token_number(number, 0, 2);
    r->minute = date_token_number(number, 2, 4);
    return r->hour != DATE_UNKNOWN && r->minute != DATE_UNKNOWN && take_seconds(r, number, 4);
}

/* YYYYMMDD[hhmm[ss]] */
static int take_run_together(reader *r, sgp_str number)
{
    if (!date_token_is_digits(number)) return 0;
    if (number.len > 8) r->hour = date_token_number(number, 8, 10);
    if (number.len > 8) r->minute = date_token_number(number, 10, 12);
    if (number.len > 12) r->second = date_token_number(number, 12, 14);
    return date_ymd_add(&r->ymd, date_token_part(number, 0, 4), DATE_YEAR) &&
           date_ymd_add(&r->ymd, date_token_part(number, 4, 6), DATE_ANY) &&
           date_ymd_add(&r->ymd, date_token_part(number, 6, 8), DATE_ANY);
}

/* --- numbers by what follows ---------------------------------------------------------- */

static int add_month_or_number(reader *r, sgp_str token)
{
    int month = month_of(token);

    if (month != DATE_UNKNOWN) return date_ymd_add_number(&r->ymd, month, DATE_MONTH);
    return date_token_is_digits(token) && date_ymd_add(&r->ymd, token, DATE_ANY);
}

/* 01-02[-03], with names of months too; the current token is the first. */
static int take_separated(reader *r, sgp_str number)
{
    char separator[2] = { peek(r, 1).ptr[0], '\0' };

    if (!date_token_is_digits(number) || !date_ymd_add(&r->ymd, number, DATE_ANY)) return 0;
    if (!has(peek(r, 2)) || is_filler(peek(r, 2))) {
        r->at += 1;
        return 1;
    }
    if (!add_month_or_number(r, peek(r, 2))) return 0;
    if (!date_token_is_mark(peek(r, 3), separator)) {
        r->at += 2;
        return 1;
    }
    if (!has(peek(r, 4)) || !add_month_or_number(r, peek(r, 4))) return 0;
    r->at += 4;
    return 1;
}

/* A number alone, or "10 am". */
static int take_alone(reader *r, sgp_str number)
{
    int half = half_of(peek(r, 2));

    if (half == DATE_UNKNOWN) {
        r->at += 1;
        return date_ymd_add_number(&r->ymd, whole_of(number), DATE_ANY);
    }
    r->hour = in_half(whole_of(number), half);
    r->at += 2;
    return 1;
}

static int is_clock_of_whole_date(const reader *r, sgp_str number)
{
    return r->ymd.count == 3 && (number.len == 2 || number.len == 4) && r->hour == DATE_UNKNOWN &&
           (!has(peek(r, 1)) ||
            (!date_token_is_mark(peek(r, 1), ":") && unit_of(peek(r, 1)) == DATE_UNKNOWN));
}

/* Numbers whose neighbours determine their meaning. */
static int take_by_neighbours(reader *r, sgp_str number)
{
    sgp_str next = peek(r, 1);
    size_t skip = 0;
    int unit = find_unit(r, &skip);

    if (unit != DATE_UNKNOWN) {
        r->at += skip;
        return take_unit(r, number, unit);
    }
    if (has(peek(r, 2)) && date_token_is_mark(next, ":")) return take_clock(r, number);
    if (date_token_is_mark(next, "-/.")) return take_separated(r, number);
    if (!has(next) || is_filler(next)) return take_alone(r, number);
    if (half_of(next) != DATE_UNKNOWN && whole_of(number) < 24) {
        r->hour = in_half(whole_of(number), half_of(next));
        r->at += 1;
        return 1;
    }
    return date_ymd_may_be_day(&r->ymd, whole_of(number)) &&
           date_ymd_may_be_day(&r->ymd, whole_of(number) + has_fraction(number)) &&
           date_ymd_add_number(&r->ymd, whole_of(number), DATE_ANY);
}

static int take_number(reader *r)
{
    sgp_str number = peek(r, 0);
    size_t len = number.len;

    if (is_clock_of_whole_date(r, number)) return take_short_clock(r, number);
    if (len == 6 || (len > 6 && date_token_point(number) == 6)) return take_six(r, number);
    if (len == 8 || len == 12 || len == 14) return take_run_together(r, number);
    return take_by_neighbours(r, number);
}

/* --- words and signs ------------------------------------------------------------------ */

/* A year of two digits lies in the hundred years around today. */
static int whole_year(int year, const date_fields *today)
{
    year += today->year / 100 * 100;
    if (year >= today->year + 50) return year - 100;
    return year < today->year - 50 ? year + 100 : year;
}

/* "Jan of 01": a year, whatever its digits */
static int take_year_of_month(reader *r, const date_fields *today)
{
    sgp_str year = peek(r, 4);
    int number = date_token_is_digits(year) ? date_token_number(year, 0, year.len) : 0;

    if (date_token_is_digits(year)) {
        if (number < 100) number = whole_year(number, today);
        r->ymd.has_century |= number > 99;
        if (!date_ymd_add_number(&r->ymd, number, DATE_YEAR)) return 0;
    }
    r->at += 4;
    return 1;
}

/* Jan, Jan-01, Jan-01-99, Jan of 99 */
static int take_month(reader *r, int month, const date_fields *today)
{
    char separator[2] = { '\0', '\0' };

    if (!date_ymd_add_number(&r->ymd, month, DATE_MONTH)) return 0;
    if (date_token_is_mark(peek(r, 1), "-/")) {
        separator[0] = date_token_is_mark(peek(r, 1), "-") ? '-' : '/';
        if (!date_token_is_digits(peek(r, 2)) || !date_ymd_add(&r->ymd, peek(r, 2), DATE_ANY))
            return 0;
        r->at += 2;
        if (!date_token_is_mark(peek(r, 1), separator)) return 1;
        if (!date_token_is_digits(peek(r, 2)) || !date_ymd_add(&r->ymd, peek(r, 2), DATE_ANY))
            return 0;
        r->at += 2;
        return 1;
    }
    if (has(peek(r, 4)) && date_token_is_mark(peek(r, 1), " ") &&
        date_token_is_mark(peek(r, 3), " ") && date_token_is(peek(r, 2), "of"))
        return take_year_of_month(r, today);
    return 1;
}

static int take_half(reader *r, int half)
{
    if (r->hour == DATE_UNKNOWN || r->hour > 12) return 0;
    r->hour = in_half(r->hour, half);
    return 1;
}

static int looks_like_zone(sgp_str word)
{
    if (date_token_is(word, "z")) return 1;
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < 'A' || word.ptr[i] > 'Z') return 0;
    return word.len > 0 && word.len <= LONGEST_ZONE_NAME;
}

/* In "GMT+3" the sign is the opposite of that in "+3": the time plus 3 hours is GMT. */
static void take_zone(reader *r)
{
    static const sgp_str minus = { "-", 1 }, plus = { "+", 1 }, none = { NULL, 0 };
    sgp_str next = peek(r, 1);

    r->zone = peek(r, 0);
    if (!date_token_is_mark(next, "+-")) return;
    r->tokens.at[r->at + 1] = date_token_is_mark(next, "+") ? minus : plus;
    if (is_utc(r->zone)) r->zone = none;
}

/* " (CET)" behind an offset names it. */
static void take_zone_in_brackets(reader *r)
{
    sgp_str name = peek(r, 4);

    if (!has(peek(r, 5)) || !is_filler(peek(r, 2)) || !date_token_is_mark(peek(r, 3), "(") ||
        !date_token_is_mark(peek(r, 5), ")"))
        return;
    if (name.len < 3 || has(r->zone) || !looks_like_zone(name)) return;
    r->zone = name;
    r->at += 4;
}

/* +hh, +hhmm, +hh:mm */
static int take_offset(reader *r)
{
    int sign = date_token_is_mark(peek(r, 0), "+") ? 1 : -1;
    sgp_str digits = peek(r, 1);
    int hours = date_token_number(digits, 0, 2);
    int minutes = 0;

    if (!has(digits)) return 0;
    if (digits.len == 4) {
        minutes = date_token_number(digits, 2, 4);
    } else if (date_token_is_mark(peek(r, 2), ":")) {
        hours = date_token_number(digits, 0, digits.len);
        minutes = has(peek(r, 3)) ? date_token_number(peek(r, 3), 0, peek(r, 3).len) : DATE_UNKNOWN;
        r->at += 2;
    } else if (digits.len > 2) {
        return 0;
    }
    if (hours == DATE_UNKNOWN || minutes == DATE_UNKNOWN) return 0;
    r->has_offset = 1;
    r->offset_s = hours > 24 || minutes > 24 * 60 ? sign * 24 * 3600 /* none */
                                                  : sign * (hours * 3600 + minutes * 60);
    take_zone_in_brackets(r);
    r->at += 1;
    return 1;
}

static int take_token(reader *r, const date_fields *today)
{
    sgp_str token = peek(r, 0);

    if (date_token_is_number(token)) return take_number(r);
    if (weekday_of(token) != DATE_UNKNOWN) {
        r->weekday = weekday_of(token);
        return 1;
    }
    if (month_of(token) != DATE_UNKNOWN) return take_month(r, month_of(token), today);
    if (half_of(token) != DATE_UNKNOWN) return take_half(r, half_of(token));
    if (r->hour != DATE_UNKNOWN && !has(r->zone) && !r->has_offset && looks_like_zone(token)) {
        take_zone(r);
        return 1;
    }
    if (r->hour != DATE_UNKNOWN && date_token_is_mark(token, "+-")) return take_offset(r);
    return is_filler(token);
}

/* --- the whole ------------------------------------------------------------------------ */

static int or_else(int value, int other)
{
    return value == DATE_UNKNOWN ? other : value;
}

static int is_date(const date_fields *d)
{
    return d->year >= 1 && d->year <= 9999 && d->month >= 1 && d->month <= 12 && d->day >= 1 &&
           d->day <= date_days_in_month(d->year, d->month) && d->hour <= 23 && d->minute <= 59 &&
           d->second <= 59;
}

static struct tm tm_of(const date_fields *d)
{
    struct tm tm;

    memset(&tm, 0, sizeof(tm));
    tm.tm_year = d->year - 1900;
    tm.tm_mon = d->month - 1;
    tm.tm_mday = d->day;
    tm.tm_hour = d->hour;
    tm.tm_min = d->minute;
    tm.tm_sec = d->second;
    return tm;
}

/* Returns the next such day of the week, today included. */
static void move_to_weekday(date_fields *d, int weekday)
{
    struct tm tm = tm_of(d);
    time_t at = timegm(&tm);

    tm.tm_mday += (weekday - (tm.tm_wday + 6) % 7 + 7) % 7;
    at = timegm(&tm);
    (void)gmtime_r(&at, &tm); /* cannot fail: six days from a year of four digits */
    d->year = tm.tm_year + 1900;
    d->month = tm.tm_mon + 1;
    d->day = tm.tm_mday;
}

/* Replaces missing parts; a day that the month does not have becomes its last. */
static int fill_date(const reader *r, const date_fields *today, date_fields *out)
{
    int parts[3];

    if (!date_ymd_resolve(&r->ymd, parts)) return 0;
    if (parts[DATE_YEAR] != DATE_UNKNOWN && parts[DATE_YEAR] < 100 && !r->ymd.has_century)
        parts[DATE_YEAR] = whole_year(parts[DATE_YEAR], today);
    out->year = or_else(parts[DATE_YEAR], today->year);
    out->month = or_else(parts[DATE_MONTH], today->month);
    out->day = or_else(parts[DATE_DAY], today->day);
    if (parts[DATE_DAY] == DATE_UNKNOWN && out->month >= 1 && out->month <= 12 &&
        out->day > date_days_in_month(out->year, out->month))
        out->day = date_days_in_month(out->year, out->month);
    out->hour = or_else(r->hour, 0);
    out->minute = or_else(r->minute, 0);
    out->second = or_else(r->second, 0);
    out->microsecond = or_else(r->microsecond, 0);
    if (!is_date(out)) return 0;
    if (r->weekday != DATE_UNKNOWN && parts[DATE_DAY] == DATE_UNKNOWN)
        move_to_weekday(out, r->weekday);
    return out->year <= 9999;
}

static int is_zone(sgp_str name, const char *zone)
{
    return name.len == strlen(zone) && memcmp(name.ptr, zone, name.len) == 0;
}

/* Takes the offset of a name of the local zone. In an hour that occurs twice, when the clocks go
 * back, the name tells which one is meant. */
static void take_local_zone(sgp_str name, date_fields *out)
{
    struct tm tm = tm_of(out);
    struct tm other = tm;

    if (!is_zone(name, tzname[0]) && !is_zone(name, tzname[1])) return;
    tm.tm_isdst = -1;
    other.tm_isdst = is_zone(name, tzname[1]);
    (void)mktime(&tm);
    (void)mktime(&other);
    out->has_offset = 1;
    out->offset_s = (int)(other.tm_hour == out->hour ? other.tm_gmtoff : tm.tm_gmtoff);
}

/* An unknown name is ignored, as in dateutil, which warns. */
static int fill_offset(const reader *r, date_fields *out)
{
    out->has_offset = r->has_offset;
    out->offset_s = r->offset_s;
    if (has(r->zone) && is_utc(r->zone)) {
        out->has_offset = 1;
        out->offset_s = 0;
    } else if (has(r->zone)) {
        take_local_zone(r->zone, out);
    }
    return abs(out->offset_s) < 24 * 3600;
}

int date_text_parse(sgp_str text, const date_fields *today, date_fields *out)
{
    reader r;
    int is_empty = 1;

    memset(&r, 0, sizeof(r));
    date_ymd_init(&r.ymd);
    r.weekday = r.hour = r.minute = r.second = r.microsecond = DATE_UNKNOWN;
    if (!date_tokens_cut(text, &r.tokens)) return 0;
    for (r.at = 0; r.at < r.tokens.count; r.at++)
        if (!take_token(&r, today)) return 0;
    is_empty = r.ymd.count == 0 && r.weekday == DATE_UNKNOWN && r.hour == DATE_UNKNOWN &&
               r.minute == DATE_UNKNOWN && r.second == DATE_UNKNOWN;
    return !is_empty && fill_date(&r, today, out) && fill_offset(&r, out);
}

date_fields date_today(void)
{
    date_fields today;
    time_t now = time(NULL);
    struct tm tm;

    memset(&today, 0, sizeof(today));
    memset(&tm, 0, sizeof(tm));
    (void)localtime_r(&now, &tm); /* fails only for years beyond an int */
    today.year = tm.tm_year + 1900;
    today.month = tm.tm_mon + 1;
    today.day = tm.tm_mday;
    return today;
}

/* Writes that many digits of a number, without its leading ones if there are more. */
static char *put_digits(char *out, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + count;
}

static char *put_after(char *out, char mark, int value, int count)
{
    *out = mark;
    return put_digits(out + 1, value, count);
}

/* +hh:mm, and :ss where the zone still kept mean solar time, as Python does. */
static char *put_offset(char *out, int offset_s)
{
    int away = abs(offset_s);

    out = put_after(out, offset_s < 0 ? '-' : '+', away / 3600, 2);
    out = put_after(out, ':', away / 60 % 60, 2);
    return away % 60 != 0 ? put_after(out, ':', away % 60, 2) : out;
}

/* Digit by digit: a listing prints two of them for each item. */
const char *date_iso_text(const date_fields *d, char out[DATE_ISO_BYTES])
{
    char *at = put_digits(out, d->year, 4);

    at = put_after(at, '-', d->month, 2);
    at = put_after(at, '-', d->day, 2);
    at = put_after(at, 'T', d->hour, 2);
    at = put_after(at, ':', d->minute, 2);
    at = put_after(at, ':', d->second, 2);
    if (d->microsecond != 0) at = put_after(at, '.', d->microsecond, 6);
    if (d->has_offset) at = put_offset(at, d->offset_s);
    *at = '\0';
    return out;
}
