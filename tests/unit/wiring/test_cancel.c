/*
 * Cancelling at any moment: after each SGP_AGAIN of a listing in turn the call is cancelled, or the
 * client freed. Nothing may leak, nothing may stay unwiped, and the client must be usable again.
 *
 * All layers take part: sigv4, AWS JSON, HTTP/1.1 over a scripted peer, and over TLS of each
 * backend. The fewest moments expected say that the loop really went through a whole listing.
 */
#include "test.h"

#include <stdlib.h>

#include "fail_alloc.h"
#include "fake_platform.h"
#include "ref_sha256.h"
#include "scripted_stream.h"
#include "tls_peer.h"

#include "sagepager/sagepager.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"ImageVersions\":[{\"Version\":1}]}"

typedef struct world {
    const sgp_backend *backend; /* NULL: no TLS */
    scripted_stream plain[2];   /* the first connection and the one after the cancelling */
    tls_identity ca, server;
    tls_peer peer;
    char *ca_pem;
    int opens;
    fail_alloc memory;
    fake_platform clock;
    ref_sha256_self reference;
    sgp_client *client;
    sgp_pages *pages;
    sgp_error err;
} world;

static sgp_status open_next(void *self, const sgp_target *target, sgp_stream *stream,
                            sgp_error *err)
{
    world *w = self;

    (void)target;
    (void)err;
    assert_true(w->opens < 2);
    if (w->backend && w->opens > 0) tls_peer_again(&w->peer);
    *stream = w->backend ? tls_peer_stream(&w->peer) : scripted_stream_make(&w->plain[w->opens]);
    w->opens++;
    return SGP_OK;
}

static void start_peers(world *w, const sgp_backend *backend)
{
    memset(w, 0, sizeof *w);
    w->backend = backend;
    fail_alloc_init(&w->memory, -1);
    w->clock.wall_us = 1614230400000000;
    for (int i = 0; i < 2; i++) {
        w->plain[i].answers[0] = ANSWER;
        w->plain[i].one_byte = w->plain[i].again = 1;
    }
    if (!backend) return;
    w->ca = tls_identity_make("test authority", NULL, NULL, -1, 1);
    w->server = tls_identity_make("test server", "DNS:localhost", &w->ca, -1, 1);
    tls_peer_start(&w->peer, &w->server, 0);
    w->peer.answer = ANSWER;
    w->peer.again = 1;
    w->ca_pem = tls_identity_pem(&w->ca);
}

static void stop_peers(world *w)
{
    if (w->backend) {
        tls_peer_stop(&w->peer);
        tls_identity_free(&w->ca);
        tls_identity_free(&w->server);
        free(w->ca_pem);
    }
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
    assert_int_equal(w->reference.open, 0);
    if (w->backend)
        assert_int_equal(w->peer.closes_seen, w->opens);
    else
        assert_int_equal(w->plain[0].closes + w->plain[1].closes, w->opens);
}

static sgp_http make_http(world *w, const sgp_platform *platform)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_dialer peers = SGP_DIALER_INIT, dialer;
    const sgp_allocator *memory = &w->memory.api;
    sgp_tls tls = SGP_TLS_INIT;
    sgp_http http;

    peers.self = w;
    peers.open = open_next;
    options.ca_pem = w->ca_pem;
    options.ca_pem_bytes = w->ca_pem ? strlen(w->ca_pem) : 0;
    if (w->backend) assert_int_equal(w->backend->tls_new(&tls, &options, memory, &w->err), SGP_OK);
    assert_int_equal(sgp_connect_new(&dialer, &peers, tls.wrap ? &tls : NULL, memory, &w->err),
                     SGP_OK);
    assert_int_equal(sgp_http1_new(&http, &dialer, platform, NULL, memory, &w->err), SGP_OK);
    return http;
}

static void make_client(world *w)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_platform platform = fake_platform_make(&w->clock);
    sgp_crypto crypto = w->backend ? w->backend->crypto() : ref_sha256_make(&w->reference);
    const sgp_allocator *memory = &w->memory.api;
    sgp_http http = make_http(w, &platform);
    sgp_credentials_provider credentials;
    sgp_codec codec = sgp_aws_json();
    sgp_signer signer;

    assert_int_equal(sgp_sigv4_new(&signer, &crypto, NULL, memory, &w->err), SGP_OK);
    assert_int_equal(sgp_creds_static_new(&credentials, "AKID", "secret", NULL, memory, &w->err),
                     SGP_OK);
    options.region = "us-west-2";
    options.endpoint_url = w->backend ? "https://localhost" : "http://localhost";
    options.http = &http;
    options.codec = &codec;
    options.signer = &signer;
    options.credentials = &credentials;
    options.platform = &platform;
    options.allocator = memory;
    options.nonblocking = 1;
    assert_int_equal(sgp_client_new(&w->client, &options, &w->err), SGP_OK);
}

static void start_listing(world *w)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    request.image_name = "img";
    assert_int_equal(sgp_pages_new(&w->pages, w->client, &request, NULL, &w->err), SGP_OK);
}

/* Goes on until the stop-th SGP_AGAIN, or to the end. */
static sgp_status go_on(world *w, int stop)
{
    const sgp_page *page = NULL;
    sgp_status status = SGP_OK;
    int moments = 0;

    while (status == SGP_OK || (status == SGP_AGAIN && moments < stop)) {
        status = sgp_pages_next(w->pages, &page, &w->err);
        moments += status == SGP_AGAIN;
        if (status == SGP_OK) assert_int_equal(page->count, 1);
    }
    if (status < SGP_OK) fail_msg("after %d: %s", moments, w->err.message);
    return status;
}

static void finish(world *w)
{
    sgp_pages_free(w->pages);
    sgp_client_free(w->client);
    stop_peers(w);
}

/* Cancels at the stop-th moment, then lists to the end: anew, or on with the same listing, which
 * asks for the same page again. Non-zero when the listing had ended before. */
static int cancel_then_list(const sgp_backend *backend, int stop, int is_new)
{
    sgp_status status;
    world w;

    start_peers(&w, backend);
    make_client(&w);
    start_listing(&w);
    status = go_on(&w, stop);
    if (status == SGP_AGAIN) {
        sgp_client_cancel(w.client);
        if (is_new) sgp_pages_free(w.pages);
        if (is_new) start_listing(&w);
        assert_int_equal(go_on(&w, 1000000), SGP_END);
        assert_int_equal(sgp_pages_item_count(w.pages), 1);
        assert_int_equal(w.opens, 2); /* the first one was in the middle of something */
    }
    finish(&w);
    return status == SGP_END;
}

static int cancel_after(const sgp_backend *backend, int stop)
{
    return cancel_then_list(backend, stop, 1);
}

static int resume_after(const sgp_backend *backend, int stop)
{
    return cancel_then_list(backend, stop, 0);
}

static int free_after(const sgp_backend *backend, int stop)
{
    sgp_status status;
    world w;

    start_peers(&w, backend);
    make_client(&w);
    start_listing(&w);
    status = go_on(&w, stop);
    finish(&w);
    return status == SGP_END;
}

static void expect_at_each_moment(int (*stop_after)(const sgp_backend *, int))
{
    const sgp_backend *backend = NULL;

    for (size_t b = 0; b == 0 || backend; b++) {
        int stop = 1;
        while (!stop_after(backend, stop))
            stop++;
        assert_in_range(stop, backend ? 5 : 500, 5000);
        backend = sgp_backend_at(b);
    }
}

static void cancelled_at_each_moment_the_client_is_usable(void **state)
{
    (void)state;
    expect_at_each_moment(cancel_after);
}

static void freed_at_each_moment_nothing_is_left(void **state)
{
    (void)state;
    expect_at_each_moment(free_after);
}

static void cancelled_at_each_moment_the_listing_goes_on(void **state)
{
    (void)state;
    expect_at_each_moment(resume_after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cancelled_at_each_moment_the_client_is_usable),
        cmocka_unit_test(freed_at_each_moment_nothing_is_left),
        cmocka_unit_test(cancelled_at_each_moment_the_listing_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
