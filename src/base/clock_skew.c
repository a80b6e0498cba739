/*
 * clock_skew.c - does an answer say that our clock is wrong, and how wrong is it.
 *
 * AWS's rule for SDKs: a refusal of one of these codes whose Date header is more than four minutes
 * from our clock is signed again with the difference applied (AWS SDK for Go, aws/retry
 * clockskew_test.go; for Java, retry/ClockSkew.java and AwsErrorCode.java, whose two further codes
 * are taken as well). botocore has none of it.
 */
#include "clock_skew.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define TOLERATED_US (INT64_C(4) * 60 * 1000000)

/* Those that speak of time, then those that a wrong time may hide behind. */
static const char *const codes[] = {
    "RequestTimeTooSkewed",  "RequestExpired", "RequestInTheFuture",    "InvalidSignatureException",
    "SignatureDoesNotMatch", "AuthFailure",    "AccessDeniedException",
};

#define CODES_OF_TIME 3

static int is_one_of_first(const char *code, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(code, codes[i]) == 0) return 1;
    return 0;
}

int sgp__clock_is_wrong(const sgp_error *refusal, const sgp_http_response *response, int64_t now_us,
                        const sgp_trace *trace, int64_t *skew_us)
{
    sgp_str date = sgp_http_response_find(response, "Date");
    int64_t theirs_us;

    if (!is_one_of_first(refusal->code, sizeof codes / sizeof *codes)) return 0;
    if (!date.ptr || sgp_time_from_text(date, &theirs_us) != SGP_OK) return 0;
    *skew_us = theirs_us - now_us;
    if (*skew_us <= TOLERATED_US && *skew_us >= -TOLERATED_US) return 0;
    sgp__trace(trace, "clock",
               "the service refused (%s) and its clock differs by %" PRId64
               " s: signing again with its time",
               refusal->code, *skew_us / 1000000);
    return 1;
}

void sgp__clock_blame(sgp_error *err, int64_t correction_us)
{
    size_t used = strlen(err->message);
    char *end = err->message + used;
    size_t room = sizeof err->message - used;

    if (!is_one_of_first(err->code, sizeof codes / sizeof *codes)) return;
    if (correction_us != 0)
        (void)snprintf(end, room,
                       " (the clock of this machine, which the service's Date says is %" PRId64
                       " seconds off, was corrected for; set it right)",
                       correction_us / 1000000);
    else if (is_one_of_first(err->code, CODES_OF_TIME))
        (void)snprintf(end, room, " (check the clock of this machine)");
}
