/*
 * tls_world.h - a TLS client of one backend and an OpenSSL server in memory,
 * for the suites of sgp_tls.
 */
#ifndef SGP_TEST_TLS_WORLD_H
#define SGP_TEST_TLS_WORLD_H

#include "test.h"

#include <stdlib.h>

#include <openssl/err.h>

#include "fail_alloc.h"
#include "sagepager/transport.h"
#include "tls_peer.h"

typedef struct world {
    const sgp_backend *backend; /* under test */
    tls_identity ca;
    tls_identity server;
    tls_peer peer;
    char *ca_pem;
    sgp_tls_options options; /* trust ca_pem */
    fail_alloc memory;
    sgp_tls *tls;       /* NULL until world_tls */
    sgp_stream *stream; /* NULL: none is open */
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} world;

/* The server's certificate is for san and signed by the client's authority. */
static inline void world_init_for(world *w, const sgp_backend *backend, const char *san,
                                  long days_from, long days_to, int max_version)
{
    static const sgp_tls_options options = SGP_TLS_OPTIONS_INIT;

    memset(w, 0, sizeof *w);
    w->backend = backend;
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    fail_alloc_init(&w->memory, -1);
    w->ca = tls_identity_make("test authority", NULL, NULL, -1, 1);
    w->server = tls_identity_make("test server", san, &w->ca, days_from, days_to);
    tls_peer_start(&w->peer, &w->server, max_version);
    w->ca_pem = tls_identity_pem(&w->ca);
    w->options = options;
    w->options.ca_pem = w->ca_pem;
    w->options.ca_pem_bytes = strlen(w->ca_pem);
}

static inline void world_init(world *w, const sgp_backend *backend)
{
    world_init_for(w, backend, "DNS:api.example.com, IP:127.0.0.1, IP:::1", -1, 1, 0);
}

static inline void world_tls(world *w)
{
    assert_int_equal(w->backend->tls_new(&w->tls, &w->options, &w->memory.api, &w->err), SGP_OK);
}

static inline sgp_status world_try_wrap(world *w, const char *host)
{
    return w->tls->type->wrap(w->tls, tls_peer_stream(&w->peer), host, &w->stream, &w->err);
}

static inline void world_wrap(world *w, const char *host)
{
    world_tls(w);
    assert_int_equal(world_try_wrap(w, host), SGP_OK);
}

static inline void world_end(world *w)
{
    int had_stream = w->stream != NULL;

    if (had_stream) w->stream->type->close(w->stream);
    assert_int_equal(w->peer.closes_seen, had_stream);
    if (w->tls) w->tls->type->destroy(w->tls);
    assert_int_equal(ERR_peek_error(), 0);
    tls_peer_stop(&w->peer);
    tls_identity_free(&w->ca);
    tls_identity_free(&w->server);
    free(w->ca_pem);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
}

static inline sgp_status handshake(world *w)
{
    sgp_status status = SGP_AGAIN;

    for (int i = 0; i < 200000 && status == SGP_AGAIN; i++)
        status = w->stream->type->connect(w->stream, sgp_deadline_none(), &w->err);
    return status;
}

static inline sgp_status send_all(world *w, const char *text)
{
    size_t at = 0;
    sgp_status status = SGP_OK;

    while (at < strlen(text) && status >= SGP_OK) {
        size_t put = 0;
        status = w->stream->type->write(w->stream, text + at, strlen(text) - at, &put,
                                        sgp_deadline_none(), &w->err);
        if (status == SGP_OK) at += put;
    }
    return status;
}

/* Reads until the status is neither SGP_OK nor SGP_AGAIN. */
static inline sgp_status receive_all(world *w, char *out, size_t capacity)
{
    size_t at = 0;
    sgp_status status = SGP_OK;

    for (int i = 0; i < 200000 && (status == SGP_OK || status == SGP_AGAIN); i++) {
        size_t got = 0;
        status = w->stream->type->read(w->stream, out + at, capacity - 1 - at, &got,
                                       sgp_deadline_none(), &w->err);
        if (status == SGP_OK) at += got;
    }
    out[at] = '\0';
    return status;
}

static inline void expect_talk(world *w)
{
    char bytes[64];

    w->peer.answer = "pong";
    w->peer.closes = 1;
    if (handshake(w) != SGP_OK) fail_msg("%s", sgp_error_message(&w->err));
    assert_int_equal(send_all(w, "{ping}"), SGP_OK);
    assert_int_equal(receive_all(w, bytes, sizeof bytes), SGP_END);
    assert_string_equal(bytes, "pong");
    assert_string_equal(w->peer.received, "{ping}");
}

#endif
