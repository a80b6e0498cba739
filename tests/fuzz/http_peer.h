/*
 * http_peer.h - a peer that reads the request, sends the given bytes and
 * closes.
 */
#ifndef SGP_TEST_HTTP_PEER_H
#define SGP_TEST_HTTP_PEER_H

#include "sagepager/sys/http.h"
#include "sagepager/sys/stream.h"

#include <stdint.h>

typedef struct http_peer {
    sgp_dialer dialer;
    sgp_stream stream;
    const uint8_t *bytes;
    size_t left;
    int drips;   /* non-zero: one byte a read, every other call SGP_AGAIN */
    int is_even; /* number of the calls so far */
    int opens;
} http_peer;

http_peer http_peer_make(const uint8_t *bytes, size_t size);

/* Runs one exchange with the peer. Stops the target if the contract of sgp_http
 * is broken. */
sgp_status http_peer_run(http_peer *p, sgp_http_response *response);

#endif
