/*
 * backend_mbedtls_stream.c - one TLS connection of Mbed TLS over any
 * sgp_stream.
 *
 * An inner stream that ends without close_notify is an error: an attacker who
 * cuts the connection must not make a truncated response look complete (RFC
 * 8446, 6.1).
 */
#include "sgp_backend_mbedtls.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_stream_call.h"

#include <string.h>

#include <mbedtls/pem.h>

typedef struct mbedtls_tls_stream {
    sgp_stream base;
    sgp_stream *inner; /* owned */
    sgp__mbedtls_shared *shared;
    sgp__mbedtls_peer peer;
    mbedtls_ssl_context ssl;
    int is_connected;        /* the handshake is done */
    int is_broken;           /* only close may follow */
    int calls_left;          /* of the inner stream in the current call; -1: none was left */
    sgp_status inner_status; /* the last result of the inner stream */
    sgp_deadline deadline;   /* of the current call, for the inner stream */
    sgp_error *err;          /* of the current call, for the inner stream */
} mbedtls_tls_stream;

/* --- bytes ------------------------------------------------------------------------------------ */

/* These return SGP_AGAIN without a call of the inner stream if this call has made too many. */
static sgp_status mbedtls_read_inner(mbedtls_tls_stream *s, unsigned char *buffer, size_t capacity,
                                     size_t *got)
{
    if (s->calls_left-- <= 0) return SGP_AGAIN;
    return sgp__stream_read(s->inner, buffer, capacity, got, s->deadline, s->err);
}

static sgp_status mbedtls_write_inner(mbedtls_tls_stream *s, const unsigned char *bytes, size_t len,
                                      size_t *put)
{
    if (s->calls_left-- <= 0) return SGP_AGAIN;
    return sgp__stream_write(s->inner, bytes, len, put, s->deadline, s->err);
}

/* Mbed TLS passes the code on to its caller; outcome() then reads inner_status. */
static int mbedtls_receive(void *self, unsigned char *buffer, size_t capacity)
{
    mbedtls_tls_stream *s = self;
    size_t got = 0;

    s->inner_status = mbedtls_read_inner(s, buffer, capacity, &got);
    if (s->inner_status == SGP_AGAIN) return MBEDTLS_ERR_SSL_WANT_READ;
    return s->inner_status >= SGP_OK ? (int)got : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static int send_out(void *self, const unsigned char *bytes, size_t len)
{
    mbedtls_tls_stream *s = self;
    size_t put = 0;

    s->inner_status = mbedtls_write_inner(s, bytes, len, &put);
    if (s->inner_status == SGP_AGAIN) return MBEDTLS_ERR_SSL_WANT_WRITE;
    return s->inner_status == SGP_OK ? (int)put : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static void mbedtls_enter(mbedtls_tls_stream *s, sgp_deadline deadline, sgp_error *err)
{
    s->inner_status = SGP_OK;
    s->calls_left = SGP__INNER_CALLS_MAX;
    s->deadline = deadline;
    s->err = err;
}

/* --- failures --------------------------------------------------------------------------------- */

sgp_status sgp__mbedtls_failed(int code, sgp_status status, const char *what, sgp_error *err)
{
    char text[128] = "";

    if (code == MBEDTLS_ERR_SSL_ALLOC_FAILED || code == MBEDTLS_ERR_X509_ALLOC_FAILED ||
        code == MBEDTLS_ERR_PEM_ALLOC_FAILED || code == MBEDTLS_ERR_PK_ALLOC_FAILED)
        return sgp__no_memory(err);
    mbedtls_strerror(code, text, sizeof text); /* writes "" if ERROR_C is not defined */
    if (text[0] == '\0') (void)sgp__format(text, sizeof text, "error -0x%04X", (unsigned)-code);
    return SGP__FAIL(err, status, 5008, "%s: %s", what, text);
}

/* The usage of a certificate is checked apart from its chain, and has an error code of its own. */
static int is_refused(const mbedtls_tls_stream *s, int code)
{
    return code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED ||
           (code == SGP__MBEDTLS_BAD_CERTIFICATE && mbedtls_ssl_get_verify_result(&s->ssl) != 0);
}

static sgp_status tls_error(const mbedtls_tls_stream *s, int code, sgp_error *err)
{
    if (is_refused(s, code))
        return sgp__mbedtls_refusal(&s->peer, mbedtls_ssl_get_verify_result(&s->ssl), err);
    if (code == SGP__MBEDTLS_BAD_VERSION)
        return SGP__FAIL(err, SGP_ERR_TLS, 5009, "the peer speaks no TLS 1.2 or newer");
    if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
        return SGP__FAIL(err, SGP_ERR_TLS, 5010, "the peer refused with a TLS alert");
    return sgp__mbedtls_failed(code, SGP_ERR_TLS, "TLS failed", err);
}

/* Returns the status for a code of Mbed TLS. If the inner stream caused a
 * failure, returns the inner stream's status. After a failure the stored
 * session is not offered again. */
static sgp_status mbedtls_outcome(mbedtls_tls_stream *s, int code, sgp_error *err)
{
    if (code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE) return SGP_AGAIN;
    if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) return SGP_END;
    s->is_broken = 1;
    s->shared->session_host[0] = '\0';
    if (s->inner_status < SGP_OK) return s->inner_status;
    if (s->inner_status == SGP_END)
        return SGP__FAIL(err, SGP_ERR_NETWORK, 5011,
                         "the peer cut the TLS connection without ending it");
    return tls_error(s, code, err);
}

/* --- the session of the last connection ------------------------------------------------------- */

/* The session's peer was verified for this host and with these settings. */
static void mbedtls_offer_session(mbedtls_tls_stream *s)
{
    const sgp__mbedtls_shared *shared = s->shared;

    if (strcmp(shared->session_host, s->peer.host) == 0)
        (void)mbedtls_ssl_set_session(&s->ssl, &shared->session);
}

/* Called after the handshake, and each time TLS 1.3 sends a ticket. */
static void mbedtls_store_session(mbedtls_tls_stream *s)
{
    sgp__mbedtls_shared *shared = s->shared;

    shared->session_host[0] = '\0';
    mbedtls_ssl_session_free(&shared->session);
    mbedtls_ssl_session_init(&shared->session);
    if (mbedtls_ssl_get_session(&s->ssl, &shared->session) == 0)
        memcpy(shared->session_host, s->peer.host, sizeof shared->session_host);
}

/* --- the stream ------------------------------------------------------------------------------- */

static sgp_status mbedtls_tls_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    mbedtls_tls_stream *s = (mbedtls_tls_stream *)stream;
    sgp_status status;
    int code;

    if (s->is_connected) return SGP_OK;
    SGP_TRY(sgp__stream_connect(s->inner, deadline, err));
    mbedtls_enter(s, deadline, err);
    code = mbedtls_ssl_handshake(&s->ssl);
    if (code == 0) {
        s->is_connected = 1;
        mbedtls_store_session(s);
        return SGP_OK;
    }
    status = mbedtls_outcome(s, code, err);
    if (status == SGP_END)
        status = SGP__FAIL(err, SGP_ERR_TLS, 5012, "the peer ended TLS during the handshake");
    return status;
}

/* A ticket is not data, and a record may hold hundreds of them, so each one ends the call. A code
 * of 0 is not the end; only close_notify is. */
static sgp_status mbedtls_tls_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                                   sgp_deadline deadline, sgp_error *err)
{
    mbedtls_tls_stream *s = (mbedtls_tls_stream *)stream;
    int code;

    mbedtls_enter(s, deadline, err);
    code = mbedtls_ssl_read(&s->ssl, buffer, capacity);
    if (code == SGP__MBEDTLS_NEW_TICKET) {
        mbedtls_store_session(s);
        s->calls_left = -1;
        return SGP_AGAIN;
    }
    if (code <= 0) return mbedtls_outcome(s, code, err);
    *got = (size_t)code;
    return SGP_OK;
}

static sgp_status mbedtls_tls_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                                    sgp_deadline deadline, sgp_error *err)
{
    mbedtls_tls_stream *s = (mbedtls_tls_stream *)stream;
    sgp_status status;
    int code;

    mbedtls_enter(s, deadline, err);
    code = mbedtls_ssl_write(&s->ssl, bytes, len);
    if (code > 0) {
        *put = (size_t)code;
        return SGP_OK;
    }
    status = mbedtls_outcome(s, code, err);
    if (status == SGP_END)
        status = SGP__FAIL(err, SGP_ERR_NETWORK, 5013,
                           "the peer ended TLS while it was written to");
    return status;
}

static void mbedtls_tls_close(sgp_stream *stream)
{
    mbedtls_tls_stream *s = (mbedtls_tls_stream *)stream;

    if (s->is_connected && !s->is_broken) {
        mbedtls_enter(s, s->deadline, NULL);
        (void)mbedtls_ssl_close_notify(&s->ssl); /* may fail without harm */
    }
    mbedtls_ssl_free(&s->ssl);
    sgp__stream_close(&s->inner);
    sgp__free(s->shared->allocator, s, sizeof *s);
}

/* Only the inner stream knows the direction: TLS may write in order to read. */
static void mbedtls_tls_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    const mbedtls_tls_stream *s = (mbedtls_tls_stream *)stream;

    sgp__stream_forward_wants(s->inner, out);
    if (s->calls_left < 0) out->at_us = SGP__AT_ONCE;
}

/* --- construction ----------------------------------------------------------------------------- */

/* An address is not sent as server name (RFC 6066, 3): NULL disables SNI and
 * Mbed TLS's own check of the name, and sgp__mbedtls_verify checks the
 * address. */
static int set_up(mbedtls_tls_stream *s)
{
    int code = mbedtls_ssl_setup(&s->ssl, &s->shared->conf);

    if (code == 0)
        code = mbedtls_ssl_set_hostname(&s->ssl, s->peer.address_len > 0 ? NULL : s->peer.host);
    if (code != 0) return code;
    mbedtls_ssl_set_verify(&s->ssl, sgp__mbedtls_verify, &s->peer);
    mbedtls_ssl_set_bio(&s->ssl, s, send_out, mbedtls_receive, NULL);
    mbedtls_offer_session(s);
    return 0;
}

sgp_status sgp__mbedtls_stream_new(sgp_stream **out, sgp__mbedtls_shared *shared, sgp_stream *inner,
                                   const char *host, sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type,      "mbedtls",         mbedtls_tls_connect,
                                          mbedtls_tls_read, mbedtls_tls_write, mbedtls_tls_close,
                                          mbedtls_tls_wants };
    sgp__mbedtls_peer peer;
    mbedtls_tls_stream *s;
    int code;

    SGP_TRY(sgp__mbedtls_peer_init(&peer, host, err));
    s = sgp__alloc(shared->allocator, sizeof *s);
    if (!s) return SGP__NO_MEMORY(err, sizeof *s);
    s->base.type = &type;
    s->shared = shared;
    s->peer = peer;
    mbedtls_ssl_init(&s->ssl);
    code = set_up(s);
    if (code != 0) {
        mbedtls_tls_close(&s->base); /* inner is not owned yet */
        return sgp__mbedtls_failed(code, SGP_ERR_TLS, "no TLS connection could be set up", err);
    }
    s->inner = inner;
    *out = &s->base;
    return SGP_OK;
}
