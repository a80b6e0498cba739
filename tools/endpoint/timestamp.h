/*
 * The two spellings of time this server meets: X-Amz-Date and JSON epoch seconds.
 * No time zones, no other formats, no reading of the clock.
 */
#ifndef EP_TIMESTAMP_H
#define EP_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum { EP_AMZ_DATE_SIZE = 17 }; /* YYYYMMDDTHHMMSSZ and NUL */

/* Seconds since the epoch of an exact `YYYYMMDDTHHMMSSZ`; false for anything else. */
bool ep_amz_date_parse(const char *text, int64_t *seconds);
void ep_amz_date_print(int64_t seconds, char out[EP_AMZ_DATE_SIZE]);

/* Epoch seconds as the service prints them: up to three decimals, no trailing zeros. */
void ep_epoch_print(int64_t milliseconds, struct ep_text *out);

#endif
