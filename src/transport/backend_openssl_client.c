/*
 * backend_openssl_client.c - mutual TLS on OpenSSL: our certificate, its chain and its key.
 */
#include "backend_openssl.h"

#include "err.h"

#include <openssl/err.h>
#include <openssl/pem.h>

/* Asks nobody: without it OpenSSL would read a password from the terminal. */
static int no_password(char *buffer, int capacity, int is_writing, void *is_encrypted)
{
    (void)buffer;
    (void)capacity;
    (void)is_writing;
    *(int *)is_encrypted = 1;
    return -1;
}

/* The first certificate is ours, those that follow lead to its authority. */
static int use_chain(SSL_CTX *ctx, BIO *pem)
{
    X509 *certificate = PEM_read_bio_X509(pem, NULL, NULL, NULL);
    int is_used = certificate && SSL_CTX_use_certificate(ctx, certificate) == 1;

    X509_free(certificate);
    while (is_used && (certificate = PEM_read_bio_X509(pem, NULL, NULL, NULL)) != NULL) {
        is_used = SSL_CTX_add0_chain_cert(ctx, certificate) == 1;
        if (!is_used) X509_free(certificate);
    }
    return is_used;
}

static sgp_status use_certificate(const sgp__tls_settings *settings, SSL_CTX *ctx, BIO *pem,
                                  sgp_error *err)
{
    if (use_chain(ctx, pem)) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Invalid client certificate: %s is not one in PEM form",
                         sgp__pem_name(&settings->client_cert));
}

static sgp_status use_key(const sgp__tls_settings *settings, SSL_CTX *ctx, BIO *pem, sgp_error *err)
{
    const char *name = sgp__pem_name(sgp__tls_client_key(settings));
    int is_encrypted = 0;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(pem, NULL, no_password, &is_encrypted);
    int is_used = key && SSL_CTX_use_PrivateKey(ctx, key) == 1; /* compares the two */
    int is_read = key != NULL;

    EVP_PKEY_free(key);
    if (is_used) return SGP_OK;
    if (is_encrypted)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "Invalid client key: the one in %s is encrypted; give it decrypted",
                             name);
    if (!is_read)
        return sgp_error_set(err, SGP_ERR_CONFIG, "Invalid client key: %s holds none in PEM form",
                             name);
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Invalid client key: the one in %s does not belong to the certificate in "
                         "%s",
                         name, sgp__pem_name(&settings->client_cert));
}

typedef sgp_status (*pem_user)(const sgp__tls_settings *settings, SSL_CTX *ctx, BIO *pem,
                               sgp_error *err);

static sgp_status load_and_use(const sgp__tls_settings *settings, SSL_CTX *ctx, const sgp__pem *pem,
                               pem_user use, sgp_error *err)
{
    sgp__buf text;
    BIO *bio = NULL;
    sgp_status status;

    sgp__buf_init(&text, settings->allocator, SGP_CA_BYTES_MAX);
    status = sgp__pem_load(pem, &text, err);
    if (status == SGP_OK) {
        bio = BIO_new_mem_buf(sgp__buf_str(&text).ptr, (int)text.len);
        status = bio ? use(settings, ctx, bio, err) : sgp__no_memory(err);
    }
    BIO_free(bio);
    sgp__buf_deinit(&text); /* wipes the key */
    ERR_clear_error();
    return status;
}

sgp_status sgp__openssl_client(const sgp__tls_settings *settings, SSL_CTX *ctx, sgp_error *err)
{
    if (!sgp__pem_is_given(&settings->client_cert)) return SGP_OK;
    SGP_TRY(load_and_use(settings, ctx, &settings->client_cert, use_certificate, err));
    return load_and_use(settings, ctx, sgp__tls_client_key(settings), use_key, err);
}
