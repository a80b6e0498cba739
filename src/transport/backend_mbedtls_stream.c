/*
 * backend_mbedtls_stream.c - one TLS connection of Mbed TLS over any sgp_stream.
 *
 * An end of the inner stream without TLS's own close_notify is an error: whoever cuts the
 * connection must not be able to make a shortened answer look complete (RFC 8446, 6.1).
 */
#include "backend_mbedtls.h"

#include "err.h"
#include "mem.h"
#include "stream_call.h"

#include <string.h>

typedef struct tls_stream {
    const sgp_allocator *allocator;
    sgp_stream inner;
    sgp__mbedtls_shared *shared;
    sgp__mbedtls_peer peer;
    mbedtls_ssl_context ssl;
    int is_connected;        /* the handshake is done */
    int is_broken;           /* nothing but close may follow */
    sgp_status inner_status; /* what the inner stream said last */
    sgp_deadline deadline;   /* of the call under way, for the inner stream */
    sgp_error *err;          /* the same */
} tls_stream;

/* --- bytes ------------------------------------------------------------------------------------ */

/* Mbed TLS hands our own code through; inner_status is what counts. */
static int receive(void *self, unsigned char *buffer, size_t capacity)
{
    tls_stream *s = self;
    size_t got = 0;

    s->inner_status = sgp__stream_read(&s->inner, buffer, capacity, &got, s->deadline, s->err);
    if (s->inner_status == SGP_AGAIN) return MBEDTLS_ERR_SSL_WANT_READ;
    return s->inner_status >= SGP_OK ? (int)got : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static int send_out(void *self, const unsigned char *bytes, size_t len)
{
    tls_stream *s = self;
    size_t put = 0;

    s->inner_status = sgp__stream_write(&s->inner, bytes, len, &put, s->deadline, s->err);
    if (s->inner_status == SGP_AGAIN) return MBEDTLS_ERR_SSL_WANT_WRITE;
    return s->inner_status == SGP_OK ? (int)put : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
}

static void enter(tls_stream *s, sgp_deadline deadline, sgp_error *err)
{
    s->inner_status = SGP_OK;
    s->deadline = deadline;
    s->err = err;
}

/* --- failures --------------------------------------------------------------------------------- */

static sgp_status tls_error(const tls_stream *s, int code, sgp_error *err)
{
    if (code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED)
        return sgp__mbedtls_refusal(&s->peer, mbedtls_ssl_get_verify_result(&s->ssl), err);
    if (code == SGP__MBEDTLS_BAD_VERSION)
        return sgp_error_set(err, SGP_ERR_TLS, "the peer speaks no TLS 1.2 or newer");
    if (code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
        return sgp_error_set(err, SGP_ERR_TLS, "the peer refused with a TLS alert");
    return sgp__mbedtls_failed(code, SGP_ERR_TLS, "TLS failed", err);
}

/* What a call came to; for the reasons of the inner stream, its own status. A session that led here
 * is not used again. */
static sgp_status outcome(tls_stream *s, int code, sgp_error *err)
{
    if (code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE) return SGP_AGAIN;
    if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) return SGP_END;
    s->is_broken = 1;
    s->shared->session_host[0] = '\0';
    if (s->inner_status < SGP_OK) return s->inner_status;
    if (s->inner_status == SGP_END)
        return sgp_error_set(err, SGP_ERR_NETWORK,
                             "the peer cut the TLS connection without ending it");
    return tls_error(s, code, err);
}

/* --- the session of the last connection ------------------------------------------------------- */

/* A session holds that its peer was verified, for this host and by these settings. One that cannot
 * be offered only costs a whole handshake. */
static void offer_session(tls_stream *s)
{
    const sgp__mbedtls_shared *shared = s->shared;

    if (strcmp(shared->session_host, s->peer.host) == 0)
        (void)mbedtls_ssl_set_session(&s->ssl, &shared->session);
}

/* After the handshake, and each time TLS 1.3 sends a ticket. */
static void keep_session(tls_stream *s)
{
    sgp__mbedtls_shared *shared = s->shared;

    shared->session_host[0] = '\0';
    mbedtls_ssl_session_free(&shared->session);
    mbedtls_ssl_session_init(&shared->session);
    if (mbedtls_ssl_get_session(&s->ssl, &shared->session) == 0)
        memcpy(shared->session_host, s->peer.host, sizeof shared->session_host);
}

/* --- the stream ------------------------------------------------------------------------------- */

static sgp_status tls_connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = self;
    sgp_status status;
    int code;

    if (s->is_connected) return SGP_OK;
    SGP_TRY(sgp__stream_connect(&s->inner, deadline, err));
    enter(s, deadline, err);
    code = mbedtls_ssl_handshake(&s->ssl);
    if (code == 0) {
        s->is_connected = 1;
        keep_session(s);
        return SGP_OK;
    }
    status = outcome(s, code, err);
    if (status == SGP_END)
        status = sgp_error_set(err, SGP_ERR_TLS, "the peer ended TLS during the handshake");
    return status;
}

/* A ticket is no data; nor is zero the end that close_notify would have been. */
static sgp_status tls_read(void *self, void *buffer, size_t capacity, size_t *got,
                           sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = self;
    int code;

    enter(s, deadline, err);
    while ((code = mbedtls_ssl_read(&s->ssl, buffer, capacity)) == SGP__MBEDTLS_NEW_TICKET)
        keep_session(s);
    if (code <= 0) return outcome(s, code, err);
    *got = (size_t)code;
    return SGP_OK;
}

static sgp_status tls_write(void *self, const void *bytes, size_t len, size_t *put,
                            sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = self;
    sgp_status status;
    int code;

    enter(s, deadline, err);
    code = mbedtls_ssl_write(&s->ssl, bytes, len);
    if (code > 0) {
        *put = (size_t)code;
        return SGP_OK;
    }
    status = outcome(s, code, err);
    if (status == SGP_END)
        status = sgp_error_set(err, SGP_ERR_NETWORK, "the peer ended TLS while it was written to");
    return status;
}

static void tls_close(void *self)
{
    tls_stream *s = self;

    if (s->is_connected && !s->is_broken) {
        enter(s, s->deadline, NULL);
        (void)mbedtls_ssl_close_notify(&s->ssl); /* whether it arrives changes nothing */
    }
    mbedtls_ssl_free(&s->ssl);
    sgp__stream_close(&s->inner);
    sgp__free(s->allocator, s, sizeof *s);
}

/* The inner stream knows what the last SGP_AGAIN was about: TLS may write in order to read. */
static void tls_wants(void *self, sgp_wants *out)
{
    tls_stream *s = self;

    s->inner.wants(s->inner.self, out);
}

/* --- construction ----------------------------------------------------------------------------- */

/* An address is no server name (RFC 6066, 3): NULL says on purpose that there is none to check, and
 * sgp__mbedtls_verify checks the address. */
static int set_up(tls_stream *s)
{
    int code = mbedtls_ssl_setup(&s->ssl, &s->shared->conf);

    if (code == 0)
        code = mbedtls_ssl_set_hostname(&s->ssl, s->peer.address_len > 0 ? NULL : s->peer.host);
    if (code != 0) return code;
    mbedtls_ssl_set_verify(&s->ssl, sgp__mbedtls_verify, &s->peer);
    mbedtls_ssl_set_bio(&s->ssl, s, send_out, receive, NULL);
    offer_session(s);
    return 0;
}

sgp_status sgp__mbedtls_stream_new(sgp_stream *out, sgp__mbedtls_shared *shared,
                                   const sgp_stream *inner, const char *host,
                                   const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_stream empty = SGP_STREAM_INIT;
    tls_stream *s;
    sgp_stream own;
    int code;

    if (host[0] == '\0' || strlen(host) > SGP_HOST_MAX)
        return sgp_error_set(err, SGP_ERR_USAGE, "TLS needs a host of 1 to %d bytes", SGP_HOST_MAX);
    SGP_TRY(sgp__stream_copy(&own, inner, err));
    s = sgp__alloc(allocator, sizeof *s);
    if (!s) return sgp__no_memory(err);
    s->allocator = allocator;
    s->inner = own;
    s->shared = shared;
    sgp__mbedtls_peer_init(&s->peer, host);
    mbedtls_ssl_init(&s->ssl);
    code = set_up(s);
    if (code != 0) {
        mbedtls_ssl_free(&s->ssl);
        sgp__free(allocator, s, sizeof *s);
        return sgp__mbedtls_failed(code, SGP_ERR_TLS, "no TLS connection could be set up", err);
    }
    *out = empty;
    out->self = s;
    out->connect = tls_connect;
    out->read = tls_read;
    out->write = tls_write;
    out->close = tls_close;
    out->wants = SGP_HAS(&own, wants) ? tls_wants : NULL;
    return SGP_OK;
}
