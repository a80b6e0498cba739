/*
 * sgp_retry_headers.h - amz-sdk-invocation-id and amz-sdk-request, which tell the
 * service about retries (botocore/endpoint.py, _update_retries_context;
 * handlers.py, add_retry_headers).
 */
#ifndef SGP_CORE_RETRY_HEADERS_H
#define SGP_CORE_RETRY_HEADERS_H

#include "sagepager/sys/http.h"
#include "sagepager/sys/platform.h"

#define SGP__INVOCATION_BYTES 16

/* Start from all zero and set read_timeout_ms. */
typedef struct sgp__retry_headers {
    int64_t read_timeout_ms; /* negative: no timeout, so no `ttl` */
    unsigned char seed[SGP__INVOCATION_BYTES];
    int has_seed;
    uint32_t calls;
    int64_t ttl_us; /* 0: unknown */
} sgp__retry_headers;

/* Starts a call. Its ID is a random seed, drawn once, combined with the number of the call. */
void sgp__retry_headers_begin(sgp__retry_headers *headers, sgp_platform *platform);

/* Call it after a failed attempt. The next attempt's `ttl` is the response's
 * Date plus the read timeout. */
void sgp__retry_headers_note(sgp__retry_headers *headers, const sgp_http_response *response);

/* Adds the headers of attempt `number` (1-based) of `max`; 0: the header does not
 * say how many. They are not signed, as in botocore. Adds nothing before the first
 * sgp__retry_headers_begin or if the platform has no random bytes. */
SGP_MUST_CHECK sgp_status sgp__retry_headers_add(const sgp__retry_headers *headers, int number,
                                                 int max, sgp_http_request *request,
                                                 sgp_error *err);

#endif
