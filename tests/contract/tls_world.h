/*
 * tls_world.h - a TLS client of one backend and a server of OpenSSL's in memory, for the suites of
 * sgp_tls.
 */
#ifndef SGP_TEST_TLS_WORLD_H
#define SGP_TEST_TLS_WORLD_H

#include "test.h"

#include <stdlib.h>

#include <openssl/err.h>

#include "fail_alloc.h"
#include "sagepager/builtin.h"
#include "tls_peer.h"

typedef struct world {
    const sgp_backend *backend; /* what is tested */
    tls_identity ca;
    tls_identity server;
    tls_peer peer;
    char *ca_pem;
    sgp_tls_options options; /* trust ca_pem */
    fail_alloc memory;
    sgp_tls tls;
    sgp_stream stream;
    sgp_error err;
} world;

/* A server certificate for san that the client's authority has signed. */
static inline void world_init_for(world *w, const sgp_backend *backend, const char *san,
                                  long days_from, long days_to, int max_version)
{
    static const sgp_tls_options options = SGP_TLS_OPTIONS_INIT;

    memset(w, 0, sizeof *w);
    w->backend = backend;
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

static inline void world_wrap(world *w, const char *host)
{
    sgp_stream inner = tls_peer_stream(&w->peer);

    world_tls(w);
    assert_int_equal(w->tls.wrap(w->tls.self, &inner, host, &w->stream, &w->err), SGP_OK);
}

static inline void world_end(world *w)
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

static inline sgp_status handshake(world *w)
{
    sgp_status status = SGP_AGAIN;

    for (int i = 0; i < 200000 && status == SGP_AGAIN; i++)
        status = w->stream.connect(w->stream.self, sgp_deadline_none(), &w->err);
    return status;
}

static inline sgp_status send_all(world *w, const char *text)
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
static inline sgp_status receive_all(world *w, char *out, size_t capacity)
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

static inline void expect_talk(world *w)
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

#endif
