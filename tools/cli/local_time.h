/*
 * local_time.h - an instant as ISO 8601 text in the process's zone.
 *
 * Formatting only; reading times is time_arg.h's.
 */
#ifndef SAGEPAGER_CLI_LOCAL_TIME_H
#define SAGEPAGER_CLI_LOCAL_TIME_H

#include "date_text.h"

/*
 * local_time_text: us microseconds since the epoch as Python's datetime.isoformat writes them:
 * "2020-09-13T12:26:41.123000+00:00", the fraction of six digits only when it is not zero. The
 * offset is the zone's at that instant, history and daylight rules included (the AWS CLI knows only
 * today's two offsets). Returns out.
 */
const char *local_time_text(int64_t us, char out[DATE_ISO_BYTES]);

#endif /* SAGEPAGER_CLI_LOCAL_TIME_H */
