/*
 * number_text.c - floating-point numbers as Python prints them; see number_text.h.
 */
#include "number_text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Significant digits that a double needs to be parsed back exactly. */
static int digits_needed(double number)
{
    char text[NUMBER_TEXT_BYTES];
    int digits = 0;
    double back = 0;

    do {
        (void)snprintf(text, sizeof(text), "%.*e", digits++, number);
        back = strtod(text, NULL);
    } while (digits < 17 && (back < number || back > number));
    return digits;
}

/* Uses an exponent from 1e16 on and below 1e-4, else a point. */
const char *number_text(double number, char room[NUMBER_TEXT_BYTES])
{
    double size = fabs(number);
    int digits = size <= DBL_MAX ? digits_needed(number) : 0;
    int exponent = size > 0 && size <= DBL_MAX ? (int)floor(log10(size)) : 0;
    int decimals = digits - 1 - exponent;

    if (!(size <= DBL_MAX))
        (void)snprintf(room, NUMBER_TEXT_BYTES, "%s",
                       size > DBL_MAX ? (number < 0 ? "-Infinity" : "Infinity") : "NaN");
    else if (size > 0 && (size < 1e-4 || size >= 1e16))
        (void)snprintf(room, NUMBER_TEXT_BYTES, "%.*e", digits - 1, number);
    else
        (void)snprintf(room, NUMBER_TEXT_BYTES, "%.*f", decimals > 1 ? decimals : 1, number);
    return room;
}
