/*
 * sha256.c - SHA-256 as FIPS 180-4 (section 6.2) describes it, written for size.
 */
#include "sha256.h"

#include <string.h>

typedef struct sha256 {
    uint32_t hash[8];
    uint64_t bytes; /* so far */
    unsigned char block[SGP_SHA256_BLOCK_BYTES];
} sha256;

/* 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* 5.3.3: of the square roots of the first eight primes. */
static const uint32_t initial_hash[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                          0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

static uint32_t rotate(uint32_t x, unsigned bits)
{
    return x >> bits | x << (32 - bits);
}

static uint32_t word_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The message schedule: word t from those 2, 7, 15 and 16 before it; w holds the last 16. */
static uint32_t next_word(uint32_t w[16], unsigned t)
{
    uint32_t x = w[(t + 1) & 15], y = w[(t + 14) & 15];

    w[t & 15] += (rotate(x, 7) ^ rotate(x, 18) ^ x >> 3) + w[(t + 9) & 15] +
                 (rotate(y, 17) ^ rotate(y, 19) ^ y >> 10);
    return w[t & 15];
}

/* One step of 6.2.2; v holds a to h. */
static void step(uint32_t v[8], uint32_t constant_and_word)
{
    uint32_t a = v[0], e = v[4];
    uint32_t one = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) +
                   ((e & v[5]) ^ (~e & v[6])) + constant_and_word;
    uint32_t two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +
                   ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));

    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += one;
    v[0] = one + two;
}

static void add_block(sha256 *s)
{
    uint32_t w[16], v[8];

    memcpy(v, s->hash, sizeof v);
    for (unsigned t = 0; t < 64; t++) {
        if (t < 16) w[t] = word_at(s->block + 4 * t);
        step(v, constants[t] + (t < 16 ? w[t] : next_word(w, t)));
    }
    for (int i = 0; i < 8; i++)
        s->hash[i] += v[i];
}

static void add(sha256 *s, const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        s->block[s->bytes++ % sizeof s->block] = bytes[i];
        if (s->bytes % sizeof s->block == 0) add_block(s);
    }
}

/* --- sgp_crypto ------------------------------------------------------------------------------- */

static sgp_status init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    sha256 *s = context;

    (void)crypto;
    (void)err;
    memcpy(s->hash, initial_hash, sizeof s->hash);
    s->bytes = 0;
    return SGP_OK;
}

static sgp_status update(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                         sgp_error *err)
{
    (void)crypto;
    (void)err;
    add(context, bytes, len);
    return SGP_OK;
}

/* 5.1.1: a bit that is set, zeros up to 8 bytes before a block's end, the length in bits. */
static sgp_status final(sgp_crypto *crypto, void *context, unsigned char digest[SGP_SHA256_BYTES],
                        sgp_error *err)
{
    sha256 *s = context;
    uint64_t bits = s->bytes * 8;
    unsigned char byte = 0x80;

    (void)crypto;
    (void)err;
    for (add(s, &byte, 1), byte = 0; s->bytes % sizeof s->block != sizeof s->block - 8;)
        add(s, &byte, 1);
    for (int shift = 56; shift >= 0; shift -= 8) {
        byte = (unsigned char)(bits >> shift);
        add(s, &byte, 1);
    }
    for (int i = 0; i < SGP_SHA256_BYTES; i++)
        digest[i] = (unsigned char)(s->hash[i / 4] >> (24 - i % 4 * 8));
    sgp_wipe(s, sizeof *s);
    return SGP_OK;
}

sgp_crypto *device_crypto(void)
{
    static const sgp_crypto_type type = {
        .size = sizeof type,
        .name = "device",
        .context_bytes = sizeof(sha256),
        .init = init,
        .update = update,
        .final = final,
    };
    static sgp_crypto crypto = { &type };

    return &crypto;
}
