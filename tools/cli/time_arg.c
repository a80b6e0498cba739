/*
 * time_arg.c - parses times on the command line; see time_arg.h.
 */
#include "time_arg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 400 /* a double in full has 309 digits before the point */
/* The end of the C library's years, which are an int. */
#define CLOCKS_END_SECONDS 67767976233532800.0

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Drops blanks around the number and underscores between digits, as Python does. */
static int copy_number(sgp_str text, char out[NUMBER_BYTES])
{
    size_t start = 0, end = text.len, used = 0;

    while (start < end && is_blank(text.ptr[start]))
        start++;
    while (end > start && is_blank(text.ptr[end - 1]))
        end--;
    if (start == end || end - start >= NUMBER_BYTES) return 0;
    for (size_t i = start; i < end; i++) {
        int joins = text.ptr[i] == '_' && i > start && i + 1 < end && is_digit(text.ptr[i - 1]) &&
                    is_digit(text.ptr[i + 1]);
        if (!joins) out[used++] = text.ptr[i];
    }
    out[used] = '\0';
    return 1;
}

/* C also accepts hexadecimal numbers and "nan(...)", Python does not. */
static int is_python_float(const char *text)
{
    const char *bare = text + (text[0] == '-' || text[0] == '+');
    char *end = NULL;

    (void)strtod(text, &end);
    return *end == '\0' && end != text && strchr(bare, '(') == NULL &&
           !(bare[0] == '0' && (bare[1] == 'x' || bare[1] == 'X'));
}

int time_arg_date(sgp_str text, date_fields *out)
{
    const date_fields today = date_today();
    char number[NUMBER_BYTES];

    if (copy_number(text, number) && is_python_float(number)) return 0;
    return date_text_parse(text, &today, out);
}

time_arg time_arg_parse(sgp_str text, int64_t *us)
{
    const date_fields today = date_today();
    date_fields date;
    char number[NUMBER_BYTES];
    char iso[DATE_ISO_BYTES];

    if (copy_number(text, number) && is_python_float(number)) {
        if (fabs(strtod(number, NULL)) >= CLOCKS_END_SECONDS) return TIME_ARG_BEYOND_CLOCKS;
        if (sgp_time_from_text(sgp_str_from(number), us) == SGP_OK) return TIME_ARG_TAKEN;
    }
    /* Also digits that are too many for seconds, such as 20200102030405. */
    if (!date_text_parse(text, &today, &date)) return TIME_ARG_REFUSED;
    return sgp_time_from_text(sgp_str_from(date_iso_text(&date, iso)), us) == SGP_OK
               ? TIME_ARG_TAKEN
               : TIME_ARG_REFUSED;
}
