/*
 * attempt.h - the headers by which a service knows the attempts of one call: amz-sdk-invocation-id
 * and amz-sdk-request (botocore/endpoint.py, _update_retries_context; handlers.py,
 * add_retry_headers).
 */
#ifndef SGP_CORE_ATTEMPT_H
#define SGP_CORE_ATTEMPT_H

#include "sagepager/sys/http.h"
#include "sagepager/sys/platform.h"

#define SGP__INVOCATION_BYTES 16

typedef struct sgp__attempts {
    int64_t read_timeout_ms; /* negative: none, and no `ttl` */
    unsigned char seed[SGP__INVOCATION_BYTES];
    int has_seed;
    uint32_t calls;
    int64_t ttl_us; /* 0: not known */
} sgp__attempts;

/* A call begins: its id is random bytes, drawn once, with a number that is counted on. Without
 * random bytes, or never begun, there are no headers: nothing depends on them. */
void sgp__attempts_begin(sgp__attempts *attempts, const sgp_platform *platform);

/* After an attempt that is repeated: the next one is of use until the read timeout is over by the
 * clock of the answer's Date. */
void sgp__attempts_note(sgp__attempts *attempts, const sgp_http_response *response);

/* Adds the headers of the attempt of that number (1-based), unsigned as botocore's. */
SGP_MUST_CHECK sgp_status sgp__attempts_add(const sgp__attempts *attempts, int number, int max,
                                            sgp_http_request *request, sgp_error *err);

#endif
