/*
 * backend_openssl.h - what the files of the OpenSSL backend share.
 */
#ifndef SGP_TRANSPORT_BACKEND_OPENSSL_H
#define SGP_TRANSPORT_BACKEND_OPENSSL_H

#include <openssl/ssl.h>

#include "tls_settings.h"

/* --- backend_openssl_trust.c ------------------------------------------------------------------ */

/*
 * Adds what the settings trust to store; certificates that cannot be parsed are skipped and
 * counted. SGP_ERR_CONFIG when a file is not readable or holds none.
 */
SGP_MUST_CHECK sgp_status sgp__openssl_trust(const sgp__tls_settings *settings, X509_STORE *store,
                                             sgp_error *err);

/* Where a system keeps its trust store: a hashed folder, else the first file that can be read. */
typedef struct sgp__openssl_places {
    const char *folder;
    const char *const *files; /* ends with NULL */
} sgp__openssl_places;

SGP_MUST_CHECK sgp_status sgp__openssl_trust_places(const sgp__tls_settings *settings,
                                                    X509_STORE *store,
                                                    const sgp__openssl_places *places,
                                                    sgp_error *err);

/* --- backend_openssl_bundle.c ----------------------------------------------------------------- */

/* Certificates that are parsed when a chain asks for their subject. In OpenSSL's memory. */
typedef struct sgp__openssl_bundle sgp__openssl_bundle;

/* An empty one, which is the store's. One a store: what a second has is not asked for where the
 * first has a certificate of that name. NULL: no memory. */
sgp__openssl_bundle *sgp__openssl_bundle_new(X509_STORE *store);

/* Adds what stands between the lines of a PEM block. Zero: no certificate; negative: no memory. */
int sgp__openssl_bundle_add(sgp__openssl_bundle *bundle, sgp_str base64, int is_aux);

/* --- backend_openssl_client.c ----------------------------------------------------------------- */

/* Gives ctx our certificate and key, if the settings have one. SGP_ERR_CONFIG. */
SGP_MUST_CHECK sgp_status sgp__openssl_client(const sgp__tls_settings *settings, SSL_CTX *ctx,
                                              sgp_error *err);

/* --- backend_openssl_stream.c ----------------------------------------------------------------- */

/* The BIO methods over an sgp_stream; the caller frees them. NULL: no memory. */
BIO_METHOD *sgp__openssl_bio_method(void);

/* What all streams of one sgp_tls share; it outlives them. */
typedef struct sgp__openssl_shared {
    BIO_METHOD *method;
    SSL_CTX *ctx;
    int is_suspect;       /* a handshake failed in OpenSSL: the next wrap makes ctx anew */
    SSL_SESSION *session; /* of the last connection, for session_host; NULL: none */
    char session_host[SGP_HOST_MAX + 1];
} sgp__openssl_shared;

/* As wrap of sgp_tls; shared is borrowed. */
SGP_MUST_CHECK sgp_status sgp__openssl_stream_new(sgp_stream *out, sgp__openssl_shared *shared,
                                                  const sgp_stream *inner, const char *host,
                                                  const sgp_allocator *allocator, sgp_error *err);

#endif
