/*
 * tls_peer.h - a TLS server in memory, driven by the reads and writes of its
 * stream, and certificates made by the tests.
 */
#ifndef SGP_TEST_TLS_PEER_H
#define SGP_TEST_TLS_PEER_H

#include <openssl/ssl.h>

#include "sagepager/sys/stream.h"

typedef struct tls_identity {
    X509 *certificate;
    EVP_PKEY *key;
} tls_identity;

/* If issuer is NULL, the certificate is a self-signed authority. san is in the
 * form of OpenSSL's configuration ("DNS:a, IP:::1"). */
tls_identity tls_identity_make(const char *name, const char *san, const tls_identity *issuer,
                               long days_from, long days_to);
/* Makes an intermediate authority. */
tls_identity tls_identity_make_authority(const char *name, const tls_identity *issuer);
/* Adds an extension, such as NID_ext_key_usage with "clientAuth". */
void tls_identity_extend(tls_identity *identity, const tls_identity *issuer, int nid,
                         const char *value);
void tls_identity_free(tls_identity *identity);

/* Return the certificate and its key as PEM text; the caller frees it with
 * free(). */
char *tls_identity_pem(const tls_identity *identity);
char *tls_identity_key_pem(const tls_identity *identity);

typedef struct tls_peer {
    sgp_stream wire;           /* the client's end */
    sgp_stream_type wire_type; /* set by tls_peer_stream; tests may clear slots */
    SSL_CTX *ctx;
    SSL *ssl;
    BIO *network; /* the peer's end of the wire */
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

/* max_version 0: the newest version. */
void tls_peer_start(tls_peer *peer, const tls_identity *identity, int max_version);
void tls_peer_stop(tls_peer *peer);

/* Starts another connection to the same server, which remembers its
 * sessions. */
void tls_peer_again(tls_peer *peer);

/* Before the handshake: makes the peer send an intermediate certificate too. */
void tls_peer_send_too(tls_peer *peer, const tls_identity *between);

/* Before the handshake: requires a client certificate signed by `authority`. */
void tls_peer_ask_for_client(tls_peer *peer, const tls_identity *authority);

/* Returns the client's end of the wire. */
sgp_stream *tls_peer_stream(tls_peer *peer);

#endif
