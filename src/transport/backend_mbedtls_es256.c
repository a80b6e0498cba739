/*
 * backend_mbedtls_es256.c - ES256 over Mbed TLS's PK interface.
 */
#include "sgp_backend_mbedtls.h"

#include "sgp_err.h"
#include "sgp_es256.h"
#include "sgp_mem.h"

/* Parsing blinds the key and signing needs a nonce, so both need random numbers. The contexts are
 * too large for the stack. */
typedef struct es256_work {
    mbedtls_entropy_context entropy;
    mbedtls_ctr_drbg_context random;
    mbedtls_pk_context key;
    unsigned char der[MBEDTLS_PK_SIGNATURE_MAX_SIZE > SGP__ES256_KEY_DER_BYTES
                          ? MBEDTLS_PK_SIGNATURE_MAX_SIZE
                          : SGP__ES256_KEY_DER_BYTES];
} es256_work;

/* Mbed TLS expects the NUL behind a PEM text. */
static int mbedtls_es256_read(es256_work *work, sgp_str pem)
{
    return mbedtls_ctr_drbg_seed(&work->random, mbedtls_entropy_func, &work->entropy, NULL, 0) ==
               0 &&
           SGP__MBEDTLS_PARSE_KEY(&work->key, (const unsigned char *)pem.ptr, pem.len + 1,
                                  &work->random) == 0;
}

/* The DER text is written at the end of the buffer. A key that is too long is not on P-256. */
static int mbedtls_es256_point(es256_work *work, unsigned char public_key[SGP_ES256_BYTES])
{
    int len = SGP__MBEDTLS_WRITE_KEY(&work->key, work->der, sizeof work->der);

    return len > 0 &&
           sgp__es256_take_key(work->der + sizeof work->der - len, (size_t)len, public_key);
}

static int mbedtls_es256_sign_digest(es256_work *work, const unsigned char digest[SGP_SHA256_BYTES],
                                     unsigned char signature[SGP_ES256_BYTES])
{
    size_t len = 0;

    return SGP__MBEDTLS_SIGN(&work->key, digest, work->der, sizeof work->der, &len,
                             &work->random) == 0 &&
           sgp__es256_take_signature(work->der, len, signature);
}

static es256_work *mbedtls_es256_begin(void)
{
    es256_work *work = sgp__alloc(NULL, sizeof *work);

    if (!work) return NULL;
    mbedtls_entropy_init(&work->entropy);
    mbedtls_ctr_drbg_init(&work->random);
    mbedtls_pk_init(&work->key);
    return work;
}

static void mbedtls_es256_end(es256_work *work)
{
    mbedtls_pk_free(&work->key);
    mbedtls_ctr_drbg_free(&work->random);
    mbedtls_entropy_free(&work->entropy);
    sgp__free(NULL, work, sizeof *work);
}

sgp_status sgp__mbedtls_es256_public_key(sgp_crypto *crypto, sgp_str pem,
                                         unsigned char public_key[SGP_ES256_BYTES], sgp_error *err)
{
    es256_work *work = mbedtls_es256_begin();
    int is_good;

    (void)crypto;
    if (!work) return SGP__NO_MEMORY(err, sizeof *work);
    is_good = mbedtls_es256_read(work, pem) && mbedtls_es256_point(work, public_key);
    mbedtls_es256_end(work);
    return is_good ? SGP_OK : sgp__es256_refuse_key(err);
}

/* The public key tells whether the curve is P-256. */
sgp_status sgp__mbedtls_es256_sign(sgp_crypto *crypto, sgp_str pem,
                                   const unsigned char digest[SGP_SHA256_BYTES],
                                   unsigned char signature[SGP_ES256_BYTES], sgp_error *err)
{
    es256_work *work = mbedtls_es256_begin();
    int is_key, is_signed;

    (void)crypto;
    if (!work) return SGP__NO_MEMORY(err, sizeof *work);
    is_key = mbedtls_es256_read(work, pem) && mbedtls_es256_point(work, signature);
    is_signed = is_key && mbedtls_es256_sign_digest(work, digest, signature);
    mbedtls_es256_end(work);
    if (!is_key) return sgp__es256_refuse_key(err);
    return is_signed ? SGP_OK : sgp__es256_sign_failed(err);
}
