/*
 * Verifier of AWS Signature Version 4 in the Authorization header. It shares no code with the
 * signer it is used to test. Presigned URLs, SigV4a and chunked payloads are refused.
 */
#ifndef EP_SIGV4_CHECK_H
#define EP_SIGV4_CHECK_H

#include <stdint.h>

#include "request.h"

/* Who may call. All strings outlive the server. */
struct ep_auth {
    bool enabled;
    const char *access_key_id;
    const char *secret_access_key;
    const char *session_token; /* NULL: requests must not carry one */
    const char *region;        /* NULL: whatever region the credential scope names */
    unsigned long clock_window_s;
};

/* True when the request is signed properly at `now` (epoch seconds); else `refusal` is filled. */
bool ep_sigv4_check(const struct ep_auth *auth, const struct ep_request *request, int64_t now,
                    struct ep_reply *refusal);

#endif
