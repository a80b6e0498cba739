/*
 * date_text.h - parses dates and times in the forms that Python's dateutil
 * accepts. The AWS CLI parses times with dateutil (botocore/utils.py,
 * parse_timestamp).
 */
#ifndef SAGEPAGER_CLI_DATE_TEXT_H
#define SAGEPAGER_CLI_DATE_TEXT_H

#include "sagepager/base.h"

typedef struct date_fields {
    int year, month, day, hour, minute, second, microsecond;
    int has_offset; /* zero: the text names no known zone */
    int offset_s;   /* east of Greenwich */
} date_fields;

/*
 * date_text_parse: parses a date. Missing parts are those of today at 0:00. Known zones are UTC,
 * GMT, Z and the names of the local zone. Returns zero for other text.
 */
int date_text_parse(sgp_str text, const date_fields *today, date_fields *out);

/* date_today: returns today's date in the local zone. */
date_fields date_today(void);

/* Size of date_iso_text's longest text, as the compiler counts it. */
#define DATE_ISO_BYTES 112

/* date_iso_text: writes the date as Python's datetime.isoformat does. Returns out. */
const char *date_iso_text(const date_fields *date, char out[DATE_ISO_BYTES]);

#endif /* SAGEPAGER_CLI_DATE_TEXT_H */
