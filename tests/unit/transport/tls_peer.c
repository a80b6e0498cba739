/*
 * tls_peer.c - the TLS server in memory and its certificates.
 */
#include "tls_peer.h"

#include "test.h"

#include <stdlib.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* --- certificates ----------------------------------------------------------------------------- */

static void add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509_EXTENSION *extension;

    X509V3_set_ctx(&ctx, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

static tls_identity make(const char *name, const char *san, const tls_identity *issuer,
                         int is_authority, long days_from, long days_to)
{
    static long serial = 1;
    tls_identity made = { X509_new(), EVP_EC_gen("P-256") };
    X509 *issuer_certificate = issuer ? issuer->certificate : made.certificate;
    X509_NAME *subject;

    assert_non_null(made.certificate);
    assert_non_null(made.key);
    subject = X509_get_subject_name(made.certificate);
    X509_set_version(made.certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), serial++);
    X509_gmtime_adj(X509_getm_notBefore(made.certificate), days_from * 86400);
    X509_gmtime_adj(X509_getm_notAfter(made.certificate), days_to * 86400);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(made.certificate, X509_get_subject_name(issuer_certificate));
    X509_set_pubkey(made.certificate, made.key);
    add_extension(made.certificate, issuer_certificate, NID_basic_constraints,
                  is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (san) add_extension(made.certificate, issuer_certificate, NID_subject_alt_name, san);
    add_extension(made.certificate, issuer_certificate, NID_subject_key_identifier, "hash");
    if (issuer)
        add_extension(made.certificate, issuer_certificate, NID_authority_key_identifier,
                      "keyid:always");
    assert_true(X509_sign(made.certificate, issuer ? issuer->key : made.key, EVP_sha256()) > 0);
    return made;
}

tls_identity tls_identity_make(const char *name, const char *san, const tls_identity *issuer,
                               long days_from, long days_to)
{
    return make(name, san, issuer, !issuer, days_from, days_to);
}

tls_identity tls_identity_make_authority(const char *name, const tls_identity *issuer)
{
    return make(name, NULL, issuer, 1, -1, 1);
}

void tls_identity_extend(tls_identity *identity, const tls_identity *issuer, int nid,
                         const char *value)
{
    add_extension(identity->certificate, issuer->certificate, nid, value);
    assert_true(X509_sign(identity->certificate, issuer->key, EVP_sha256()) > 0);
}

void tls_identity_free(tls_identity *identity)
{
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
}

static char *take_text(BIO *bio)
{
    char *bytes;
    char *text;
    long len;

    len = BIO_get_mem_data(bio, &bytes);
    text = calloc(1, (size_t)len + 1);
    assert_non_null(text);
    memcpy(text, bytes, (size_t)len);
    BIO_free(bio);
    return text;
}

char *tls_identity_pem(const tls_identity *identity)
{
    BIO *bio = BIO_new(BIO_s_mem());

    assert_int_equal(PEM_write_bio_X509(bio, identity->certificate), 1);
    return take_text(bio);
}

char *tls_identity_key_pem(const tls_identity *identity)
{
    BIO *bio = BIO_new(BIO_s_mem());

    assert_int_equal(PEM_write_bio_PrivateKey(bio, identity->key, NULL, NULL, 0, NULL, NULL), 1);
    return take_text(bio);
}

/* --- the server ------------------------------------------------------------------------------- */

static int note_alpn(SSL *ssl, const unsigned char **out, unsigned char *out_len,
                     const unsigned char *in, unsigned in_len, void *arg)
{
    tls_peer *peer = arg;

    (void)ssl;
    memcpy(peer->alpn, in, in_len < sizeof peer->alpn ? in_len : sizeof peer->alpn - 1);
    *out = in + 1;
    *out_len = in[0];
    return SSL_TLSEXT_ERR_OK;
}

static void accept_one(tls_peer *peer)
{
    BIO *server_end;

    peer->ssl = SSL_new(peer->ctx);
    assert_int_equal(BIO_new_bio_pair(&server_end, 65536, &peer->network, 65536), 1);
    SSL_set_bio(peer->ssl, server_end, server_end);
}

void tls_peer_start(tls_peer *peer, const tls_identity *identity, int max_version)
{
    memset(peer, 0, sizeof *peer);
    peer->answer = "";
    peer->ctx = SSL_CTX_new(TLS_server_method());
    assert_non_null(peer->ctx);
    SSL_CTX_set_security_level(peer->ctx, 0); /* permits TLS 1.1, which a test needs */
    SSL_CTX_set_min_proto_version(peer->ctx, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(peer->ctx, max_version);
    SSL_CTX_set_alpn_select_cb(peer->ctx, note_alpn, peer);
    assert_int_equal(SSL_CTX_use_certificate(peer->ctx, identity->certificate), 1);
    assert_int_equal(SSL_CTX_use_PrivateKey(peer->ctx, identity->key), 1);
    SSL_CTX_set_session_id_context(peer->ctx, (const unsigned char *)"peer", 4);
    accept_one(peer);
}

void tls_peer_again(tls_peer *peer)
{
    SSL_free(peer->ssl);
    BIO_free(peer->network);
    peer->has_answered = peer->is_over = 0;
    peer->received_len = peer->sent = 0;
    accept_one(peer);
}

void tls_peer_send_too(tls_peer *peer, const tls_identity *between)
{
    assert_int_equal(SSL_add1_chain_cert(peer->ssl, between->certificate), 1);
}

void tls_peer_ask_for_client(tls_peer *peer, const tls_identity *authority)
{
    X509_STORE *store = X509_STORE_new();

    assert_int_equal(X509_STORE_add_cert(store, authority->certificate), 1);
    assert_int_equal(SSL_set0_verify_cert_store(peer->ssl, store), 1);
    SSL_set_verify(peer->ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
}

void tls_peer_stop(tls_peer *peer)
{
    SSL_free(peer->ssl);
    BIO_free(peer->network);
    SSL_CTX_free(peer->ctx);
}

static void receive(tls_peer *peer)
{
    char *room = peer->received + peer->received_len;
    int len = SSL_read(peer->ssl, room, (int)(sizeof peer->received - peer->received_len - 1));

    if (len > 0) peer->received_len += (size_t)len;
}

static void answer(tls_peer *peer)
{
    peer->has_answered = 1;
    if (peer->answer[0]) SSL_write(peer->ssl, peer->answer, (int)strlen(peer->answer));
    if (peer->closes) SSL_shutdown(peer->ssl);
    peer->is_over = peer->closes || peer->cuts;
}

static void pump(tls_peer *peer)
{
    const char *sni;

    if (SSL_is_init_finished(peer->ssl)) {
        receive(peer);
        if (!peer->has_answered && peer->received_len > 0 &&
            peer->received[peer->received_len - 1] == '}')
            answer(peer);
    } else if (SSL_accept(peer->ssl) == 1) {
        sni = SSL_get_servername(peer->ssl, TLSEXT_NAMETYPE_host_name);
        if (sni) strncpy(peer->sni, sni, sizeof peer->sni - 1);
    }
    ERR_clear_error();
}

/* --- the client's end of the wire ------------------------------------------------------------- */

static int stalls(tls_peer *peer, unsigned wanted)
{
    peer->wanted = wanted;
    return peer->again && peer->calls[wanted]++ % 2 == 0;
}

static sgp_status wire_connect(sgp_stream *self, sgp_deadline deadline, sgp_error *err)
{
    tls_peer *peer = (tls_peer *)self;

    (void)deadline;
    (void)err;
    peer->wanted = SGP_POLL_WRITE;
    return peer->again && peer->calls[0]++ == 0 ? SGP_AGAIN : SGP_OK;
}

static sgp_status wire_read(sgp_stream *self, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    tls_peer *peer = (tls_peer *)self;
    size_t len = peer->one_byte ? 1 : capacity;

    (void)deadline;
    (void)err;
    if (stalls(peer, SGP_POLL_READ)) return SGP_AGAIN;
    pump(peer);
    if (peer->cut_after && len > peer->cut_after - peer->sent) len = peer->cut_after - peer->sent;
    if (len == 0) return SGP_END;
    if (BIO_read_ex(peer->network, buffer, len, got) != 1)
        return peer->is_over ? SGP_END : SGP_AGAIN;
    peer->sent += *got;
    return SGP_OK;
}

static sgp_status wire_write(sgp_stream *self, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    tls_peer *peer = (tls_peer *)self;

    (void)deadline;
    if (stalls(peer, SGP_POLL_WRITE)) return SGP_AGAIN;
    if (BIO_write_ex(peer->network, bytes, peer->one_byte ? 1 : len, put) != 1)
        return sgp_error_set(err, SGP_ERR_NETWORK, "the wire is full");
    pump(peer);
    return SGP_OK;
}

static void wire_close(sgp_stream *self)
{
    ((tls_peer *)self)->closes_seen++;
}

static void wire_wants(sgp_stream *self, sgp_poll_interest *out)
{
    out->fd = 7;
    out->events = ((tls_peer *)self)->wanted;
    out->at_us = INT64_MAX;
}

sgp_stream *tls_peer_stream(tls_peer *peer)
{
    static const sgp_stream_type type = { sizeof type, "tls_peer", wire_connect, wire_read,
                                          wire_write,  wire_close, wire_wants };

    peer->wire_type = type;
    if (peer->no_wants) peer->wire_type.wants = NULL;
    peer->wire.type = &peer->wire_type;
    return &peer->wire;
}
