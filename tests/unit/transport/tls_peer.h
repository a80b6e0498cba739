/*
 * tls_peer.h - a TLS server in memory, driven by the reads and writes of the stream it hands out;
 * and certificates made on the spot.
 */
#ifndef SGP_TEST_TLS_PEER_H
#define SGP_TEST_TLS_PEER_H

#include <openssl/ssl.h>

#include "sagepager/sys/stream.h"

typedef struct tls_identity {
    X509 *certificate;
    EVP_PKEY *key;
} tls_identity;

/* issuer NULL: self-signed, an authority. san as in OpenSSL's configuration ("DNS:a, IP:::1"). */
tls_identity tls_identity_make(const char *name, const char *san, const tls_identity *issuer,
                               long days_from, long days_to);
/* An authority below another. */
tls_identity tls_identity_make_authority(const char *name, const tls_identity *issuer);
void tls_identity_free(tls_identity *identity);

/* The certificate as PEM text, and its key, to be freed with free(). */
char *tls_identity_pem(const tls_identity *identity);
char *tls_identity_key_pem(const tls_identity *identity);

typedef struct tls_peer {
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *network; /* our end of the wire */
    const char *answer;
    int closes;       /* non-zero: ends TLS and the connection after the answer */
    int cuts;         /* non-zero: ends the connection after the answer without ending TLS */
    size_t cut_after; /* the connection ends after that many bytes to the client; 0: never */
    int one_byte;     /* non-zero: the wire moves one byte a call */
    int again;        /* non-zero: every other call on the wire answers SGP_AGAIN */
    int no_wants;     /* non-zero: the stream has no wants */

    char received[4096]; /* what the client sent */
    size_t received_len;
    char sni[256];
    char alpn[32]; /* the protocols the client offers, as on the wire */
    size_t sent;
    int calls[3];
    int has_answered;
    int is_over;
    int closes_seen; /* calls of close on the stream */
    unsigned wanted;
} tls_peer;

/* max_version 0: the newest. */
void tls_peer_start(tls_peer *peer, const tls_identity *identity, int max_version);
void tls_peer_stop(tls_peer *peer);

/* A further connection to the same server, which knows its sessions. */
void tls_peer_again(tls_peer *peer);

/* Before the handshake: sends a certificate that lies between its own and the authority's. */
void tls_peer_send_too(tls_peer *peer, const tls_identity *between);

/* Before the handshake: asks the client for a certificate that `authority` has signed. */
void tls_peer_ask_for_client(tls_peer *peer, const tls_identity *authority);

/* The client's end of the wire. */
sgp_stream tls_peer_stream(tls_peer *peer);

#endif
