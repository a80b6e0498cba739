/*
 * usage_error.h - a check that a constructor refused a part and named it.
 */
#ifndef SGP_TEST_USAGE_ERROR_H
#define SGP_TEST_USAGE_ERROR_H

#include "test.h"

/* status is SGP_ERR_USAGE, and the message contains the three words. Resets
 * err. */
static inline void expect_usage_error(sgp_status status, sgp_error *err, const char *constructor,
                                      const char *part, const char *slot)
{
    const char *message = sgp_error_message(err);

    if (status != SGP_ERR_USAGE) fail_msg("%s: %s", sgp_status_text(status), message);
    assert_int_equal(err->status, SGP_ERR_USAGE);
    if (!strstr(message, constructor) || !strstr(message, part) || !strstr(message, slot))
        fail_msg("message: %s", message);
    sgp_error_reset(err);
}

#endif
