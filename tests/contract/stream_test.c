/*
 * stream_test.c - the contract of sgp_stream, tested with sockets, TLS, a
 * proxy's tunnel and the fake. Each peer reads a request up to '}', answers
 * "pong" and then closes or breaks the connection.
 */
#include "test.h"

#include <poll.h>
#include <stdlib.h>

#include "fail_alloc.h"
#include "fake_platform.h"
#include "loopback.h"
#include "sgp_proxy.h"
#include "sagepager/transport.h"
#include "scripted_stream.h"
#include "tls_peer.h"

typedef struct fixture {
    scripted_stream script;
    loopback loop;
    tls_identity identity;
    tls_peer tls;
    fake_platform clock;
    fail_alloc memory;
    sgp_tls *backend;
    sgp_dialer *dialer;
    sgp_stream *stream; /* under test */
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

/* One implementation: makes, moves and stops its stream and the peer. */
typedef struct implementation {
    void (*start)(fixture *f, int breaks);
    void (*pump)(fixture *f);
    void (*stop)(fixture *f);
} implementation;

/* --- the fake --------------------------------------------------------------------------------- */

static void script_start(fixture *f, int breaks)
{
    f->script.answers[0] = "pong";
    f->script.end = breaks ? SCRIPT_RESET : SCRIPT_CLOSED;
    f->script.again = 1;
    f->stream = scripted_stream_make(&f->script);
}

static void script_pump(fixture *f)
{
    (void)f;
}

static void script_stop(fixture *f)
{
    assert_int_equal(f->script.closes, 1);
}

/* --- sockets ---------------------------------------------------------------------------------- */

static void sockets_start(fixture *f, int breaks)
{
    sgp_target target = SGP_TARGET_INIT;

    loopback_start(&f->loop, breaks ? "" : "pong"); /* a reset may overtake bytes */
    f->loop.closes = !breaks;
    f->loop.resets = breaks;
    target.host = "127.0.0.1";
    target.port = f->loop.port;
    assert_int_equal(
        sgp_tcp_dialer_new(&f->dialer, fake_platform_make(&f->clock), &f->memory.api, &f->err),
        SGP_OK);
    assert_int_equal(f->dialer->type->open(f->dialer, &target, &f->stream, &f->err), SGP_OK);
}

static void sockets_pump(fixture *f)
{
    loopback_pump(&f->loop);
    (void)poll(NULL, 0, 1);
}

static void sockets_stop(fixture *f)
{
    f->dialer->type->destroy(f->dialer);
    loopback_stop(&f->loop);
}

/* --- TLS -------------------------------------------------------------------------------------- */

static const sgp_backend *backend; /* of the implementation `tls` */

static void tls_start(fixture *f, int breaks)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    char *pem;

    f->identity = tls_identity_make("peer", "DNS:peer", NULL, -1, 1);
    tls_peer_start(&f->tls, &f->identity, 0);
    f->tls.answer = "pong";
    f->tls.closes = !breaks;
    f->tls.cuts = breaks;
    f->tls.again = 1;
    pem = tls_identity_pem(&f->identity);
    options.ca_pem = pem;
    options.ca_pem_bytes = strlen(pem);
    assert_int_equal(backend->tls_new(&f->backend, &options, &f->memory.api, &f->err), SGP_OK);
    free(pem);
    assert_int_equal(
        f->backend->type->wrap(f->backend, tls_peer_stream(&f->tls), "peer", &f->stream, &f->err),
        SGP_OK);
}

static void tls_stop(fixture *f)
{
    assert_int_equal(f->tls.closes_seen, 1);
    f->backend->type->destroy(f->backend);
    tls_peer_stop(&f->tls);
    tls_identity_free(&f->identity);
}

/* --- a proxy's tunnel ------------------------------------------------------------------------- */

/* The '}' of the credentials ends a request of the scripted peer. */
static void tunnel_start(fixture *f, int breaks)
{
    sgp_proxy proxy = SGP_PROXY_INIT;
    sgp_target target = SGP_TARGET_INIT;

    proxy.host = "proxy";
    proxy.port = 3128;
    proxy.authorization = "Basic }";
    target.host = "peer";
    target.port = 443;
    target.via = &proxy;
    script_start(f, breaks);
    f->script.answers[0] = "HTTP/1.0 200 Connection established\r\n\r\n";
    f->script.answers[1] = "pong";
    assert_int_equal(sgp__proxy_stream_new(&f->stream, f->stream, &target, &f->memory.api, &f->err),
                     SGP_OK);
}

static const implementation tunnel = { tunnel_start, script_pump, script_stop };
static const implementation script = { script_start, script_pump, script_stop };
static const implementation sockets = { sockets_start, sockets_pump, sockets_stop };
static const implementation tls = { tls_start, script_pump, tls_stop };

/* --- the suite -------------------------------------------------------------------------------- */

static fixture *start(void **state, int breaks)
{
    static fixture f;
    const implementation *made = *state;

    memset(&f, 0, sizeof f);
    fail_alloc_init(&f.memory, -1);
    f.err.buffer = f.err_text;
    f.err.buffer_bytes = sizeof f.err_text;
    made->start(&f, breaks);
    return &f;
}

static void stop(void **state, fixture *f)
{
    f->stream->type->close(f->stream);
    ((const implementation *)*state)->stop(f);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.unwiped, 0);
}

/* After SGP_AGAIN there is something to wait for. Then the peer moves on. */
static void wait_for(void **state, fixture *f)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    if (SGP_HAS(f->stream, wants)) {
        f->stream->type->wants(f->stream, &wants);
        assert_true(wants.events != 0 || wants.at_us != INT64_MAX);
        assert_int_equal(wants.fd < 0, wants.events == 0);
    }
    ((const implementation *)*state)->pump(f);
}

static void connect_fully(void **state, fixture *f)
{
    sgp_status status;

    while ((status = f->stream->type->connect(f->stream, sgp_deadline_none(), &f->err)) ==
           SGP_AGAIN)
        wait_for(state, f);
    if (status != SGP_OK) fail_msg("%s", sgp_error_message(&f->err));
}

static void send_fully(void **state, fixture *f, const char *text)
{
    while (*text) {
        size_t put = 0;
        sgp_status status = f->stream->type->write(f->stream, text, strlen(text), &put,
                                                   sgp_deadline_none(), &f->err);
        if (status == SGP_AGAIN) wait_for(state, f);
        assert_true(status == SGP_AGAIN || status == SGP_OK);
        if (status == SGP_OK) assert_in_range(put, 1, strlen(text));
        text += put;
    }
}

/* Reads at most `step` bytes at a time until the status is neither SGP_OK nor
 * SGP_AGAIN. */
static sgp_status receive_until_end(void **state, fixture *f, size_t step, char *out, size_t room)
{
    size_t at = 0;

    for (;;) {
        size_t got = 0;
        sgp_status status = f->stream->type->read(f->stream, out + at, step, &got,
                                                  sgp_deadline_none(), &f->err);
        if (status == SGP_AGAIN) wait_for(state, f);
        if (status == SGP_OK) assert_in_range(got, 1, step);
        if (status != SGP_OK && status != SGP_AGAIN) return status;
        at += got;
        assert_true(at + step < room);
        out[at] = '\0';
    }
}

static void the_table_is_complete(void **state)
{
    fixture *f = start(state, 0);

    assert_int_equal(f->stream->type->size, sizeof(sgp_stream_type));
    assert_true(f->stream->type->name[0] != '\0');
    assert_true(SGP_HAS(f->stream, connect) && SGP_HAS(f->stream, read) &&
                SGP_HAS(f->stream, write) && SGP_HAS(f->stream, close));
    stop(state, f);
}

static void it_can_be_closed_before_it_is_connected(void **state)
{
    fixture *f = start(state, 0);

    (void)f->stream->type->connect(f->stream, sgp_deadline_none(), &f->err);
    stop(state, f);
}

static void once_connected_it_stays_connected(void **state)
{
    fixture *f = start(state, 0);

    connect_fully(state, f);
    connect_fully(state, f);
    stop(state, f);
}

static void reads_return_at_most_the_capacity_and_then_the_end(void **state)
{
    for (size_t step = 1; step < 8; step++) {
        fixture *f = start(state, 0);
        char bytes[32] = "";
        connect_fully(state, f);
        send_fully(state, f, "{ping}");
        assert_int_equal(receive_until_end(state, f, step, bytes, sizeof bytes), SGP_END);
        assert_string_equal(bytes, "pong");
        stop(state, f);
    }
}

static void a_silent_peer_is_again_and_not_the_end(void **state)
{
    fixture *f = start(state, 0);
    char byte;
    size_t got = 0;

    connect_fully(state, f);
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            f->stream->type->read(f->stream, &byte, 1, &got, sgp_deadline_none(), &f->err),
            SGP_AGAIN);
    assert_int_equal(got, 0);
    stop(state, f);
}

static void a_break_is_a_network_error_with_a_message_and_not_the_end(void **state)
{
    fixture *f = start(state, 1);
    char bytes[32] = "";

    connect_fully(state, f);
    send_fully(state, f, "{ping}");
    assert_int_equal(receive_until_end(state, f, 8, bytes, sizeof bytes), SGP_ERR_NETWORK);
    assert_int_equal(f->err.status, SGP_ERR_NETWORK);
    assert_true(sgp_error_message(&f->err)[0] != '\0');
    stop(state, f);
}

static int run(const char *name, const implementation *made)
{
    void *state = (void *)(uintptr_t)made;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(the_table_is_complete, state),
        cmocka_unit_test_prestate(it_can_be_closed_before_it_is_connected, state),
        cmocka_unit_test_prestate(once_connected_it_stays_connected, state),
        cmocka_unit_test_prestate(reads_return_at_most_the_capacity_and_then_the_end, state),
        cmocka_unit_test_prestate(a_silent_peer_is_again_and_not_the_end, state),
        cmocka_unit_test_prestate(a_break_is_a_network_error_with_a_message_and_not_the_end, state),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
    int failures = run("script", &script) + run("sockets", &sockets) + run("tunnel", &tunnel);

    for (size_t i = 0; (backend = sgp_backend_at(i)) != NULL; i++)
        failures += run(backend->name, &tls);
    return failures;
}
