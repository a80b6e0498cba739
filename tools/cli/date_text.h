/*
 * date_text.h - a date or time as people write it: the spellings that Python's dateutil takes,
 * through which the AWS CLI reads times (botocore/utils.py, parse_timestamp).
 */
#ifndef SAGEPAGER_CLI_DATE_TEXT_H
#define SAGEPAGER_CLI_DATE_TEXT_H

#include "sagepager/base.h"

typedef struct date_fields {
    int year, month, day, hour, minute, second, microsecond;
    int has_offset; /* zero: the text names no zone that is known */
    int offset_s;   /* east of Greenwich */
} date_fields;

/*
 * date_text_parse: what a text leaves out is today's date, at 0:00. Names of the local zone are
 * known, and UTC, GMT and Z. Returns zero when it is no time.
 */
int date_text_parse(sgp_str text, const date_fields *today, date_fields *out);

/* date_today: of the local zone. */
date_fields date_today(void);

/* Room for date_iso_text's longest text, as the compiler counts it. */
#define DATE_ISO_BYTES 112

/* date_iso_text: as Python's datetime.isoformat writes them. Returns out. */
const char *date_iso_text(const date_fields *date, char out[DATE_ISO_BYTES]);

#endif /* SAGEPAGER_CLI_DATE_TEXT_H */
