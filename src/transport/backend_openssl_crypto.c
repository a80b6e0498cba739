/*
 * backend_openssl_crypto.c - sgp_crypto over OpenSSL 3's EVP interface.
 */
#include "sgp_backend_openssl.h"

#include "sgp_err.h"

#include <openssl/err.h>
#include <openssl/evp.h>

/* The caller's context. EVP's state is in OpenSSL's memory. It caches the
 * SHA-256 implementation of the first digest, because in OpenSSL 3 a look-up
 * takes longer than a digest. */
typedef struct digest {
    EVP_MD_CTX *evp; /* NULL before the first digest */
} digest;

static sgp_status failed(sgp_error *err, const char *message)
{
    ERR_clear_error(); /* for other users of OpenSSL in this thread */
    return SGP__FAIL(err, SGP_ERR_CRYPTO, 5021, "%s", message);
}

static sgp_status openssl_hash_outcome(int result, sgp_error *err)
{
    return result == 1 ? SGP_OK : failed(err, "OpenSSL's SHA-256 failed");
}

static void digest_release(sgp_crypto *crypto, void *context)
{
    digest *d = context;

    (void)crypto;
    EVP_MD_CTX_free(d->evp); /* wipes its state */
    sgp_wipe(d, sizeof *d);
}

static sgp_status openssl_hash_digest_init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    digest *d = context;
    const EVP_MD *first = NULL; /* NULL: the algorithm of the digest before */

    if (!d->evp) {
        d->evp = EVP_MD_CTX_new();
        first = EVP_sha256();
    }
    if (d->evp && EVP_DigestInit_ex(d->evp, first, NULL) == 1) return SGP_OK;
    digest_release(crypto, context);
    return openssl_hash_outcome(0, err);
}

static sgp_status openssl_hash_digest_update(sgp_crypto *crypto, void *context, const void *bytes,
                                             size_t len, sgp_error *err)
{
    (void)crypto;
    return openssl_hash_outcome(EVP_DigestUpdate(((digest *)context)->evp, bytes, len), err);
}

static sgp_status openssl_hash_digest_final(sgp_crypto *crypto, void *context,
                                            unsigned char out[SGP_SHA256_BYTES], sgp_error *err)
{
    (void)crypto;
    return openssl_hash_outcome(EVP_DigestFinal_ex(((digest *)context)->evp, out, NULL), err);
}

static sgp_status openssl_hash_sha1(sgp_crypto *crypto, const void *bytes, size_t len,
                                    unsigned char out[SGP_SHA1_BYTES], sgp_error *err)
{
    (void)crypto;
    if (EVP_Digest(bytes, len, out, NULL, EVP_sha1(), NULL) == 1) return SGP_OK;
    return failed(err, "OpenSSL's SHA-1 failed");
}

sgp_crypto *sgp_openssl_crypto(void)
{
    static const sgp_crypto_type type = { sizeof type,
                                          "openssl",
                                          sizeof(digest),
                                          openssl_hash_digest_init,
                                          openssl_hash_digest_update,
                                          openssl_hash_digest_final,
                                          openssl_hash_sha1,
                                          digest_release,
                                          sgp__openssl_es256_public_key,
                                          sgp__openssl_es256_sign };
    static const sgp_crypto crypto = { &type };

    return (sgp_crypto *)&crypto; /* no slot writes to it */
}
