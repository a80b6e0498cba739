/*
 * http_test.c - the contract of sgp_http, tested with http1 over a script,
 * http1 over a socket and the fake.
 */
#include "test.h"

#include <poll.h>

#include "fail_alloc.h"
#include "fake_dialer.h"
#include "fake_http.h"
#include "fake_platform.h"
#include "loopback.h"
#include "sagepager/transport.h"

typedef struct fixture {
    fake_http fake;
    scripted_stream script;
    fake_dialer dialer;
    loopback loop;
    fake_platform clock;
    fail_alloc memory;
    sgp_http *http; /* under test */
    sgp_http_request *request;
    sgp_http_response *response;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

/* One implementation. Its peer answers 404 with a header and "{}", or
 * breaks. */
typedef struct implementation {
    void (*start)(fixture *f, int breaks);
    void (*stop)(fixture *f);
} implementation;

#define ANSWER "HTTP/1.1 404 Nope\r\nX-Amzn-RequestId: r\r\nContent-Length: 2\r\n\r\n{}"

static void new_http1(fixture *f, sgp_dialer *dialer)
{
    assert_int_equal(sgp_http1_new(&f->http, dialer, fake_platform_make(&f->clock), NULL,
                                   &f->memory.api, &f->err),
                     SGP_OK);
}

static void script_start(fixture *f, int breaks)
{
    for (int i = 0; i < 3; i++)
        f->script.answers[i] = breaks ? NULL : ANSWER;
    f->script.end = breaks ? SCRIPT_CLOSED : SCRIPT_SILENT;
    f->script.again = 1;
    for (int i = 0; i < 3; i++)
        f->dialer.streams[i] = &f->script;
    new_http1(f, fake_dialer_make(&f->dialer));
}

static void script_stop(fixture *f)
{
    assert_int_equal(f->dialer.destroys, 1);
    assert_int_equal(f->script.closes, f->dialer.opens);
}

static void loopback_begin(fixture *f, int breaks)
{
    sgp_dialer *dialer;

    loopback_start(&f->loop, breaks ? "" : ANSWER);
    f->loop.closes = breaks;
    f->request->host = sgp_str_from("127.0.0.1");
    f->request->port = f->loop.port;
    assert_int_equal(
        sgp_tcp_dialer_new(&dialer, fake_platform_make(&f->clock), &f->memory.api, &f->err),
        SGP_OK);
    new_http1(f, dialer);
}

static void loopback_end(fixture *f)
{
    loopback_stop(&f->loop);
}

static void fake_start(fixture *f, int breaks)
{
    static const char *const headers[] = { "X-Amzn-RequestId", "r", NULL };

    for (int i = 0; i < 3; i++) {
        f->fake.bodies[i] = breaks ? NULL : "{}";
        f->fake.statuses[i] = 404;
        f->fake.headers[i] = headers;
    }
    f->fake.again = 2;
    f->http = fake_http_make(&f->fake);
}

static void fake_stop(fixture *f)
{
    assert_int_equal(f->fake.destroys, 1);
}

static const implementation http1_script = { script_start, script_stop };
static const implementation http1_loopback = { loopback_begin, loopback_end };
static const implementation fake = { fake_start, fake_stop };

/* --- the suite -------------------------------------------------------------------------------- */

static fixture *start(void **state, int breaks)
{
    static fixture f;

    memset(&f, 0, sizeof f);
    f.loop.fd = f.loop.listener = -1;
    f.clock.monotonic_us = 1;
    fail_alloc_init(&f.memory, -1);
    f.err.buffer = f.err_text;
    f.err.buffer_bytes = sizeof f.err_text;
    assert_int_equal(sgp_http_request_new(&f.request, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_new(&f.response, NULL, 0, NULL), SGP_OK);
    f.request->method = sgp_str_from("POST");
    f.request->host = sgp_str_from("api.example.com");
    f.request->port = 80;
    f.request->path = sgp_str_from("/");
    f.request->body = sgp_str_from("{\"A\":1}");
    ((const implementation *)*state)->start(&f, breaks);
    return &f;
}

static void stop(void **state, fixture *f)
{
    if (SGP_HAS(f->http, destroy)) f->http->type->destroy(f->http);
    ((const implementation *)*state)->stop(f);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.unwiped, 0);
    sgp_http_request_free(f->request);
    sgp_http_response_free(f->response);
}

static void pump(fixture *f)
{
    if (f->loop.listener < 0) return;
    loopback_pump(&f->loop);
    (void)poll(NULL, 0, 1);
}

static sgp_status call(fixture *f)
{
    return f->http->type->exchange(f->http, f->request, f->response, sgp_deadline_none(), &f->err);
}

/* After SGP_AGAIN there is something to wait for. */
static void check_wants(const fixture *f)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    if (!SGP_HAS(f->http, wants)) return;
    f->http->type->wants(f->http, &wants);
    assert_true(wants.events != 0 || wants.at_us != INT64_MAX);
}

static sgp_status run(fixture *f)
{
    sgp_status status;

    for (int i = 0; (status = call(f)) == SGP_AGAIN; i++) {
        assert_true(i < 5000);
        check_wants(f);
        pump(f);
    }
    return status;
}

static void expect_answer(fixture *f)
{
    sgp_status status = run(f);

    if (status != SGP_OK) fail_msg("%s", sgp_error_message(&f->err));
    assert_int_equal(f->response->status, 404);
    assert_str(f->response->body, "{}");
    assert_str(sgp_http_response_find_header(f->response, "x-amzn-requestid"), "r");
}

static void the_table_is_complete(void **state)
{
    fixture *f = start(state, 0);

    assert_int_equal(f->http->type->size, sizeof(sgp_http_type));
    assert_true(f->http->type->name[0] != '\0');
    assert_true(SGP_HAS(f->http, exchange));
    stop(state, f);
}

static void status_headers_and_body_are_returned_for_every_status(void **state)
{
    fixture *f = start(state, 0);

    expect_answer(f);
    stop(state, f);
}

static void one_exchange_follows_the_other(void **state)
{
    fixture *f = start(state, 0);

    for (int i = 0; i < 3; i++)
        expect_answer(f);
    stop(state, f);
}

static void a_failure_fills_the_error_and_leaves_no_response(void **state)
{
    fixture *f = start(state, 1);

    assert_int_equal(run(f), SGP_ERR_NETWORK);
    assert_int_equal(f->err.status, SGP_ERR_NETWORK);
    assert_int_equal(f->err.retryable, 1);
    assert_true(sgp_error_message(&f->err)[0] != '\0');
    assert_int_equal(f->response->body.len, 0);
    assert_int_equal(run(f), SGP_ERR_NETWORK); /* a new exchange, not the rest of the old one */
    stop(state, f);
}

static void an_exchange_that_is_dropped_leaves_room_for_the_next(void **state)
{
    fixture *f = start(state, 0);

    assert_int_equal(call(f), SGP_AGAIN);
    if (SGP_HAS(f->http, reset)) f->http->type->reset(f->http);
    if (f->loop.fd >= 0) (void)close(f->loop.fd);
    f->loop.fd = -1;
    expect_answer(f);
    stop(state, f);
}

static void a_body_over_the_limit_is_refused(void **state)
{
    fixture *f = start(state, 0);

    f->response->max_body_bytes = 1;
    assert_int_equal(run(f), SGP_ERR_LIMIT);
    assert_int_equal(f->response->body.len, 0);
    stop(state, f);
}

#define SUITE(made)                                                                                \
    cmocka_unit_test_prestate(the_table_is_complete, (void *)(uintptr_t)&made),                    \
        cmocka_unit_test_prestate(status_headers_and_body_are_returned_for_every_status,           \
                                  (void *)(uintptr_t)&made),                                       \
        cmocka_unit_test_prestate(one_exchange_follows_the_other, (void *)(uintptr_t)&made),       \
        cmocka_unit_test_prestate(a_failure_fills_the_error_and_leaves_no_response,                \
                                  (void *)(uintptr_t)&made),                                       \
        cmocka_unit_test_prestate(an_exchange_that_is_dropped_leaves_room_for_the_next,            \
                                  (void *)(uintptr_t)&made),                                       \
        cmocka_unit_test_prestate(a_body_over_the_limit_is_refused, (void *)(uintptr_t)&made)

int main(void)
{
    const struct CMUnitTest tests[] = { SUITE(http1_script), SUITE(http1_loopback), SUITE(fake) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
