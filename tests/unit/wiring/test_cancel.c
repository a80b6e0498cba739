/*
 * Cancels at every possible moment: after each SGP_AGAIN of a listing in turn, the call is
 * cancelled or the client freed. Nothing may leak or stay unwiped, and the client must stay usable.
 *
 * All layers take part: sigv4, AWS JSON, HTTP/1.1 over a scripted peer, and over TLS of each
 * backend. A minimum of moments ensures that the loop covered a whole listing.
 */
#include "stack.h"

#include <stdlib.h>

#include "scripted_stream.h"
#include "tls_peer.h"

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 33\r\n\r\n{\"ImageVersions\":[{\"Version\":1}]}"

typedef struct world {
    sgp_dialer base; /* opens the peers */
    stack stack;
    scripted_stream plain[2]; /* the first connection, and the one after the cancel */
    tls_identity ca, server;
    tls_peer peer;
    char *ca_pem;
    int opens;
} world;

static sgp_status open_next(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                            sgp_error *err)
{
    world *w = (world *)dialer;

    (void)target;
    (void)err;
    assert_true(w->opens < 2);
    if (w->stack.backend && w->opens > 0) tls_peer_again(&w->peer);
    *out = w->stack.backend ? tls_peer_stream(&w->peer) : scripted_stream_make(&w->plain[w->opens]);
    w->opens++;
    return SGP_OK;
}

static void start_peers(world *w, const sgp_backend *backend)
{
    static const sgp_dialer_type type = { sizeof type, "peers", open_next, NULL };

    memset(w, 0, sizeof *w);
    w->base.type = &type;
    stack_init(&w->stack, &w->base);
    w->stack.backend = backend;
    w->stack.nonblocking = 1;
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
    w->stack.ca_pem = w->ca_pem = tls_identity_pem(&w->ca);
}

static void stop_peers(world *w)
{
    if (w->stack.backend) {
        tls_peer_stop(&w->peer);
        tls_identity_free(&w->ca);
        tls_identity_free(&w->server);
        free(w->ca_pem);
    }
    if (w->stack.backend)
        assert_int_equal(w->peer.closes_seen, w->opens);
    else
        assert_int_equal(w->plain[0].closes + w->plain[1].closes, w->opens);
}

/* Continues until the stop-th SGP_AGAIN, or to the end. */
static sgp_status go_on(world *w, int stop)
{
    const sgp_page *page = NULL;
    sgp_status status = SGP_OK;
    int moments = 0;

    while (status == SGP_OK || (status == SGP_AGAIN && moments < stop)) {
        status = sgp_paginator_next_page(w->stack.pages, &page, &w->stack.err);
        moments += status == SGP_AGAIN;
        if (status == SGP_OK) assert_int_equal(page->count, 1);
    }
    if (status < SGP_OK) fail_msg("after %d: %s", moments, sgp_error_message(&w->stack.err));
    return status;
}

static void finish(world *w)
{
    stack_finish(&w->stack);
    stop_peers(w);
}

/* Cancels at the stop-th moment, then lists to the end: with a new listing, or with the same
 * one, which requests the same page again. Returns non-zero if the listing ended before. */
static int cancel_then_list(const sgp_backend *backend, int stop, int is_new)
{
    sgp_status status;
    world w;

    start_peers(&w, backend);
    assert_int_equal(stack_make_client(&w.stack), SGP_OK);
    assert_int_equal(stack_start_listing(&w.stack), SGP_OK);
    status = go_on(&w, stop);
    if (status == SGP_AGAIN) {
        sgp_client_cancel(w.stack.client);
        if (is_new) sgp_paginator_free(w.stack.pages);
        if (is_new) assert_int_equal(stack_start_listing(&w.stack), SGP_OK);
        assert_int_equal(go_on(&w, 1000000), SGP_END);
        assert_int_equal(sgp_paginator_item_count(w.stack.pages), 1);
        assert_int_equal(w.opens, 2); /* the cancel interrupted the first one */
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
    assert_int_equal(stack_make_client(&w.stack), SGP_OK);
    assert_int_equal(stack_start_listing(&w.stack), SGP_OK);
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
