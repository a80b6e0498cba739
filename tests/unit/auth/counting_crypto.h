/*
 * counting_crypto.h - an sgp_crypto over OpenSSL's EVP that counts calls, fails on request and
 * checks that each digest that was started is finished exactly once. It is not the library's own
 * crypto, because these tests link no other layer.
 */
#ifndef SGP_TEST_COUNTING_CRYPTO_H
#define SGP_TEST_COUNTING_CRYPTO_H

#include "sagepager/sys/crypto.h"

#include <string.h>

#include <openssl/evp.h>

typedef struct counting_crypto {
    sgp_crypto base;
    sgp_crypto_type type; /* set by counting_crypto_init; tests may change slots */
    int calls;            /* of all three slots */
    int fail_at;          /* the call (0-based) that fails; -1: none */
    int digests;          /* started */
    int open;             /* started and not finished */
    int misaligned;
} counting_crypto;

/* The context holds a pointer, so that the sanitizer reports a digest that is not finished. */
typedef struct counting_context {
    EVP_MD_CTX *evp;
} counting_context;

static inline int counting_crypto__fails(counting_crypto *c)
{
    return c->calls++ == c->fail_at;
}

static inline sgp_status counting_crypto__init(sgp_crypto *self, void *ctx, sgp_error *err)
{
    counting_crypto *c = (counting_crypto *)self;
    counting_context *context = ctx;

    if ((uintptr_t)ctx % (2 * sizeof(void *)) != 0) c->misaligned++;
    if (counting_crypto__fails(c)) return sgp_error_set(err, SGP_ERR_CRYPTO, "scripted failure");
    context->evp = EVP_MD_CTX_new();
    if (!context->evp || !EVP_DigestInit_ex(context->evp, EVP_sha256(), NULL))
        return SGP_ERR_CRYPTO;
    c->digests++;
    c->open++;
    return SGP_OK;
}

static inline sgp_status counting_crypto__update(sgp_crypto *self, void *ctx, const void *bytes,
                                                 size_t len, sgp_error *err)
{
    counting_context *context = ctx;

    if (counting_crypto__fails((counting_crypto *)self))
        return sgp_error_set(err, SGP_ERR_CRYPTO, "scripted failure");
    return EVP_DigestUpdate(context->evp, bytes, len) ? SGP_OK : SGP_ERR_CRYPTO;
}

static inline sgp_status counting_crypto__final(sgp_crypto *self, void *ctx,
                                                unsigned char digest[SGP_SHA256_BYTES],
                                                sgp_error *err)
{
    counting_crypto *c = (counting_crypto *)self;
    counting_context *context = ctx;
    int failed = counting_crypto__fails(c);

    c->open--;
    EVP_DigestFinal_ex(context->evp, digest, NULL);
    EVP_MD_CTX_free(context->evp);
    memset(ctx, 0, sizeof *context);
    return failed ? sgp_error_set(err, SGP_ERR_CRYPTO, "scripted failure") : SGP_OK;
}

static inline void counting_crypto_init(counting_crypto *c, int fail_at)
{
    static const sgp_crypto_type type = { sizeof type,
                                          "counting",
                                          sizeof(counting_context),
                                          counting_crypto__init,
                                          counting_crypto__update,
                                          counting_crypto__final,
                                          NULL,
                                          NULL,
                                          NULL,
                                          NULL };

    memset(c, 0, sizeof *c);
    c->type = type;
    c->base.type = &c->type;
    c->fail_at = fail_at;
}

#endif
