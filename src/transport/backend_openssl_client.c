/*
 * backend_openssl_client.c - mutual TLS over OpenSSL: the client's certificate,
 * chain and key.
 */
#include "sgp_backend_openssl.h"

#include "sgp_err.h"
#include "sgp_mem.h"

#include <openssl/err.h>
#include <openssl/pem.h>

/* Without a callback OpenSSL would read a password from the terminal. */
static int no_password(char *buffer, int capacity, int is_writing, void *is_encrypted)
{
    (void)buffer;
    (void)capacity;
    (void)is_writing;
    *(int *)is_encrypted = 1;
    return -1;
}

/* The first certificate is the client's; the others lead to its authority. */
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

/* The context of the parsers of PEM texts. */
typedef struct client {
    const sgp__tls_settings *settings;
    SSL_CTX *ctx;
} client;

static sgp_status use_certificate(void *self, sgp_str text, const char *name, sgp_error *err)
{
    const client *c = self;
    BIO *pem = BIO_new_mem_buf(text.ptr, (int)text.len);
    int is_used;

    if (!pem) return sgp__no_memory(err);
    is_used = use_chain(c->ctx, pem);
    BIO_free(pem);
    if (is_used) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5017,
                     "Invalid client certificate: %s is not one in PEM form", name);
}

/* key is NULL if it could not be parsed. */
static sgp_status refuse_key(const client *c, const EVP_PKEY *key, int is_encrypted,
                             const char *name, sgp_error *err)
{
    if (is_encrypted)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5018,
                         "Invalid client key: the one in %s is encrypted; give it decrypted", name);
    if (!key)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5019, "Invalid client key: %s holds none in PEM form",
                         name);
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5020,
                     "Invalid client key: the one in %s does not belong to the certificate in "
                     "%s",
                     name, sgp__pem_name(&c->settings->client_cert));
}

static sgp_status use_key(void *self, sgp_str text, const char *name, sgp_error *err)
{
    const client *c = self;
    BIO *pem = BIO_new_mem_buf(text.ptr, (int)text.len);
    int is_encrypted = 0;
    sgp_status status = SGP_OK;
    EVP_PKEY *key;

    if (!pem) return sgp__no_memory(err);
    key = PEM_read_bio_PrivateKey(pem, NULL, no_password, &is_encrypted);
    if (!key || SSL_CTX_use_PrivateKey(c->ctx, key) != 1) /* compares it with the certificate */
        status = refuse_key(c, key, is_encrypted, name, err);
    EVP_PKEY_free(key);
    BIO_free(pem);
    return status;
}

sgp_status sgp__openssl_client(const sgp__tls_settings *settings, SSL_CTX *ctx, sgp_error *err)
{
    client c = { settings, ctx };
    sgp_status status;

    if (!sgp__pem_is_given(&settings->client_cert)) return SGP_OK;
    status = sgp__pem_parse(&settings->client_cert, settings->allocator, use_certificate, &c, err);
    if (status == SGP_OK)
        status = sgp__pem_parse(sgp__tls_client_key(settings), settings->allocator, use_key, &c,
                                err);
    ERR_clear_error();
    return status;
}
