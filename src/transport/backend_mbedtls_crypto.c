/*
 * backend_mbedtls_crypto.c - sgp_crypto over Mbed TLS's SHA-256; allocates
 * nothing.
 */
#include "sgp_backend_mbedtls.h"

#include "sgp_err.h"

#include <string.h>

/* Fails to compile if a device's own implementation has a larger context. */
typedef char sgp__sha256_fits[sizeof(mbedtls_sha256_context) <= SGP_CRYPTO_CONTEXT_MAX ? 1 : -1];

static sgp_status mbedtls_hash_outcome(int code, sgp_error *err)
{
    if (code == 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CRYPTO, 5006, "Mbed TLS's SHA-256 failed");
}

static sgp_status mbedtls_hash_digest_init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    int code;

    (void)crypto;
    mbedtls_sha256_init(context);
    code = SGP__SHA256_STARTS(context, 0);
    if (code != 0) mbedtls_sha256_free(context);
    return mbedtls_hash_outcome(code, err);
}

static sgp_status mbedtls_hash_digest_update(sgp_crypto *crypto, void *context, const void *bytes,
                                             size_t len, sgp_error *err)
{
    (void)crypto;
    return len == 0 ? SGP_OK : mbedtls_hash_outcome(SGP__SHA256_UPDATE(context, bytes, len), err);
}

static sgp_status mbedtls_hash_digest_final(sgp_crypto *crypto, void *context,
                                            unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    int code = SGP__SHA256_FINISH(context, digest);

    (void)crypto;
    mbedtls_sha256_free(context);
    sgp_wipe(context, sizeof(mbedtls_sha256_context));
    return mbedtls_hash_outcome(code, err);
}

static sgp_status mbedtls_hash_sha1(sgp_crypto *crypto, const void *bytes, size_t len,
                                    unsigned char digest[SGP_SHA1_BYTES], sgp_error *err)
{
    (void)crypto;
    if (SGP__SHA1(bytes, len, digest) == 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CRYPTO, 5007, "Mbed TLS's SHA-1 failed");
}

sgp_crypto *sgp_mbedtls_crypto(void)
{
    static const sgp_crypto_type type = { sizeof type,
                                          "mbedtls",
                                          sizeof(mbedtls_sha256_context),
                                          mbedtls_hash_digest_init,
                                          mbedtls_hash_digest_update,
                                          mbedtls_hash_digest_final,
                                          mbedtls_hash_sha1,
                                          NULL,
                                          SGP__MBEDTLS_ES256_SLOTS };
    static const sgp_crypto crypto = { &type };

    return (sgp_crypto *)&crypto; /* no slot writes to it */
}
