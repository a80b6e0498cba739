/*
 * Tests of src/auth/hmac_sha256.c: RFC 4231's vectors, and failures of the crypto.
 */
#include "test.h"

#include "sgp_hmac_sha256.h"

#include "counting_crypto.h"

static void to_hex(const unsigned char *bytes, size_t len, char *out)
{
    for (size_t i = 0; i < len; i++) {
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
    }
}

static sgp_status hmac(counting_crypto *crypto, const sgp__bytes *key, size_t key_count,
                       sgp__bytes message, unsigned char mac[SGP_SHA256_BYTES], sgp_error *err)
{
    sgp__hasher hasher;
    sgp_status status;

    assert_int_equal(sgp__hasher_init(&hasher, &crypto->base, NULL, "test", err), SGP_OK);
    status = sgp__hmac_sha256(&hasher, key, key_count, message, mac, err);
    sgp__hasher_deinit(&hasher);
    return status;
}

static void assert_hmac(sgp__bytes key, sgp__bytes message, const char *expected)
{
    counting_crypto crypto;
    unsigned char mac[SGP_SHA256_BYTES];
    char hex[2 * SGP_SHA256_BYTES + 1];
    sgp_error err = TEST_ERROR_INIT;

    counting_crypto_init(&crypto, -1);
    assert_int_equal(hmac(&crypto, &key, 1, message, mac, &err), SGP_OK);
    to_hex(mac, sizeof mac, hex);
    assert_memory_equal(hex, expected, strlen(expected));
    assert_int_equal(crypto.open, 0);
    assert_int_equal(crypto.misaligned, 0);
}

/* RFC 4231, 4.2 to 4.8. The fifth case gives only the first 128 bits. */
static void hmac_gives_the_macs_of_rfc_4231(void **state)
{
    unsigned char key[131], message[50];

    (void)state;
    memset(key, 0x0b, 20);
    assert_hmac(sgp__bytes_of(key, 20), sgp__bytes_of_text("Hi There"),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_hmac(sgp__bytes_of_text("Jefe"), sgp__bytes_of_text("what do ya want for nothing?"),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    memset(message, 0xdd, sizeof message);
    assert_hmac(sgp__bytes_of(key, 20), sgp__bytes_of(message, 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    for (size_t i = 0; i < 25; i++) {
        key[i] = (unsigned char)(i + 1);
    }
    memset(message, 0xcd, sizeof message);
    assert_hmac(sgp__bytes_of(key, 25), sgp__bytes_of(message, 50),
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
    memset(key, 0x0c, 20);
    assert_hmac(sgp__bytes_of(key, 20), sgp__bytes_of_text("Test With Truncation"),
                "a3b6167473100ee06e0c796c2955552b");
    memset(key, 0xaa, sizeof key);
    assert_hmac(sgp__bytes_of(key, sizeof key),
                sgp__bytes_of_text("Test Using Larger Than Block-Size Key - Hash Key First"),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    assert_hmac(sgp__bytes_of(key, sizeof key),
                sgp__bytes_of_text("This is a test using a larger than block-size key and a "
                                   "larger than block-size data. The key needs to be hashed "
                                   "before being used by the HMAC algorithm."),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

/* Python: hmac.new(bytes(range(n)), b"sagepager", hashlib.sha256).hexdigest() for 63, 64, 65. */
static void a_key_is_hashed_only_when_it_is_longer_than_a_block(void **state)
{
    unsigned char key[65];

    (void)state;
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (unsigned char)i;
    }
    assert_hmac(sgp__bytes_of(key, 63), sgp__bytes_of_text("sagepager"),
                "aed09317dfaa821a0c2b2e6b7852d6f9c997e61a1326a79c6ee3365673834f3f");
    assert_hmac(sgp__bytes_of(key, 64), sgp__bytes_of_text("sagepager"),
                "8574a73403151e16a51bcce3b572016c51a4c88fb5227064c551d7e74742baa2");
    assert_hmac(sgp__bytes_of(key, 65), sgp__bytes_of_text("sagepager"),
                "2974d352440cd9e058641cd32fed6ee6ad6fb80fb6e5978b01bb1e1bf55f77f1");
}

/* Python: hmac.new(b"AWS4" + b"k" * 100, b"x", hashlib.sha256).hexdigest() */
static void a_key_of_two_buffers_is_joined(void **state)
{
    char k[100];
    const sgp__bytes key[] = { { "AWS4", 4 }, { k, sizeof k } };
    counting_crypto crypto;
    unsigned char mac[SGP_SHA256_BYTES];
    char hex[2 * SGP_SHA256_BYTES + 1];

    (void)state;
    memset(k, 'k', sizeof k);
    counting_crypto_init(&crypto, -1);
    assert_int_equal(hmac(&crypto, key, 2, sgp__bytes_of_text("x"), mac, NULL), SGP_OK);
    to_hex(mac, sizeof mac, hex);
    assert_string_equal(hex, "4dd26aeb789f1113352506442e9329fc9d4da530246b77d63085a0b0483adf6e");
}

static void every_failing_call_is_reported_and_leaves_no_mac(void **state)
{
    static const unsigned char zeros[SGP_SHA256_BYTES];
    unsigned char key[100] = { 1 };
    const sgp__bytes key_bytes = sgp__bytes_of(key, sizeof key);
    unsigned char mac[SGP_SHA256_BYTES];
    counting_crypto crypto;
    sgp_error err = TEST_ERROR_INIT;
    int fail_at = 0;

    (void)state;
    for (;; fail_at++) {
        sgp_status status;

        sgp_error_reset(&err);
        memset(mac, 0x55, sizeof mac);
        counting_crypto_init(&crypto, fail_at);
        status = hmac(&crypto, &key_bytes, 1, sgp__bytes_of_text("x"), mac, &err);
        assert_int_equal(crypto.open, 0);
        if (status == SGP_OK) break;
        assert_int_equal(status, SGP_ERR_CRYPTO);
        assert_string_equal(sgp_error_message(&err), "scripted failure");
        assert_memory_equal(mac, zeros, sizeof zeros);
    }
    assert_int_equal(fail_at, 3 + 4 + 4); /* key, inner, outer: init, one or two updates, final */
}

static sgp_status answer_again(sgp_crypto *self, void *ctx, sgp_error *err)
{
    (void)self;
    (void)ctx;
    (void)err;
    return SGP_AGAIN;
}

static void an_outcome_that_is_not_allowed_becomes_an_error(void **state)
{
    counting_crypto crypto;
    unsigned char digest[SGP_SHA256_BYTES];
    sgp__hasher hasher;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    counting_crypto_init(&crypto, -1);
    crypto.type.init = answer_again;
    assert_int_equal(sgp__hasher_init(&hasher, &crypto.base, NULL, "test", &err), SGP_OK);
    assert_int_equal(sgp__sha256(&hasher, NULL, 0, digest, &err), SGP_ERR_CRYPTO);
    sgp__hasher_deinit(&hasher);
    assert_string_equal(sgp_error_message(&err),
                        "SHA-256 failed: init of sgp_crypto returned SGP_AGAIN");
}

static int releases;

static sgp_status reuse(sgp_crypto *self, void *ctx, sgp_error *err)
{
    counting_context *context = ctx;
    EVP_MD_CTX *evp = context->evp;

    if (!evp) return counting_crypto__init(self, ctx, err);
    ((counting_crypto *)self)->open++;
    return EVP_DigestInit_ex(evp, NULL, NULL) == 1 ? SGP_OK : SGP_ERR_CRYPTO;
}

static sgp_status finish(sgp_crypto *self, void *ctx, unsigned char digest[SGP_SHA256_BYTES],
                         sgp_error *err)
{
    const counting_context *context = ctx;

    (void)err;
    ((counting_crypto *)self)->open--;
    return EVP_DigestFinal_ex(context->evp, digest, NULL) == 1 ? SGP_OK : SGP_ERR_CRYPTO;
}

static void release(sgp_crypto *self, void *ctx)
{
    counting_context *context = ctx;

    (void)self;
    EVP_MD_CTX_free(context->evp);
    context->evp = NULL;
    releases++;
}

/* Case 1 of RFC 4231, as above, with a crypto that reuses its context. */
static void a_reusable_context_is_released_once(void **state)
{
    static const unsigned char key[20] = { 11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
                                           11, 11, 11, 11, 11, 11, 11, 11, 11, 11 };
    const sgp__bytes key_bytes = sgp__bytes_of(key, sizeof key);
    unsigned char mac[SGP_SHA256_BYTES];
    char hex[2 * SGP_SHA256_BYTES + 1];
    counting_crypto crypto;

    (void)state;
    counting_crypto_init(&crypto, -1);
    crypto.type.init = reuse;
    crypto.type.final = finish;
    crypto.type.release = release;
    releases = 0;
    assert_int_equal(hmac(&crypto, &key_bytes, 1, sgp__bytes_of_text("Hi There"), mac, NULL),
                     SGP_OK);
    to_hex(mac, sizeof mac, hex);
    assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    assert_int_equal(crypto.digests, 1);
    assert_int_equal(crypto.open, 0);
    assert_int_equal(releases, 1);
}

static void assert_refused(sgp_crypto *crypto, const char *expected)
{
    sgp__hasher hasher;
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(sgp__hasher_init(&hasher, crypto, NULL, "maker", &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), expected));
}

static void a_crypto_without_a_slot_is_refused_by_name(void **state)
{
    counting_crypto crypto;
    sgp_crypto no_type = { NULL };

    (void)state;
    assert_refused(NULL, "maker: crypto is NULL");
    assert_refused(&no_type, "maker: crypto has no type table");
    counting_crypto_init(&crypto, -1);
    crypto.type.size = sizeof(size_t);
    assert_refused(&crypto.base, "maker: crypto has no type table");
    counting_crypto_init(&crypto, -1);
    crypto.type.init = NULL;
    assert_refused(&crypto.base, "maker: crypto (counting) lacks the mandatory slot init");
    counting_crypto_init(&crypto, -1);
    crypto.type.update = NULL;
    assert_refused(&crypto.base, "maker: crypto (counting) lacks the mandatory slot update");
    counting_crypto_init(&crypto, -1);
    crypto.type.size = offsetof(sgp_crypto_type, final);
    assert_refused(&crypto.base, "maker: crypto (counting) lacks the mandatory slot final");
    counting_crypto_init(&crypto, -1);
    crypto.type.context_bytes = SGP_CRYPTO_CONTEXT_MAX + 1;
    assert_refused(&crypto.base, "maker: context_bytes of crypto is 513: at most 512");
}

/* A type without release may end before it. */
static void optional_slots_may_lie_outside_of_the_type(void **state)
{
    const sgp__bytes text = sgp__bytes_of_text("x");
    unsigned char digest[SGP_SHA256_BYTES];
    counting_crypto crypto;
    sgp__hasher hasher;

    (void)state;
    counting_crypto_init(&crypto, -1);
    crypto.type.size = offsetof(sgp_crypto_type, sha1);
    crypto.type.release = release;
    releases = 0;
    assert_int_equal(sgp__hasher_init(&hasher, &crypto.base, NULL, "test", NULL), SGP_OK);
    assert_int_equal(sgp__sha256(&hasher, &text, 1, digest, NULL), SGP_OK);
    sgp__hasher_deinit(&hasher);
    assert_int_equal(releases, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_gives_the_macs_of_rfc_4231),
        cmocka_unit_test(a_key_is_hashed_only_when_it_is_longer_than_a_block),
        cmocka_unit_test(a_key_of_two_buffers_is_joined),
        cmocka_unit_test(every_failing_call_is_reported_and_leaves_no_mac),
        cmocka_unit_test(an_outcome_that_is_not_allowed_becomes_an_error),
        cmocka_unit_test(a_reusable_context_is_released_once),
        cmocka_unit_test(a_crypto_without_a_slot_is_refused_by_name),
        cmocka_unit_test(optional_slots_may_lie_outside_of_the_type),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
