/*
 * test_backend_openssl.c - the OpenSSL stream against a server of OpenSSL's own in memory: who is
 * trusted and who is not, in steps of any size, and cut off.
 *
 * The sentences of OpenSSL are those of X509_verify_cert_error_string; the mismatch ones are those
 * of Python's ssl module (`ssl.SSLCertVerificationError`, Python 3.11), which botocore shows.
 */
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

#include <openssl/err.h>

#include "backend_openssl.h"
#include "fail_alloc.h"
#include "tls_peer.h"

typedef struct world {
    tls_identity ca;
    tls_identity server;
    tls_peer peer;
    char *ca_pem;
    fail_alloc memory;
    sgp_tls tls;
    sgp_stream stream;
    sgp_error err;
} world;

/* A server certificate for san that the client's authority has signed. */
static void world_init_for(world *w, const char *san, long days_from, long days_to, int max_version)
{
    memset(w, 0, sizeof *w);
    fail_alloc_init(&w->memory, -1);
    w->ca = tls_identity_make("test authority", NULL, NULL, -1, 1);
    w->server = tls_identity_make("test server", san, &w->ca, days_from, days_to);
    tls_peer_start(&w->peer, &w->server, max_version);
    w->ca_pem = tls_identity_pem(&w->ca);
}

static void world_init(world *w)
{
    world_init_for(w, "DNS:api.example.com, IP:127.0.0.1, IP:::1", -1, 1, 0);
}

static void world_tls(world *w)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;

    options.ca_pem = w->ca_pem;
    options.ca_pem_bytes = strlen(w->ca_pem);
    assert_int_equal(sgp_openssl_tls_new(&w->tls, &options, &w->memory.api, &w->err), SGP_OK);
}

static void world_wrap(world *w, const char *host)
{
    sgp_stream inner = tls_peer_stream(&w->peer);

    world_tls(w);
    assert_int_equal(w->tls.wrap(w->tls.self, &inner, host, &w->stream, &w->err), SGP_OK);
}

static void world_end(world *w)
{
    int had_stream = w->stream.close != NULL;

    if (had_stream) w->stream.close(w->stream.self);
    assert_int_equal(w->peer.closes_seen, had_stream);
    if (w->tls.destroy) w->tls.destroy(w->tls.self);
    assert_int_equal(ERR_peek_error(), 0);
    tls_peer_stop(&w->peer);
    tls_identity_free(&w->ca);
    tls_identity_free(&w->server);
    free(w->ca_pem);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
}

static sgp_status handshake(world *w)
{
    sgp_status status = SGP_AGAIN;

    for (int i = 0; i < 200000 && status == SGP_AGAIN; i++)
        status = w->stream.connect(w->stream.self, sgp_deadline_none(), &w->err);
    return status;
}

static sgp_status send_all(world *w, const char *text)
{
    size_t at = 0;
    sgp_status status = SGP_OK;

    while (at < strlen(text) && status >= SGP_OK) {
        size_t put = 0;
        status = w->stream.write(w->stream.self, text + at, strlen(text) - at, &put,
                                 sgp_deadline_none(), &w->err);
        if (status == SGP_OK) at += put;
    }
    return status;
}

/* Reads until something else than bytes comes. */
static sgp_status receive_all(world *w, char *out, size_t capacity)
{
    size_t at = 0;
    sgp_status status = SGP_OK;

    for (int i = 0; i < 200000 && (status == SGP_OK || status == SGP_AGAIN); i++) {
        size_t got = 0;
        status = w->stream.read(w->stream.self, out + at, capacity - 1 - at, &got,
                                sgp_deadline_none(), &w->err);
        if (status == SGP_OK) at += got;
    }
    out[at] = '\0';
    return status;
}

static void expect_talk(world *w)
{
    char bytes[64];

    w->peer.answer = "pong";
    w->peer.closes = 1;
    if (handshake(w) != SGP_OK) fail_msg("%s", w->err.message);
    assert_int_equal(send_all(w, "{ping}"), SGP_OK);
    assert_int_equal(receive_all(w, bytes, sizeof bytes), SGP_END);
    assert_string_equal(bytes, "pong");
    assert_string_equal(w->peer.received, "{ping}");
}

/* --- trusted ---------------------------------------------------------------------------------- */

static void bytes_go_both_ways_in_steps_of_any_size_in_each_version(void **state)
{
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    world w;

    (void)state;
    for (int v = 0; v < 2; v++)
        for (int mode = 0; mode < 4; mode++) {
            world_init_for(&w, "DNS:api.example.com", -1, 1, versions[v]);
            w.peer.one_byte = mode & 1;
            w.peer.again = mode >> 1;
            world_wrap(&w, "api.example.com");
            expect_talk(&w);
            assert_int_equal(SSL_version(w.peer.ssl), versions[v]);
            world_end(&w);
        }
}

static void a_name_is_sent_as_sni_and_http11_is_offered(void **state)
{
    world w;

    (void)state;
    world_init(&w);
    world_wrap(&w, "api.example.com.");
    expect_talk(&w);
    assert_string_equal(w.peer.sni, "api.example.com");
    assert_string_equal(w.peer.alpn, "\x08http/1.1");
    world_end(&w);
}

static void an_address_is_verified_and_not_sent_as_sni(void **state)
{
    static const char *const addresses[] = { "127.0.0.1", "::1" };
    world w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        world_init(&w);
        world_wrap(&w, addresses[i]);
        expect_talk(&w);
        assert_string_equal(w.peer.sni, "");
        world_end(&w);
    }
}

static void a_whole_label_may_be_a_wildcard(void **state)
{
    world w;

    (void)state;
    world_init_for(&w, "DNS:*.example.com", -1, 1, 0);
    world_wrap(&w, "api.example.com");
    expect_talk(&w);
    world_end(&w);
}

static void errors_left_by_others_disturb_nothing(void **state)
{
    char byte;
    size_t got;
    world w;

    (void)state;
    world_init(&w);
    w.peer.again = 1;
    world_wrap(&w, "api.example.com");
    ERR_put_error(ERR_LIB_USER, 0, 1, __FILE__, __LINE__);
    assert_int_equal(handshake(&w), SGP_OK);
    ERR_put_error(ERR_LIB_USER, 0, 1, __FILE__, __LINE__);
    assert_int_equal(w.stream.read(w.stream.self, &byte, 1, &got, sgp_deadline_none(), &w.err),
                     SGP_AGAIN);
    expect_talk(&w);
    world_end(&w);
}

static void closing_tells_the_peer_that_this_is_the_end(void **state)
{
    char byte;
    world w;

    (void)state;
    world_init(&w);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    w.stream.close(w.stream.self);
    assert_int_equal(SSL_read(w.peer.ssl, &byte, 1), 0);
    assert_int_equal(SSL_get_shutdown(w.peer.ssl) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(w.peer.closes_seen, 1);
    w.stream.close = NULL;
    w.peer.closes_seen = 0;
    world_end(&w);
}

/* --- not trusted ------------------------------------------------------------------------------ */

typedef struct refusal {
    const char *name;
    const char *san;
    long days_from, days_to;
    int max_version;
    const char *host;
    const char *message;
} refusal;

static const refusal refusals[] = {
    { "another name", "DNS:api.example.org", -1, 1, 0, "api.example.com",
      "certificate verify failed: Hostname mismatch, certificate is not valid for "
      "'api.example.com'." },
    { "another address", "IP:127.0.0.2", -1, 1, 0, "127.0.0.1",
      "certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.1'." },
    { "an address as a name", "DNS:127.0.0.1", -1, 1, 0, "127.0.0.1",
      "certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.1'." },
    { "the name as subject only", NULL, -1, 1, 0, "test server",
      "certificate verify failed: Hostname mismatch, certificate is not valid for 'test server'." },
    { "a wildcard inside a label", "DNS:a*.example.com", -1, 1, 0, "api.example.com",
      "certificate verify failed: Hostname mismatch, certificate is not valid for "
      "'api.example.com'." },
    { "a wildcard for two labels", "DNS:*.com", -1, 1, 0, "api.example.com",
      "certificate verify failed: Hostname mismatch, certificate is not valid for "
      "'api.example.com'." },
    { "expired", "DNS:api.example.com", -3, -1, 0, "api.example.com",
      "certificate verify failed: certificate has expired" },
    { "not yet valid", "DNS:api.example.com", 1, 2, 0, "api.example.com",
      "certificate verify failed: certificate is not yet valid" },
    { "TLS 1.1", "DNS:api.example.com", -1, 1, TLS1_1_VERSION, "api.example.com",
      "the peer speaks no TLS 1.2 or newer" },
};

static void whoever_is_not_who_he_should_be_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const refusal *r = &refusals[i];
        world w;
        world_init_for(&w, r->san, r->days_from, r->days_to, r->max_version);
        world_wrap(&w, r->host);
        if (handshake(&w) != SGP_ERR_TLS) fail_msg("%s was accepted", r->name);
        if (strcmp(w.err.message, r->message) != 0) fail_msg("%s: %s", r->name, w.err.message);
        world_end(&w);
    }
}

static void an_unknown_authority_is_refused(void **state)
{
    tls_identity other = tls_identity_make("other authority", NULL, NULL, -1, 1);
    world w;

    (void)state;
    world_init(&w);
    free(w.ca_pem);
    w.ca_pem = tls_identity_pem(&other);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    assert_string_equal(w.err.message,
                        "certificate verify failed: unable to get local issuer certificate");
    world_end(&w);
    tls_identity_free(&other);
}

static void a_peer_that_speaks_no_tls_is_refused(void **state)
{
    world w;

    (void)state;
    world_init(&w);
    assert_int_equal(BIO_puts(SSL_get_wbio(w.peer.ssl), "HTTP/1.1 400 Bad Request\r\n\r\n"), 28);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    assert_string_equal(w.err.message, "wrong version number");
    world_end(&w);
}

/* --- cut -------------------------------------------------------------------------------------- */

static void an_end_without_close_notify_is_no_end(void **state)
{
    char bytes[64];
    world w;

    (void)state;
    world_init(&w);
    world_wrap(&w, "api.example.com");
    w.peer.answer = "pong";
    w.peer.cuts = 1;
    assert_int_equal(handshake(&w), SGP_OK);
    assert_int_equal(send_all(&w, "{}"), SGP_OK);
    assert_int_equal(receive_all(&w, bytes, sizeof bytes), SGP_ERR_NETWORK);
    assert_string_equal(bytes, "pong");
    assert_non_null(strstr(w.err.message, "without ending it"));
    world_end(&w);
}

static void a_handshake_cut_at_any_byte_is_a_network_error(void **state)
{
    world w;
    size_t handshake_bytes;

    (void)state;
    world_init(&w);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    handshake_bytes = w.peer.sent;
    world_end(&w);
    for (size_t cut = 1; cut < handshake_bytes - 80; cut += 13) {
        world_init(&w);
        world_wrap(&w, "api.example.com");
        w.peer.cut_after = cut;
        assert_int_equal(handshake(&w), SGP_ERR_NETWORK);
        world_end(&w);
    }
}

/* --- wants, memory, ownership ----------------------------------------------------------------- */

static void wants_are_those_of_the_stream_below(void **state)
{
    sgp_wants wants = SGP_WANTS_INIT;
    sgp_stream inner;
    world w;

    (void)state;
    world_init(&w);
    w.peer.again = 1;
    world_wrap(&w, "api.example.com");
    assert_int_equal(w.stream.connect(w.stream.self, sgp_deadline_none(), NULL), SGP_AGAIN);
    w.stream.wants(w.stream.self, &wants);
    assert_int_equal(wants.fd, 7);
    assert_int_equal(wants.events, SGP_WANT_WRITE); /* the wire itself is being connected */
    assert_int_equal(w.stream.connect(w.stream.self, sgp_deadline_none(), NULL), SGP_AGAIN);
    world_end(&w);

    world_init(&w);
    w.peer.no_wants = 1;
    world_tls(&w);
    inner = tls_peer_stream(&w.peer);
    assert_int_equal(w.tls.wrap(w.tls.self, &inner, "a", &w.stream, &w.err), SGP_OK);
    assert_null(w.stream.wants);
    world_end(&w);
}

static void a_failed_wrap_leaves_the_stream_below_alone(void **state)
{
    sgp_stream inner;
    world w;

    (void)state;
    world_init(&w);
    world_tls(&w);
    inner = tls_peer_stream(&w.peer);
    assert_int_equal(w.tls.wrap(w.tls.self, &inner, "", &w.stream, NULL), SGP_ERR_USAGE);
    w.memory.fail_at = w.memory.count;
    assert_int_equal(w.tls.wrap(w.tls.self, &inner, "a", &w.stream, NULL), SGP_ERR_MEMORY);
    inner.read = NULL;
    assert_int_equal(w.tls.wrap(w.tls.self, &inner, "a", &w.stream, NULL), SGP_ERR_USAGE);
    world_end(&w); /* counts the closes */
}

static void without_a_bundle_the_systems_store_is_used(void **state)
{
    sgp_stream inner;
    world w;

    (void)state;
    world_init(&w);
    inner = tls_peer_stream(&w.peer);
    assert_int_equal(sgp_openssl_tls_new(&w.tls, NULL, &w.memory.api, &w.err), SGP_OK);
    if (w.tls.wrap(w.tls.self, &inner, "api.example.com", &w.stream, &w.err) == SGP_OK)
        assert_int_equal(handshake(&w), SGP_ERR_TLS); /* which does not know our authority */
    else
        assert_int_equal(w.err.status, SGP_ERR_CONFIG); /* a machine without one */
    world_end(&w);
}

/* What a failed handshake leaves in OpenSSL's context is not trusted with the next one. */
static void a_failed_handshake_makes_the_bundle_be_read_again(void **state)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    char file[] = "/tmp/sgp-bundle-XXXXXX";
    int fd = mkstemp(file);
    tls_identity other;
    sgp_stream inner;
    char *pem;
    world w;

    (void)state;
    world_init(&w);
    other = tls_identity_make("another authority", NULL, NULL, -1, 1);
    pem = tls_identity_pem(&other);
    options.ca_file = file;
    assert_int_equal(pwrite(fd, pem, strlen(pem), 0), strlen(pem));
    assert_int_equal(sgp_openssl_tls_new(&w.tls, &options, &w.memory.api, &w.err), SGP_OK);
    inner = tls_peer_stream(&w.peer);
    assert_int_equal(w.tls.wrap(w.tls.self, &inner, "api.example.com", &w.stream, &w.err), SGP_OK);
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    w.stream.close(w.stream.self);
    tls_peer_stop(&w.peer);

    assert_int_equal(pwrite(fd, w.ca_pem, strlen(w.ca_pem), 0), strlen(w.ca_pem));
    sgp_error_reset(&w.err);
    tls_peer_start(&w.peer, &w.server, 0);
    inner = tls_peer_stream(&w.peer);
    assert_int_equal(w.tls.wrap(w.tls.self, &inner, "api.example.com", &w.stream, &w.err), SGP_OK);
    expect_talk(&w);
    world_end(&w);
    tls_identity_free(&other);
    free(pem);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(file), 0);
}

static void a_constructor_without_memory_or_with_bad_options_fails(void **state)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_status status = SGP_ERR_MEMORY;
    fail_alloc memory;
    sgp_tls tls;

    (void)state;
    options.ca_file = "some.pem";
    for (int fail_at = 0; status == SGP_ERR_MEMORY; fail_at++) {
        fail_alloc_init(&memory, fail_at);
        status = sgp_openssl_tls_new(&tls, &options, &memory.api, NULL);
        if (status == SGP_OK) tls.destroy(tls.self);
        assert_int_equal(memory.live_blocks, 0);
    }
    assert_int_equal(status, SGP_OK);
    options.ca_file = NULL;
    options.ca_pem = "";
    assert_int_equal(sgp_openssl_tls_new(&tls, &options, NULL, NULL), SGP_ERR_CONFIG);
    options.size = 0;
    assert_int_equal(sgp_openssl_tls_new(&tls, &options, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_openssl_tls_new(NULL, NULL, NULL, NULL), SGP_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_both_ways_in_steps_of_any_size_in_each_version),
        cmocka_unit_test(a_name_is_sent_as_sni_and_http11_is_offered),
        cmocka_unit_test(an_address_is_verified_and_not_sent_as_sni),
        cmocka_unit_test(a_whole_label_may_be_a_wildcard),
        cmocka_unit_test(errors_left_by_others_disturb_nothing),
        cmocka_unit_test(closing_tells_the_peer_that_this_is_the_end),
        cmocka_unit_test(whoever_is_not_who_he_should_be_is_refused),
        cmocka_unit_test(an_unknown_authority_is_refused),
        cmocka_unit_test(a_peer_that_speaks_no_tls_is_refused),
        cmocka_unit_test(an_end_without_close_notify_is_no_end),
        cmocka_unit_test(a_handshake_cut_at_any_byte_is_a_network_error),
        cmocka_unit_test(wants_are_those_of_the_stream_below),
        cmocka_unit_test(a_failed_wrap_leaves_the_stream_below_alone),
        cmocka_unit_test(without_a_bundle_the_systems_store_is_used),
        cmocka_unit_test(a_failed_handshake_makes_the_bundle_be_read_again),
        cmocka_unit_test(a_constructor_without_memory_or_with_bad_options_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
