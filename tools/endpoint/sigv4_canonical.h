/*
 * The canonical request of AWS Signature Version 4, rebuilt from what arrived. Nothing is judged
 * here: sigv4_check.c does that. Presigned URLs and chunked payload signatures are not known.
 */
#ifndef EP_SIGV4_CANONICAL_H
#define EP_SIGV4_CANONICAL_H

#include "request.h"

/*
 * Appends the canonical request for the header names in `signed_headers` (`a;b;c`, lower-case).
 * The path goes in as received: the server answers only "/", which every rule leaves as it is.
 */
void ep_sigv4_canonical_request(const struct ep_request *request, const char *signed_headers,
                                const char *payload_hash, struct ep_text *out);

#endif
