/*
 * es256_test.c - the contract of the slots of sgp_crypto that sign with ES256 (RFC 7518, 3.4), on
 * each backend. OpenSSL checks the signatures with the public key of RFC 7515, A.3.1.
 */
#include "test.h"

#include "sagepager/transport.h"

#include "es256_keys.h"

#include <openssl/bio.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#define HALF (SGP_ES256_BYTES / 2)
/* So many signatures have numbers with leading zeros among them. */
#define SIGNATURES 600

static sgp_crypto *crypto_of(void **state)
{
    return ((const sgp_backend *)*state)->crypto();
}

static void expect_rfc_point(const unsigned char *point)
{
    char hex[2 * SGP_ES256_BYTES + 1];

    for (size_t i = 0; i < SGP_ES256_BYTES; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", point[i]);
    assert_string_equal(hex, RFC_POINT);
}

static void backends_have_both_slots(void **state)
{
    sgp_crypto *crypto = crypto_of(state);

    assert_true(SGP_HAS(crypto, es256_public_key));
    assert_true(SGP_HAS(crypto, es256_sign));
}

static void the_public_key_is_that_of_the_rfc_in_each_form(void **state)
{
    static const char *const forms[] = { rfc_key, short_key, pkcs8_key };
    sgp_crypto *crypto = crypto_of(state);

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        unsigned char point[SGP_ES256_BYTES] = { 0 };
        sgp_error err = TEST_ERROR_INIT;

        assert_int_equal(
            crypto->type->es256_public_key(crypto, sgp_str_from(forms[i]), point, &err), SGP_OK);
        expect_rfc_point(point);
    }
}

/* Returns the signature in DER, as OpenSSL wants it. */
static int to_der(const unsigned char *signature, unsigned char *der)
{
    ECDSA_SIG *pair = ECDSA_SIG_new();
    int len;

    assert_non_null(pair);
    assert_int_equal(ECDSA_SIG_set0(pair, BN_bin2bn(signature, HALF, NULL),
                                    BN_bin2bn(signature + HALF, HALF, NULL)),
                     1);
    len = i2d_ECDSA_SIG(pair, &der);
    ECDSA_SIG_free(pair);
    return len;
}

static int is_valid(EVP_PKEY *key, const unsigned char *digest, const unsigned char *signature)
{
    unsigned char der[80];
    int len = to_der(signature, der);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    int is_good;

    assert_int_equal(EVP_PKEY_verify_init(ctx), 1);
    is_good = EVP_PKEY_verify(ctx, der, (size_t)len, digest, SGP_SHA256_BYTES) == 1;
    EVP_PKEY_CTX_free(ctx);
    return is_good;
}

static void every_signature_is_valid_for_its_digest_alone(void **state)
{
    sgp_crypto *crypto = crypto_of(state);
    BIO *bio = BIO_new_mem_buf(public_key, -1);
    EVP_PKEY *key = PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    unsigned char digest[SGP_SHA256_BYTES] = { 0 };

    assert_non_null(key);
    for (int i = 0; i < SIGNATURES; i++) {
        unsigned char signature[SGP_ES256_BYTES];

        digest[0] = (unsigned char)i;
        digest[1] = (unsigned char)(i >> 8);
        assert_int_equal(
            crypto->type->es256_sign(crypto, sgp_str_from(rfc_key), digest, signature, NULL),
            SGP_OK);
        assert_true(is_valid(key, digest, signature));
        digest[31] ^= 1;
        assert_false(is_valid(key, digest, signature));
        digest[31] ^= 1;
    }
    EVP_PKEY_free(key);
    BIO_free(bio);
}

static void other_keys_are_refused_and_never_shown(void **state)
{
    static const char *const others[] = { "",
                                          "not a key",
                                          "-----BEGIN EC PRIVATE KEY-----\n"
                                          "AAAASECRETSECRETSECRETAA\n"
                                          "-----END EC PRIVATE KEY-----\n",
                                          public_key,
                                          p384_key,
                                          k1_key,
                                          rsa_key,
                                          encrypted_key };
    sgp_crypto *crypto = crypto_of(state);

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        unsigned char digest[SGP_SHA256_BYTES] = { 0 }, out[SGP_ES256_BYTES];
        sgp_str pem = sgp_str_from(others[i]);
        sgp_error err = TEST_ERROR_INIT;

        assert_int_equal(crypto->type->es256_public_key(crypto, pem, out, &err), SGP_ERR_CRYPTO);
        assert_non_null(strstr(sgp_error_message(&err), "not a private key of the curve P-256"));
        assert_null(strstr(sgp_error_message(&err), "SECRET"));
        sgp_error_reset(&err);
        assert_int_equal(crypto->type->es256_sign(crypto, pem, digest, out, &err), SGP_ERR_CRYPTO);
        assert_int_equal(crypto->type->es256_sign(crypto, pem, digest, out, NULL), SGP_ERR_CRYPTO);
    }
}

static void a_key_cut_at_any_byte_is_refused(void **state)
{
    sgp_crypto *crypto = crypto_of(state);
    char cut[sizeof rfc_key];

    /* The last line may miss its line end. */
    for (size_t len = 0; len + 2 < sizeof rfc_key; len++) {
        unsigned char out[SGP_ES256_BYTES];

        memcpy(cut, rfc_key, len);
        cut[len] = '\0';
        assert_int_equal(crypto->type->es256_public_key(crypto, sgp_str_from(cut), out, NULL),
                         SGP_ERR_CRYPTO);
    }
}

static int run(const char *name, void *backend)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(backends_have_both_slots, backend),
        cmocka_unit_test_prestate(the_public_key_is_that_of_the_rfc_in_each_form, backend),
        cmocka_unit_test_prestate(every_signature_is_valid_for_its_digest_alone, backend),
        cmocka_unit_test_prestate(other_keys_are_refused_and_never_shown, backend),
        cmocka_unit_test_prestate(a_key_cut_at_any_byte_is_refused, backend),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
    int failures = 0;

    for (size_t i = 0; sgp_backend_at(i); i++)
        failures += run(sgp_backend_at(i)->name, (void *)(uintptr_t)sgp_backend_at(i));
    return failures;
}
