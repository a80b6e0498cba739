/*
 * A throw-away certificate authority and a certificate for the loopback names,
 * made at each start. Only the CA certificate is written to disk; private keys
 * stay in memory.
 */
#ifndef EP_TLS_IDENTITY_H
#define EP_TLS_IDENTITY_H

#include <openssl/ssl.h>

#include "text.h"

struct ep_tls_identity {
    SSL_CTX *context; /* of the server, TLS 1.2 or newer */
    char *directory;  /* contains only the file below; readable by its owner only */
    char *ca_path;    /* PEM, for clients to trust */
};

/* On failure `why` names what could not be made. Free the identity in both
 * cases. */
bool ep_tls_identity_make(struct ep_tls_identity *identity, struct ep_text *why);

/* Also removes the file and its folder. */
void ep_tls_identity_free(struct ep_tls_identity *identity);

#endif
