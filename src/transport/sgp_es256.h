/*
 * sgp_es256.h - the encodings of ES256 (RFC 7518, 3.4) that OpenSSL and Mbed TLS share.
 */
#ifndef SGP_TRANSPORT_ES256_H
#define SGP_TRANSPORT_ES256_H

#include "sagepager/sys/crypto.h"

/* Bytes of a public key on P-256 as a SubjectPublicKeyInfo in DER. */
#define SGP__ES256_KEY_DER_BYTES 91
/* At most so many bytes has a signature in DER. */
#define SGP__ES256_SIGNATURE_DER_MAX 72

/* Copies x and y of a SubjectPublicKeyInfo (RFC 5480). Zero if it is not an uncompressed key on
 * P-256. */
int sgp__es256_take_key(const unsigned char *der, size_t len,
                        unsigned char public_key[SGP_ES256_BYTES]);

/* Copies r and s of an ECDSA-Sig-Value (RFC 3279, 2.2.3). Zero for other bytes. */
int sgp__es256_take_signature(const unsigned char *der, size_t len,
                              unsigned char signature[SGP_ES256_BYTES]);

/* Sets and returns SGP_ERR_CRYPTO: the key cannot be used. */
sgp_status sgp__es256_refuse_key(sgp_error *err);

/* Sets and returns SGP_ERR_CRYPTO: the library failed to sign. */
sgp_status sgp__es256_sign_failed(sgp_error *err);

#endif
