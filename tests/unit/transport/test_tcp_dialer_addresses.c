/*
 * test_tcp_dialer_addresses.c - a name with several addresses, which are tried in
 * order and share the time. The program replaces getaddrinfo; its addresses are
 * ports of the loopback interface.
 */
#include "loopback.h"

#include <netdb.h>
#include <poll.h>

#include "fake_platform.h"
#include "sagepager/transport.h"

#define ADDRESS_MAX 1000
#define QUEUE_MAX 16
#define SECOND_US 1000000

static struct sockaddr_in addresses[ADDRESS_MAX];
static struct addrinfo list[ADDRESS_MAX];
static int frees;

static void set_addresses(const uint16_t *ports, int count)
{
    memset(addresses, 0, sizeof addresses);
    memset(list, 0, sizeof list);
    frees = 0;
    for (int i = 0; i < count; i++) {
        addresses[i].sin_family = AF_INET;
        addresses[i].sin_port = htons(ports[i]);
        addresses[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        list[i].ai_family = AF_INET;
        list[i].ai_socktype = SOCK_STREAM;
        list[i].ai_addr = (struct sockaddr *)&addresses[i];
        list[i].ai_addrlen = sizeof addresses[i];
        list[i].ai_next = i + 1 < count ? &list[i + 1] : NULL;
    }
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **res)
{
    assert_string_equal(node, "some.name");
    assert_string_equal(service, "8080");
    assert_int_equal(hints->ai_family, AF_UNSPEC);
    *res = list;
    return 0;
}

void freeaddrinfo(struct addrinfo *res)
{
    assert_ptr_equal(res, list);
    frees++;
}

/* --- peers ------------------------------------------------------------------------------------ */

/* Returns a port without a listener. */
static uint16_t refusing_port(void)
{
    loopback l;

    loopback_start(&l, "");
    loopback_stop(&l);
    return l.port;
}

typedef struct silent_peer {
    loopback l;
    int fds[QUEUE_MAX];
} silent_peer;

/* A listener whose queue is full: further connections stay in progress. */
static uint16_t silent_start(silent_peer *s)
{
    struct sockaddr_in address;

    loopback_start(&s->l, "");
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(s->l.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < QUEUE_MAX; i++) {
        s->fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        loopback__nonblocking(s->fds[i]);
        (void)connect(s->fds[i], (struct sockaddr *)&address, sizeof address);
    }
    return s->l.port;
}

static void silent_stop(silent_peer *s)
{
    for (int i = 0; i < QUEUE_MAX; i++)
        (void)close(s->fds[i]);
    loopback_stop(&s->l);
}

/* --- tests ------------------------------------------------------------------------------------ */

typedef struct world {
    fake_platform clock;
    sgp_dialer *dialer;
    sgp_stream *stream;
    sgp_deadline deadline;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} world;

static void world_init(world *w, int64_t after_us)
{
    sgp_target target = SGP_TARGET_INIT;

    memset(w, 0, sizeof *w);
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    target.host = "some.name";
    target.port = 8080;
    w->clock.monotonic_us = SECOND_US;
    w->deadline = sgp_deadline_in(w->clock.monotonic_us, after_us);
    assert_int_equal(sgp_tcp_dialer_new(&w->dialer, fake_platform_make(&w->clock), NULL, &w->err),
                     SGP_OK);
    assert_int_equal(w->dialer->type->open(w->dialer, &target, &w->stream, &w->err), SGP_OK);
}

static void world_end(world *w)
{
    w->stream->type->close(w->stream);
    w->dialer->type->destroy(w->dialer);
    assert_int_equal(frees, 1);
}

/* Connects as far as the kernel does. SGP_AGAIN then means that only time can
 * help. */
static sgp_status connect_in_real_time(world *w)
{
    sgp_status status = SGP_AGAIN;

    for (int i = 0; i < 20 && status == SGP_AGAIN; i++) {
        status = w->stream->type->connect(w->stream, w->deadline, &w->err);
        if (status == SGP_AGAIN) (void)poll(NULL, 0, 5);
    }
    return status;
}

static void a_refused_address_is_followed_by_the_next_at_once(void **state)
{
    loopback good;
    uint16_t ports[2];
    world w;

    (void)state;
    loopback_start(&good, "");
    ports[0] = refusing_port();
    ports[1] = good.port;
    set_addresses(ports, 2);
    world_init(&w, SECOND_US);
    assert_int_equal(connect_in_real_time(&w), SGP_OK);
    world_end(&w);
    loopback_stop(&good);
}

static void an_address_that_cannot_even_be_tried_is_passed_over(void **state)
{
    loopback good;
    uint16_t ports[3];
    world w;

    (void)state;
    loopback_start(&good, "");
    ports[0] = ports[1] = ports[2] = good.port;
    set_addresses(ports, 3);
    list[0].ai_family = -1;            /* there is no such socket */
    addresses[1].sin_family = AF_UNIX; /* a socket of AF_INET cannot connect to it */
    world_init(&w, SECOND_US);
    assert_int_equal(connect_in_real_time(&w), SGP_OK);
    world_end(&w);
    loopback_stop(&good);
}

/* A name server may answer with thousands of addresses that fail at once. */
static void many_addresses_do_not_keep_a_call(void **state)
{
    uint16_t ports[ADDRESS_MAX];
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    int calls = 0;
    world w;

    (void)state;
    for (int i = 0; i < ADDRESS_MAX; i++)
        ports[i] = 1;
    set_addresses(ports, ADDRESS_MAX);
    for (int i = 0; i < ADDRESS_MAX; i++)
        list[i].ai_family = -1; /* there is no such socket */
    world_init(&w, SECOND_US);
    while (w.stream->type->connect(w.stream, w.deadline, &w.err) == SGP_AGAIN) {
        w.stream->type->wants(w.stream, &wants);
        assert_int_equal(wants.fd, -1);
        assert_int_equal(wants.at_us, 0);
        calls++;
    }
    assert_int_equal(w.err.status, SGP_ERR_CONNECT);
    assert_in_range(calls, ADDRESS_MAX / 100, ADDRESS_MAX / 10);
    world_end(&w);
}

static void a_silent_address_gets_its_share_of_the_time_left(void **state)
{
    static silent_peer silent;
    loopback good;
    uint16_t ports[3];
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    world w;

    (void)state;
    loopback_start(&good, "");
    ports[0] = refusing_port();
    ports[1] = silent_start(&silent);
    ports[2] = good.port;
    set_addresses(ports, 3);
    world_init(&w, 8 * SECOND_US);
    assert_int_equal(connect_in_real_time(&w), SGP_AGAIN);
    w.stream->type->wants(w.stream, &wants);
    assert_int_equal(wants.at_us,
                     SECOND_US + 4 * SECOND_US); /* half of the time left, for two addresses */
    w.clock.monotonic_us = wants.at_us;
    assert_int_equal(connect_in_real_time(&w), SGP_OK);
    world_end(&w);
    silent_stop(&silent);
    loopback_stop(&good);
}

static void without_a_deadline_a_silent_address_is_waited_for(void **state)
{
    static silent_peer silent;
    uint16_t ports[1];
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    world w;

    (void)state;
    ports[0] = silent_start(&silent);
    set_addresses(ports, 1);
    world_init(&w, SECOND_US);
    w.deadline = sgp_deadline_none();
    assert_int_equal(connect_in_real_time(&w), SGP_AGAIN);
    w.stream->type->wants(w.stream, &wants);
    assert_true(wants.at_us == INT64_MAX);
    world_end(&w);
    silent_stop(&silent);
}

static void all_failures_are_in_the_message_and_the_last_errno_beside_it(void **state)
{
    static silent_peer silent;
    uint16_t ports[2];
    world w;

    (void)state;
    ports[0] = refusing_port();
    ports[1] = silent_start(&silent);
    set_addresses(ports, 2);
    world_init(&w, SECOND_US);
    assert_int_equal(connect_in_real_time(&w), SGP_AGAIN);
    w.clock.monotonic_us = w.deadline.at_us;
    assert_int_equal(connect_in_real_time(&w), SGP_ERR_TIMEOUT);
    assert_string_equal(sgp_error_message(&w.err),
                        "no connection to some.name port 8080: 127.0.0.1: "
                        "Connection refused, 127.0.0.1: Connection timed out");
    assert_int_equal(w.err.os_error, ETIMEDOUT);
    world_end(&w);
    silent_stop(&silent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_address_is_followed_by_the_next_at_once),
        cmocka_unit_test(an_address_that_cannot_even_be_tried_is_passed_over),
        cmocka_unit_test(many_addresses_do_not_keep_a_call),
        cmocka_unit_test(a_silent_address_gets_its_share_of_the_time_left),
        cmocka_unit_test(without_a_deadline_a_silent_address_is_waited_for),
        cmocka_unit_test(all_failures_are_in_the_message_and_the_last_errno_beside_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
