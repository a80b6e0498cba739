/*
 * clock_skew.c - detects from a service's refusal that the local clock is
 * wrong.
 *
 * AWS's rule for SDKs compares the Date header of a refusal with the local
 * clock, if the refusal has one of these codes. If they differ by more than
 * four minutes, the request is signed again with the difference applied.
 * Sources: AWS SDK for Go, aws/retry clockskew_test.go; AWS SDK for Java,
 * retry/ClockSkew.java and AwsErrorCode.java, which has two more codes.
 * botocore does not correct the clock.
 */
#include "sgp_clock_skew.h"

#include "sgp_ascii.h"
#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_units.h"

#define TOLERATED_US (4 * 60 * SGP__US_PER_SECOND)

/* First the codes that are about time, then codes that a wrong time can
 * cause. */
static const char *const codes[] = {
    "RequestTimeTooSkewed",  "RequestExpired", "RequestInTheFuture",    "InvalidSignatureException",
    "SignatureDoesNotMatch", "AuthFailure",    "AccessDeniedException",
};

#define TIME_CODES 3

int64_t sgp__clock_skew_us(const sgp_http_response *response, int64_t now_us)
{
    sgp_str date = sgp_http_response_find_header(response, "Date");
    int64_t skew_us;

    if (now_us < SGP__TIME_MIN_US || now_us > SGP__TIME_MAX_US) return 0;
    if (!date.ptr || !sgp__time_near(date, now_us, &skew_us)) return 0;
    skew_us -= now_us;
    return skew_us > TOLERATED_US || skew_us < -TOLERATED_US ? skew_us : 0;
}

int sgp__clock_is_wrong(const sgp_error *refusal, const sgp_http_response *response, int64_t now_us,
                        const sgp_trace *trace, int64_t *skew_us)
{
    if (!sgp__is_one_of(refusal->code, codes, sizeof codes / sizeof *codes)) return 0;
    *skew_us = sgp__clock_skew_us(response, now_us);
    if (*skew_us == 0) return 0;
    SGP__TRACE(trace, "clock",
               "the service refused (%s) and its clock differs by %lld"
               " s: signing again with its time",
               refusal->code, (long long)(*skew_us / SGP__US_PER_SECOND));
    return 1;
}

void sgp__clock_hint(sgp_error *err, int64_t correction_us)
{
    if (!sgp__is_one_of(err->code, codes, sizeof codes / sizeof *codes)) return;
    if (correction_us != 0)
        SGP__APPEND(err,
                    " (the clock of this machine, which the service's Date says is %lld"
                    " seconds off, was corrected for; set it right)",
                    (long long)(correction_us / SGP__US_PER_SECOND));
    else if (sgp__is_one_of(err->code, codes, TIME_CODES))
        SGP__APPEND(err, " (check the clock of this machine)");
}
