/*
 * backend_mbedtls_crypto.c - sgp_crypto on Mbed TLS's SHA-256; allocates nothing.
 */
#include "backend_mbedtls.h"

#include "err.h"

#include <string.h>

/* An alternative implementation of a device's may be larger; then this does not compile. */
typedef char sgp__sha256_fits[sizeof(mbedtls_sha256_context) <= SGP_CRYPTO_CTX_MAX ? 1 : -1];

static sgp_status outcome(int code, sgp_error *err)
{
    if (code == 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CRYPTO, "Mbed TLS's SHA-256 failed");
}

static sgp_status digest_init(void *self, void *ctx, sgp_error *err)
{
    int code;

    (void)self;
    mbedtls_sha256_init(ctx);
    code = SGP__SHA256_STARTS(ctx, 0);
    if (code != 0) mbedtls_sha256_free(ctx);
    return outcome(code, err);
}

static sgp_status digest_update(void *self, void *ctx, const void *bytes, size_t len,
                                sgp_error *err)
{
    (void)self;
    return len == 0 ? SGP_OK : outcome(SGP__SHA256_UPDATE(ctx, bytes, len), err);
}

static sgp_status digest_final(void *self, void *ctx, unsigned char out[SGP_SHA256_BYTES],
                               sgp_error *err)
{
    int code = SGP__SHA256_FINISH(ctx, out);

    (void)self;
    mbedtls_sha256_free(ctx);
    sgp_wipe(ctx, sizeof(mbedtls_sha256_context));
    return outcome(code, err);
}

static sgp_status sha1(void *self, const void *bytes, size_t len, unsigned char out[SGP_SHA1_BYTES],
                       sgp_error *err)
{
    (void)self;
    if (SGP__SHA1(bytes, len, out) == 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CRYPTO, "Mbed TLS's SHA-1 failed");
}

sgp_crypto sgp_mbedtls_crypto(void)
{
    sgp_crypto crypto = SGP_CRYPTO_INIT;

    crypto.ctx_size = sizeof(mbedtls_sha256_context);
    crypto.init = digest_init;
    crypto.update = digest_update;
    crypto.final = digest_final;
    crypto.sha1 = sha1;
    return crypto;
}
