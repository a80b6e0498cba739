/*
 * test_openssl_trust.c - the certificates that the OpenSSL backend trusts:
 * good, broken, empty and missing bundles, and the system's store.
 */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "sgp_backend_openssl.h"
#include "tls_peer.h"

#define BROKEN_BLOCK                                                                               \
    "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n"
/* A SEQUENCE in a SEQUENCE: an empty one, and one that is longer than the
 * outer. */
#define NO_SUBJECT "-----BEGIN CERTIFICATE-----\nMAQwAgUA\n-----END CERTIFICATE-----\n"
#define BROKEN_DER "-----BEGIN CERTIFICATE-----\nMAQwAjB/\n-----END CERTIFICATE-----\n"
/* The fields of a certificate up to its subject, which is empty. */
#define BROKEN_SUBJECT                                                                             \
    "-----BEGIN CERTIFICATE-----\nMA0wCwIBATAAMAAwADAA\n-----END CERTIFICATE-----\n"
#define BROKEN_BASE64 "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"

typedef struct world {
    tls_identity ca;
    char *pem;
    X509_STORE *store;
    char folder[64];
    char file[96];
    sgp__tls_settings settings; /* trust `file` */
    sgp_trace trace;
    char traced[256]; /* the last line */
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} world;

static void note(void *self, const char *topic, const char *text, size_t text_len)
{
    world *w = self;

    assert_string_equal(topic, "connect");
    (void)snprintf(w->traced, sizeof w->traced, "%.*s", (int)text_len, text);
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
    w->trace.size = sizeof w->trace;
    w->trace.self = w;
    w->trace.line = note;
    w->settings.trace = &w->trace;
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
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

/* Returns non-zero if the store verifies the certificate. */
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

static char *replaced(const char *text, const char *from, const char *to)
{
    size_t room = strlen(text) * 2 + 1;
    char *out = calloc(1, room);
    const char *found;

    assert_non_null(out);
    while ((found = strstr(text, from)) != NULL) {
        (void)snprintf(out + strlen(out), room - strlen(out), "%.*s%s", (int)(found - text), text,
                       to);
        text = found + strlen(from);
    }
    (void)snprintf(out + strlen(out), room - strlen(out), "%s", text);
    return out;
}

static void expect_trusted(world *w, const char *before, const char *pem, int trusted, int skipped)
{
    char line[256];

    write_file(w->file, before, pem);
    (void)snprintf(line, sizeof line, "trust %d certificates of %s, %d skipped", trusted, w->file,
                   skipped);
    assert_int_equal(sgp__openssl_trust(&w->settings, w->store, &w->err), SGP_OK);
    assert_string_equal(w->traced, line);
    assert_int_equal(ERR_peek_error(), 0);
    assert_true(is_trusted(w));
}

static void broken_certificates_are_skipped_if_one_is_good(void **state)
{
    static const char *const before[] = { "",         "text before\n", BROKEN_BLOCK, BROKEN_BASE64,
                                          NO_SUBJECT, BROKEN_DER };
    world w;

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        world_init(&w);
        expect_trusted(&w, before[i], w.pem, 1, i > 1);
        world_end(&w);
    }
}

/* As PEM_read_bio(3): with the old label, any line end, and a last line without
 * line end. */
static void blocks_are_recognised_by_their_lines(void **state)
{
    static const char *const spellings[][2] = {
        { "", "" },
        { "\n", "\r\n" },
        { "\n", " \t\n" },
        { "CERTIFICATE", "X509 CERTIFICATE" },
        { "CERTIFICATE-----\n", "CERTIFICATE-----\n\n" },
        { "END CERTIFICATE-----\n", "END CERTIFICATE-----" },
    };
    world w;

    (void)state;
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        char *pem;
        world_init(&w);
        pem = i == 0 ? strdup(w.pem) : replaced(w.pem, spellings[i][0], spellings[i][1]);
        expect_trusted(&w, "# a comment\n-- dashes\n", pem, 1, 0);
        free(pem);
        world_end(&w);
    }
}

/* Cuts a certificate after each of its bytes; the next one is still read. */
static void a_certificate_that_breaks_off_hides_no_other(void **state)
{
    world w;
    size_t len;

    (void)state;
    world_init(&w);
    len = strlen(w.pem) - strlen("-----END CERTIFICATE-----\n");
    for (size_t cut = strlen("-----BEGIN CERTIFICATE-----\n"); cut <= len; cut++) {
        char *first = strndup(w.pem, cut);
        X509_STORE_free(w.store);
        w.store = X509_STORE_new();
        first = realloc(first, cut + 2);
        assert_non_null(first);
        if (first[cut - 1] != '\n') memcpy(first + cut, "\n", 2);
        expect_trusted(&w, first, w.pem, 1, 1);
        free(first);
    }
    world_end(&w);
}

static void damaged_base64_is_skipped(void **state)
{
    world w;

    (void)state;
    world_init(&w);
    for (size_t at = strlen("-----BEGIN CERTIFICATE-----\n");
         at < strlen(w.pem) - strlen("-----END CERTIFICATE-----\n"); at++) {
        char *first = strdup(w.pem);
        X509_STORE_free(w.store);
        w.store = X509_STORE_new();
        first[at] = '!';
        expect_trusted(&w, first, w.pem, 1, 1);
        free(first);
    }
    world_end(&w);
}

static void other_blocks_of_a_bundle_are_ignored(void **state)
{
    char *key, *text;
    size_t room;
    BIO *bio = BIO_new(BIO_s_mem());
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(PEM_write_bio_PrivateKey(bio, w.ca.key, NULL, NULL, 0, NULL, NULL), 1);
    room = (size_t)BIO_get_mem_data(bio, &text);
    key = strndup(text, room);
    expect_trusted(&w, key, w.pem, 1, 0);
    BIO_free(bio);
    free(key);
    world_end(&w);
}

/* openssl-x509(1), -addtrust and -addreject. */
static void a_trusted_certificate_may_say_for_what(void **state)
{
    (void)state;
    for (int is_rejected = 0; is_rejected < 2; is_rejected++) {
        BIO *bio = BIO_new(BIO_s_mem());
        tls_identity leaf;
        world w;
        char *text, *pem;
        size_t len;

        world_init(&w);
        leaf = tls_identity_make("leaf", NULL, &w.ca, -1, 1);
        if (is_rejected)
            assert_int_equal(
                X509_add1_reject_object(w.ca.certificate, OBJ_nid2obj(NID_server_auth)), 1);
        else
            assert_int_equal(X509_add1_trust_object(w.ca.certificate, OBJ_nid2obj(NID_server_auth)),
                             1);
        assert_int_equal(PEM_write_bio_X509_AUX(bio, w.ca.certificate), 1);
        len = (size_t)BIO_get_mem_data(bio, &text);
        pem = strndup(text, len);
        assert_non_null(strstr(pem, "BEGIN TRUSTED CERTIFICATE"));
        write_file(w.file, pem, "");
        assert_int_equal(X509_STORE_set_purpose(w.store, X509_PURPOSE_SSL_SERVER), 1);
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_int_equal(is_verified(&w, leaf.certificate), !is_rejected);
        BIO_free(bio);
        free(pem);
        tls_identity_free(&leaf);
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
    assert_string_equal(w.traced, "trust 1 certificates of ca_pem, 0 skipped");
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
        assert_non_null(strstr(sgp_error_message(&w.err), w.file));
        assert_non_null(strstr(sgp_error_message(&w.err), "no usable certificate"));
        world_end(&w);
    }
}

static void a_missing_bundle_is_named(void **state)
{
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&w.err), w.file));
    assert_non_null(strstr(sgp_error_message(&w.err), "cannot be read"));
    world_end(&w);
}

static void a_missing_bundle_is_reported_at_the_first_wrap(void **state)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    tls_identity server = tls_identity_make("server", NULL, NULL, -1, 1);
    sgp_error err = TEST_ERROR_INIT;
    sgp_stream *stream = NULL;
    tls_peer peer;
    sgp_tls *tls;

    (void)state;
    tls_peer_start(&peer, &server, 0);
    options.ca_file = "/nonexistent/bundle.pem";
    assert_int_equal(sgp_openssl_tls_new(&tls, &options, NULL, &err), SGP_OK);
    for (int i = 0; i < 2; i++) {
        sgp_error_reset(&err);
        assert_int_equal(tls->type->wrap(tls, tls_peer_stream(&peer), "a", &stream, &err),
                         SGP_ERR_CONFIG);
        assert_non_null(strstr(sgp_error_message(&err), "/nonexistent/bundle.pem"));
    }
    assert_int_equal(peer.closes_seen, 0);
    tls->type->destroy(tls);
    tls_peer_stop(&peer);
    tls_identity_free(&server);
}

static void a_hashed_folder_is_preferred_and_read_lazily(void **state)
{
    const char *const files[] = { "/nonexistent/a.pem", NULL };
    char link[96];
    world w;

    (void)state;
    world_init(&w);
    (void)snprintf(link, sizeof link, "%s/%08lx.0", w.folder,
                   X509_subject_name_hash(w.ca.certificate));
    write_file(link, w.pem, "");
    assert_int_equal(sgp__openssl_trust_system(&w.settings, w.store, w.folder, files, &w.err),
                     SGP_OK);
    assert_true(is_trusted(&w));
    assert_int_equal(unlink(link), 0);
    world_end(&w);
}

static void without_hashes_the_first_usable_bundle_is_taken(void **state)
{
    world w;
    const char *const files[] = { "/nonexistent/a.pem", w.file, NULL };

    (void)state;
    world_init(&w);
    write_file(w.file, w.pem, ""); /* so the folder contains bundle.pem, but no hash */
    assert_int_equal(sgp__openssl_trust_system(&w.settings, w.store, w.folder, files, &w.err),
                     SGP_OK);
    assert_true(is_trusted(&w));
    world_end(&w);
}

static void a_system_without_a_store_gets_a_hint(void **state)
{
    const char *const files[] = { "/nonexistent/a.pem", NULL };
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(
        sgp__openssl_trust_system(&w.settings, w.store, "/nonexistent/certs", files, &w.err),
        SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&w.err), "/nonexistent/certs"));
    assert_non_null(strstr(sgp_error_message(&w.err), "ca_file"));
    world_end(&w);
}

/* --- certificates are parsed when a chain asks for them --------------------------------------- */

/* RFC 5280, A.1: ub-common-name. */
#define CN_CHARS_MAX 64

/* Returns the authority with another spelling of its name and the same key. */
static tls_identity respelled(const tls_identity *ca, const char *name)
{
    tls_identity other = { X509_dup(ca->certificate), ca->key };
    X509_NAME *spelled = X509_NAME_new();

    for (size_t at = 0; at < strlen(name); at += CN_CHARS_MAX) {
        int left = (int)strlen(name + at);
        assert_int_equal(X509_NAME_add_entry_by_txt(
                             spelled, "CN", MBSTRING_ASC, (const unsigned char *)name + at,
                             left > CN_CHARS_MAX ? CN_CHARS_MAX : left, -1, 0),
                         1);
    }
    assert_int_equal(X509_set_subject_name(other.certificate, spelled), 1);
    assert_int_equal(X509_set_issuer_name(other.certificate, spelled), 1);
    assert_true(X509_sign(other.certificate, other.key, EVP_sha256()) > 0);
    X509_NAME_free(spelled);
    return other;
}

/* RFC 5280, 7.1: names are compared without regard to case and blanks. */
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

/* A trusted certificate without purposes, with each padding of base64. */
static void a_trusted_certificate_may_say_nothing(void **state)
{
    static const char *const names[] = { "a", "ab", "abc", "abcd", "abcde", "abcdef" };
    world w;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        tls_identity issuer, leaf;
        char *pem, *trusted;
        world_init(&w);
        issuer = respelled(&w.ca, names[i]);
        pem = tls_identity_pem(&issuer);
        trusted = replaced(pem, "CERTIFICATE", "TRUSTED CERTIFICATE");
        leaf = tls_identity_make("leaf", NULL, &issuer, -1, 1);
        write_file(w.file, trusted, "");
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_true(is_verified(&w, leaf.certificate));
        tls_identity_free(&leaf);
        X509_free(issuer.certificate);
        free(pem);
        free(trusted);
        world_end(&w);
    }
}

/* The subject is far from the start of the certificate. */
static void a_name_that_is_far_in_is_found(void **state)
{
    char name[4097];
    world w;

    (void)state;
    for (size_t len = 100; len <= 4096; len += 333) {
        tls_identity issuer, leaf;
        char *pem;
        world_init(&w);
        memset(name, 'n', len);
        name[len] = '\0';
        issuer = respelled(&w.ca, name);
        pem = tls_identity_pem(&issuer);
        leaf = tls_identity_make("leaf", NULL, &issuer, -1, 1);
        write_file(w.file, w.pem, pem);
        assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
        assert_true(is_verified(&w, leaf.certificate));
        tls_identity_free(&leaf);
        X509_free(issuer.certificate);
        free(pem);
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

/* The right one is beside another of that name, in another bundle or
 * spelling. */
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

/* Returns the base64 of DER, owned by the caller. */
static char *base64_of(const unsigned char *der, int len)
{
    char *text = malloc((size_t)len * 2);

    assert_non_null(text);
    (void)EVP_EncodeBlock((unsigned char *)text, der, len);
    return text;
}

/* Changes each byte of a certificate in turn; it then verifies nothing. */
static void a_damaged_certificate_does_no_harm(void **state)
{
    unsigned char *der = NULL;
    world w;
    int len;

    (void)state;
    world_init(&w);
    len = i2d_X509(w.ca.certificate, &der);
    for (int at = 0; at < len; at++) {
        char *text;
        X509_STORE_free(w.store);
        w.store = X509_STORE_new();
        der[at] ^= 0x55;
        text = base64_of(der, len);
        der[at] ^= 0x55;
        (void)sgp__openssl_bundle_add(sgp__openssl_bundle_new(w.store), sgp_str_from(text), 0);
        assert_false(is_trusted(&w));
        free(text);
    }
    OPENSSL_free(der);
    world_end(&w);
}

/* Each certificate that OpenSSL's reader finds in Debian's bundle is found by
 * name. */
static void all_of_the_systems_bundle_are_found(void **state)
{
    static const char bundle[] = "/etc/ssl/certs/ca-certificates.crt";
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509_INFO) * all;
    BIO *file = BIO_new_file(bundle, "r");
    char line[128];
    world w;

    (void)state;
    if (!file) {
        print_message("[  SKIPPED ] %s is not there: ca-certificates is not installed\n", bundle);
        X509_STORE_CTX_free(ctx);
        ERR_clear_error();
        skip();
    }
    world_init(&w);
    all = PEM_X509_INFO_read_bio(file, NULL, NULL, NULL);
    w.settings.ca.file = bundle;
    assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
    (void)snprintf(line, sizeof line, "trust %d certificates of %s, 0 skipped",
                   sk_X509_INFO_num(all), bundle);
    assert_string_equal(w.traced, line);
    assert_int_equal(X509_STORE_CTX_init(ctx, w.store, NULL, NULL), 1);
    for (int i = 0; i < sk_X509_INFO_num(all); i++) {
        X509 *expected = sk_X509_INFO_value(all, i)->x509;
        STACK_OF(X509) *found = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(expected));
        int matches = 0;
        for (int k = 0; k < sk_X509_num(found); k++)
            matches += X509_cmp(sk_X509_value(found, k), expected) == 0;
        assert_int_equal(matches, 1);
        sk_X509_pop_free(found, X509_free);
    }
    sk_X509_INFO_pop_free(all, X509_INFO_free);
    X509_STORE_CTX_free(ctx);
    BIO_free(file);
    ERR_clear_error();
    world_end(&w);
}

/* --- OpenSSL's memory ------------------------------------------------------------------------- */

static int allocations_left = -1; /* before all others fail; -1: none fails */

static int allocations;

static int may_allocate(void)
{
    allocations++;
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

/* Returns how often OpenSSL allocates while the store looks for a name. */
static int allocations_of_a_look_up(world *w, const X509_NAME *name)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) * found;
    int before;

    assert_int_equal(X509_STORE_CTX_init(ctx, w->store, NULL, NULL), 1);
    before = allocations;
    found = X509_STORE_CTX_get1_certs(ctx, name);
    before = allocations - before;
    assert_int_equal(sk_X509_num(found) > 0, 0);
    sk_X509_pop_free(found, X509_free);
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return before;
}

/* A peer's chain can ask for a hundred names. A name in UTF-16 has no hash, so each certificate has
 * to be compared. */
static void each_certificate_is_parsed_at_most_once(void **state)
{
    static const unsigned char utf16[] = { 0, 'n', 0, 'o', 0, 'b', 0, 'o', 0, 'd', 0, 'y' };
    X509_NAME *name = X509_NAME_new();
    int first;
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(
        X509_NAME_add_entry_by_txt(name, "CN", V_ASN1_BMPSTRING, utf16, sizeof utf16, -1, 0), 1);
    write_file(w.file, w.pem, BROKEN_SUBJECT);
    assert_int_equal(sgp__openssl_trust(&w.settings, w.store, &w.err), SGP_OK);
    first = allocations_of_a_look_up(&w, name);
    assert_true(first > 50); /* it parses them */
    assert_in_range(allocations_of_a_look_up(&w, name), 0, 10);
    assert_true(is_trusted(&w));
    X509_NAME_free(name);
    world_end(&w);
}

/* The call never returns SGP_OK for a bundle that it has not read. */
static void a_lack_of_memory_is_not_reported_as_a_broken_bundle(void **state)
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
        cmocka_unit_test(blocks_are_recognised_by_their_lines),
        cmocka_unit_test(a_certificate_that_breaks_off_hides_no_other),
        cmocka_unit_test(damaged_base64_is_skipped),
        cmocka_unit_test(other_blocks_of_a_bundle_are_ignored),
        cmocka_unit_test(a_trusted_certificate_may_say_for_what),
        cmocka_unit_test(a_bundle_in_memory_is_trusted_too),
        cmocka_unit_test(a_bundle_without_a_certificate_is_named),
        cmocka_unit_test(a_missing_bundle_is_named),
        cmocka_unit_test(a_missing_bundle_is_reported_at_the_first_wrap),
        cmocka_unit_test(a_hashed_folder_is_preferred_and_read_lazily),
        cmocka_unit_test(without_hashes_the_first_usable_bundle_is_taken),
        cmocka_unit_test(a_system_without_a_store_gets_a_hint),
        cmocka_unit_test(an_issuer_may_be_spelled_otherwise_than_in_the_bundle),
        cmocka_unit_test(a_trusted_certificate_may_say_nothing),
        cmocka_unit_test(a_name_that_is_far_in_is_found),
        cmocka_unit_test(of_several_with_one_name_the_right_one_is_found),
        cmocka_unit_test(all_of_one_name_are_found_wherever_they_are),
        cmocka_unit_test(a_damaged_certificate_does_no_harm),
        cmocka_unit_test(all_of_the_systems_bundle_are_found),
        cmocka_unit_test(each_certificate_is_parsed_at_most_once),
        cmocka_unit_test(a_lack_of_memory_is_not_reported_as_a_broken_bundle),
    };
    if (CRYPTO_set_mem_functions(limited_malloc, limited_realloc, plain_free) != 1) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
