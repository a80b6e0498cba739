/*
 * time_text.c - parses times, without the C library's time functions.
 *
 * It parses offsets from UTC but knows no time zones. Only the command prints
 * local times.
 */
#include "sgp_civil_time.h"

#include "sgp_ascii.h"
#include "sgp_frame.h"

#include <string.h>

#define SECONDS_MAX UINT64_C(253402300799)
#define NUMBER_TEXT_MAX 400
#define FIFTY_YEARS_US (INT64_C(50) * 31556952 * SGP__US_PER_SECOND)

/* 2026-01-01. A clock that shows an earlier time is wrong. */
#define WRITTEN_US (INT64_C(1767225600) * SGP__US_PER_SECOND)

static const char month_names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

/* --- tokens: each take_* function removes one from the front of the text ---------------------- */

/* Stores the first four digits, or fewer, in *value. */
static int take_digits(sgp_str *text, size_t min, size_t max, int *value)
{
    size_t count = 0;

    *value = 0;
    for (; count < max && count < text->len && sgp__is_digit(text->ptr[count]); count++)
        if (*value < 1000) *value = *value * 10 + (text->ptr[count] - '0');
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

static int starts_with_digit(sgp_str text)
{
    return text.len > 0 && sgp__is_digit(text.ptr[0]);
}

/* hh[:mm[:ss[.fraction]]], or without colons */
static int take_clock(sgp_str *text, sgp__civil *c)
{
    int has_colons;

    if (!take_digits(text, 2, 2, &c->hour)) return 0;
    has_colons = take_char(text, ":");
    if (!has_colons && !starts_with_digit(*text)) return 1;
    if (!take_digits(text, 2, 2, &c->minute)) return 0;
    if (has_colons ? !take_char(text, ":") : !starts_with_digit(*text)) return 1;
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

/* YYYY-MM-DD or YYYYMMDD */
static int take_iso_date(sgp_str *text, sgp__civil *c, int *has_dashes)
{
    if (!take_digits(text, 4, 4, &c->year)) return 0;
    *has_dashes = take_char(text, "-");
    if (!take_digits(text, 2, 2, &c->month)) return 0;
    if (*has_dashes && !take_char(text, "-")) return 0;
    return take_digits(text, 2, 2, &c->day);
}

static SGP__NOINLINE int parse_iso8601(sgp_str text, int64_t *us)
{
    sgp__civil c = { 0, 0, 0, 0, 0, 0, 0 };
    int64_t offset_us = 0;
    int has_dashes;

    if (!take_iso_date(&text, &c, &has_dashes)) return 0;
    if (text.len == 0) return join(&c, 0, us);
    if (!take_char(&text, "Tt ") && has_dashes) return 0;
    return take_clock(&text, &c) && take_offset(&text, &offset_us) && join(&c, offset_us, us);
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

/* "Thu, ", "Thursday, " or "Thu ". Which day it is is not checked. */
static void skip_weekday(sgp_str *text)
{
    size_t at = 0;
    int month;
    sgp_str rest = *text;

    if (take_month_name(&rest, &month)) return;
    while (at < text->len && sgp__is_alpha(text->ptr[at]))
        at++;
    rest = sgp__slice(*text, at, text->len);
    if (at < 3 || (!take_char(&rest, ",") && at != 3)) return;
    *text = sgp__trim(rest);
}

/* Two digits are a year that is at most 50 years after now (RFC 9110, 5.6.7). */
static void set_near(sgp__civil *c, int64_t now_us)
{
    int64_t us;
    int ok;

    if (now_us < WRITTEN_US || now_us > SGP__TIME_MAX_US) now_us = WRITTEN_US;
    c->year += sgp__civil_from_us(now_us).year / 100 * 100;
    us = sgp__civil_to_us(c, &ok);
    if (us > now_us + FIFTY_YEARS_US) c->year -= 100;
}

/* "02 Jan 2020 " or "02-Jan-20 " */
static int take_day_first(sgp_str *text, sgp__civil *c, int64_t now_us)
{
    size_t digits;

    if (!take_digits(text, 1, 2, &c->day) || !take_char(text, " -")) return 0;
    if (!take_month_name(text, &c->month) || !take_char(text, " -")) return 0;
    digits = text->len;
    if (!take_digits(text, 2, 4, &c->year)) return 0;
    digits -= text->len;
    if (digits == 2) set_near(c, now_us);
    return digits != 3 && take_char(text, " ");
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 822 and 1123; the day may be absent) and
 * "Sunday, 06-Nov-94 08:49:37 GMT" (RFC 850) */
static SGP__NOINLINE int parse_rfc822(sgp_str text, int64_t now_us, int64_t *us)
{
    sgp__civil c = { 0, 0, 0, 0, 0, 0, 0 };
    int64_t offset_us = 0;

    skip_weekday(&text);
    return take_day_first(&text, &c, now_us) && take_clock(&text, &c) &&
           take_offset(&text, &offset_us) && join(&c, offset_us, us);
}

/* "Sun Nov  6 08:49:37 1994", as C's asctime writes it; UTC */
static SGP__NOINLINE int parse_asctime(sgp_str text, int64_t *us)
{
    sgp__civil c = { 0, 0, 0, 0, 0, 0, 0 };

    skip_weekday(&text);
    if (!take_month_name(&text, &c.month) || !take_char(&text, " ")) return 0;
    text = sgp__trim(text);
    if (!take_digits(&text, 1, 2, &c.day) || !take_char(&text, " ")) return 0;
    if (!take_clock(&text, &c) || !take_char(&text, " ")) return 0;
    return take_digits(&text, 4, 4, &c.year) && text.len == 0 && join(&c, 0, us);
}

/* --- epoch seconds ---------------------------------------------------------------------------- */

/* Python converts the text to a binary64 and that to microseconds. Both steps
 * round, and their results differ from those of one exact step. So both are done
 * here, on decimal digits: a small target would need a library for binary64. */

typedef struct decimal_number {
    int is_minus;
    const char *text; /* the digits; a '.' may follow the first `before` of them */
    int before;
    int digits;
    int point; /* digits before the point, once the exponent has moved it */
} decimal_number;

/* A fraction is an array of GROUPS integers with six decimal places each. Below
 * 2^-21 s all times are 0 us. From there on, binary64 numbers have at most 73
 * places, and the middle of two neighbours has at most 74. */
#define GROUPS 13
#define GROUP_PLACES 6
#define GROUP_UNIT 1000000u
#define FRACTION_BITS 73
#define SIGNIFICANT_BITS 53

/* Removes an optional sign and returns non-zero for '-'. */
static int take_sign(sgp_str *text)
{
    int is_minus = take_char(text, "-");

    if (!is_minus) (void)take_char(text, "+");
    return is_minus;
}

/* Removes the leading digits and returns their number. */
static int take_all_digits(sgp_str *text)
{
    size_t len = text->len;
    int ignored;

    (void)take_digits(text, 0, len, &ignored);
    return (int)(len - text->len);
}

/* [+-] digits [. digits] [e [+-] digits], with a digit before or after the point */
static int parse_decimal(sgp_str text, decimal_number *d)
{
    int exponent = 0;

    if (text.len > NUMBER_TEXT_MAX) return 0;
    d->is_minus = take_sign(&text);
    d->text = text.ptr;
    d->before = take_all_digits(&text);
    d->digits = d->before;
    if (take_char(&text, ".")) d->digits += take_all_digits(&text);
    if (take_char(&text, "eE")) {
        int is_minus = take_sign(&text);
        if (!take_digits(&text, 1, text.len, &exponent)) return 0;
        if (is_minus) exponent = -exponent;
    }
    d->point = d->before + exponent;
    return d->digits > 0 && text.len == 0;
}

/* Returns the digits from..to - 1 as an integer. Digit 0 is the first one of the
 * text; before and after its digits there are zeros. Any result above
 * SECONDS_MAX means that the integer is above it. */
static uint64_t integer_of(const decimal_number *d, int from, int to)
{
    uint64_t value = 0;

    for (int i = from; i < to && value <= SECONDS_MAX; i++) {
        value *= 10;
        if (i >= 0 && i < d->digits) value += (uint64_t)(d->text[i + (i >= d->before)] - '0');
    }
    return value;
}

/* Digits behind the last group can only tell whether the number is above the
 * middle of two binary64 numbers. So one digit stands for all of them. */
static void fraction_of(const decimal_number *d, uint32_t *fraction)
{
    int from = d->point;

    for (int i = 0; i < GROUPS; i++, from += GROUP_PLACES)
        fraction[i] = (uint32_t)integer_of(d, from, from + GROUP_PLACES);
    fraction[GROUPS - 1] |= integer_of(d, from, d->digits) > 0;
}

/* Multiplies the fraction by two and returns the integer that leaves it: 0 or 1. */
static uint32_t shift_out(uint32_t *fraction)
{
    uint32_t carry = 0;

    for (int i = GROUPS - 1; i >= 0; i--) {
        uint32_t group = 2 * fraction[i] + carry;
        carry = group >= GROUP_UNIT;
        fraction[i] = carry ? group - GROUP_UNIT : group;
    }
    return carry;
}

/* Reverses shift_out. */
static void shift_in(uint32_t *fraction, uint32_t carry)
{
    for (int i = 0; i < GROUPS; i++) {
        uint32_t group = fraction[i] + carry * GROUP_UNIT;
        carry = group & 1;
        fraction[i] = group >> 1;
    }
}

/* Rounds integer + fraction to an integer and clears the fraction. */
static uint64_t round_half_even(uint64_t integer, uint32_t *fraction)
{
    uint32_t is_half_or_more = shift_out(fraction);
    uint32_t rest = integer & 1;

    for (int i = 0; i < GROUPS; i++) {
        rest |= fraction[i];
        fraction[i] = 0;
    }
    return integer + (is_half_or_more && rest);
}

/* Rounds integer + fraction to 53 significant bits and returns the integer. */
static uint64_t round_to_binary64(uint64_t integer, uint32_t *fraction)
{
    int bits = 0;

    for (; bits < FRACTION_BITS && integer >> (SIGNIFICANT_BITS - 1) == 0; bits++)
        integer = 2 * integer + shift_out(fraction);
    integer = round_half_even(integer, fraction);
    for (; bits > 0; bits--) {
        shift_in(fraction, integer & 1);
        integer >>= 1;
    }
    return integer;
}

int sgp__decimal_seconds_to_us(sgp_str number, int64_t *us)
{
    uint32_t fraction[GROUPS + 1] = { 0 }; /* the last one stays 0 */
    uint64_t seconds, microseconds;
    decimal_number d;

    if (!parse_decimal(number, &d)) return 0;
    seconds = integer_of(&d, 0, d.point);
    if (seconds > SECONDS_MAX) return 0;
    fraction_of(&d, fraction);
    seconds = round_to_binary64(seconds, fraction);
    microseconds = round_to_binary64(fraction[0], fraction + 1);
    microseconds = round_half_even(microseconds, fraction + 1);
    *us = (int64_t)(seconds * GROUP_UNIT + microseconds);
    if (d.is_minus) *us = -*us;
    return *us >= SGP__TIME_MIN_US && *us <= SGP__TIME_MAX_US;
}

/* Below 2^32 seconds the nearest binary64 is less than a quarter of a microsecond
 * away, so rounding it would give the same result. */
int sgp__usual_seconds_to_us(uint64_t digits, int scale, int64_t *us)
{
    const uint64_t max_us = (uint64_t)UINT32_MAX * SGP__US_PER_SECOND;

    if (scale < -6 || scale > 5) return 0;
    for (; scale > -6 && digits <= max_us; scale--)
        digits *= 10;
    *us = (int64_t)digits;
    return digits <= max_us;
}

int sgp__time_near(sgp_str text, int64_t now_us, int64_t *us)
{
    text = sgp__trim(text);
    return sgp__decimal_seconds_to_us(text, us) || parse_iso8601(text, us) ||
           parse_rfc822(text, now_us, us) || parse_asctime(text, us);
}

sgp_status sgp_time_from_text(sgp_str text, int64_t *us)
{
    return sgp__time_near(text, WRITTEN_US, us) ? SGP_OK : SGP_ERR_PARAM;
}
