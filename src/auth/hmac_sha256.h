/*
 * hmac_sha256.h - SHA-256 of pieces and HMAC-SHA-256 (FIPS 198-1, RFC 2104) over sgp_crypto.
 *
 * Pads live on the stack and are wiped on every path. Not a streaming interface: everything signed
 * here is already in memory.
 */
#ifndef SGP_AUTH_HMAC_SHA256_H
#define SGP_AUTH_HMAC_SHA256_H

#include "sagepager/sys/crypto.h"

/* A piece of what is hashed; pieces are hashed as if they were joined. */
typedef struct sgp__bytes {
    const void *ptr;
    size_t len;
} sgp__bytes;

sgp__bytes sgp__bytes_of(const void *ptr, size_t len);
sgp__bytes sgp__bytes_of_text(const char *text);

/* One digest after the other in one context. */
typedef struct sgp__hasher {
    const sgp_allocator *allocator;
    sgp_crypto crypto;
    void *context;
} sgp__hasher;

/* Copies the caller's crypto; SGP_ERR_USAGE naming the slot that is missing or unusable. */
SGP_MUST_CHECK sgp_status sgp__hasher_init(sgp__hasher *hasher, const sgp_crypto *crypto,
                                           const sgp_allocator *allocator, sgp_error *err);

void sgp__hasher_deinit(sgp__hasher *hasher);

/* On failure digest is all zero. */
SGP_MUST_CHECK sgp_status sgp__sha256(const sgp__hasher *hasher, const sgp__bytes *pieces,
                                      size_t count, unsigned char digest[SGP_SHA256_BYTES],
                                      sgp_error *err);

/*
 * The key is given in pieces too, so that "AWS4" + secret needs no copy of the secret. On failure
 * mac is all zero. Key and message may be the bytes of mac itself.
 */
SGP_MUST_CHECK sgp_status sgp__hmac_sha256(const sgp__hasher *hasher, const sgp__bytes *key,
                                           size_t key_count, sgp__bytes message,
                                           unsigned char mac[SGP_SHA256_BYTES], sgp_error *err);

#endif
