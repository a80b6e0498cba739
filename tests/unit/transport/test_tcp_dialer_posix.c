/*
 * test_tcp_dialer_posix.c - the POSIX dialer against real sockets on the loopback
 * interface.
 */
#include "loopback.h"

#include "fail_alloc.h"
#include "fake_platform.h"
#include "sagepager/transport.h"
#include "usage_error.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>

typedef struct world {
    fake_platform clock;
    fail_alloc memory;
    sgp_dialer *dialer;
    sgp_stream *stream; /* NULL: none is open */
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} world;

static void world_init(world *w)
{
    memset(w, 0, sizeof *w);
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    fail_alloc_init(&w->memory, -1);
    assert_int_equal(
        sgp_tcp_dialer_new(&w->dialer, fake_platform_make(&w->clock), &w->memory.api, &w->err),
        SGP_OK);
}

static sgp_target target_of(const char *host, uint16_t port)
{
    sgp_target target = SGP_TARGET_INIT;

    target.host = host;
    target.port = port;
    return target;
}

static void world_open(world *w, const char *host, uint16_t port)
{
    sgp_target target = target_of(host, port);

    world_init(w);
    assert_int_equal(w->dialer->type->open(w->dialer, &target, &w->stream, &w->err), SGP_OK);
}

static void world_end(world *w)
{
    if (w->stream) w->stream->type->close(w->stream);
    w->dialer->type->destroy(w->dialer);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
}

/* Waits as `wants` says, in real time, at most five seconds. */
static void wait_for_stream(world *w)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    struct pollfd fd;

    w->stream->type->wants(w->stream, &wants);
    assert_true(wants.fd >= 0);
    assert_true(wants.events != 0);
    fd.fd = wants.fd;
    fd.events = (short)((wants.events & SGP_POLL_READ ? POLLIN : 0) |
                        (wants.events & SGP_POLL_WRITE ? POLLOUT : 0));
    assert_int_equal(poll(&fd, 1, 5000), 1);
}

static sgp_status connect_fully(world *w, sgp_deadline deadline)
{
    sgp_status status;

    while ((status = w->stream->type->connect(w->stream, deadline, &w->err)) == SGP_AGAIN)
        wait_for_stream(w);
    return status;
}

static sgp_status read_fully(world *w, char *out, size_t capacity, size_t *got)
{
    sgp_status status;

    while ((status = w->stream->type->read(w->stream, out, capacity, got, sgp_deadline_none(),
                                           &w->err)) == SGP_AGAIN)
        wait_for_stream(w);
    return status;
}

/* check_symbols refuses fcntl in the dialer, so the flags were set when the socket was made. */
static void expect_private_and_nonblocking(world *w)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    w->stream->type->wants(w->stream, &wants);
    assert_int_equal(fcntl(wants.fd, F_GETFD), FD_CLOEXEC);
    assert_int_equal(fcntl(wants.fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
}

static void talk(world *w, loopback *l)
{
    char bytes[16] = "";
    size_t moved = 0;

    assert_int_equal(connect_fully(w, sgp_deadline_none()), SGP_OK);
    assert_int_equal(connect_fully(w, sgp_deadline_none()), SGP_OK);
    expect_private_and_nonblocking(w);
    assert_int_equal(w->stream->type->read(w->stream, bytes, 16, &moved, sgp_deadline_none(), NULL),
                     SGP_AGAIN);
    assert_int_equal(
        w->stream->type->write(w->stream, "{}", 2, &moved, sgp_deadline_none(), &w->err), SGP_OK);
    assert_int_equal(moved, 2);
    for (int i = 0; i < 50 && l->received < 2; i++) {
        loopback_pump(l);
        (void)poll(NULL, 0, 2);
    }
    assert_int_equal(read_fully(w, bytes, 16, &moved), SGP_OK);
    assert_int_equal(moved, 4);
    assert_memory_equal(bytes, "pong", 4);
    assert_int_equal(read_fully(w, bytes, 16, &moved), SGP_END);
}

static void bytes_go_both_ways_over_ipv4(void **state)
{
    loopback peer;
    world w;

    (void)state;
    loopback_start(&peer, "pong");
    peer.closes = 1;
    world_open(&w, "127.0.0.1", peer.port);
    talk(&w, &peer);
    world_end(&w);
    loopback_stop(&peer);
}

static void bytes_go_both_ways_over_ipv6(void **state)
{
    loopback peer;
    world w;

    (void)state;
    if (!loopback_start_v6(&peer, "pong")) {
        print_message("SKIPPED: this machine has no IPv6 loopback\n");
        skip();
    }
    peer.closes = 1;
    world_open(&w, "::1", peer.port);
    talk(&w, &peer);
    world_end(&w);
    loopback_stop(&peer);
}

static void a_name_is_resolved_and_its_addresses_are_tried_in_turn(void **state)
{
    loopback peer;
    world w;

    (void)state;
    loopback_start(&peer, "pong"); /* IPv4 only: if localhost is ::1 too, that address is refused */
    peer.closes = 1;
    world_open(&w, "localhost", peer.port);
    talk(&w, &peer);
    world_end(&w);
    loopback_stop(&peer);
}

static void a_refused_connection_names_every_address_and_why(void **state)
{
    loopback peer;
    world w;

    (void)state;
    loopback_start(&peer, "");
    loopback_stop(&peer); /* the port has no listener now */
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_ERR_CONNECT);
    assert_int_equal(w.err.os_error, ECONNREFUSED);
    assert_non_null(strstr(sgp_error_message(&w.err), "no connection to 127.0.0.1 port"));
    assert_non_null(strstr(sgp_error_message(&w.err), ": 127.0.0.1: "));
    world_end(&w);
}

static void an_invalid_name_is_not_resolved(void **state)
{
    world w;

    (void)state;
    world_open(&w, "no such name", 80); /* blanks: no resolver is asked */
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_ERR_CONNECT);
    assert_non_null(strstr(sgp_error_message(&w.err), "no such name was not resolved: "));
    world_end(&w);
}

static void a_reset_is_a_network_error(void **state)
{
    loopback peer;
    world w;
    char bytes[16];
    size_t moved;

    (void)state;
    loopback_start(&peer, "");
    peer.resets = 1;
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_OK);
    assert_int_equal(w.stream->type->write(w.stream, "{}", 2, &moved, sgp_deadline_none(), &w.err),
                     SGP_OK);
    while (peer.received < 2)
        loopback_pump(&peer);
    assert_int_equal(read_fully(&w, bytes, sizeof bytes, &moved), SGP_ERR_NETWORK);
    assert_int_equal(w.err.os_error, ECONNRESET);
    world_end(&w);
    loopback_stop(&peer);
}

static void writing_to_a_closed_connection_raises_no_signal(void **state)
{
    loopback peer;
    world w;
    size_t moved;
    sgp_status status = SGP_OK;

    (void)state;
    assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR); /* a signal would end this program */
    loopback_start(&peer, "");
    peer.closes = 1; /* after an orderly end the second write fails with EPIPE, not ECONNRESET */
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_OK);
    for (int i = 0; i < 1000 && status == SGP_OK; i++) {
        status = w.stream->type->write(w.stream, "{}", 2, &moved, sgp_deadline_none(), &w.err);
        loopback_pump(&peer);
    }
    assert_int_equal(status, SGP_ERR_NETWORK);
    assert_int_equal(w.err.os_error, EPIPE);
    world_end(&w);
    loopback_stop(&peer);
}

static void a_full_connection_answers_again_and_wants_to_write(void **state)
{
    static char many[1 << 20];
    loopback peer;
    world w;
    size_t moved;
    sgp_status status;
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    (void)state;
    loopback_start(&peer, "");
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_OK);
    do {
        status = w.stream->type->write(w.stream, many, sizeof many, &moved, sgp_deadline_none(),
                                       &w.err);
    } while (status == SGP_OK);
    assert_int_equal(status, SGP_AGAIN);
    w.stream->type->wants(w.stream, &wants);
    assert_int_equal(wants.events, SGP_POLL_WRITE);
    world_end(&w);
    loopback_stop(&peer);
}

static void expect_open_refused(world *w, const sgp_target *target, const char *word)
{
    sgp_status status = w->dialer->type->open(w->dialer, target, &w->stream, &w->err);

    expect_usage_error(status, &w->err, word, "", "");
    assert_null(w->stream);
}

static void tls_proxies_and_endless_names_are_refused(void **state)
{
    sgp_proxy proxy = SGP_PROXY_INIT;
    char name[SGP_HOST_MAX + 2];
    sgp_target target = target_of("localhost", 443);
    world w;

    (void)state;
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    world_init(&w);
    target.is_tls = 1;
    expect_open_refused(&w, &target, "sgp_net_dialer_new");
    target.is_tls = 0;
    target.via = &proxy;
    proxy.host = "localhost";
    expect_open_refused(&w, &target, "proxies");
    target.via = NULL;
    target.host = name;
    expect_open_refused(&w, &target, "the host is longer than");
    target.host = NULL;
    expect_open_refused(&w, &target, "no host");
    target.size = 0;
    expect_open_refused(&w, &target, "size");
    expect_open_refused(&w, NULL, "NULL");
    w.memory.fail_at = 0;
    target = target_of("localhost", 443);
    assert_int_equal(w.dialer->type->open(w.dialer, &target, &w.stream, NULL), SGP_ERR_MEMORY);
    world_end(&w);
}

static void a_constructor_needs_a_clock_and_memory(void **state)
{
    static const char constructor[] = "sgp_tcp_dialer_new";
    fake_platform clock = { 0 };
    sgp_platform *platform = fake_platform_make(&clock), no_type = { NULL };
    sgp_allocator no_memory = SGP_ALLOCATOR_INIT;
    sgp_error err = TEST_ERROR_INIT;
    fail_alloc memory;
    sgp_dialer *dialer = NULL;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_tcp_dialer_new(&dialer, platform, &memory.api, NULL), SGP_ERR_MEMORY);
    expect_usage_error(sgp_tcp_dialer_new(NULL, platform, NULL, &err), &err, constructor, "out",
                       "NULL");
    expect_usage_error(sgp_tcp_dialer_new(&dialer, platform, &no_memory, &err), &err, constructor,
                       "allocator", "alloc");
    expect_usage_error(sgp_tcp_dialer_new(&dialer, NULL, NULL, &err), &err, constructor, "platform",
                       "NULL");
    expect_usage_error(sgp_tcp_dialer_new(&dialer, &no_type, NULL, &err), &err, constructor,
                       "platform", "type table");
    clock.type.monotonic_us = NULL;
    expect_usage_error(sgp_tcp_dialer_new(&dialer, platform, NULL, &err), &err, constructor,
                       "platform", "monotonic_us");
    clock.type.size = 0;
    expect_usage_error(sgp_tcp_dialer_new(&dialer, platform, NULL, &err), &err, constructor,
                       "platform", "size");
    assert_null(dialer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_both_ways_over_ipv4),
        cmocka_unit_test(bytes_go_both_ways_over_ipv6),
        cmocka_unit_test(a_name_is_resolved_and_its_addresses_are_tried_in_turn),
        cmocka_unit_test(a_refused_connection_names_every_address_and_why),
        cmocka_unit_test(an_invalid_name_is_not_resolved),
        cmocka_unit_test(a_reset_is_a_network_error),
        cmocka_unit_test(writing_to_a_closed_connection_raises_no_signal),
        cmocka_unit_test(a_full_connection_answers_again_and_wants_to_write),
        cmocka_unit_test(tls_proxies_and_endless_names_are_refused),
        cmocka_unit_test(a_constructor_needs_a_clock_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
