/*
 * date_ymd.c - year, month and day of a date whose order is not given; see date_ymd.h.
 *
 * The month comes first where that is possible, as in dateutil.
 */
#include "date_ymd.h"

#include "date_token.h"

void date_ymd_init(date_ymd *ymd)
{
    ymd->count = 0;
    ymd->has_century = 0;
    for (int part = DATE_YEAR; part <= DATE_DAY; part++)
        ymd->place[part] = DATE_UNKNOWN;
}

int date_days_in_month(int year, int month)
{
    static const char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month == 2 && is_leap ? 29 : days[month - 1];
}

/* --- collecting ----------------------------------------------------------------------- */

static int put(date_ymd *ymd, int number, date_part part)
{
    if (number < 0 || ymd->count == 4) return 0;
    if (part != DATE_ANY && ymd->place[part] != DATE_UNKNOWN) return 0;
    if (part != DATE_ANY) ymd->place[part] = (int)ymd->count;
    ymd->numbers[ymd->count++] = number;
    return 1;
}

static int put_year(date_ymd *ymd, int number, date_part part)
{
    ymd->has_century = 1;
    return (part == DATE_ANY || part == DATE_YEAR) && put(ymd, number, DATE_YEAR);
}

int date_ymd_add(date_ymd *ymd, sgp_str digits, date_part part)
{
    int number = date_token_number(digits, 0, digits.len);

    return digits.len > 2 ? put_year(ymd, number, part) : put(ymd, number, part);
}

int date_ymd_add_number(date_ymd *ymd, int number, date_part part)
{
    return number > 100 ? put_year(ymd, number, part) : put(ymd, number, part);
}

int date_ymd_may_be_day(const date_ymd *ymd, int number)
{
    int year = 2000;

    if (ymd->place[DATE_DAY] != DATE_UNKNOWN || number < 1) return 0;
    if (ymd->place[DATE_MONTH] == DATE_UNKNOWN) return number <= 31;
    if (ymd->place[DATE_YEAR] != DATE_UNKNOWN) year = ymd->numbers[ymd->place[DATE_YEAR]];
    return number <= date_days_in_month(year, ymd->numbers[ymd->place[DATE_MONTH]]);
}

/* --- resolving ------------------------------------------------------------------------ */

static size_t known(const date_ymd *ymd)
{
    size_t count = 0;

    for (int part = DATE_YEAR; part <= DATE_DAY; part++)
        count += ymd->place[part] != DATE_UNKNOWN;
    return count;
}

/* The third number is the part that is left. */
static void resolve_known(const date_ymd *ymd, int out[3])
{
    int sum = 0;

    for (int part = DATE_YEAR; part <= DATE_DAY; part++)
        if (ymd->place[part] != DATE_UNKNOWN) {
            out[part] = ymd->numbers[ymd->place[part]];
            sum += ymd->place[part];
        }
    for (int part = DATE_YEAR; part <= DATE_DAY; part++)
        if (ymd->count == 3 && ymd->place[part] == DATE_UNKNOWN) out[part] = ymd->numbers[3 - sum];
}

/* A month by name stands beside one number. */
static void resolve_one(const date_ymd *ymd, int out[3])
{
    int month_at = ymd->place[DATE_MONTH];
    int other = ymd->numbers[month_at == 0 && ymd->count > 1 ? 1 : 0];

    if (month_at != DATE_UNKNOWN) out[DATE_MONTH] = ymd->numbers[month_at];
    if (ymd->count == 1 && month_at != DATE_UNKNOWN) return;
    out[other > 31 ? DATE_YEAR : DATE_DAY] = other;
}

static void assign(const date_ymd *ymd, const char *order, int out[3])
{
    for (size_t i = 0; i < ymd->count; i++)
        out[order[i] == 'y'   ? DATE_YEAR
            : order[i] == 'm' ? DATE_MONTH
                              : DATE_DAY] = ymd->numbers[i];
}

static const char *order_of_two(const int *numbers)
{
    if (numbers[0] > 31) return "ym";
    return numbers[1] > 31 ? "my" : "md";
}

static const char *order_of_three(const date_ymd *ymd)
{
    const int *n = ymd->numbers;

    switch (ymd->place[DATE_MONTH]) {
    case 0:
        return n[1] > 31 ? "myd" : "mdy";
    case 1:
        return n[0] > 31 ? "ymd" : "dmy";
    case 2:
        return n[1] > 31 ? "dym" : "ydm";
    default:
        if (n[0] > 31 || ymd->place[DATE_YEAR] == 0) return "ymd";
        return n[0] > 12 ? "dmy" : "mdy";
    }
}

int date_ymd_resolve(const date_ymd *ymd, int out[3])
{
    size_t known_parts = known(ymd);

    for (int part = DATE_YEAR; part <= DATE_DAY; part++)
        out[part] = DATE_UNKNOWN;
    if (ymd->count > 3) return 0;
    if (ymd->count > 0 && (ymd->count == known_parts || (ymd->count == 3 && known_parts == 2)))
        resolve_known(ymd, out);
    else if (ymd->count == 1 || (ymd->count == 2 && ymd->place[DATE_MONTH] != DATE_UNKNOWN))
        resolve_one(ymd, out);
    else if (ymd->count == 2)
        assign(ymd, order_of_two(ymd->numbers), out);
    else if (ymd->count == 3)
        assign(ymd, order_of_three(ymd), out);
    return 1;
}
