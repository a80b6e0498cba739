/*
 * ref_sha256.h - SHA-256 written from FIPS 180-4: an sgp_crypto without a
 * library.
 */
#ifndef SGP_TEST_REF_SHA256_H
#define SGP_TEST_REF_SHA256_H

#include "sagepager/sys/crypto.h"

#include <string.h>

typedef struct ref_sha256 {
    uint32_t h[8];
    uint64_t bytes;
    unsigned char block[SGP_SHA256_BLOCK_BYTES];
} ref_sha256;

typedef struct ref_sha256_self {
    sgp_crypto base;
    sgp_crypto_type type; /* set by ref_sha256_make; tests may clear slots */
    int fail_init;        /* non-zero: init fails */
    int fail_update;      /* non-zero: update fails */
    int open;             /* contexts between init and final */
} ref_sha256_self;

static inline uint32_t ref_sha256__rotr(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

static inline void ref_sha256__round(uint32_t v[8], uint32_t k, uint32_t w)
{
    uint32_t s1 = ref_sha256__rotr(v[4], 6) ^ ref_sha256__rotr(v[4], 11) ^
                  ref_sha256__rotr(v[4], 25);
    uint32_t t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k + w;
    uint32_t s0 = ref_sha256__rotr(v[0], 2) ^ ref_sha256__rotr(v[0], 13) ^
                  ref_sha256__rotr(v[0], 22);
    uint32_t t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));

    memmove(v + 1, v, 7 * sizeof v[0]);
    v[4] += t1;
    v[0] = t1 + t2;
}

static inline void ref_sha256__block(ref_sha256 *s)
{
    /* FIPS 180-4, 4.2.2: fractions of the cube roots of the first 64 primes. */
    static const uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2
    };
    uint32_t w[64];
    uint32_t v[8];

    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)s->block[4 * i] << 24 | (uint32_t)s->block[4 * i + 1] << 16 |
               (uint32_t)s->block[4 * i + 2] << 8 | s->block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t a = w[i - 15];
        uint32_t b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (ref_sha256__rotr(a, 7) ^ ref_sha256__rotr(a, 18) ^ a >> 3) +
               (ref_sha256__rotr(b, 17) ^ ref_sha256__rotr(b, 19) ^ b >> 10);
    }
    memcpy(v, s->h, sizeof v);
    for (int i = 0; i < 64; i++)
        ref_sha256__round(v, k[i], w[i]);
    for (int i = 0; i < 8; i++)
        s->h[i] += v[i];
}

static inline void ref_sha256__byte(ref_sha256 *s, unsigned char c)
{
    s->block[s->bytes++ % SGP_SHA256_BLOCK_BYTES] = c;
    if (s->bytes % SGP_SHA256_BLOCK_BYTES == 0) ref_sha256__block(s);
}

static inline sgp_status ref_sha256__init(sgp_crypto *self, void *ctx, sgp_error *err)
{
    static const ref_sha256 start = { { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                        0x9b05688c, 0x1f83d9ab, 0x5be0cd19 },
                                      0,
                                      { 0 } };
    ref_sha256_self *r = (ref_sha256_self *)self;

    if (r->fail_init) return sgp_error_set(err, SGP_ERR_CRYPTO, "init fails");
    memcpy(ctx, &start, sizeof start);
    r->open++;
    return SGP_OK;
}

static inline sgp_status ref_sha256__update(sgp_crypto *self, void *ctx, const void *bytes,
                                            size_t len, sgp_error *err)
{
    if (((ref_sha256_self *)self)->fail_update)
        return sgp_error_set(err, SGP_ERR_CRYPTO, "update fails");
    for (size_t i = 0; i < len; i++)
        ref_sha256__byte(ctx, ((const unsigned char *)bytes)[i]);
    return SGP_OK;
}

static inline sgp_status ref_sha256__final(sgp_crypto *self, void *ctx,
                                           unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    ref_sha256 *s = ctx;
    uint64_t bits = s->bytes * 8;

    (void)err;
    ((ref_sha256_self *)self)->open--;
    ref_sha256__byte(s, 0x80);
    while (s->bytes % SGP_SHA256_BLOCK_BYTES != 56)
        ref_sha256__byte(s, 0);
    for (int i = 7; i >= 0; i--)
        ref_sha256__byte(s, (unsigned char)(bits >> (8 * i)));
    for (int i = 0; i < 32; i++)
        digest[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
    sgp_wipe(s, sizeof *s);
    return SGP_OK;
}

static inline sgp_crypto *ref_sha256_make(ref_sha256_self *self)
{
    static const sgp_crypto_type type = { sizeof type,
                                          "ref_sha256",
                                          sizeof(ref_sha256),
                                          ref_sha256__init,
                                          ref_sha256__update,
                                          ref_sha256__final,
                                          NULL,
                                          NULL,
                                          NULL,
                                          NULL };

    self->type = type;
    self->base.type = &self->type;
    return &self->base;
}

#endif
