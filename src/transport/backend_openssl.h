/*
 * backend_openssl.h - what the files of the OpenSSL backend share.
 */
#ifndef SGP_TRANSPORT_BACKEND_OPENSSL_H
#define SGP_TRANSPORT_BACKEND_OPENSSL_H

#include <openssl/ssl.h>

#include "sagepager/builtin.h"

/* --- backend_openssl_trust.c ------------------------------------------------------------------ */

/*
 * Adds the certificates of a PEM text to store; those that cannot be parsed are skipped. `name` is
 * what the text is called in the message of SGP_ERR_CONFIG when none is usable.
 */
SGP_MUST_CHECK sgp_status sgp__openssl_trust_pem(X509_STORE *store, const void *pem, size_t bytes,
                                                 const char *name, sgp_error *err);

/* The same of a file. */
SGP_MUST_CHECK sgp_status sgp__openssl_trust_file(X509_STORE *store, const char *path,
                                                  sgp_error *err);

/* Where a system keeps its trust store: a hashed folder, else the first file that can be read. */
typedef struct sgp__openssl_places {
    const char *folder;
    const char *const *files; /* ends with NULL */
} sgp__openssl_places;

SGP_MUST_CHECK sgp_status sgp__openssl_trust_places(X509_STORE *store,
                                                    const sgp__openssl_places *places,
                                                    sgp_error *err);

/* The places OpenSSL was built with and those of the usual systems. */
SGP_MUST_CHECK sgp_status sgp__openssl_trust_system(X509_STORE *store, sgp_error *err);

/* --- backend_openssl_stream.c ----------------------------------------------------------------- */

/* The BIO methods over an sgp_stream; the caller frees them. NULL: no memory. */
BIO_METHOD *sgp__openssl_bio_method(void);

/* What all streams of one sgp_tls share; it outlives them. */
typedef struct sgp__openssl_shared {
    BIO_METHOD *method;
    SSL_CTX *ctx;
    int is_suspect; /* a handshake failed in OpenSSL: the next wrap makes ctx anew */
} sgp__openssl_shared;

/* As wrap of sgp_tls; shared is borrowed. */
SGP_MUST_CHECK sgp_status sgp__openssl_stream_new(sgp_stream *out, sgp__openssl_shared *shared,
                                                  const sgp_stream *inner, const char *host,
                                                  const sgp_allocator *allocator, sgp_error *err);

#endif
