/*
 * sgp_hmac_sha256.h - SHA-256 of several buffers, and HMAC-SHA-256 (FIPS 198-1, RFC 2104), over
 * sgp_crypto.
 *
 * Pads live on the stack and are wiped on every path. The functions do not stream: the whole input
 * is in memory.
 */
#ifndef SGP_AUTH_HMAC_SHA256_H
#define SGP_AUTH_HMAC_SHA256_H

#include "sagepager/sys/crypto.h"

/* One of several buffers, which are hashed as if they were joined. */
typedef struct sgp__bytes {
    const void *ptr;
    size_t len;
} sgp__bytes;

sgp__bytes sgp__bytes_of(const void *ptr, size_t len);
sgp__bytes sgp__bytes_of_text(const char *text);

/* Computes digests one after the other in one context. */
typedef struct sgp__hasher {
    const sgp_allocator *allocator;
    sgp_crypto *crypto;
    void *context;
} sgp__hasher;

/* Borrows the crypto and allocates its context. SGP_ERR_USAGE names the constructor and the missing
 * slot; SGP_ERR_MEMORY. Call sgp__hasher_deinit only after success. */
SGP_MUST_CHECK sgp_status sgp__hasher_init(sgp__hasher *hasher, sgp_crypto *crypto,
                                           const sgp_allocator *allocator, const char *constructor,
                                           sgp_error *err);

void sgp__hasher_deinit(sgp__hasher *hasher);

/* Computes the SHA-256 of `count` buffers. On failure digest is all zero. */
SGP_MUST_CHECK sgp_status sgp__sha256(const sgp__hasher *hasher, const sgp__bytes *buffers,
                                      size_t count, unsigned char digest[SGP_SHA256_BYTES],
                                      sgp_error *err);

/*
 * Computes an HMAC. The key consists of `key_count` buffers, so that "AWS4" + secret needs no copy
 * of the secret. Key and message may be the bytes of mac itself. On failure mac is all zero.
 */
SGP_MUST_CHECK sgp_status sgp__hmac_sha256(const sgp__hasher *hasher, const sgp__bytes *key,
                                           size_t key_count, sgp__bytes message,
                                           unsigned char mac[SGP_SHA256_BYTES], sgp_error *err);

#endif
