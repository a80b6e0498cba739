/*
 * sagepager/sys/crypto.h - implement sgp_crypto to replace SHA-256 and ES256.
 *
 * The signer computes HMAC with it. Shipped: sgp_openssl_crypto, sgp_mbedtls_crypto
 * (transport.h).
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
/* A public key of ES256, and a signature: two numbers of 32 bytes. */
#define SGP_ES256_BYTES 64
/* Largest context_bytes that an implementation may require. */
#define SGP_CRYPTO_CONTEXT_MAX 512

/* A SHA-256 implementation. Always borrowed: it must outlive its users. */
typedef struct sgp_crypto sgp_crypto;

/*
 * SHA-256 (FIPS 180-4) over data that arrives in several updates. The caller provides a
 * context of context_bytes bytes, aligned for any type. If init returns SGP_OK, the caller
 * calls final exactly once, even if update fails. So an implementation may hold resources
 * between init and final. Errors: SGP_ERR_CRYPTO, SGP_ERR_MEMORY. Never SGP_AGAIN.
 */
typedef struct sgp_crypto_type {
    size_t size;          /* sizeof(sgp_crypto_type) where the implementation was compiled */
    const char *name;     /* "openssl"; static */
    size_t context_bytes; /* of a context; at most SGP_CRYPTO_CONTEXT_MAX */
    /* Mandatory. Starts a digest in context. If it fails, final is not called. */
    sgp_status (*init)(sgp_crypto *crypto, void *context, sgp_error *err);
    /* Mandatory. Adds len bytes; len may be 0. */
    sgp_status (*update)(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                         sgp_error *err);
    /* Mandatory. Writes the digest. Releases the resources of init and wipes context, unless the
     * table has `release`. */
    sgp_status (*final)(sgp_crypto *crypto, void *context, unsigned char digest[SGP_SHA256_BYTES],
                        sgp_error *err);
    /* Optional. Computes the SHA-1 of len bytes. Only sgp_creds_sso_new uses it, because the AWS
     * CLI names its SSO token files by a SHA-1. It protects nothing. SGP_ERR_CRYPTO. */
    sgp_status (*sha1)(sgp_crypto *crypto, const void *bytes, size_t len,
                       unsigned char digest[SGP_SHA1_BYTES], sgp_error *err);
    /*
     * Optional, for implementations whose init is expensive. If it exists, final leaves the
     * resources in the context, and the next init in the same context reuses them. The
     * context is all zero before its first init. release frees the resources and wipes the
     * context. The caller calls it once, even if init failed or was never called, and never
     * between init and final.
     */
    void (*release)(sgp_crypto *crypto, void *context);
    /*
     * Optional; provide both or neither. ES256 (RFC 7518, 3.4): ECDSA on P-256 with SHA-256. Only
     * sgp_creds_login_new uses it. pem is a private key in PEM form, not encrypted:
     * "EC PRIVATE KEY" (SEC 1) or "PRIVATE KEY" (PKCS #8). The implementation wipes its copies of
     * the key and never shows it. es256_public_key writes the public key: x, then y. es256_sign
     * signs a SHA-256 digest and writes the signature: r, then s. All four numbers have 32 bytes,
     * the most significant byte first. SGP_ERR_CRYPTO if pem is not such a key; the message says
     * why and never quotes pem. SGP_ERR_MEMORY. Never SGP_AGAIN.
     */
    sgp_status (*es256_public_key)(sgp_crypto *crypto, sgp_str pem,
                                   unsigned char public_key[SGP_ES256_BYTES], sgp_error *err);
    sgp_status (*es256_sign)(sgp_crypto *crypto, sgp_str pem,
                             const unsigned char digest[SGP_SHA256_BYTES],
                             unsigned char signature[SGP_ES256_BYTES], sgp_error *err);
} sgp_crypto_type;

struct sgp_crypto {
    const sgp_crypto_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CRYPTO_H */
