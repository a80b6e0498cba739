/*
 * The two forms of time that the server uses: X-Amz-Date and JSON epoch
 * seconds. Pure: it does not read the clock.
 */
#ifndef EP_TIMESTAMP_H
#define EP_TIMESTAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

enum { EP_AMZ_DATE_SIZE = 17 }; /* YYYYMMDDTHHMMSSZ and NUL */

/* Parses exactly `YYYYMMDDTHHMMSSZ` to seconds since the epoch. Returns false
 * for other text. */
bool ep_amz_date_parse(const char *text, int64_t *seconds);
void ep_amz_date_print(int64_t seconds, char out[EP_AMZ_DATE_SIZE]);

/* Writes epoch seconds as the service does: up to three decimals, no trailing
 * zeros. */
void ep_epoch_print(int64_t milliseconds, struct ep_text *out);

#endif
