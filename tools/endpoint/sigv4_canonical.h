/*
 * Computes the canonical request of AWS Signature Version 4 from a received
 * request. sigv4_check.c checks it. Presigned URLs and chunked payload
 * signatures are not supported.
 */
#ifndef EP_SIGV4_CANONICAL_H
#define EP_SIGV4_CANONICAL_H

#include "request.h"

/*
 * Appends the canonical request for the header names in `signed_headers`
 * (`a;b;c`, lower-case). The path is not normalised: the server accepts only
 * "/", which no rule changes.
 */
void ep_sigv4_canonical_request(const struct ep_request *request, const char *signed_headers,
                                const char *payload_hash, struct ep_text *out);

#endif
