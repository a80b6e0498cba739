/*
 * http_peer.h - a peer that swallows the request, sends given bytes and closes.
 */
#ifndef SGP_TEST_HTTP_PEER_H
#define SGP_TEST_HTTP_PEER_H

#include "sagepager/sys/http.h"

#include <stdint.h>

typedef struct http_peer {
    const uint8_t *bytes;
    size_t left;
    int drips;   /* non-zero: one byte a read, every other call SGP_AGAIN */
    int is_even; /* of the calls so far */
    int opens;
} http_peer;

/* One exchange with the peer. Stops the target when the rules of sgp_http are broken. */
sgp_status http_peer_run(http_peer *p, sgp_http_response *response);

#endif
