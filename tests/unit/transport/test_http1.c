/*
 * test_http1.c - exchanges with a correct peer: framing, interim responses,
 * keep-alive, retry of a stale connection, byte by byte, aborted anywhere,
 * without memory.
 */
#include "http1_world.h"
#include "usage_error.h"

#define LENGTH_ANSWER "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello"
#define CHUNKED_ANSWER                                                                             \
    "HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n"                              \
    "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: u\r\n\r\n"
#define CLOSE_ANSWER "HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nhello"
#define INTERIM "HTTP/1.1 100 Continue\r\n\r\n"

static const char *const answers[] = { LENGTH_ANSWER, CHUNKED_ANSWER, CLOSE_ANSWER,
                                       INTERIM "HTTP/1.1 103 Hints\r\nA: b\r\n\r\n" LENGTH_ANSWER };

static void expect_hello(world *w)
{
    sgp_status status = world_run(w);

    if (status != SGP_OK) fail_msg("%s: %s", sgp_status_text(status), sgp_error_message(&w->err));
    assert_int_equal(w->response->status, 200);
    assert_str(w->response->reason, "OK");
    assert_str(w->response->body, "hello");
    assert_str(sgp_http_response_find_header(w->response, "x-a"), "b");
}

static void every_framing_gives_the_body_in_steps_of_any_size(void **state)
{
    static world w;

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        for (int mode = 0; mode < 4; mode++) {
            world_init(&w);
            w.peers[0].answers[0] = answers[i];
            w.peers[0].end = SCRIPT_CLOSED;
            w.peers[0].one_byte = mode & 1;
            w.peers[0].again = mode >> 1;
            assert_int_equal(world_new(&w), SGP_OK);
            expect_hello(&w);
            assert_string_equal(w.peers[0].written, REQUEST_TEXT);
            if (!w.peers[0].again) assert_int_equal(w.agains, 1); /* between request and answer */
            if (w.peers[0].again) assert_true(w.agains > 1);
            world_end(&w);
        }
}

static void a_response_without_a_body_is_complete_with_its_head(void **state)
{
    static world w;

    (void)state;
    world_start(&w, "HTTP/1.1 204 No Content\r\n\r\n");
    assert_int_equal(world_run(&w), SGP_OK);
    assert_int_equal(w.response->status, 204);
    assert_int_equal(w.response->body.len, 0);
    world_end(&w);
}

/* --- keep-alive ------------------------------------------------------------------------------- */

static void a_second_exchange_reuses_the_connection(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].answers[1] = CHUNKED_ANSWER;
    expect_hello(&w);
    expect_hello(&w);
    assert_int_equal(w.dialer.opens, 1);
    assert_string_equal(w.peers[0].written, REQUEST_TEXT REQUEST_TEXT);
    world_end(&w);
}

/* Two clients may share the object: bytes for the one must not reach the other. */
static void another_response_aborts_the_running_exchange(void **state)
{
    sgp_http_response *first, *second = NULL;
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[1].answers[0] = CHUNKED_ANSWER;
    w.peers[1].answers[1] = LENGTH_ANSWER;
    assert_int_equal(sgp_http_response_new(&second, NULL, 0, NULL), SGP_OK);
    assert_int_equal(world_call(&w), SGP_AGAIN);
    first = w.response;
    w.response = second;
    expect_hello(&w);
    assert_int_equal(w.dialer.opens, 2);
    w.response = first;
    expect_hello(&w);
    assert_string_equal(w.peers[1].written, REQUEST_TEXT REQUEST_TEXT);
    sgp_http_response_free(second);
    world_end(&w);
}

static void another_host_port_or_scheme_needs_another_connection(void **state)
{
    static world w;

    (void)state;
    for (int i = 0; i < 3; i++) {
        world_start(&w, LENGTH_ANSWER);
        w.peers[1].answers[0] = LENGTH_ANSWER;
        expect_hello(&w);
        if (i == 0) w.request->host = sgp_str_from("api.example.co");
        if (i == 1) w.request->port = 444;
        if (i == 2) w.request->is_tls = 0;
        expect_hello(&w);
        assert_int_equal(w.dialer.opens, 2);
        assert_int_equal(w.peers[0].closes, 1);
        assert_string_equal(w.dialer.hosts[1], i == 0 ? "api.example.co" : "api.example.com");
        assert_int_equal(w.dialer.targets[1].port, i == 1 ? 444 : 443);
        assert_int_equal(w.dialer.targets[1].is_tls, i != 2);
        world_end(&w);
    }
}

static void a_connection_the_peer_gives_up_is_closed_at_once(void **state)
{
    static const char *const closing[] = {
        "HTTP/1.1 200 OK\r\nX-A: b\r\nconnection: x, Close\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nX-A: b\r\nContent-Length: 5\r\n\r\nhello",
    };
    static world w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        world_start(&w, closing[i]);
        w.peers[1].answers[0] = LENGTH_ANSWER;
        expect_hello(&w);
        assert_int_equal(w.peers[0].closes, 1);
        expect_hello(&w);
        world_end(&w);
    }
}

static void an_idle_connection_that_was_closed_or_broken_is_replaced(void **state)
{
    static world w;

    (void)state;
    for (script_end end = SCRIPT_CLOSED; end <= SCRIPT_RESET; end++) {
        world_start(&w, LENGTH_ANSWER);
        w.peers[0].end = end;
        w.peers[1].answers[0] = LENGTH_ANSWER;
        expect_hello(&w);
        expect_hello(&w);
        assert_int_equal(w.dialer.opens, 2);
        assert_string_equal(w.peers[0].written,
                            REQUEST_TEXT); /* the second request was not sent here */
        world_end(&w);
    }
}

static void unrequested_bytes_on_an_idle_connection_are_never_an_answer(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    w.peers[0].unasked = 2;
    w.peers[1].answers[0] = LENGTH_ANSWER;
    expect_hello(&w);
    expect_hello(&w);
    assert_int_equal(w.dialer.opens, 2);
    world_end(&w);
}

/* A call of TLS stops at a ticket, although unrequested bytes may follow it. */
static void an_idle_connection_that_may_have_more_to_read_is_replaced(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    w.peers[1].answers[0] = LENGTH_ANSWER;
    expect_hello(&w);
    w.peers[0].stops_early = 1;
    expect_hello(&w);
    assert_int_equal(w.dialer.opens, 2);
    world_end(&w);
}

/* The peer closes while the second request is sent. how: 0 an end, 1 a reset, 2
 * a write that fails. */
static void start_stale(world *w, int how)
{
    world_start(w, LENGTH_ANSWER);
    w->peers[0].end = how == 0 ? SCRIPT_CLOSED : SCRIPT_RESET;
    w->peers[0].end_needs_request = 1;
    if (how == 2) w->peers[0].write_breaks_at = strlen(REQUEST_TEXT) + 10;
    expect_hello(w);
}

static void a_stale_connection_is_retried_once_on_a_fresh_one(void **state)
{
    static world w;

    (void)state;
    for (int how = 0; how < 3; how++) {
        start_stale(&w, how);
        w.peers[1].answers[0] = LENGTH_ANSWER;
        w.peers[1].one_byte = 1;
        expect_hello(&w);
        assert_int_equal(w.err.status, SGP_OK);
        assert_int_equal(w.dialer.opens, 2);
        assert_string_equal(w.peers[1].written, REQUEST_TEXT);
        world_end(&w);
    }
}

static void a_fresh_connection_that_breaks_is_not_retried(void **state)
{
    static world w;

    (void)state;
    for (int how = 0; how < 3; how++) {
        start_stale(&w, how);
        w.peers[1].end = SCRIPT_CLOSED;
        w.peers[2].answers[0] = LENGTH_ANSWER;
        world_expect_failure(&w, SGP_ERR_NETWORK, "Connection was closed", 1);
        assert_int_equal(w.dialer.opens, 2);
        world_end(&w);
    }
}

static void a_reused_connection_that_breaks_within_a_response_is_not_retried(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].answers[1] = "HTTP/1.1 200 OK\r\n";
    w.peers[0].end = SCRIPT_CLOSED;
    w.peers[1].answers[0] = LENGTH_ANSWER;
    expect_hello(&w);
    world_expect_failure(&w, SGP_ERR_NETWORK, "Connection was closed", 1);
    assert_int_equal(w.dialer.opens, 1);
    world_end(&w);
}

/* --- answers before the request is sent ------------------------------------------------------- */

static void a_final_answer_while_sending_is_taken_and_the_connection_closed(void **state)
{
    static world w;

    (void)state;
    world_start(&w, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
    w.peers[0].unasked = 1;
    w.peers[0].write_stalls_at = 20;
    assert_int_equal(world_run(&w), SGP_OK);
    assert_int_equal(w.response->status, 413);
    assert_str(w.response->body, "no");
    assert_int_equal(w.peers[0].closes, 1);
    world_end(&w);
}

static void after_an_interim_answer_sending_goes_on(void **state)
{
    static world w;

    (void)state;
    world_start(&w, INTERIM);
    w.peers[0].answers[1] = LENGTH_ANSWER;
    w.peers[0].requests = 1; /* so that the second answer waits for '}' */
    w.peers[0].write_stalls_at = 20;
    assert_int_equal(world_call(&w), SGP_AGAIN);
    w.peers[0].write_stalls_at = 0;
    expect_hello(&w);
    assert_string_equal(w.peers[0].written, REQUEST_TEXT);
    world_end(&w);
}

/* Returns LENGTH_ANSWER after `count` interim responses. */
static const char *after_interim(int count)
{
    static char text[(SGP_HTTP_INTERIM_MAX + 1) * sizeof INTERIM + sizeof LENGTH_ANSWER];
    size_t step = strlen(INTERIM);

    for (int i = 0; i < count; i++)
        memcpy(text + (size_t)i * step, INTERIM, step);
    memcpy(text + (size_t)count * step, LENGTH_ANSWER, sizeof LENGTH_ANSWER);
    return text;
}

static void as_many_interim_answers_as_the_limit_are_swallowed(void **state)
{
    static world w;

    (void)state;
    world_start(&w, after_interim(SGP_HTTP_INTERIM_MAX));
    expect_hello(&w);
    world_end(&w);
    world_start(&w, after_interim(SGP_HTTP_INTERIM_MAX + 1));
    world_expect_failure(&w, SGP_ERR_LIMIT, "SGP_HTTP_INTERIM_MAX", 0);
    world_end(&w);
}

/* --- cancelled, without memory ---------------------------------------------------------------- */

/* Each read of the clock advances it by a millisecond, and each step of an exchange reads it
 * once. */
static void a_peer_that_always_has_bytes_does_not_keep_a_call(void **state)
{
    static const char *const endless[] = { "1\r\na\r\n", "1;x=y\r\na\r\n" };
    static char answer[60000];

    (void)state;
    for (int i = 0; i < 2; i++) {
        static world w;
        sgp_poll_interest wants;
        size_t used = (size_t)sprintf(answer,
                                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (used < sizeof answer - 20)
            used += (size_t)sprintf(answer + used, "%s", endless[i]);
        world_start(&w, answer);
        w.clock.tick_us = 1000;
        w.deadline = sgp_deadline_in(w.clock.monotonic_us, 400000);
        for (int64_t before = w.clock.monotonic_us; world_call(&w) == SGP_AGAIN;
             before = w.clock.monotonic_us) {
            assert_in_range(w.clock.monotonic_us - before, 1, (SGP_HTTP_SLICE_MS + 2) * 1000);
            world_wants(&w, &wants);
        }
        assert_int_equal(wants.at_us, 0);
        assert_int_equal(w.err.status, SGP_ERR_TIMEOUT);
        assert_in_range(w.clock.monotonic_us, w.deadline.at_us, w.deadline.at_us + 5000);
        world_end(&w);
    }
}

static void an_exchange_can_be_dropped_at_every_wait_and_begun_again(void **state)
{
    static world w;
    int waits = 1;

    (void)state;
    for (int stop = 0; stop < waits; stop++) {
        world_init(&w);
        w.peers[0].answers[0] = CHUNKED_ANSWER;
        w.peers[0].one_byte = w.peers[0].again = 1;
        w.peers[1] = w.peers[0];
        assert_int_equal(world_new(&w), SGP_OK);
        for (int i = 0; i <= stop; i++)
            assert_int_equal(world_call(&w), SGP_AGAIN);
        w.http->type->reset(w.http);
        assert_int_equal(w.peers[0].closes, 1);
        expect_hello(&w);
        if (stop == 0) waits = w.agains;
        world_end(&w);
    }
    assert_true(waits > 100);
}

static void without_memory_it_fails_cleanly_and_works_again_later(void **state)
{
    static world w;
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 0; status == SGP_ERR_MEMORY; fail_at++) {
        world_init(&w);
        w.memory.fail_at = fail_at;
        for (int i = 0; i < 3; i++)
            w.peers[i].answers[0] = CHUNKED_ANSWER;
        status = world_new(&w);
        if (status != SGP_OK) {
            assert_int_equal(w.dialer.destroys, 0);
            world_end(&w);
            continue;
        }
        status = world_run(&w);
        w.memory.fail_at = -1;
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        if (status != SGP_OK) assert_int_equal(w.err.retryable, 0);
        if (status != SGP_OK) expect_hello(&w);
        world_end(&w);
    }
    assert_int_equal(status, SGP_OK);
}

/* --- construction ----------------------------------------------------------------------------- */

/* The parts stay the caller's and the message names part and slot. */
static void expect_refusal(world *w, sgp_dialer *dialer, sgp_platform *platform, const char *part,
                           const char *slot)
{
    sgp_http *http = NULL;
    sgp_status status = sgp_http1_new(&http, dialer, platform, &w->options, &w->memory.api,
                                      &w->err);

    expect_usage_error(status, &w->err, "sgp_http1_new", part, slot);
    assert_null(http);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->dialer.destroys, 0);
}

static void a_part_without_its_mandatory_slot_is_refused_by_name(void **state)
{
    static world w;
    sgp_dialer *dialer, no_type = { NULL };
    sgp_platform *platform;

    (void)state;
    world_init(&w);
    dialer = fake_dialer_make(&w.dialer);
    platform = fake_platform_make(&w.clock);
    expect_refusal(&w, NULL, platform, "dialer", "NULL");
    expect_refusal(&w, dialer, NULL, "platform", "NULL");
    expect_refusal(&w, &no_type, platform, "dialer", "type table");
    w.dialer.type.open = NULL;
    expect_refusal(&w, dialer, platform, "dialer", "open");
    dialer = fake_dialer_make(&w.dialer);
    w.dialer.type.size = 0;
    expect_refusal(&w, dialer, platform, "dialer", "size");
    dialer = fake_dialer_make(&w.dialer);
    w.clock.type.monotonic_us = NULL;
    expect_refusal(&w, dialer, platform, "platform", "monotonic_us");
    platform = fake_platform_make(&w.clock);
    w.clock.type.size = offsetof(sgp_platform_type, monotonic_us);
    expect_refusal(&w, dialer, platform, "platform", "monotonic_us");
    assert_int_equal(sgp_http1_new(NULL, dialer, platform, NULL, NULL, NULL), SGP_ERR_USAGE);
    world_end(&w);
}

/* Options of a newer program: one member more than this library knows. */
typedef struct newer_options {
    sgp_http1_options known;
    const char *unknown;
} newer_options;

static void options_of_a_wrong_size_are_refused(void **state)
{
    newer_options options = { SGP_HTTP1_OPTIONS_INIT, "set" };
    sgp_proxy_options proxy = SGP_PROXY_OPTIONS_INIT;
    static world w;

    (void)state;
    world_init(&w);
    w.options.size = 0;
    expect_usage_error(world_new(&w), &w.err, "sgp_http1_new", "options", "size");
    w.options.size = sizeof w.options;
    w.options.proxy = &proxy;
    proxy.size = 0;
    expect_usage_error(world_new(&w), &w.err, "sgp_http1_new", "options.proxy", "size");
    options.known.size = sizeof options;
    expect_usage_error(
        sgp_http1_new(&w.http, &w.dialer.base, &w.clock.base, &options.known, NULL, &w.err), &w.err,
        "sgp_http1_new", "options", "version");
    assert_null(w.http);
    world_end(&w);
}

static void options_of_an_older_or_newer_program_are_accepted(void **state)
{
    newer_options options = { SGP_HTTP1_OPTIONS_INIT, NULL };
    static const size_t sizes[] = { offsetof(sgp_http1_options, proxy), sizeof options };
    sgp_proxy_options unread = { 0 };
    static world w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        world_init(&w);
        options.known.size = sizes[i];
        options.known.read_timeout_ms = 5000;
        options.known.proxy = i == 0 ? &unread : NULL; /* past the size of the older one */
        assert_int_equal(sgp_http1_new(&w.http, fake_dialer_make(&w.dialer),
                                       fake_platform_make(&w.clock), &options.known, &w.memory.api,
                                       &w.err),
                         SGP_OK);
        assert_int_equal(w.http->type->read_timeout_ms(w.http), 5000);
        world_end(&w);
    }
}

static void the_read_timeout_is_reported_in_milliseconds(void **state)
{
    static const int64_t cases[][2] = {
        { 0, SGP_READ_TIMEOUT_MS }, { 1, 1 }, { 5000, 5000 }, { -1, -1 }, { INT64_MAX, -1 }
    };
    static world w;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world_init(&w);
        w.options.read_timeout_ms = cases[i][0];
        assert_int_equal(world_new(&w), SGP_OK);
        assert_int_equal(w.http->type->read_timeout_ms(w.http), cases[i][1]);
        world_end(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_framing_gives_the_body_in_steps_of_any_size),
        cmocka_unit_test(a_response_without_a_body_is_complete_with_its_head),
        cmocka_unit_test(a_second_exchange_reuses_the_connection),
        cmocka_unit_test(another_response_aborts_the_running_exchange),
        cmocka_unit_test(another_host_port_or_scheme_needs_another_connection),
        cmocka_unit_test(a_connection_the_peer_gives_up_is_closed_at_once),
        cmocka_unit_test(an_idle_connection_that_was_closed_or_broken_is_replaced),
        cmocka_unit_test(unrequested_bytes_on_an_idle_connection_are_never_an_answer),
        cmocka_unit_test(an_idle_connection_that_may_have_more_to_read_is_replaced),
        cmocka_unit_test(a_stale_connection_is_retried_once_on_a_fresh_one),
        cmocka_unit_test(a_fresh_connection_that_breaks_is_not_retried),
        cmocka_unit_test(a_reused_connection_that_breaks_within_a_response_is_not_retried),
        cmocka_unit_test(a_final_answer_while_sending_is_taken_and_the_connection_closed),
        cmocka_unit_test(after_an_interim_answer_sending_goes_on),
        cmocka_unit_test(as_many_interim_answers_as_the_limit_are_swallowed),
        cmocka_unit_test(a_peer_that_always_has_bytes_does_not_keep_a_call),
        cmocka_unit_test(an_exchange_can_be_dropped_at_every_wait_and_begun_again),
        cmocka_unit_test(without_memory_it_fails_cleanly_and_works_again_later),
        cmocka_unit_test(a_part_without_its_mandatory_slot_is_refused_by_name),
        cmocka_unit_test(options_of_a_wrong_size_are_refused),
        cmocka_unit_test(options_of_an_older_or_newer_program_are_accepted),
        cmocka_unit_test(the_read_timeout_is_reported_in_milliseconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
