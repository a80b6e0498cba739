/*
 * sagepager/sys/crypto.h - implement this to bring your own SHA-256.
 *
 * HMAC is built on it by the signer. Shipped: sgp_openssl_crypto, sgp_mbedtls_crypto (builtin.h).
 * Headers under sys/ may change in a minor release, with a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_CRYPTO_H
#define SAGEPAGER_SYS_CRYPTO_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SGP_SHA256_BYTES 32
#define SGP_SHA256_BLOCK_BYTES 64
#define SGP_SHA1_BYTES 20
/* Largest ctx_size an implementation may ask for. */
#define SGP_CRYPTO_CTX_MAX 512

/*
 * SHA-256 (FIPS 180-4) as a stream. The caller brings ctx_size bytes (<= SGP_CRYPTO_CTX_MAX)
 * aligned for any type. After init returned SGP_OK, final is called exactly once, also when update
 * failed, so that an implementation may hold resources in between. Failures: SGP_ERR_CRYPTO,
 * SGP_ERR_MEMORY. Never SGP_AGAIN. Never owned: self must outlive its users.
 */
typedef struct sgp_crypto {
    size_t size;
    void *self;
    size_t ctx_size;
    /* Mandatory. Starts a digest in ctx. On failure final is not called. */
    sgp_status (*init)(void *self, void *ctx, sgp_error *err);
    /* Mandatory. Adds len bytes; len may be 0. */
    sgp_status (*update)(void *self, void *ctx, const void *bytes, size_t len, sgp_error *err);
    /* Mandatory. Writes the digest, releases what init took and wipes ctx; but see release. */
    sgp_status (*final)(void *self, void *ctx, unsigned char digest[SGP_SHA256_BYTES],
                        sgp_error *err);
    /* Optional. SHA-1 of len bytes. It protects nothing: the AWS CLI names its files of SSO tokens
     * by it. SGP_ERR_CRYPTO. */
    sgp_status (*sha1)(void *self, const void *bytes, size_t len,
                       unsigned char digest[SGP_SHA1_BYTES], sgp_error *err);
    /*
     * Optional, for implementations whose init is dear. With it final keeps what init took, and the
     * next init in the same ctx begins another digest with that: init finds ctx as final left it,
     * and all zero the first time. release gives everything back and wipes ctx; it is called once,
     * also when init failed or never was called, and not between init and final.
     */
    void (*release)(void *self, void *ctx);
} sgp_crypto;

#define SGP_CRYPTO_INIT { sizeof(sgp_crypto), NULL, 0, NULL, NULL, NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CRYPTO_H */
