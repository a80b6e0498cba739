/*
 * es256.c - keys and signatures of ES256 as bare numbers.
 *
 * Both libraries write DER. The calls that return the numbers differ between the versions of each
 * library, and some are deprecated.
 */
#include "sgp_es256.h"

#include "sgp_err.h"

#include <string.h>

#define ES256_HALF (SGP_ES256_BYTES / 2)
#define DER_INTEGER 0x02
#define DER_SEQUENCE 0x30

/* SEQUENCE { SEQUENCE { ecPublicKey, prime256v1 }, BIT STRING of an uncompressed point }. */
static const unsigned char key_head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                          0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
                                          0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };

int sgp__es256_take_key(const unsigned char *der, size_t len,
                        unsigned char public_key[SGP_ES256_BYTES])
{
    if (len != SGP__ES256_KEY_DER_BYTES || memcmp(der, key_head, sizeof key_head) != 0) return 0;
    memcpy(public_key, der + sizeof key_head, SGP_ES256_BYTES);
    return 1;
}

/* Takes an INTEGER of at most 32 bytes and a leading zero, and moves *der behind it. */
static int take_number(const unsigned char **der, const unsigned char *end, unsigned char *out)
{
    const unsigned char *at = *der;
    size_t len;

    if (end - at < 2 || at[0] != DER_INTEGER || at[1] == 0 || at[1] > end - at - 2) return 0;
    len = at[1];
    at += 2;
    *der = at + len;
    if (len == ES256_HALF + 1 && at[0] == 0) at++, len--;
    if (len > ES256_HALF) return 0;
    memset(out, 0, ES256_HALF - len);
    memcpy(out + ES256_HALF - len, at, len);
    return 1;
}

int sgp__es256_take_signature(const unsigned char *der, size_t len,
                              unsigned char signature[SGP_ES256_BYTES])
{
    const unsigned char *end = der + len;

    if (len < 2 || der[0] != DER_SEQUENCE || der[1] != len - 2) return 0;
    der += 2;
    return take_number(&der, end, signature) && take_number(&der, end, signature + ES256_HALF) &&
           der == end;
}

sgp_status sgp__es256_refuse_key(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CRYPTO, 5192,
                     "the key is not a private key of the curve P-256 in PEM form without a "
                     "password");
}

sgp_status sgp__es256_sign_failed(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CRYPTO, 5193, "the TLS library failed to sign with P-256");
}
