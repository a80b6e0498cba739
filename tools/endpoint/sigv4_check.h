/*
 * Verifies AWS Signature Version 4 in the Authorization header. It tests the
 * library's signer, so it shares no code with it. Presigned URLs, SigV4a and
 * chunked payloads are refused.
 */
#ifndef EP_SIGV4_CHECK_H
#define EP_SIGV4_CHECK_H

#include <stdint.h>

#include "request.h"

/* The accepted credentials. All strings must outlive the server. */
struct ep_auth {
    bool enabled;
    const char *access_key_id;
    const char *secret_access_key;
    const char *session_token; /* NULL: requests must not carry one */
    const char *region;        /* NULL: any region in the credential scope */
    unsigned long clock_window_s;
};

/* Returns true if the request has a valid signature at `now` (epoch seconds);
 * otherwise fills `refusal`. */
bool ep_sigv4_check(const struct ep_auth *auth, const struct ep_request *request, int64_t now,
                    struct ep_reply *refusal);

#endif
