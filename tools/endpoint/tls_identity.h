/*
 * A throw-away certificate authority and a certificate for the loopback names, made at each start.
 * Only the CA certificate reaches the disk; private keys stay in memory. Nothing is reused.
 */
#ifndef EP_TLS_IDENTITY_H
#define EP_TLS_IDENTITY_H

#include <openssl/ssl.h>

#include "text.h"

struct ep_tls_identity {
    SSL_CTX *context; /* for the server side of connections, TLS 1.2 and up */
    char *directory;  /* private, holds only the file below */
    char *ca_path;    /* PEM, what clients are to trust */
};

/* On failure `why` says what could not be made. Free the identity in both cases. */
bool ep_tls_identity_make(struct ep_tls_identity *identity, struct ep_text *why);

/* Removes the file and the directory too. */
void ep_tls_identity_free(struct ep_tls_identity *identity);

#endif
