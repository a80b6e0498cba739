/*
 * local_time.h - formats a time as ISO 8601 text in the process's zone.
 *
 * time_arg.h parses times.
 */
#ifndef SAGEPAGER_CLI_LOCAL_TIME_H
#define SAGEPAGER_CLI_LOCAL_TIME_H

#include "date_text.h"

/*
 * local_time_text: writes us microseconds since the epoch as Python's datetime.isoformat does:
 * "2020-09-13T12:26:41.123000+00:00"; the fraction has six digits and is left out if it is zero.
 * The offset is the zone's at that time, by its history and daylight rules (the AWS CLI knows only
 * today's two offsets). Returns out.
 */
const char *local_time_text(int64_t us, char out[DATE_ISO_BYTES]);

#endif /* SAGEPAGER_CLI_LOCAL_TIME_H */
