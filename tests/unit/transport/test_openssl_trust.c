/*
 * test_openssl_trust.c - whom the OpenSSL backend trusts: bundles good, broken, empty and missing,
 * and where the system's store is looked for.
 */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "backend_openssl.h"
#include "tls_peer.h"

#define BROKEN_BLOCK                                                                               \
    "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"
#define BROKEN_BASE64 "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"

typedef struct world {
    tls_identity ca;
    char *pem;
    X509_STORE *store;
    char folder[64];
    char file[96];
    sgp__tls_settings settings; /* trust `file` */
    char told[256];             /* by the trace */
    sgp_error err;
} world;

static void note(void *self, const char *topic, const char *text, size_t text_len)
{
    world *w = self;

    assert_string_equal(topic, "connect");
    (void)snprintf(w->told, sizeof w->told, "%.*s", (int)text_len, text);
}

static void world_init(world *w)
{
    memset(w, 0, sizeof *w);
    w->ca = tls_identity_make("test authority", NULL, NULL, -1, 1);
    w->pem = tls_identity_pem(&w->ca);
    w->store = X509_STORE_new();
    (void)snprintf(w->folder, sizeof w->folder, "/tmp/sgp-trust-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    (void)snprintf(w->file, sizeof w->file, "%s/bundle.pem", w->folder);
    w->settings.ca.file = w->file;
    w->settings.trace.self = w;
    w->settings.trace.line = note;
}

static void world_end(world *w)
{
    (void)unlink(w->file);
    assert_int_equal(rmdir(w->folder), 0);
    X509_STORE_free(w->store);
    tls_identity_free(&w->ca);
    free(w->pem);
    assert_int_equal(ERR_peek_error(), 0);
}

static void write_file(const char *path, const char *first, const char *second)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(first, file) >= 0 && fputs(second, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Non-zero when the store verifies a certificate. */
static int is_verified(world *w, X509 *certificate)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    int good;

    assert_int_equal(X509_STORE_CTX_init(ctx, w->store, certificate, NULL), 1);
    good = X509_verify_cert(ctx) == 1;
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return good;
}

static int is_trusted(world *w)
{
    return is_verified(w, w->ca.certificate);
}

static void broken_certificates_are_skipped_if_one_is_good(void **state)
{
    static const char *const before[] = { "", "text before\n", BROKEN_BLOCK, BROKEN_BASE64 };
    char told[256];
    world w;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        world_init(&w);
        write_file(w.file, before[i], w.pem);
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_true(is_trusted(&w));
        (void)snprintf(told, sizeof told, "trust 1 certificates of %s, %d skipped", w.file, i > 1);
        assert_string_equal(w.told, told);
        world_end(&w);
    }
}

static void a_bundle_in_memory_is_trusted_too(void **state)
{
    world w;

    (void)state;
    world_init(&w);
    assert_false(is_trusted(&w));
    w.settings.ca.file = NULL;
    w.settings.ca_pem.bytes = w.pem;
    w.settings.ca_pem.len = strlen(w.pem);
    w.settings.ca_pem.option = "ca_pem";
    assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
    assert_string_equal(w.told, "trust 1 certificates of ca_pem, 0 skipped");
    assert_true(is_trusted(&w));
    world_end(&w);
}

static void a_bundle_without_a_certificate_is_named(void **state)
{
    static const char *const contents[] = { "", "rubbish", BROKEN_BLOCK, BROKEN_BASE64,
                                            "-----BEGIN CERTIFICATE-----\nMIIB" };
    world w;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        world_init(&w);
        write_file(w.file, contents[i], "");
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_ERR_CONFIG);
        assert_non_null(strstr(w.err.message, w.file));
        assert_non_null(strstr(w.err.message, "no usable certificate"));
        world_end(&w);
    }
}

static void a_missing_bundle_is_named(void **state)
{
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_ERR_CONFIG);
    assert_non_null(strstr(w.err.message, w.file));
    assert_non_null(strstr(w.err.message, "cannot be read"));
    world_end(&w);
}

static void a_missing_bundle_is_told_at_the_first_wrap(void **state)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    tls_identity server = tls_identity_make("server", NULL, NULL, -1, 1);
    sgp_error err = SGP_ERROR_INIT;
    sgp_stream stream = SGP_STREAM_INIT;
    tls_peer peer;
    sgp_stream inner;
    sgp_tls tls;

    (void)state;
    tls_peer_start(&peer, &server, 0);
    inner = tls_peer_stream(&peer);
    options.ca_file = "/nonexistent/bundle.pem";
    assert_int_equal(sgp_openssl_tls_new(&tls, &options, NULL, &err), SGP_OK);
    for (int i = 0; i < 2; i++) {
        sgp_error_reset(&err);
        assert_int_equal(tls.wrap(tls.self, &inner, "a", &stream, &err), SGP_ERR_CONFIG);
        assert_non_null(strstr(err.message, "/nonexistent/bundle.pem"));
    }
    assert_int_equal(peer.closes_seen, 0);
    tls.destroy(tls.self);
    tls_peer_stop(&peer);
    tls_identity_free(&server);
}

static void a_hashed_folder_is_preferred_and_read_lazily(void **state)
{
    const char *const files[] = { "/nonexistent/a.pem", NULL };
    sgp__openssl_places places = { NULL, files };
    char link[96];
    world w;

    (void)state;
    world_init(&w);
    places.folder = w.folder;
    (void)snprintf(link, sizeof link, "%s/%08lx.0", w.folder,
                   X509_subject_name_hash(w.ca.certificate));
    write_file(link, w.pem, "");
    assert_int_equal(sgp__openssl_trust_places(&w.settings, w.store, &places, &w.err), SGP_OK);
    assert_true(is_trusted(&w));
    assert_int_equal(unlink(link), 0);
    world_end(&w);
}

static void without_hashes_the_first_usable_bundle_is_taken(void **state)
{
    world w;
    const char *const files[] = { "/nonexistent/a.pem", w.file, NULL };
    sgp__openssl_places places = { NULL, files };

    (void)state;
    world_init(&w);
    places.folder = w.folder; /* holds bundle.pem, but no hash */
    write_file(w.file, w.pem, "");
    assert_int_equal(sgp__openssl_trust_places(&w.settings, w.store, &places, &w.err), SGP_OK);
    assert_true(is_trusted(&w));
    world_end(&w);
}

static void a_system_without_a_store_is_told_what_to_do(void **state)
{
    const char *const files[] = { "/nonexistent/a.pem", NULL };
    sgp__openssl_places places = { "/nonexistent/certs", files };
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(sgp__openssl_trust_places(&w.settings, w.store, &places, &w.err),
                     SGP_ERR_CONFIG);
    assert_non_null(strstr(w.err.message, "/nonexistent/certs"));
    assert_non_null(strstr(w.err.message, "ca_file"));
    world_end(&w);
}

/* --- certificates are parsed when a chain asks for them --------------------------------------- */

/* The authority under another spelling of its name; the key is the same. */
static tls_identity respelled(const tls_identity *ca, const char *name)
{
    tls_identity other = { X509_dup(ca->certificate), ca->key };
    X509_NAME *spelled = X509_NAME_new();

    assert_int_equal(X509_NAME_add_entry_by_txt(spelled, "CN", MBSTRING_ASC,
                                                (const unsigned char *)name, -1, -1, 0),
                     1);
    assert_int_equal(X509_set_subject_name(other.certificate, spelled), 1);
    assert_int_equal(X509_set_issuer_name(other.certificate, spelled), 1);
    assert_true(X509_sign(other.certificate, other.key, EVP_sha256()) > 0);
    X509_NAME_free(spelled);
    return other;
}

/* RFC 5280, 7.1: names are the same whatever their case and blanks. */
static void an_issuer_may_be_spelled_otherwise_than_in_the_bundle(void **state)
{
    static const char *const names[] = { "test authority", "TEST  Authority", "another" };
    world w;

    (void)state;
    for (int i = 0; i < 3; i++) {
        tls_identity issuer, leaf;
        world_init(&w);
        issuer = respelled(&w.ca, names[i]);
        leaf = tls_identity_make("leaf", NULL, &issuer, -1, 1);
        write_file(w.file, w.pem, "");
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_int_equal(is_verified(&w, leaf.certificate), i < 2);
        assert_int_equal(is_verified(&w, leaf.certificate), i < 2); /* from the store itself */
        tls_identity_free(&leaf);
        X509_free(issuer.certificate);
        world_end(&w);
    }
}

static void of_several_with_one_name_the_right_one_is_found(void **state)
{
    tls_identity other = tls_identity_make("test authority", NULL, NULL, -1, 1), leaf;
    char *pem = tls_identity_pem(&other);
    world w;

    (void)state;
    for (int is_first = 0; is_first < 2; is_first++) {
        world_init(&w);
        leaf = tls_identity_make("leaf", NULL, &w.ca, -1, 1);
        write_file(w.file, is_first ? w.pem : pem, is_first ? pem : w.pem);
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_true(is_verified(&w, leaf.certificate));
        tls_identity_free(&leaf);
        world_end(&w);
    }
    tls_identity_free(&other);
    free(pem);
}

/* Beside another authority of that name, in another bundle and under another spelling. */
static void all_of_one_name_are_found_wherever_they_are(void **state)
{
    tls_identity other = tls_identity_make("test authority", NULL, NULL, -1, 1);
    char *pem = tls_identity_pem(&other);
    world w;

    (void)state;
    for (int is_respelled = 0; is_respelled < 2; is_respelled++) {
        tls_identity right, leaf;
        char *right_pem;
        world_init(&w);
        right = respelled(&w.ca, is_respelled ? "TEST  Authority" : "test authority");
        right_pem = tls_identity_pem(&right);
        leaf = tls_identity_make("leaf", NULL, &w.ca, -1, 1);
        write_file(w.file, pem, is_respelled ? right_pem : "");
        w.settings.ca_pem.bytes = is_respelled ? NULL : right_pem;
        w.settings.ca_pem.len = strlen(right_pem);
        w.settings.ca_pem.option = "ca_pem";
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_true(is_verified(&w, leaf.certificate));
        tls_identity_free(&leaf);
        X509_free(right.certificate);
        free(right_pem);
        world_end(&w);
    }
    tls_identity_free(&other);
    free(pem);
}

/* Each byte of a certificate spoilt in turn: it verifies nothing, or is what it was. */
static void a_spoilt_certificate_does_no_harm(void **state)
{
    unsigned char *der = NULL;
    world w;
    int len;

    (void)state;
    world_init(&w);
    len = i2d_X509(w.ca.certificate, &der);
    for (int at = 0; at < len; at++) {
        unsigned char *spoilt = OPENSSL_memdup(der, (size_t)len);
        X509_STORE_free(w.store);
        w.store = X509_STORE_new();
        spoilt[at] ^= 0x55;
        (void)sgp__openssl_bundle_add(sgp__openssl_bundle_new(w.store), spoilt, len, 0);
        assert_false(is_trusted(&w));
    }
    OPENSSL_free(der);
    world_end(&w);
}

/* --- OpenSSL's memory ------------------------------------------------------------------------- */

static int allocations_left = -1; /* before all fail; -1: none does */

static int may_allocate(void)
{
    if (allocations_left < 0) return 1;
    return allocations_left > 0 && allocations_left--;
}

static void *limited_malloc(size_t bytes, const char *file, int line)
{
    (void)file;
    (void)line;
    return may_allocate() ? malloc(bytes) : NULL;
}

static void *limited_realloc(void *ptr, size_t bytes, const char *file, int line)
{
    (void)file;
    (void)line;
    return may_allocate() ? realloc(ptr, bytes) : NULL;
}

static void plain_free(void *ptr, const char *file, int line)
{
    (void)file;
    (void)line;
    free(ptr);
}

/* It ends, and never says OK of a bundle it has not read. */
static void a_lack_of_memory_is_told_and_no_broken_bundle(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    world w;

    (void)state;
    world_init(&w);
    write_file(w.file, w.pem, "");
    for (int n = 0; status != SGP_OK; n++) {
        X509_STORE_free(w.store);
        w.store = X509_STORE_new();
        sgp_error_reset(&w.err);
        allocations_left = n;
        status = sgp__openssl_trust(&w.settings, w.store, &w.err);
        allocations_left = -1;
        assert_true(status == SGP_OK || status == SGP_ERR_MEMORY);
        assert_int_equal(w.err.status, status);
        assert_true(n < 20000);
    }
    assert_true(is_trusted(&w));
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_certificates_are_skipped_if_one_is_good),
        cmocka_unit_test(a_bundle_in_memory_is_trusted_too),
        cmocka_unit_test(a_bundle_without_a_certificate_is_named),
        cmocka_unit_test(a_missing_bundle_is_named),
        cmocka_unit_test(a_missing_bundle_is_told_at_the_first_wrap),
        cmocka_unit_test(a_hashed_folder_is_preferred_and_read_lazily),
        cmocka_unit_test(without_hashes_the_first_usable_bundle_is_taken),
        cmocka_unit_test(a_system_without_a_store_is_told_what_to_do),
        cmocka_unit_test(an_issuer_may_be_spelled_otherwise_than_in_the_bundle),
        cmocka_unit_test(of_several_with_one_name_the_right_one_is_found),
        cmocka_unit_test(all_of_one_name_are_found_wherever_they_are),
        cmocka_unit_test(a_spoilt_certificate_does_no_harm),
        cmocka_unit_test(a_lack_of_memory_is_told_and_no_broken_bundle),
    };
    if (CRYPTO_set_mem_functions(limited_malloc, limited_realloc, plain_free) != 1) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
