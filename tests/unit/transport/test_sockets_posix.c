/*
 * test_sockets_posix.c - the POSIX dialer against real sockets on the loopback interface.
 */
#include "loopback.h"

#include "fail_alloc.h"
#include "fake_platform.h"
#include "sagepager/builtin.h"

#include <poll.h>
#include <signal.h>

typedef struct world {
    fake_platform clock;
    fail_alloc memory;
    sgp_dialer dialer;
    sgp_stream stream;
    sgp_error err;
} world;

static void world_init(world *w)
{
    sgp_platform platform;

    memset(w, 0, sizeof *w);
    fail_alloc_init(&w->memory, -1);
    platform = fake_platform_make(&w->clock);
    assert_int_equal(sgp_sockets_new(&w->dialer, &platform, &w->memory.api, &w->err), SGP_OK);
}

static void world_open(world *w, const char *host, uint16_t port)
{
    sgp_target target = { host, port, 0, NULL };

    world_init(w);
    assert_int_equal(w->dialer.open(w->dialer.self, &target, &w->stream, &w->err), SGP_OK);
}

static void world_end(world *w)
{
    if (w->stream.close) w->stream.close(w->stream.self);
    w->dialer.destroy(w->dialer.self);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
}

/* Waits as wants says, in real time, at most five seconds. */
static void wait_for_stream(world *w)
{
    sgp_wants wants = SGP_WANTS_INIT;
    struct pollfd fd;

    w->stream.wants(w->stream.self, &wants);
    assert_true(wants.fd >= 0);
    assert_true(wants.events != 0);
    fd.fd = wants.fd;
    fd.events = (short)((wants.events & SGP_WANT_READ ? POLLIN : 0) |
                        (wants.events & SGP_WANT_WRITE ? POLLOUT : 0));
    assert_int_equal(poll(&fd, 1, 5000), 1);
}

static sgp_status connect_fully(world *w, sgp_deadline deadline)
{
    sgp_status status;

    while ((status = w->stream.connect(w->stream.self, deadline, &w->err)) == SGP_AGAIN)
        wait_for_stream(w);
    return status;
}

static sgp_status read_fully(world *w, char *out, size_t capacity, size_t *got)
{
    sgp_status status;

    while ((status = w->stream.read(w->stream.self, out, capacity, got, sgp_deadline_none(),
                                    &w->err)) == SGP_AGAIN)
        wait_for_stream(w);
    return status;
}

static void talk(world *w, loopback *l)
{
    char bytes[16] = "";
    size_t moved = 0;

    assert_int_equal(connect_fully(w, sgp_deadline_none()), SGP_OK);
    assert_int_equal(connect_fully(w, sgp_deadline_none()), SGP_OK);
    assert_int_equal(w->stream.read(w->stream.self, bytes, 16, &moved, sgp_deadline_none(), NULL),
                     SGP_AGAIN);
    assert_int_equal(w->stream.write(w->stream.self, "{}", 2, &moved, sgp_deadline_none(), &w->err),
                     SGP_OK);
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
    loopback_start(&peer, "pong"); /* IPv4 only: where localhost is ::1 too, that one is refused */
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
    loopback_stop(&peer); /* now nobody listens on that port */
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_ERR_CONNECT);
    assert_int_equal(w.err.os_error, ECONNREFUSED);
    assert_non_null(strstr(w.err.message, "no connection to 127.0.0.1 port"));
    assert_non_null(strstr(w.err.message, ": 127.0.0.1: "));
    world_end(&w);
}

static void a_name_that_is_none_is_not_resolved(void **state)
{
    world w;

    (void)state;
    world_open(&w, "no such name", 80); /* blanks: no resolver is asked */
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_ERR_CONNECT);
    assert_non_null(strstr(w.err.message, "no such name was not resolved: "));
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
    assert_int_equal(w.stream.write(w.stream.self, "{}", 2, &moved, sgp_deadline_none(), &w.err),
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
    peer.closes = 1; /* after its orderly end the second write gets EPIPE and not ECONNRESET */
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_OK);
    for (int i = 0; i < 1000 && status == SGP_OK; i++) {
        status = w.stream.write(w.stream.self, "{}", 2, &moved, sgp_deadline_none(), &w.err);
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
    sgp_wants wants = SGP_WANTS_INIT;

    (void)state;
    loopback_start(&peer, "");
    world_open(&w, "127.0.0.1", peer.port);
    assert_int_equal(connect_fully(&w, sgp_deadline_none()), SGP_OK);
    do {
        status = w.stream.write(w.stream.self, many, sizeof many, &moved, sgp_deadline_none(),
                                &w.err);
    } while (status == SGP_OK);
    assert_int_equal(status, SGP_AGAIN);
    w.stream.wants(w.stream.self, &wants);
    assert_int_equal(wants.events, SGP_WANT_WRITE);
    world_end(&w);
    loopback_stop(&peer);
}

static void tls_proxies_and_endless_names_are_refused(void **state)
{
    static const sgp_proxy proxy = { "localhost", 3128, 0, NULL };
    char name[SGP_HOST_MAX + 2];
    sgp_target tls = { "localhost", 443, 1, NULL };
    sgp_target proxied = { "localhost", 443, 0, &proxy };
    sgp_target endless = { name, 80, 0, NULL };
    world w;

    (void)state;
    memset(name, 'a', sizeof name);
    name[sizeof name - 1] = '\0';
    world_init(&w);
    assert_int_equal(w.dialer.open(w.dialer.self, &tls, &w.stream, &w.err), SGP_ERR_USAGE);
    assert_non_null(strstr(w.err.message, "sgp_connect_new"));
    sgp_error_reset(&w.err);
    assert_int_equal(w.dialer.open(w.dialer.self, &proxied, &w.stream, &w.err), SGP_ERR_USAGE);
    assert_non_null(strstr(w.err.message, "proxies"));
    assert_int_equal(w.dialer.open(w.dialer.self, &endless, &w.stream, NULL), SGP_ERR_USAGE);
    w.memory.fail_at = 0;
    endless.host = "localhost";
    assert_int_equal(w.dialer.open(w.dialer.self, &endless, &w.stream, NULL), SGP_ERR_MEMORY);
    world_end(&w);
}

static void a_constructor_needs_a_clock_and_memory(void **state)
{
    fake_platform clock = { 0 };
    sgp_platform platform = fake_platform_make(&clock);
    fail_alloc memory;
    sgp_dialer dialer;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_sockets_new(&dialer, &platform, &memory.api, NULL), SGP_ERR_MEMORY);
    assert_int_equal(sgp_sockets_new(NULL, &platform, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_sockets_new(&dialer, NULL, NULL, NULL), SGP_ERR_USAGE);
    platform.monotonic_us = NULL;
    assert_int_equal(sgp_sockets_new(&dialer, &platform, NULL, NULL), SGP_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_go_both_ways_over_ipv4),
        cmocka_unit_test(bytes_go_both_ways_over_ipv6),
        cmocka_unit_test(a_name_is_resolved_and_its_addresses_are_tried_in_turn),
        cmocka_unit_test(a_refused_connection_names_every_address_and_why),
        cmocka_unit_test(a_name_that_is_none_is_not_resolved),
        cmocka_unit_test(a_reset_is_a_network_error),
        cmocka_unit_test(writing_to_a_closed_connection_raises_no_signal),
        cmocka_unit_test(a_full_connection_answers_again_and_wants_to_write),
        cmocka_unit_test(tls_proxies_and_endless_names_are_refused),
        cmocka_unit_test(a_constructor_needs_a_clock_and_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
