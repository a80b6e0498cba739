/*
 * sha256.c - SHA-256 (FIPS 180-4) for the signer (sagepager/sys/crypto.h).
 *
 * Names are those of the standard. If your chip has a hash unit, or you link a
 * TLS library, use that.
 */
#include "board.h"

#include <string.h>

#define BLOCK_BYTES SGP_SHA256_BLOCK_BYTES
#define LENGTH_BYTES 8u

typedef struct sha256 {
    uint32_t hash[8];
    uint64_t bytes; /* of the message so far */
    unsigned char block[BLOCK_BYTES];
} sha256;

/* 4.2.2: the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

/* 5.3.3: the fractional parts of the square roots of the first 8 primes. */
static const uint32_t initial[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static uint32_t rotr(uint32_t x, unsigned n)
{
    return x >> n | x << (32u - n);
}

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/*
 * 6.2.2, step 1. Only the last 16 words of the schedule are ever needed: w[t %
 * 16] replaces W(t-16).
 */
static uint32_t schedule(uint32_t w[16], unsigned t)
{
    uint32_t x = w[(t + 1) % 16], y = w[(t + 14) % 16]; /* W(t-15), W(t-2) */

    w[t % 16] += (rotr(x, 7) ^ rotr(x, 18) ^ x >> 3) + w[(t + 9) % 16] +
                 (rotr(y, 17) ^ rotr(y, 19) ^ y >> 10);
    return w[t % 16];
}

/* 6.2.2, step 3, for one t. The variables are v[0] (a) to v[7] (h). */
static void rotate_in(uint32_t v[8], uint32_t k, uint32_t w)
{
    uint32_t a = v[0], e = v[4];
    uint32_t t1 = v[7] + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + k +
                  w;
    uint32_t t2 = (rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) +
                  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t1;
    v[0] = t1 + t2;
}

static void hash_block(uint32_t hash[8], const unsigned char *block)
{
    uint32_t w[16], v[8];
    unsigned t;

    memcpy(v, hash, sizeof v);
    for (t = 0; t < 16; t++)
        w[t] = big_endian(block + 4 * t);
    for (t = 0; t < 64; t++)
        rotate_in(v, constants[t], t < 16 ? w[t] : schedule(w, t));
    for (t = 0; t < 8; t++)
        hash[t] += v[t];
    sgp_wipe(w, sizeof w); /* the block may be a key */
    sgp_wipe(v, sizeof v);
}

/* --- the part --------------------------------------------------------------------------------- */

static sgp_status sha256_init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    sha256 *s = context;

    (void)crypto;
    (void)err;
    memcpy(s->hash, initial, sizeof s->hash);
    s->bytes = 0;
    return SGP_OK;
}

static sgp_status sha256_update(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                                sgp_error *err)
{
    sha256 *s = context;
    const unsigned char *from = bytes;

    (void)crypto;
    (void)err;
    for (; len > 0; len--) {
        s->block[s->bytes++ % BLOCK_BYTES] = *from++;
        if (s->bytes % BLOCK_BYTES == 0) hash_block(s->hash, s->block);
    }
    return SGP_OK;
}

/* 5.1.1: a bit of 1, zeros, and the length of the message in bits. */
static void pad(sha256 *s)
{
    static const unsigned char one = 0x80, zero = 0;
    uint64_t bits = s->bytes * 8;
    unsigned char length[LENGTH_BYTES];
    size_t i;

    for (i = 0; i < LENGTH_BYTES; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    (void)sha256_update(NULL, s, &one, 1, NULL);
    while (s->bytes % BLOCK_BYTES != BLOCK_BYTES - LENGTH_BYTES)
        (void)sha256_update(NULL, s, &zero, 1, NULL);
    (void)sha256_update(NULL, s, length, LENGTH_BYTES, NULL);
}

static sgp_status sha256_final(sgp_crypto *crypto, void *context,
                               unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    sha256 *s = context;
    size_t i;

    (void)crypto;
    (void)err;
    pad(s);
    for (i = 0; i < SGP_SHA256_BYTES; i++)
        digest[i] = (unsigned char)(s->hash[i / 4] >> (24 - 8 * (i % 4)));
    sgp_wipe(s, sizeof *s);
    return SGP_OK;
}

static const sgp_crypto_type sha256_type = { .size = sizeof(sgp_crypto_type),
                                             .name = "sha256",
                                             .context_bytes = sizeof(sha256),
                                             .init = sha256_init,
                                             .update = sha256_update,
                                             .final = sha256_final };

sgp_crypto *sha256_crypto(void)
{
    static sgp_crypto crypto = { &sha256_type };

    return &crypto;
}
