/*
 * backend_openssl_crypto.c - sgp_crypto on OpenSSL 3's EVP interface.
 */
#include "sagepager/builtin.h"

#include <openssl/err.h>
#include <openssl/evp.h>

/* What the caller's context holds; EVP's own state lives in OpenSSL's memory, with the SHA-256 that
 * was looked up for the first digest: OpenSSL 3 takes longer for that than for a digest. */
typedef struct digest {
    EVP_MD_CTX *evp; /* NULL before the first */
} digest;

static sgp_status failed(sgp_error *err)
{
    ERR_clear_error(); /* leave nothing to other users of OpenSSL in this thread */
    return sgp_error_set(err, SGP_ERR_CRYPTO, "OpenSSL's SHA-256 failed");
}

static void digest_release(void *self, void *ctx)
{
    digest *d = ctx;

    (void)self;
    EVP_MD_CTX_free(d->evp); /* wipes what it held */
    sgp_wipe(d, sizeof *d);
}

static sgp_status digest_init(void *self, void *ctx, sgp_error *err)
{
    digest *d = ctx;
    const EVP_MD *first = NULL; /* NULL: the same again */

    (void)self;
    if (!d->evp) {
        d->evp = EVP_MD_CTX_new();
        first = EVP_sha256();
    }
    if (d->evp && EVP_DigestInit_ex(d->evp, first, NULL) == 1) return SGP_OK;
    digest_release(self, ctx);
    return failed(err);
}

static sgp_status digest_update(void *self, void *ctx, const void *bytes, size_t len,
                                sgp_error *err)
{
    const digest *d = ctx;

    (void)self;
    return EVP_DigestUpdate(d->evp, bytes, len) == 1 ? SGP_OK : failed(err);
}

static sgp_status digest_final(void *self, void *ctx, unsigned char out[SGP_SHA256_BYTES],
                               sgp_error *err)
{
    const digest *d = ctx;

    (void)self;
    return EVP_DigestFinal_ex(d->evp, out, NULL) == 1 ? SGP_OK : failed(err);
}

static sgp_status sha1(void *self, const void *bytes, size_t len, unsigned char out[SGP_SHA1_BYTES],
                       sgp_error *err)
{
    (void)self;
    if (EVP_Digest(bytes, len, out, NULL, EVP_sha1(), NULL) == 1) return SGP_OK;
    ERR_clear_error();
    return sgp_error_set(err, SGP_ERR_CRYPTO, "OpenSSL's SHA-1 failed");
}

sgp_crypto sgp_openssl_crypto(void)
{
    sgp_crypto crypto = SGP_CRYPTO_INIT;

    crypto.ctx_size = sizeof(digest);
    crypto.init = digest_init;
    crypto.update = digest_update;
    crypto.final = digest_final;
    crypto.sha1 = sha1;
    crypto.release = digest_release;
    return crypto;
}
