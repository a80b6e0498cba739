/*
 * tls_test.c - the contract of sgp_tls, tested with each backend: bytes in
 * steps of any size, SNI and ALPN, ends and cuts, sessions, client
 * certificates, bundles, memory and ownership. tls_certificates_test.c tests
 * which peers are trusted.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "tls_world.h"
#include "usage_error.h"

/* --- bytes ------------------------------------------------------------------------------------ */

static void bytes_go_both_ways_in_steps_of_any_size_in_each_version(void **state)
{
    static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
    world w;

    for (int v = 0; v < 2; v++)
        for (int mode = 0; mode < 4; mode++) {
            world_init_for(&w, *state, "DNS:api.example.com", -1, 1, versions[v]);
            w.peer.one_byte = mode & 1;
            w.peer.again = mode >> 1;
            world_wrap(&w, "api.example.com");
            expect_talk(&w);
            /* Mbed TLS 2.28 has no TLS 1.3. */
            assert_in_range(SSL_version(w.peer.ssl), TLS1_2_VERSION, versions[v]);
            world_end(&w);
        }
}

static void a_name_is_sent_as_sni_and_http11_is_offered(void **state)
{
    world w;

    world_init(&w, *state);
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

    for (int i = 0; i < 2; i++) {
        world_init(&w, *state);
        world_wrap(&w, addresses[i]);
        expect_talk(&w);
        assert_string_equal(w.peer.sni, "");
        world_end(&w);
    }
}

static void closing_tells_the_peer_that_this_is_the_end(void **state)
{
    char byte;
    world w;

    world_init(&w, *state);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    w.stream->type->close(w.stream);
    assert_int_equal(SSL_read(w.peer.ssl, &byte, 1), 0);
    assert_int_equal(SSL_get_shutdown(w.peer.ssl) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(w.peer.closes_seen, 1);
    w.stream = NULL;
    w.peer.closes_seen = 0;
    world_end(&w);
}

static void a_peer_without_tls_is_refused(void **state)
{
    world w;

    world_init(&w, *state);
    assert_int_equal(BIO_puts(SSL_get_wbio(w.peer.ssl), "HTTP/1.1 400 Bad Request\r\n\r\n"), 28);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    assert_true(sgp_error_message(&w.err)[0] != '\0');
    world_end(&w);
}

/* --- cut -------------------------------------------------------------------------------------- */

static void an_end_without_close_notify_is_not_an_end(void **state)
{
    char bytes[64];
    world w;

    world_init(&w, *state);
    world_wrap(&w, "api.example.com");
    w.peer.answer = "pong";
    w.peer.cuts = 1;
    assert_int_equal(handshake(&w), SGP_OK);
    assert_int_equal(send_all(&w, "{}"), SGP_OK);
    assert_int_equal(receive_all(&w, bytes, sizeof bytes), SGP_ERR_NETWORK);
    assert_string_equal(bytes, "pong");
    assert_non_null(strstr(sgp_error_message(&w.err), "without ending it"));
    world_end(&w);
}

static void a_handshake_cut_at_any_byte_is_a_network_error(void **state)
{
    world w;
    size_t handshake_bytes;

    world_init(&w, *state);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    handshake_bytes = w.peer.sent;
    world_end(&w);
    for (size_t cut = 1; cut < handshake_bytes - 80; cut += 13) {
        world_init(&w, *state);
        world_wrap(&w, "api.example.com");
        w.peer.cut_after = cut;
        assert_int_equal(handshake(&w), SGP_ERR_NETWORK);
        world_end(&w);
    }
}

/* --- sessions --------------------------------------------------------------------------------- */

static void reconnect(world *w, const char *host)
{
    w->stream->type->close(w->stream);
    w->peer.closes_seen = 0;
    tls_peer_again(&w->peer);
    assert_int_equal(world_try_wrap(w, host), SGP_OK);
}

static void the_last_session_is_offered_to_the_next_connection_to_the_same_host(void **state)
{
    static const int versions[] = { TLS1_2_VERSION, 0 };
    world w;

    for (int v = 0; v < 2; v++) {
        world_init_for(&w, *state, "DNS:api.example.com, DNS:b.example.com", -1, 1, versions[v]);
        world_wrap(&w, "api.example.com");
        expect_talk(&w);
        assert_false(SSL_session_reused(w.peer.ssl));
        for (int i = 0; i < 2; i++) {
            reconnect(&w, "api.example.com");
            expect_talk(&w);
            assert_true(SSL_session_reused(w.peer.ssl));
        }
        reconnect(&w, "b.example.com");
        expect_talk(&w);
        assert_false(SSL_session_reused(w.peer.ssl));
        world_end(&w);
    }
}

/* The other host was never verified, so it must not benefit from the
 * session. */
static void a_session_is_not_offered_for_a_host_the_certificate_is_not_for(void **state)
{
    world w;

    world_init_for(&w, *state, "DNS:api.example.com", -1, 1, 0);
    world_wrap(&w, "api.example.com");
    expect_talk(&w);
    reconnect(&w, "other.example.com");
    assert_int_equal(handshake(&w), SGP_ERR_TLS);
    assert_non_null(strstr(sgp_error_message(&w.err), "Hostname mismatch"));
    world_end(&w);
}

/* --- client certificates ---------------------------------------------------------------------- */

/* A client's certificate and key, in memory. */
typedef struct pass {
    tls_identity identity;
    char *certificate;
    char *key;
} pass;

static pass pass_make(const tls_identity *issuer)
{
    pass p = { tls_identity_make("device", NULL, issuer, -1, 1), NULL, NULL };

    p.certificate = tls_identity_pem(&p.identity);
    p.key = tls_identity_key_pem(&p.identity);
    return p;
}

static void pass_free(pass *p)
{
    tls_identity_free(&p->identity);
    free(p->certificate);
    free(p->key);
}

static void pass_show(const pass *p, sgp_tls_options *options)
{
    options->client_cert_pem = p->certificate;
    options->client_cert_pem_bytes = strlen(p->certificate);
    options->client_key_pem = p->key;
    options->client_key_pem_bytes = strlen(p->key);
}

static void a_client_certificate_is_sent_on_request(void **state)
{
    static const int versions[] = { TLS1_2_VERSION, 0 };

    for (int v = 0; v < 2; v++) {
        pass own;
        world w;
        world_init_for(&w, *state, "DNS:api.example.com", -1, 1, versions[v]);
        own = pass_make(&w.ca);
        pass_show(&own, &w.options);
        tls_peer_ask_for_client(&w.peer, &w.ca);
        world_wrap(&w, "api.example.com");
        expect_talk(&w);
        assert_int_equal(X509_cmp(SSL_get0_peer_certificate(w.peer.ssl), own.identity.certificate),
                         0);
        world_end(&w);
        pass_free(&own);
    }
}

/* In TLS 1.3 the client finishes first, so the refusal arrives with a read. */
static void a_client_without_a_required_certificate_is_refused(void **state)
{
    static const int versions[] = { TLS1_2_VERSION, 0 };
    char bytes[8];

    for (int v = 0; v < 2; v++) {
        world w;
        sgp_status status;
        world_init_for(&w, *state, "DNS:api.example.com", -1, 1, versions[v]);
        tls_peer_ask_for_client(&w.peer, &w.ca);
        world_wrap(&w, "api.example.com");
        status = handshake(&w);
        if (status == SGP_OK) status = receive_all(&w, bytes, sizeof bytes);
        assert_int_equal(status, SGP_ERR_TLS);
        assert_non_null(strstr(sgp_error_message(&w.err), "the peer refused with a TLS alert"));
        world_end(&w);
    }
}

static void expect_config_error(world *w, const char *message)
{
    world_tls(w);
    assert_int_equal(world_try_wrap(w, "a"), SGP_ERR_CONFIG);
    if (strcmp(sgp_error_message(&w->err), message) != 0)
        fail_msg("%s", sgp_error_message(&w->err));
    world_end(w);
}

static void a_client_certificate_that_cannot_be_used_is_named(void **state)
{
    /* openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes128
     * -pass pass:secret */
    static const char encrypted[] =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
        "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgkzKIaPgfrIwICCAAw\n"
        "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEOYq7NMAruuN0oabNTl7TzsEgZDr\n"
        "MDyR/1DUj3axxYFtaOUrEQNI8QEqXpQWDBvMJ3GHzlf2yqugc7/dzutFydHK5s+s\n"
        "zEdUwg3v91FFUukPR05+7TpqmShiCEt6z6LLP1KSSYBxL5HdRS6gTdLlNxdVnlYa\n"
        "UsJ84kvEAsPvsaki1c8Ghmec6iu0eEyALRtRJGRM9kVQDxHkdWzbWLLpGv1VoQM=\n"
        "-----END ENCRYPTED PRIVATE KEY-----\n";
    pass own, other;
    world w;

    world_init(&w, *state);
    own = pass_make(&w.ca);
    other = pass_make(&w.ca);
    pass_show(&own, &w.options);
    w.options.client_key_pem = other.key;
    w.options.client_key_pem_bytes = strlen(other.key);
    expect_config_error(&w, "Invalid client key: the one in client_key_pem does not belong to the "
                            "certificate in client_cert_pem");

    world_init(&w, *state);
    pass_show(&own, &w.options);
    w.options.client_key_pem = encrypted;
    w.options.client_key_pem_bytes = strlen(encrypted);
    expect_config_error(&w, "Invalid client key: the one in client_key_pem is encrypted; give it "
                            "decrypted");

    world_init(&w, *state);
    w.options.client_cert_pem = own.certificate;
    w.options.client_cert_pem_bytes = strlen(own.certificate);
    expect_config_error(&w, "Invalid client key: client_cert_pem holds none in PEM form");

    world_init(&w, *state);
    pass_show(&own, &w.options);
    w.options.client_cert_pem = "no certificate";
    w.options.client_cert_pem_bytes = 14;
    expect_config_error(&w, "Invalid client certificate: client_cert_pem is not one in PEM form");
    pass_free(&own);
    pass_free(&other);
}

/* --- files ------------------------------------------------------------------------------------ */

static void write_file(const char *path, const char *first, const char *second)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(first, file) >= 0 && fputs(second, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void make_folder(char folder[64])
{
    (void)snprintf(folder, 64, "/tmp/sgp-tls-XXXXXX");
    assert_non_null(mkdtemp(folder));
}

/* Certificate, then key, as in botocore's Config.client_cert with one path. */
static void certificate_and_key_may_be_in_one_file(void **state)
{
    char folder[64], path[96];
    pass own;
    world w;

    make_folder(folder);
    (void)snprintf(path, sizeof path, "%s/device.pem", folder);
    world_init(&w, *state);
    own = pass_make(&w.ca);
    write_file(path, own.certificate, own.key);
    w.options.client_cert_file = path;
    tls_peer_ask_for_client(&w.peer, &w.ca);
    world_wrap(&w, "api.example.com");
    expect_talk(&w);
    world_end(&w);
    pass_free(&own);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void note(void *self, const char *topic, const char *text, size_t text_len)
{
    assert_string_equal(topic, "connect");
    (void)snprintf(self, 256, "%.*s", (int)text_len, text);
}

static void broken_certificates_of_a_bundle_are_skipped_and_counted(void **state)
{
    static const char broken[] =
        "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    char folder[64], path[96], traced[256] = "", expected[256];
    sgp_trace trace = SGP_TRACE_INIT;
    world w;

    make_folder(folder);
    (void)snprintf(path, sizeof path, "%s/bundle.pem", folder);
    world_init(&w, *state);
    write_file(path, broken, w.ca_pem);
    w.options.ca_pem = NULL;
    w.options.ca_file = path;
    trace.line = note;
    trace.self = traced;
    w.options.trace = &trace;
    world_wrap(&w, "api.example.com");
    expect_talk(&w);
    (void)snprintf(expected, sizeof expected, "trust 1 certificates of %s, 1 skipped", path);
    assert_string_equal(traced, expected);
    world_end(&w);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void a_bundle_that_is_missing_or_holds_nothing_is_named(void **state)
{
    static const char *const contents[] = { NULL, "", "rubbish",
                                            "-----BEGIN CERTIFICATE-----\nMIIB" };
    char folder[64], path[96];

    make_folder(folder);
    (void)snprintf(path, sizeof path, "%s/bundle.pem", folder);
    for (int i = 0; i < 4; i++) {
        world w;
        if (contents[i]) write_file(path, contents[i], "");
        world_init(&w, *state);
        w.options.ca_pem = NULL;
        w.options.ca_file = path;
        world_tls(&w);
        for (int again = 0; again < 2; again++) {
            sgp_error_reset(&w.err);
            assert_int_equal(world_try_wrap(&w, "a"), SGP_ERR_CONFIG);
            assert_non_null(strstr(sgp_error_message(&w.err), path));
            assert_non_null(strstr(sgp_error_message(&w.err),
                                   contents[i] ? "no usable certificate" : "cannot be read"));
        }
        world_end(&w);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void a_hashed_folder_is_trusted_and_one_without_hashes_is_refused(void **state)
{
    char folder[64], path[96];
    world w;

    make_folder(folder);
    world_init(&w, *state);
    (void)snprintf(path, sizeof path, "%s/%08lx.0", folder,
                   X509_subject_name_hash(w.ca.certificate));
    write_file(path, w.ca_pem, "");
    w.options.ca_pem = NULL;
    w.options.ca_folder = folder;
    world_wrap(&w, "api.example.com");
    expect_talk(&w);
    world_end(&w);
    assert_int_equal(unlink(path), 0);

    world_init(&w, *state);
    w.options.ca_pem = NULL;
    w.options.ca_folder = folder;
    world_tls(&w);
    assert_int_equal(world_try_wrap(&w, "a"), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&w.err), folder));
    world_end(&w);
    assert_int_equal(rmdir(folder), 0);
}

/* --- floods ----------------------------------------------------------------------------------- */

/* A peer that always has one more record. The bound is generous: the library's
 * own is in sgp_stream_call.h. */
#define FLOOD_READS_MAX 256

typedef struct flood {
    sgp_stream wire;
    const char *record;
    size_t bytes;
    size_t at;
    int reads; /* since the test set it to 0 */
} flood;

static sgp_status flood_connect(sgp_stream *self, sgp_deadline deadline, sgp_error *err)
{
    (void)self;
    (void)deadline;
    (void)err;
    return SGP_OK;
}

static sgp_status flood_read(sgp_stream *self, void *buffer, size_t capacity, size_t *got,
                             sgp_deadline deadline, sgp_error *err)
{
    flood *f = (flood *)self;

    (void)deadline;
    if (++f->reads > FLOOD_READS_MAX) return sgp_error_set(err, SGP_ERR_NETWORK, "too many reads");
    while (*got < capacity) {
        ((char *)buffer)[(*got)++] = f->record[f->at++];
        f->at %= f->bytes;
    }
    return SGP_OK;
}

static sgp_status flood_write(sgp_stream *self, const void *bytes, size_t len, size_t *put,
                              sgp_deadline deadline, sgp_error *err)
{
    (void)self;
    (void)bytes;
    (void)deadline;
    (void)err;
    *put = len;
    return SGP_OK;
}

static void flood_close(sgp_stream *self)
{
    (void)self;
}

static void flood_wants(sgp_stream *self, sgp_poll_interest *out)
{
    (void)self;
    out->fd = 7;
    out->events = SGP_POLL_READ;
}

/* After a call that stopped early the caller must come back at once. */
static void expect_to_be_called_at_once(sgp_stream *stream)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    stream->type->wants(stream, &wants);
    assert_int_equal(wants.fd, 7);
    assert_int_equal(wants.at_us, 0);
}

static void endless_records_do_not_keep_a_call_of_connect(void **state)
{
    static const struct {
        const char *record;
        size_t bytes;
    } floods[] = { { "\x15\x03\x03\x00\x02\x01\x70", 7 },         /* a warning alert */
                   { "\x16\x03\x03\x00\x04\x00\x00\x00\x00", 9 }, /* HelloRequest */
                   { "\x14\x03\x03\x00\x01\x01", 6 } };           /* ChangeCipherSpec */
    static const sgp_stream_type type = { sizeof type, "flood",     flood_connect, flood_read,
                                          flood_write, flood_close, flood_wants };

    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        flood f = { { &type }, floods[i].record, floods[i].bytes, 0, 0 };
        sgp_status status = SGP_AGAIN;
        world w;
        world_init(&w, *state);
        world_tls(&w);
        assert_int_equal(w.tls->type->wrap(w.tls, &f.wire, "api.example.com", &w.stream, &w.err),
                         SGP_OK);
        for (int call = 0; call < 100 && status == SGP_AGAIN; call++) {
            f.reads = 0;
            status = w.stream->type->connect(w.stream, sgp_deadline_none(), &w.err);
            assert_in_range(f.reads, 0, FLOOD_READS_MAX);
            if (status == SGP_AGAIN) expect_to_be_called_at_once(w.stream);
        }
        if (status != SGP_AGAIN) assert_int_equal(status, SGP_ERR_TLS); /* the backend refuses it */
        w.peer.closes_seen++; /* the flood's stream is closed instead */
        world_end(&w);
    }
}

/* A verified server may send messages that carry no data for as long as it likes. Mbed TLS 2.28
 * has no TLS 1.3, whose KeyUpdate this needs. */
static void endless_key_updates_do_not_keep_a_call_of_read(void **state)
{
    char byte;
    size_t got = 0;
    world w;

    world_init(&w, *state);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    if (SSL_version(w.peer.ssl) == TLS1_3_VERSION) {
        assert_int_equal(w.stream->type->read(w.stream, &byte, 1, &got, sgp_deadline_none(), NULL),
                         SGP_AGAIN); /* the tickets of the session */
        for (int i = 0; i < 1000; i++) {
            assert_int_equal(SSL_key_update(w.peer.ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
            assert_int_equal(SSL_do_handshake(w.peer.ssl), 1);
        }
        w.peer.sent = 0;
        assert_int_equal(w.stream->type->read(w.stream, &byte, 1, &got, sgp_deadline_none(), NULL),
                         SGP_AGAIN);
        assert_in_range(w.peer.sent, 1, 1000 * 10); /* of 27,000 bytes */
        expect_to_be_called_at_once(w.stream);
    }
    world_end(&w);
}

/* A record may hold 900 tickets, and OpenSSL takes 10 us for each. Here each ticket is a record of
 * its own, because OpenSSL sends no other. */
static void a_ticket_ends_a_call_of_read(void **state)
{
    enum { TICKETS = 10 };
    char bytes[8];
    size_t got = 0;
    int calls = 0;
    world w;

    world_init(&w, *state);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    if (SSL_version(w.peer.ssl) == TLS1_3_VERSION) {
        for (int i = 0; i < TICKETS; i++) {
            assert_int_equal(SSL_new_session_ticket(w.peer.ssl), 1);
            assert_int_equal(SSL_do_handshake(w.peer.ssl), 1);
        }
        assert_int_equal(SSL_write(w.peer.ssl, "pong", 4), 4);
        while (w.stream->type->read(w.stream, bytes, sizeof bytes, &got, sgp_deadline_none(),
                                    &w.err) == SGP_AGAIN) {
            expect_to_be_called_at_once(w.stream);
            calls++;
        }
        assert_int_equal(got, 4);
        assert_in_range(calls, TICKETS, TICKETS + 2); /* the handshake has two */
    }
    world_end(&w);
}

static struct {
    sgp_stream_type wire;
    int calls;
} counted;

static sgp_status counted_read(sgp_stream *self, void *buffer, size_t capacity, size_t *got,
                               sgp_deadline deadline, sgp_error *err)
{
    counted.calls++;
    return counted.wire.read(self, buffer, capacity, got, deadline, err);
}

static sgp_status counted_write(sgp_stream *self, const void *bytes, size_t len, size_t *put,
                                sgp_deadline deadline, sgp_error *err)
{
    counted.calls++;
    return counted.wire.write(self, bytes, len, put, deadline, err);
}

/* A record may hold 4,000 of them, and Mbed TLS answers each with an alert. Here each is a record
 * of its own, because OpenSSL sends no other. */
static void endless_hello_requests_do_not_keep_a_call_of_read(void **state)
{
    char byte;
    size_t got = 0;
    world w;

    world_init_for(&w, *state, "DNS:api.example.com", -1, 1, TLS1_2_VERSION);
    world_wrap(&w, "api.example.com");
    assert_int_equal(handshake(&w), SGP_OK);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(SSL_renegotiate(w.peer.ssl), 1);
        assert_int_equal(SSL_do_handshake(w.peer.ssl), 1);
    }
    counted.wire = w.peer.wire_type;
    counted.calls = 0;
    w.peer.wire_type.read = counted_read;
    w.peer.wire_type.write = counted_write;
    assert_int_equal(w.stream->type->read(w.stream, &byte, 1, &got, sgp_deadline_none(), &w.err),
                     SGP_AGAIN);
    assert_in_range(counted.calls, 1, 64); /* client.h */
    expect_to_be_called_at_once(w.stream);
    world_end(&w);
}

/* --- wants, memory, ownership ----------------------------------------------------------------- */

static void wants_are_those_of_the_stream_below(void **state)
{
    static const sgp_poll_interest nothing = SGP_POLL_INTEREST_INIT;
    sgp_poll_interest wants = nothing;
    world w;

    world_init(&w, *state);
    w.peer.again = 1;
    world_wrap(&w, "api.example.com");
    assert_int_equal(w.stream->type->connect(w.stream, sgp_deadline_none(), NULL), SGP_AGAIN);
    w.stream->type->wants(w.stream, &wants);
    assert_int_equal(wants.fd, 7);
    assert_int_equal(wants.events, SGP_POLL_WRITE); /* the wire itself is connecting */
    assert_int_equal(w.stream->type->connect(w.stream, sgp_deadline_none(), NULL), SGP_AGAIN);
    world_end(&w);

    world_init(&w, *state);
    w.peer.no_wants = 1;
    wants = nothing;
    world_wrap(&w, "a");
    w.stream->type->wants(w.stream, &wants);
    assert_memory_equal(&wants, &nothing, sizeof wants);
    world_end(&w);
}

/* Wraps a stream that lacks one slot. */
static void expect_inner_refused(world *w, sgp_stream *inner, const char *slot)
{
    sgp_status status = w->tls->type->wrap(w->tls, inner, "a", &w->stream, &w->err);

    expect_usage_error(status, &w->err, "sgp_tls.wrap", "inner", slot);
    assert_null(w->stream);
}

static void a_failed_wrap_leaves_the_stream_below_alone(void **state)
{
    sgp_stream no_type = { NULL };
    sgp_stream *inner;
    world w;

    world_init(&w, *state);
    world_tls(&w);
    expect_usage_error(world_try_wrap(&w, ""), &w.err, "host", "", "");
    expect_usage_error(world_try_wrap(&w, NULL), &w.err, "host", "", "");
    w.memory.fail_at = w.memory.count;
    assert_int_equal(world_try_wrap(&w, "a"), SGP_ERR_MEMORY);
    sgp_error_reset(&w.err);
    expect_inner_refused(&w, NULL, "NULL");
    expect_inner_refused(&w, &no_type, "type table");
    inner = tls_peer_stream(&w.peer);
    w.peer.wire_type.connect = NULL;
    expect_inner_refused(&w, inner, "connect");
    inner = tls_peer_stream(&w.peer);
    w.peer.wire_type.read = NULL;
    expect_inner_refused(&w, inner, "read");
    inner = tls_peer_stream(&w.peer);
    w.peer.wire_type.write = NULL;
    expect_inner_refused(&w, inner, "write");
    inner = tls_peer_stream(&w.peer);
    w.peer.wire_type.close = NULL;
    expect_inner_refused(&w, inner, "close");
    w.peer.wire_type.size = 0;
    expect_inner_refused(&w, inner, "size");
    world_end(&w); /* counts the closes */
}

static void without_a_bundle_the_systems_store_is_used(void **state)
{
    world w;

    world_init(&w, *state);
    assert_int_equal(w.backend->tls_new(&w.tls, NULL, &w.memory.api, &w.err), SGP_OK);
    if (world_try_wrap(&w, "api.example.com") == SGP_OK)
        assert_int_equal(handshake(&w), SGP_ERR_TLS); /* it does not contain the test's authority */
    else
        assert_int_equal(w.err.status, SGP_ERR_CONFIG); /* a machine without one */
    world_end(&w);
}

static void a_constructor_without_memory_or_with_bad_options_fails(void **state)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_status status = SGP_ERR_MEMORY;
    fail_alloc memory;
    const sgp_backend *backend = *state;
    sgp_tls *tls = NULL;
    sgp_error err = TEST_ERROR_INIT;

    options.ca_file = "some.pem";
    options.ca_folder = "some";
    options.client_cert_pem = "certificate";
    options.client_cert_pem_bytes = 11;
    options.client_key_file = "key.pem";
    for (int fail_at = 0; status == SGP_ERR_MEMORY; fail_at++) {
        fail_alloc_init(&memory, fail_at);
        status = backend->tls_new(&tls, &options, &memory.api, NULL);
        if (status == SGP_OK) tls->type->destroy(tls);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
    }
    assert_int_equal(status, SGP_OK);
    options.ca_file = NULL;
    options.ca_pem = "";
    assert_int_equal(backend->tls_new(&tls, &options, NULL, NULL), SGP_ERR_CONFIG);
    options.ca_pem = NULL;
    options.client_cert_pem = NULL;
    assert_int_equal(backend->tls_new(&tls, &options, NULL, NULL),
                     SGP_ERR_CONFIG); /* a key alone */
    options.size = 0;
    expect_usage_error(backend->tls_new(&tls, &options, NULL, &err), &err, backend->name,
                       "_tls_new", "options");
    expect_usage_error(backend->tls_new(NULL, NULL, NULL, &err), &err, backend->name, "_tls_new",
                       "out");
}

/* Options of a newer program: one member more than this library knows. */
typedef struct newer_options {
    sgp_tls_options known;
    const char *unknown;
} newer_options;

static void options_of_older_and_newer_programs_are_accepted(void **state)
{
    static const sgp_trace unread = { 0 };
    newer_options options = { SGP_TLS_OPTIONS_INIT, NULL };
    const sgp_backend *backend = *state;
    sgp_error err = TEST_ERROR_INIT;
    sgp_tls *tls = NULL;

    options.known.size = sizeof options;
    assert_int_equal(backend->tls_new(&tls, &options.known, NULL, &err), SGP_OK);
    tls->type->destroy(tls);
    options.unknown = "set";
    tls = NULL;
    expect_usage_error(backend->tls_new(&tls, &options.known, NULL, &err), &err, backend->name,
                       "options", "version");
    assert_null(tls);
    options.known.size = offsetof(sgp_tls_options, trace);
    options.known.trace = &unread;
    assert_int_equal(backend->tls_new(&tls, &options.known, NULL, &err), SGP_OK);
    tls->type->destroy(tls);
}

int main(void)
{
    int failures = 0;

    for (size_t i = 0; sgp_backend_at(i); i++) {
        void *backend = (void *)(uintptr_t)sgp_backend_at(i);
        const struct CMUnitTest tests[] = {
            cmocka_unit_test_prestate(bytes_go_both_ways_in_steps_of_any_size_in_each_version,
                                      backend),
            cmocka_unit_test_prestate(a_name_is_sent_as_sni_and_http11_is_offered, backend),
            cmocka_unit_test_prestate(an_address_is_verified_and_not_sent_as_sni, backend),
            cmocka_unit_test_prestate(closing_tells_the_peer_that_this_is_the_end, backend),
            cmocka_unit_test_prestate(a_peer_without_tls_is_refused, backend),
            cmocka_unit_test_prestate(an_end_without_close_notify_is_not_an_end, backend),
            cmocka_unit_test_prestate(a_handshake_cut_at_any_byte_is_a_network_error, backend),
            cmocka_unit_test_prestate(
                the_last_session_is_offered_to_the_next_connection_to_the_same_host, backend),
            cmocka_unit_test_prestate(
                a_session_is_not_offered_for_a_host_the_certificate_is_not_for, backend),
            cmocka_unit_test_prestate(a_client_certificate_is_sent_on_request, backend),
            cmocka_unit_test_prestate(a_client_without_a_required_certificate_is_refused, backend),
            cmocka_unit_test_prestate(a_client_certificate_that_cannot_be_used_is_named, backend),
            cmocka_unit_test_prestate(certificate_and_key_may_be_in_one_file, backend),
            cmocka_unit_test_prestate(broken_certificates_of_a_bundle_are_skipped_and_counted,
                                      backend),
            cmocka_unit_test_prestate(a_bundle_that_is_missing_or_holds_nothing_is_named, backend),
            cmocka_unit_test_prestate(a_hashed_folder_is_trusted_and_one_without_hashes_is_refused,
                                      backend),
            cmocka_unit_test_prestate(endless_records_do_not_keep_a_call_of_connect, backend),
            cmocka_unit_test_prestate(endless_key_updates_do_not_keep_a_call_of_read, backend),
            cmocka_unit_test_prestate(a_ticket_ends_a_call_of_read, backend),
            cmocka_unit_test_prestate(endless_hello_requests_do_not_keep_a_call_of_read, backend),
            cmocka_unit_test_prestate(wants_are_those_of_the_stream_below, backend),
            cmocka_unit_test_prestate(a_failed_wrap_leaves_the_stream_below_alone, backend),
            cmocka_unit_test_prestate(without_a_bundle_the_systems_store_is_used, backend),
            cmocka_unit_test_prestate(a_constructor_without_memory_or_with_bad_options_fails,
                                      backend),
            cmocka_unit_test_prestate(options_of_older_and_newer_programs_are_accepted, backend),
        };
        failures += cmocka_run_group_tests_name(sgp_backend_at(i)->name, tests, NULL, NULL);
    }
    return failures;
}
