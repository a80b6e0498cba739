/*
 * crypto_test.c - the contract of sgp_crypto, tested with each implementation
 * and the fake. Digests are those of FIPS 180-4's examples (NIST, "SHA-256"
 * example values; 1,000,000 times 'a' from FIPS 180-2, appendix B.3) and of the
 * empty message.
 */
#include "test.h"

#include <stdlib.h>

#include "ref_sha256.h"
#include "sagepager/transport.h"

static ref_sha256_self reference;

/* The state is a backend, or NULL for the fake. */
static sgp_crypto *crypto_of(void **state)
{
    const sgp_backend *backend = *state;

    return backend ? backend->crypto() : ref_sha256_make(&reference);
}

typedef struct vector {
    const char *text;
    const char *digest;
} vector;

static const vector vectors[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmno"
      "pqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void expect_digest(const unsigned char digest[SGP_SHA256_BYTES], const char *expected)
{
    char hex[2 * SGP_SHA256_BYTES + 1];

    for (size_t i = 0; i < SGP_SHA256_BYTES; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    assert_string_equal(hex, expected);
}

static void *make_context(sgp_crypto *crypto)
{
    return calloc(1, crypto->type->context_bytes);
}

/* After the last digest: the context is wiped and holds no resources. */
static void end_context(sgp_crypto *crypto, void *context)
{
    if (SGP_HAS(crypto, release)) crypto->type->release(crypto, context);
    for (size_t i = 0; i < crypto->type->context_bytes; i++)
        assert_int_equal(((unsigned char *)context)[i], 0); /* wiped */
    free(context);
}

/* Computes the digest of text, `step` bytes at a time. */
static void digest_in_steps(sgp_crypto *crypto, const char *text, size_t step,
                            unsigned char out[SGP_SHA256_BYTES])
{
    void *context = make_context(crypto);
    sgp_error err = TEST_ERROR_INIT;
    size_t len = strlen(text);

    assert_int_equal(crypto->type->init(crypto, context, &err), SGP_OK);
    for (size_t at = 0; at < len; at += step)
        assert_int_equal(crypto->type->update(crypto, context, text + at,
                                              len - at < step ? len - at : step, &err),
                         SGP_OK);
    assert_int_equal(crypto->type->update(crypto, context, text, 0, &err), SGP_OK);
    assert_int_equal(crypto->type->final(crypto, context, out, &err), SGP_OK);
    end_context(crypto, context);
}

static void the_table_is_complete(void **state)
{
    sgp_crypto *crypto = crypto_of(state);

    assert_int_equal(crypto->type->size, sizeof(sgp_crypto_type));
    assert_true(crypto->type->name[0] != '\0');
    assert_in_range(crypto->type->context_bytes, 1, SGP_CRYPTO_CONTEXT_MAX);
    assert_true(SGP_HAS(crypto, init) && SGP_HAS(crypto, update) && SGP_HAS(crypto, final));
    assert_ptr_equal(crypto_of(state), crypto); /* static */
}

static void digests_are_fips_180s_however_the_message_is_split(void **state)
{
    sgp_crypto *crypto = crypto_of(state);

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++)
        for (size_t step = 1; step < 130; step++) {
            unsigned char digest[SGP_SHA256_BYTES];
            digest_in_steps(crypto, vectors[i].text, step, digest);
            expect_digest(digest, vectors[i].digest);
        }
}

static void a_million_letters_have_the_digest_of_fips_180(void **state)
{
    sgp_crypto *crypto = crypto_of(state);
    char *text = malloc(1000001);
    unsigned char digest[SGP_SHA256_BYTES];

    assert_non_null(text);
    memset(text, 'a', 1000000);
    text[1000000] = '\0';
    digest_in_steps(crypto, text, 4096, digest);
    expect_digest(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(text);
}

static void two_digests_may_be_under_way_at_once(void **state)
{
    sgp_crypto *crypto = crypto_of(state);
    void *one = make_context(crypto);
    void *two = make_context(crypto);
    unsigned char digest[SGP_SHA256_BYTES];

    assert_int_equal(crypto->type->init(crypto, one, NULL), SGP_OK);
    assert_int_equal(crypto->type->init(crypto, two, NULL), SGP_OK);
    assert_int_equal(crypto->type->update(crypto, one, "abc", 3, NULL), SGP_OK);
    assert_int_equal(crypto->type->final(crypto, two, digest, NULL), SGP_OK);
    expect_digest(digest, vectors[0].digest);
    assert_int_equal(crypto->type->final(crypto, one, digest, NULL), SGP_OK);
    expect_digest(digest, vectors[1].digest);
    end_context(crypto, one);
    end_context(crypto, two);
}

static void a_context_is_as_good_for_the_next_digest(void **state)
{
    sgp_crypto *crypto = crypto_of(state);
    void *context = make_context(crypto);
    unsigned char digest[SGP_SHA256_BYTES];

    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const char *text = vectors[i].text;
        assert_int_equal(crypto->type->init(crypto, context, NULL), SGP_OK);
        assert_int_equal(crypto->type->update(crypto, context, text, strlen(text), NULL), SGP_OK);
        assert_int_equal(crypto->type->final(crypto, context, digest, NULL), SGP_OK);
        expect_digest(digest, vectors[i].digest);
    }
    end_context(crypto, context);
}

static void a_context_that_was_never_begun_can_be_released(void **state)
{
    sgp_crypto *crypto = crypto_of(state);

    end_context(crypto, make_context(crypto));
}

static void sha1_where_there_is_one_is_fips_180s(void **state)
{
    static const vector known[] = { { "abc", "a9993e364706816aba3e25717850c26c9cd0d89d" },
                                    { "", "da39a3ee5e6b4b0d3255bfef95601890afd80709" } };
    sgp_crypto *crypto = crypto_of(state);
    unsigned char digest[SGP_SHA1_BYTES];
    char hex[2 * SGP_SHA1_BYTES + 1];

    assert_true(SGP_HAS(crypto, sha1) || !*state); /* the shipped ones provide it */
    for (size_t i = 0; SGP_HAS(crypto, sha1) && i < 2; i++) {
        assert_int_equal(
            crypto->type->sha1(crypto, known[i].text, strlen(known[i].text), digest, NULL), SGP_OK);
        for (size_t at = 0; at < sizeof digest; at++)
            (void)snprintf(hex + 2 * at, 3, "%02x", digest[at]);
        assert_string_equal(hex, known[i].digest);
    }
}

/* A leak checker finds resources of init that are not released. */
static void an_abandoned_digest_is_released(void **state)
{
    sgp_crypto *crypto = crypto_of(state);
    void *context = make_context(crypto);
    unsigned char digest[SGP_SHA256_BYTES];

    assert_int_equal(crypto->type->init(crypto, context, NULL), SGP_OK);
    reference.fail_update = 1; /* only the fake can be made to fail */
    (void)crypto->type->update(crypto, context, "abc", 3, NULL);
    reference.fail_update = 0;
    (void)crypto->type->final(crypto, context, digest, NULL);
    assert_int_equal(reference.open, 0);
    end_context(crypto, context);
}

static int run(const char *name, void *backend)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(the_table_is_complete, backend),
        cmocka_unit_test_prestate(digests_are_fips_180s_however_the_message_is_split, backend),
        cmocka_unit_test_prestate(a_million_letters_have_the_digest_of_fips_180, backend),
        cmocka_unit_test_prestate(two_digests_may_be_under_way_at_once, backend),
        cmocka_unit_test_prestate(a_context_is_as_good_for_the_next_digest, backend),
        cmocka_unit_test_prestate(a_context_that_was_never_begun_can_be_released, backend),
        cmocka_unit_test_prestate(sha1_where_there_is_one_is_fips_180s, backend),
        cmocka_unit_test_prestate(an_abandoned_digest_is_released, backend),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
    int failures = run("reference", NULL);

    for (size_t i = 0; sgp_backend_at(i); i++)
        failures += run(sgp_backend_at(i)->name, (void *)(uintptr_t)sgp_backend_at(i));
    return failures;
}
