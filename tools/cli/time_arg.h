/*
 * time_arg.h - parses times on the command line as the AWS CLI does (botocore/utils.py,
 * parse_to_aware_datetime): what Python's float() accepts is seconds since 1970, other text is a
 * date.
 */
#ifndef SAGEPAGER_CLI_TIME_ARG_H
#define SAGEPAGER_CLI_TIME_ARG_H

#include "date_text.h"

typedef enum time_arg { TIME_ARG_TAKEN, TIME_ARG_REFUSED, TIME_ARG_BEYOND_CLOCKS } time_arg;

/* time_arg_parse: stores microseconds since the epoch; without a zone the time is UTC. */
time_arg time_arg_parse(sgp_str text, int64_t *us);

/*
 * time_arg_date: parses a time that the service sent as text, with its offset or without one, as
 * the AWS CLI does. Returns zero for seconds and for text that is not a date.
 */
int time_arg_date(sgp_str text, date_fields *out);

#endif /* SAGEPAGER_CLI_TIME_ARG_H */
