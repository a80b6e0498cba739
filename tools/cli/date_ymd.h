/*
 * date_ymd.h - decides which of a date's numbers is the year, the month and the day
 * (dateutil/parser/_parser.py, _ymd).
 */
#ifndef SAGEPAGER_CLI_DATE_YMD_H
#define SAGEPAGER_CLI_DATE_YMD_H

#include "sagepager/base.h"

#define DATE_UNKNOWN (-1)

typedef enum date_part { DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_ANY } date_part;

/* The numbers in the order of the text. */
typedef struct date_ymd {
    int numbers[4];
    size_t count;
    int place[3];    /* of year, month, day, by date_part; DATE_UNKNOWN */
    int has_century; /* the year has more than two digits */
} date_ymd;

void date_ymd_init(date_ymd *ymd);

/* Adds the next number; returns zero if it is not possible. More than two digits are a year. */
int date_ymd_add(date_ymd *ymd, sgp_str digits, date_part part);
int date_ymd_add_number(date_ymd *ymd, int number, date_part part);

/* Non-zero if a number may still be the day. */
int date_ymd_may_be_day(const date_ymd *ymd, int number);

/* Fills year, month and day, by date_part; DATE_UNKNOWN for a missing part. */
int date_ymd_resolve(const date_ymd *ymd, int out[3]);

int date_days_in_month(int year, int month);

#endif /* SAGEPAGER_CLI_DATE_YMD_H */
