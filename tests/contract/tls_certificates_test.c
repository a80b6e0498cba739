/*
 * tls_certificates_test.c - one matrix of certificates for all TLS backends:
 * each trusts and refuses the same peers, with the same status and message. The
 * messages are OpenSSL's (X509_verify_cert_error_string) and, for names, those
 * of Python's ssl module (ssl.SSLCertVerificationError, Python 3.11), which
 * botocore shows. Revocation is out of scope: no backend checks it.
 */
#include "tls_world.h"

#define NAME_MISMATCH                                                                              \
    "certificate verify failed: Hostname mismatch, certificate is not valid for "                  \
    "'api.example.com'."

typedef struct row {
    const char *what;
    const char *san;
    long days_from, days_to;
    int max_version;
    const char *host;
    const char *message; /* NULL: the peer is trusted */
} row;

static const row rows[] = {
    { "good", "DNS:api.example.com", -1, 1, 0, "api.example.com", NULL },
    { "the second name", "DNS:a.example.com, DNS:api.example.com", -1, 1, 0, "api.example.com",
      NULL },
    { "another case", "DNS:API.Example.com", -1, 1, 0, "api.example.com", NULL },
    { "an absolute name", "DNS:api.example.com", -1, 1, 0, "api.example.com.", NULL },
    { "a wildcard", "DNS:*.example.com", -1, 1, 0, "api.example.com", NULL },
    { "an IPv4 address", "IP:127.0.0.1", -1, 1, 0, "127.0.0.1", NULL },
    { "an IPv6 address", "DNS:a, IP:::1", -1, 1, 0, "::1", NULL },
    { "another name", "DNS:api.example.org", -1, 1, 0, "api.example.com", NAME_MISMATCH },
    { "a longer name", "DNS:xapi.example.com", -1, 1, 0, "api.example.com", NAME_MISMATCH },
    { "the parent's name", "DNS:example.com", -1, 1, 0, "api.example.com", NAME_MISMATCH },
    { "another address", "IP:127.0.0.2", -1, 1, 0, "127.0.0.1",
      "certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.1'." },
    { "an address as a name", "DNS:127.0.0.1", -1, 1, 0, "127.0.0.1",
      "certificate verify failed: IP address mismatch, certificate is not valid for '127.0.0.1'." },
    { "the name as subject only", NULL, -1, 1, 0, "test server",
      "certificate verify failed: Hostname mismatch, certificate is not valid for 'test server'." },
    { "a wildcard inside a label", "DNS:a*.example.com", -1, 1, 0, "api.example.com",
      NAME_MISMATCH },
    { "a wildcard for two labels", "DNS:*.com", -1, 1, 0, "api.example.com", NAME_MISMATCH },
    { "a wildcard over a top-level domain", "DNS:*.com", -1, 1, 0, "example.com",
      "certificate verify failed: Hostname mismatch, certificate is not valid for 'example.com'." },
    { "a wildcard for no label", "DNS:*.example.com", -1, 1, 0, "example.com",
      "certificate verify failed: Hostname mismatch, certificate is not valid for 'example.com'." },
    { "expired", "DNS:api.example.com", -3, -1, 0, "api.example.com",
      "certificate verify failed: certificate has expired" },
    { "not yet valid", "DNS:api.example.com", 1, 2, 0, "api.example.com",
      "certificate verify failed: certificate is not yet valid" },
    { "expired and for another name", "DNS:api.example.org", -3, -1, 0, "api.example.com",
      NAME_MISMATCH },
    { "TLS 1.1 only", "DNS:api.example.com", -1, 1, TLS1_1_VERSION, "api.example.com",
      "the peer speaks no TLS 1.2 or newer" },
};

/* In Mbed TLS 3.x an alert reports that the peer's TLS is too old, without its
 * number. */
static int is_nameless_alert(const world *w, const char *message)
{
    return strcmp(w->backend->name, "mbedtls") == 0 &&
           strcmp(message, "the peer speaks no TLS 1.2 or newer") == 0 &&
           strcmp(sgp_error_message(&w->err), "the peer refused with a TLS alert") == 0;
}

/* The handshake fails with this message. */
static void expect_refusal(world *w, const char *what, const char *message)
{
    if (handshake(w) != SGP_ERR_TLS) fail_msg("%s was accepted", what);
    if (strcmp(sgp_error_message(&w->err), message) != 0 && !is_nameless_alert(w, message))
        fail_msg("%s: %s", what, sgp_error_message(&w->err));
}

static void the_same_peers_are_trusted_and_refused(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const row *r = &rows[i];
        world w;
        world_init_for(&w, *state, r->san, r->days_from, r->days_to, r->max_version);
        world_wrap(&w, r->host);
        if (r->message)
            expect_refusal(&w, r->what, r->message);
        else
            expect_talk(&w);
        world_end(&w);
    }
}

/* insecure_skip_verification accepts every peer that is refused above. */
static void only_one_option_disables_verification(void **state)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const row *r = &rows[i];
        world w;
        if (r->max_version != 0) continue; /* TLS 1.2 is still required */
        world_init_for(&w, *state, r->san, r->days_from, r->days_to, r->max_version);
        w.options.ca_pem = NULL;
        w.options.ca_file = "/no/such/file"; /* not read */
        w.options.insecure_skip_verification = 1;
        world_wrap(&w, r->host);
        expect_talk(&w);
        world_end(&w);
    }
}

static void an_unknown_authority_is_refused(void **state)
{
    tls_identity other = tls_identity_make("other authority", NULL, NULL, -1, 1);
    char *pem = tls_identity_pem(&other);
    world w;

    world_init(&w, *state);
    w.options.ca_pem = pem;
    w.options.ca_pem_bytes = strlen(pem);
    world_wrap(&w, "api.example.com");
    expect_refusal(&w, "an unknown authority",
                   "certificate verify failed: unable to get local issuer certificate");
    world_end(&w);
    tls_identity_free(&other);
    free(pem);
}

static void expect_unsuitable(const sgp_backend *backend, int nid, const char *value)
{
    tls_identity server;
    world w;

    world_init(&w, backend);
    tls_peer_stop(&w.peer);
    server = tls_identity_make("server", "DNS:api.example.com", &w.ca, -1, 1);
    tls_identity_extend(&server, &w.ca, nid, value);
    tls_peer_start(&w.peer, &server, 0);
    world_wrap(&w, "api.example.com");
    expect_refusal(&w, value, "certificate verify failed: unsuitable certificate purpose");
    world_end(&w);
    tls_identity_free(&server);
}

static void a_certificate_must_be_for_servers(void **state)
{
    expect_unsuitable(*state, NID_ext_key_usage, "clientAuth");
    expect_unsuitable(*state, NID_ext_key_usage, "codeSigning, emailProtection");
}

/* The authority has the name of the trusted one, but another key. */
static void an_authority_that_only_has_a_known_name_is_refused(void **state)
{
    tls_identity forged = tls_identity_make("test authority", NULL, NULL, -1, 1);
    tls_identity server = tls_identity_make("server", "DNS:api.example.com", &forged, -1, 1);
    world w;

    world_init(&w, *state);
    tls_peer_stop(&w.peer);
    tls_peer_start(&w.peer, &server, 0);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    assert_non_null(strstr(sgp_error_message(&w.err), "certificate verify failed: "));
    world_end(&w);
    tls_identity_free(&server);
    tls_identity_free(&forged);
}

static void a_self_signed_certificate_is_refused(void **state)
{
    tls_identity own = tls_identity_make("server", "DNS:api.example.com", NULL, -1, 1);
    world w;

    world_init(&w, *state);
    tls_peer_stop(&w.peer);
    tls_peer_start(&w.peer, &own, 0);
    world_wrap(&w, "api.example.com");
    expect_refusal(&w, "a self-signed certificate",
                   "certificate verify failed: self-signed certificate");
    world_end(&w);
    tls_identity_free(&own);
}

static void a_self_signed_certificate_that_is_trusted_is_good(void **state)
{
    tls_identity own = tls_identity_make("server", "DNS:api.example.com", NULL, -1, 1);
    char *pem = tls_identity_pem(&own);
    world w;

    world_init(&w, *state);
    tls_peer_stop(&w.peer);
    tls_peer_start(&w.peer, &own, 0);
    w.options.ca_pem = pem;
    w.options.ca_pem_bytes = strlen(pem);
    world_wrap(&w, "api.example.com");
    expect_talk(&w);
    world_end(&w);
    tls_identity_free(&own);
    free(pem);
}

static void a_chain_must_be_complete(void **state)
{
    for (int is_complete = 0; is_complete < 2; is_complete++) {
        tls_identity between, server;
        world w;
        world_init(&w, *state);
        between = tls_identity_make_authority("between", &w.ca);
        server = tls_identity_make("server", "DNS:api.example.com", &between, -1, 1);
        tls_peer_stop(&w.peer);
        tls_peer_start(&w.peer, &server, 0);
        if (is_complete) tls_peer_send_too(&w.peer, &between);
        world_wrap(&w, "api.example.com");
        if (is_complete)
            expect_talk(&w);
        else
            expect_refusal(&w, "an incomplete chain",
                           "certificate verify failed: unable to get local issuer certificate");
        world_end(&w);
        tls_identity_free(&server);
        tls_identity_free(&between);
    }
}

/* The signer's certificate does not permit signing. */
static void a_signer_that_is_no_authority_is_refused(void **state)
{
    tls_identity between, server;
    world w;

    world_init(&w, *state);
    between = tls_identity_make("between", "DNS:evil.example.com", &w.ca, -1, 1);
    server = tls_identity_make("server", "DNS:api.example.com", &between, -1, 1);
    tls_peer_stop(&w.peer);
    tls_peer_start(&w.peer, &server, 0);
    tls_peer_send_too(&w.peer, &between);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    assert_non_null(strstr(sgp_error_message(&w.err), "certificate verify failed: "));
    world_end(&w);
    tls_identity_free(&server);
    tls_identity_free(&between);
}

int main(void)
{
    int failures = 0;

    for (size_t i = 0; sgp_backend_at(i); i++) {
        void *backend = (void *)(uintptr_t)sgp_backend_at(i);
        const struct CMUnitTest tests[] = {
            cmocka_unit_test_prestate(the_same_peers_are_trusted_and_refused, backend),
            cmocka_unit_test_prestate(only_one_option_disables_verification, backend),
            cmocka_unit_test_prestate(an_unknown_authority_is_refused, backend),
            cmocka_unit_test_prestate(an_authority_that_only_has_a_known_name_is_refused, backend),
            cmocka_unit_test_prestate(a_certificate_must_be_for_servers, backend),
            cmocka_unit_test_prestate(a_self_signed_certificate_is_refused, backend),
            cmocka_unit_test_prestate(a_self_signed_certificate_that_is_trusted_is_good, backend),
            cmocka_unit_test_prestate(a_chain_must_be_complete, backend),
            cmocka_unit_test_prestate(a_signer_that_is_no_authority_is_refused, backend),
        };
        failures += cmocka_run_group_tests_name(sgp_backend_at(i)->name, tests, NULL, NULL);
    }
    return failures;
}
