/*
 * backend_openssl_stream.c - one TLS connection over any sgp_stream, through
 * its own BIO.
 *
 * An inner stream that ends without close_notify is an error: an attacker who
 * cuts the connection must not make a truncated response look complete (RFC
 * 8446, 6.1).
 */
#include "sgp_backend_openssl.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_stream_call.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

/* Reasons from this number on are alerts of the peer (ssl.h). */
#define FIRST_ALERT_REASON SSL_AD_REASON_OFFSET

typedef struct openssl_tls_stream {
    sgp_stream base;
    sgp_stream *inner; /* owned */
    sgp__openssl_shared *shared;
    SSL *ssl;
    char host[SGP_HOST_MAX + 1]; /* without a trailing dot */
    int is_address;
    int is_connected;        /* the handshake is done */
    int is_broken;           /* only close may follow */
    int calls_left;          /* of the inner stream in the current call; -1: none was left */
    sgp_status inner_status; /* the last result of the inner stream */
    sgp_deadline deadline;   /* of the current call, for the inner stream */
    sgp_error *err;          /* of the current call, for the inner stream */
} openssl_tls_stream;

/* --- the BIO ---------------------------------------------------------------------------------- */

/* Returns SGP_AGAIN without a read if this call has made too many reads and writes. */
static sgp_status openssl_read_inner(openssl_tls_stream *s, char *buffer, size_t capacity,
                                     size_t *got)
{
    if (s->calls_left-- <= 0) return SGP_AGAIN;
    return sgp__stream_read(s->inner, buffer, capacity, got, s->deadline, s->err);
}

static int bio_read(BIO *bio, char *buffer, size_t capacity, size_t *got)
{
    openssl_tls_stream *s = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    s->inner_status = openssl_read_inner(s, buffer, capacity, got);
    if (s->inner_status == SGP_AGAIN) BIO_set_retry_read(bio);
    return s->inner_status == SGP_OK;
}

static int bio_write(BIO *bio, const char *bytes, size_t len, size_t *put)
{
    openssl_tls_stream *s = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    s->calls_left--;
    s->inner_status = sgp__stream_write(s->inner, bytes, len, put, s->deadline, s->err);
    if (s->inner_status == SGP_AGAIN) BIO_set_retry_write(bio);
    return s->inner_status == SGP_OK;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH; /* nothing is buffered */
}

BIO_METHOD *sgp__openssl_bio_method(void)
{
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "sgp_stream");

    if (method && BIO_meth_set_read_ex(method, bio_read) == 1 &&
        BIO_meth_set_write_ex(method, bio_write) == 1 && BIO_meth_set_ctrl(method, bio_ctrl) == 1)
        return method;
    BIO_meth_free(method);
    return NULL;
}

/* --- failures --------------------------------------------------------------------------------- */

/* For a wrong name the text is that of Python's ssl module. */
static sgp_status verify_error(const openssl_tls_stream *s, sgp_error *err)
{
    long result = SSL_get_verify_result(s->ssl);

    if (result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH)
        return SGP__FAIL(err, SGP_ERR_TLS, 5022,
                         "certificate verify failed: %s mismatch, certificate is not valid "
                         "for '%s'.",
                         s->is_address ? "IP address" : "Hostname", s->host);
    return SGP__FAIL(err, SGP_ERR_TLS, 5023, "certificate verify failed: %s",
                     X509_verify_cert_error_string(result));
}

/*
 * The result of the verification comes first. It is stored in the connection,
 * while an inner stream that uses OpenSSL too (TLS inside TLS) clears the
 * thread's error queue when it sends the alert.
 */
static sgp_status openssl_error(const openssl_tls_stream *s, sgp_error *err)
{
    unsigned long code = ERR_peek_error();
    int reason = ERR_GET_REASON(code);
    const char *text = ERR_reason_error_string(code);

    if (SSL_get_verify_mode(s->ssl) != SSL_VERIFY_NONE &&
        SSL_get_verify_result(s->ssl) != X509_V_OK)
        return verify_error(s, err);
    if (ERR_GET_LIB(code) == ERR_LIB_SSL &&
        (reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION || reason == SSL_R_UNSUPPORTED_PROTOCOL))
        return SGP__FAIL(err, SGP_ERR_TLS, 5024, "the peer speaks no TLS 1.2 or newer");
    if (ERR_GET_LIB(code) == ERR_LIB_SSL && reason >= FIRST_ALERT_REASON)
        return SGP__FAIL(err, SGP_ERR_TLS, 5025, "the peer refused with a TLS alert: %s",
                         SSL_alert_desc_string_long(reason - FIRST_ALERT_REASON));
    return SGP__FAIL(err, SGP_ERR_TLS, 5026, "%s", text ? text : "OpenSSL gave no reason");
}

/* Reports why an SSL call failed. The inner stream's error comes first. */
static sgp_status openssl_broken(openssl_tls_stream *s, sgp_error *err)
{
    sgp_status status = s->inner_status;

    s->is_broken = 1;
    if (!s->is_connected && (status == SGP_OK || status == SGP_AGAIN)) s->shared->is_suspect = 1;
    if (status == SGP_END)
        status = SGP__FAIL(err, SGP_ERR_NETWORK, 5027,
                           "the peer cut the TLS connection without ending it");
    else if (status >= SGP_OK)
        status = openssl_error(s, err);
    ERR_clear_error(); /* for other users of OpenSSL in this thread */
    return status;
}

/*
 * Returns the status for the result of an SSL call. Without SSL_MODE_AUTO_RETRY a message that is
 * not data, such as a ticket, ends the call although the inner stream may have more: a record may
 * hold 900 tickets, and each takes 10 us. OpenSSL then ignores that its answer to the message could
 * not be written. It also never repeats the write of a fatal alert that returned SGP_AGAIN.
 */
static sgp_status openssl_outcome(openssl_tls_stream *s, int result, sgp_error *err)
{
    int kind;

    if (result == 1) return SGP_OK;
    if (s->inner_status < SGP_OK) return openssl_broken(s, err);
    kind = SSL_get_error(s->ssl, result);
    if (kind == SSL_ERROR_WANT_READ && s->inner_status == SGP_OK) s->calls_left = -1;
    if (kind == SSL_ERROR_WANT_READ) return SGP_AGAIN;
    if (kind == SSL_ERROR_WANT_WRITE && s->inner_status == SGP_AGAIN) return SGP_AGAIN;
    if (kind == SSL_ERROR_ZERO_RETURN) return SGP_END;
    return openssl_broken(s, err);
}

/* SSL_get_error reads the thread's error queue, where other users of OpenSSL
 * may have left an error. Clearing an empty queue takes a thousand
 * instructions. */
static void openssl_enter(openssl_tls_stream *s, sgp_deadline deadline, sgp_error *err)
{
    if (ERR_peek_error() != 0) ERR_clear_error();
    s->inner_status = SGP_OK;
    s->calls_left = SGP__INNER_CALLS_MAX;
    s->deadline = deadline;
    s->err = err;
}

/* --- the session of the last connection ------------------------------------------------------- */

/* The session's peer was verified for this host and with these settings. */
static void openssl_offer_session(openssl_tls_stream *s)
{
    const sgp__openssl_shared *shared = s->shared;

    if (shared->session && strcmp(shared->session_host, s->host) == 0)
        (void)SSL_set_session(s->ssl, shared->session);
}

/* Called at close, because TLS 1.3 sends its tickets after the handshake. */
static void openssl_store_session(openssl_tls_stream *s)
{
    sgp__openssl_shared *shared = s->shared;

    SSL_SESSION_free(shared->session);
    shared->session = SSL_get1_session(s->ssl);
    if (shared->session) memcpy(shared->session_host, s->host, sizeof shared->session_host);
}

/* --- the stream ------------------------------------------------------------------------------- */

static sgp_status openssl_tls_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    openssl_tls_stream *s = (openssl_tls_stream *)stream;
    sgp_status status;

    if (s->is_connected) return SGP_OK;
    SGP_TRY(sgp__stream_connect(s->inner, deadline, err));
    openssl_enter(s, deadline, err);
    status = openssl_outcome(s, SSL_connect(s->ssl), err);
    if (status == SGP_END)
        status = SGP__FAIL(err, SGP_ERR_TLS, 5028, "the peer ended TLS during the handshake");
    s->is_connected = status == SGP_OK;
    return status;
}

static sgp_status openssl_tls_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                                   sgp_deadline deadline, sgp_error *err)
{
    openssl_tls_stream *s = (openssl_tls_stream *)stream;

    openssl_enter(s, deadline, err);
    return openssl_outcome(s, SSL_read_ex(s->ssl, buffer, capacity, got), err);
}

static sgp_status openssl_tls_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                                    sgp_deadline deadline, sgp_error *err)
{
    openssl_tls_stream *s = (openssl_tls_stream *)stream;
    sgp_status status;

    openssl_enter(s, deadline, err);
    status = openssl_outcome(s, SSL_write_ex(s->ssl, bytes, len, put), err);
    if (status == SGP_END)
        status = SGP__FAIL(err, SGP_ERR_NETWORK, 5029,
                           "the peer ended TLS while it was written to");
    return status;
}

static void openssl_tls_close(sgp_stream *stream)
{
    openssl_tls_stream *s = (openssl_tls_stream *)stream;

    if (s->is_connected && !s->is_broken) {
        openssl_enter(s, s->deadline, NULL);
        (void)SSL_shutdown(s->ssl); /* sends close_notify; may fail without harm */
        if (!s->shared->is_suspect) openssl_store_session(s);
    }
    SSL_free(s->ssl);
    ERR_clear_error();
    sgp__stream_close(&s->inner);
    sgp__free(s->shared->allocator, s, sizeof *s);
}

/* Only the inner stream knows the direction: TLS may write in order to read. */
static void openssl_tls_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    const openssl_tls_stream *s = (openssl_tls_stream *)stream;

    sgp__stream_forward_wants(s->inner, out);
    if (s->calls_left < 0) out->at_us = SGP__AT_ONCE;
}

/* --- construction ----------------------------------------------------------------------------- */

/* OpenSSL verifies chain and name in the handshake. */
static int expect_host(openssl_tls_stream *s)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(s->ssl);

    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
                                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
    s->is_address = X509_VERIFY_PARAM_set1_ip_asc(param, s->host) == 1;
    if (s->is_address) return 1; /* RFC 6066, 3: no SNI for addresses */
    return X509_VERIFY_PARAM_set1_host(param, s->host, 0) == 1 &&
           SSL_set_tlsext_host_name(s->ssl, s->host) == 1;
}

static int make_ssl(openssl_tls_stream *s)
{
    BIO *bio = BIO_new(s->shared->method);

    s->ssl = SSL_new(s->shared->ctx);
    if (!s->ssl || !bio) {
        BIO_free(bio);
        return 0;
    }
    BIO_set_data(bio, s);
    BIO_set_init(bio, 1);
    SSL_set_bio(s->ssl, bio, bio); /* now owned by ssl */
    if (!expect_host(s)) return 0;
    openssl_offer_session(s);
    return 1;
}

sgp_status sgp__openssl_stream_new(sgp_stream **out, sgp__openssl_shared *shared, sgp_stream *inner,
                                   const char *host, sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type,      "openssl",         openssl_tls_connect,
                                          openssl_tls_read, openssl_tls_write, openssl_tls_close,
                                          openssl_tls_wants };
    char name[SGP_HOST_MAX + 1];
    openssl_tls_stream *s;

    SGP_TRY(sgp__tls_copy_host(name, host, err));
    s = sgp__alloc(shared->allocator, sizeof *s);
    if (!s) return SGP__NO_MEMORY(err, sizeof *s);
    s->base.type = &type;
    s->shared = shared;
    memcpy(s->host, name, sizeof s->host);
    if (!make_ssl(s)) {
        openssl_tls_close(&s->base); /* inner is not owned yet */
        return SGP__FAIL(err, SGP_ERR_TLS, 5030, "OpenSSL made no connection for host %s", host);
    }
    s->inner = inner;
    *out = &s->base;
    return SGP_OK;
}
