/*
 * sgp_backend_openssl.h - declarations of the OpenSSL backend.
 */
#ifndef SGP_TRANSPORT_BACKEND_OPENSSL_H
#define SGP_TRANSPORT_BACKEND_OPENSSL_H

#include <openssl/ssl.h>

#include "sgp_tls_settings.h"

/* --- backend_openssl_trust.c ------------------------------------------------------------------ */

/*
 * Adds the trusted certificates of the settings to store. Certificates that
 * cannot be parsed are skipped and counted. SGP_ERR_CONFIG if a file cannot be
 * read or contains no certificate.
 */
SGP_MUST_CHECK sgp_status sgp__openssl_trust(const sgp__tls_settings *settings, X509_STORE *store,
                                             sgp_error *err);

/* Adds a system's trust store: the folder if it is hashed, otherwise the first
 * of files that can be read. files ends with NULL. SGP_ERR_CONFIG if there is
 * neither, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__openssl_trust_system(const sgp__tls_settings *settings,
                                                    X509_STORE *store, const char *folder,
                                                    const char *const *files, sgp_error *err);

/* --- backend_openssl_bundle.c ----------------------------------------------------------------- */

/* Certificates that are parsed when a chain needs their subject. */
typedef struct sgp__openssl_bundle sgp__openssl_bundle;

/* Makes an empty bundle, owned by the store. Make only one for each store:
 * OpenSSL does not ask a second bundle for a subject that the first contains.
 * Returns NULL without memory. */
sgp__openssl_bundle *sgp__openssl_bundle_new(X509_STORE *store);

/* Adds the base64 text of a PEM block; is_aux: of a "TRUSTED CERTIFICATE".
 * Zero: not a certificate. Negative: no memory. */
int sgp__openssl_bundle_add(sgp__openssl_bundle *bundle, sgp_str base64, int is_aux);

/* --- backend_openssl_client.c ----------------------------------------------------------------- */

/* Sets the client's certificate and key of ctx, if the settings have them.
 * SGP_ERR_CONFIG, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__openssl_client(const sgp__tls_settings *settings, SSL_CTX *ctx,
                                              sgp_error *err);

/* --- backend_openssl_es256.c ------------------------------------------------------------------ */

/* Slots of sgp_crypto. */
SGP_MUST_CHECK sgp_status sgp__openssl_es256_public_key(sgp_crypto *crypto, sgp_str pem,
                                                        unsigned char public_key[SGP_ES256_BYTES],
                                                        sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__openssl_es256_sign(sgp_crypto *crypto, sgp_str pem,
                                                  const unsigned char digest[SGP_SHA256_BYTES],
                                                  unsigned char signature[SGP_ES256_BYTES],
                                                  sgp_error *err);

/* --- backend_openssl_stream.c ----------------------------------------------------------------- */

/* Returns new BIO methods over an sgp_stream, or NULL without memory. */
BIO_METHOD *sgp__openssl_bio_method(void);

/* Shared by all streams of one sgp_tls, which outlives them. */
typedef struct sgp__openssl_shared {
    const sgp_allocator *allocator;
    BIO_METHOD *method;
    SSL_CTX *ctx;
    int is_suspect;       /* a handshake failed in OpenSSL: the next wrap replaces ctx */
    SSL_SESSION *session; /* of the last connection, to session_host; NULL: none */
    char session_host[SGP_HOST_MAX + 1];
} sgp__openssl_shared;

/* As sgp_tls.wrap; shared is borrowed. */
SGP_MUST_CHECK sgp_status sgp__openssl_stream_new(sgp_stream **out, sgp__openssl_shared *shared,
                                                  sgp_stream *inner, const char *host,
                                                  sgp_error *err);

#endif
