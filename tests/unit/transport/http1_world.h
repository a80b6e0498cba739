/*
 * http1_world.h - an HTTP/1.1 exchange with everything around it faked: clock,
 * peers, memory.
 */
#ifndef SGP_TEST_HTTP1_WORLD_H
#define SGP_TEST_HTTP1_WORLD_H

#include "test.h"

#include "fail_alloc.h"
#include "fake_dialer.h"
#include "fake_platform.h"
#include "sagepager/transport.h"

#define REQUEST_TEXT                                                                               \
    "POST /p?q HTTP/1.1\r\nHost: api.example.com\r\nX-Amz-Target: T\r\nContent-Length: "           \
    "2\r\n\r\n{}"
#define URL_TEXT "\"https://api.example.com/p?...\"" /* a query may be a secret */

typedef struct world {
    fake_platform clock;
    scripted_stream peers[3];
    fake_dialer dialer;
    fail_alloc memory;
    sgp_http1_options options;
    sgp_http *http; /* NULL until world_new succeeds */
    sgp_http_request *request;
    sgp_http_response *response;
    sgp_deadline deadline;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    int agains; /* of the last run */
} world;

static inline void world_add_header(world *w, const char *name, const char *value)
{
    assert_int_equal(sgp_http_request_add_header(w->request, name, sgp_str_from(value), NULL),
                     SGP_OK);
}

static inline void world_make_request(world *w)
{
    assert_int_equal(sgp_http_request_new(&w->request, NULL, NULL), SGP_OK);
    w->request->method = sgp_str_from("POST");
    w->request->is_tls = 1;
    w->request->host = sgp_str_from("api.example.com");
    w->request->port = 443;
    w->request->path = sgp_str_from("/p?q");
    w->request->body = sgp_str_from("{}");
    world_add_header(w, "X-Amz-Target", "T");
}

/* Makes everything but the exchange, so that a test can change options and
 * peers. */
static inline void world_init(world *w)
{
    static const sgp_http1_options options = SGP_HTTP1_OPTIONS_INIT;

    memset(w, 0, sizeof *w);
    w->clock.monotonic_us = 1000000;
    for (int i = 0; i < 3; i++)
        w->dialer.streams[i] = &w->peers[i];
    fail_alloc_init(&w->memory, -1);
    w->options = options;
    w->deadline = sgp_deadline_none();
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    world_make_request(w);
    assert_int_equal(sgp_http_response_new(&w->response, NULL, 0, NULL), SGP_OK);
}

static inline sgp_status world_new(world *w)
{
    return sgp_http1_new(&w->http, fake_dialer_make(&w->dialer), fake_platform_make(&w->clock),
                         &w->options, &w->memory.api, &w->err);
}

/* The usual world: one peer with one answer. */
static inline void world_start(world *w, const char *answer)
{
    world_init(w);
    w->peers[0].answers[0] = answer;
    assert_int_equal(world_new(w), SGP_OK);
}

static inline sgp_status world_call(world *w)
{
    return w->http->type->exchange(w->http, w->request, w->response, w->deadline, &w->err);
}

/* Repeats the call; a millisecond passes at each SGP_AGAIN. */
static inline sgp_status world_run(world *w)
{
    sgp_status status;

    w->agains = 0;
    while ((status = world_call(w)) == SGP_AGAIN) {
        w->agains++;
        w->clock.monotonic_us += 1000;
        assert_true(w->agains < 1000000);
    }
    return status;
}

static inline void world_wants(world *w, sgp_poll_interest *out)
{
    static const sgp_poll_interest nothing = SGP_POLL_INTEREST_INIT;

    *out = nothing;
    w->http->type->wants(w->http, out);
}

/* Destroys everything and checks what must hold after every test. */
static inline void world_end(world *w)
{
    if (w->http) {
        w->http->type->destroy(w->http);
        assert_int_equal(w->dialer.destroys, 1);
    }
    for (int i = 0; i < 3; i++)
        assert_int_equal(w->peers[i].closes, i < w->dialer.opens);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
    assert_int_equal(w->memory.wrong_size, 0);
    sgp_http_request_free(w->request);
    sgp_http_response_free(w->response);
}

/* A failed exchange leaves a message, no response and no connection. */
static inline void world_expect_failure(world *w, sgp_status status, const char *message,
                                        int retryable)
{
    sgp_status got = world_run(w);

    if (got != status)
        fail_msg("%s instead of %s: %s", sgp_status_text(got), sgp_status_text(status),
                 sgp_error_message(&w->err));
    assert_int_equal(w->err.status, status);
    if (!strstr(sgp_error_message(&w->err), message))
        fail_msg("message: %s", sgp_error_message(&w->err));
    assert_int_equal(w->err.retryable, retryable);
    assert_int_equal(w->response->body.len, 0);
    assert_int_equal(w->response->status, 0);
    if (w->dialer.opens > 0) assert_int_equal(w->peers[w->dialer.opens - 1].closes, 1);
}

#endif
