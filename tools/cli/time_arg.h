/*
 * time_arg.h - times on the command line, as the AWS CLI takes them (botocore/utils.py,
 * parse_to_aware_datetime): whatever Python's float() takes is seconds since 1970, all else a date.
 */
#ifndef SAGEPAGER_CLI_TIME_ARG_H
#define SAGEPAGER_CLI_TIME_ARG_H

#include "date_text.h"

typedef enum time_arg { TIME_ARG_TAKEN, TIME_ARG_REFUSED, TIME_ARG_BEYOND_CLOCKS } time_arg;

/* time_arg_parse: microseconds since the epoch, UTC where no zone is told. */
time_arg time_arg_parse(sgp_str text, int64_t *us);

/*
 * time_arg_date: a time that the service sent as text, as the AWS CLI keeps it: with the offset it
 * came with, or without one. Returns zero for seconds and for what is no date.
 */
int time_arg_date(sgp_str text, date_fields *out);

#endif /* SAGEPAGER_CLI_TIME_ARG_H */
