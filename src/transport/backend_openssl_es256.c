/*
 * backend_openssl_es256.c - ES256 over OpenSSL's EVP interface.
 */
#include "sgp_backend_openssl.h"

#include "sgp_err.h"
#include "sgp_es256.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <limits.h>

/* Without a callback OpenSSL would read a password from the terminal. */
static int es256_no_password(char *buffer, int capacity, int is_writing, void *self)
{
    (void)buffer;
    (void)capacity;
    (void)is_writing;
    (void)self;
    return -1;
}

/* EVP_PKEY_free wipes the key. */
static EVP_PKEY *openssl_es256_read(sgp_str pem)
{
    BIO *bio = pem.len <= INT_MAX ? BIO_new_mem_buf(pem.ptr, (int)pem.len) : NULL;
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, es256_no_password, NULL) : NULL;

    BIO_free(bio);
    return key;
}

static int openssl_es256_point(const EVP_PKEY *key, unsigned char public_key[SGP_ES256_BYTES])
{
    unsigned char *der = NULL;
    int len = key ? i2d_PUBKEY(key, &der) : 0;
    int is_good = len > 0 && sgp__es256_take_key(der, (size_t)len, public_key);

    OPENSSL_free(der);
    return is_good;
}

sgp_status sgp__openssl_es256_public_key(sgp_crypto *crypto, sgp_str pem,
                                         unsigned char public_key[SGP_ES256_BYTES], sgp_error *err)
{
    EVP_PKEY *key = openssl_es256_read(pem);
    int is_good = openssl_es256_point(key, public_key);

    (void)crypto;
    EVP_PKEY_free(key);
    ERR_clear_error(); /* for other users of OpenSSL in this thread */
    return is_good ? SGP_OK : sgp__es256_refuse_key(err);
}

static int openssl_es256_sign_with(EVP_PKEY *key, const unsigned char *digest,
                                   unsigned char *signature)
{
    unsigned char der[SGP__ES256_SIGNATURE_DER_MAX];
    size_t len = sizeof der;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    int is_good = ctx && EVP_PKEY_sign_init(ctx) == 1 &&
                  EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1 &&
                  EVP_PKEY_sign(ctx, der, &len, digest, SGP_SHA256_BYTES) == 1 &&
                  sgp__es256_take_signature(der, len, signature);

    EVP_PKEY_CTX_free(ctx);
    return is_good;
}

/* The public key tells whether the curve is P-256. */
sgp_status sgp__openssl_es256_sign(sgp_crypto *crypto, sgp_str pem,
                                   const unsigned char digest[SGP_SHA256_BYTES],
                                   unsigned char signature[SGP_ES256_BYTES], sgp_error *err)
{
    EVP_PKEY *key = openssl_es256_read(pem);
    int is_key = openssl_es256_point(key, signature);
    int is_signed = is_key && openssl_es256_sign_with(key, digest, signature);

    (void)crypto;
    EVP_PKEY_free(key);
    ERR_clear_error();
    if (!is_key) return sgp__es256_refuse_key(err);
    return is_signed ? SGP_OK : sgp__es256_sign_failed(err);
}
