/*
 * test_http1_failures.c - exchanges that fail: cut anywhere, timed out, over a
 * limit; and botocore's messages (botocore/exceptions.py).
 */
#include "http1_world.h"

#define LENGTH_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
#define CHUNKED_ANSWER                                                                             \
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nT: u\r\n\r\n"
#define CLOSE_ANSWER "HTTP/1.1 200 OK\r\n\r\nhello"

#define CLOSED_TEXT                                                                                \
    "Connection was closed before we received a valid response from endpoint URL: " URL_TEXT "."

/* --- cut -------------------------------------------------------------------------------------- */

static void cut_and_expect(const char *answer, size_t cut_at, script_end end, int may_succeed)
{
    static world w;

    world_start(&w, answer);
    w.peers[0].cut_at = cut_at;
    if (cut_at == 0) w.peers[0].answers[0] = NULL;
    w.peers[0].end = end;
    if (may_succeed)
        assert_int_equal(world_run(&w), SGP_OK);
    else
        world_expect_failure(&w, SGP_ERR_NETWORK, CLOSED_TEXT, 1);
    assert_int_equal(w.dialer.opens, 1);
    world_end(&w);
}

static void an_answer_cut_at_any_byte_is_never_a_success(void **state)
{
    static const char *const answers[] = { LENGTH_ANSWER, CHUNKED_ANSWER };

    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (size_t cut = 0; cut < strlen(answers[i]); cut++)
            for (script_end end = SCRIPT_CLOSED; end <= SCRIPT_RESET; end++)
                cut_and_expect(answers[i], cut, end, 0);
}

static void only_an_orderly_end_completes_a_body_that_lasts_until_close(void **state)
{
    size_t head = strlen(CLOSE_ANSWER) - strlen("hello");

    (void)state;
    for (size_t cut = 0; cut <= strlen(CLOSE_ANSWER); cut++) {
        cut_and_expect(CLOSE_ANSWER, cut, SCRIPT_CLOSED, cut >= head);
        cut_and_expect(CLOSE_ANSWER, cut, SCRIPT_RESET, 0);
    }
}

static void a_request_that_cannot_be_written_is_a_closed_connection(void **state)
{
    static world w;

    (void)state;
    for (size_t at = 1; at < strlen(REQUEST_TEXT); at++) {
        world_start(&w, LENGTH_ANSWER);
        w.peers[0].one_byte = 1;
        w.peers[0].write_breaks_at = at;
        world_expect_failure(&w, SGP_ERR_NETWORK, CLOSED_TEXT, 1);
        assert_int_equal(w.err.os_error, 104);
        world_end(&w);
    }
}

/* --- too late --------------------------------------------------------------------------------- */

#define SECOND_US 1000000

static void a_connection_that_is_not_made_in_time_times_out(void **state)
{
    static world w;
    int64_t start;

    (void)state;
    world_init(&w);
    w.peers[0].connect = SGP_AGAIN;
    w.options.connect_timeout_ms = 3000;
    assert_int_equal(world_new(&w), SGP_OK);
    start = w.clock.monotonic_us;
    world_expect_failure(&w, SGP_ERR_TIMEOUT, "Connect timeout on endpoint URL: " URL_TEXT, 1);
    assert_int_equal(w.clock.monotonic_us - start, 3 * SECOND_US);
    world_end(&w);
}

static void silence_longer_than_the_read_timeout_times_out(void **state)
{
    static const size_t cuts[] = { 1, 20, strlen(LENGTH_ANSWER) - 1 };
    static world w;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        int64_t start;
        world_start(&w, LENGTH_ANSWER);
        w.peers[0].cut_at = cuts[i];
        start = w.clock.monotonic_us;
        world_expect_failure(&w, SGP_ERR_TIMEOUT, "Read timeout on endpoint URL: " URL_TEXT, 1);
        /* The first bytes come a millisecond after the request. */
        assert_int_equal(w.clock.monotonic_us - start, 60 * (int64_t)SECOND_US + 1000);
        world_end(&w);
    }
}

static void a_peer_that_takes_no_bytes_times_out(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].write_stalls_at = 5;
    world_expect_failure(&w, SGP_ERR_TIMEOUT, "Read timeout on endpoint URL: " URL_TEXT, 1);
    world_end(&w);
}

static void every_byte_restarts_the_read_timeout(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.peers[0].answers[0] = LENGTH_ANSWER;
    w.peers[0].one_byte = w.peers[0].again = 1;
    w.options.read_timeout_ms = 2; /* a millisecond passes at each SGP_AGAIN */
    assert_int_equal(world_new(&w), SGP_OK);
    assert_int_equal(world_run(&w), SGP_OK);
    assert_true(w.agains > 10);
    world_end(&w);
}

static void a_negative_timeout_never_passes(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.options.connect_timeout_ms = w.options.read_timeout_ms = -1;
    assert_int_equal(world_new(&w), SGP_OK);
    assert_int_equal(world_call(&w), SGP_AGAIN);
    w.clock.monotonic_us = INT64_MAX - 1;
    assert_int_equal(world_call(&w), SGP_AGAIN);
    world_end(&w);
}

static void the_deadline_of_the_call_ends_even_a_dripping_peer(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.peers[0].answers[0] = LENGTH_ANSWER;
    w.peers[0].one_byte = w.peers[0].again = 1;
    w.deadline = sgp_deadline_in(w.clock.monotonic_us, 50 * 1000);
    assert_int_equal(world_new(&w), SGP_OK);
    world_expect_failure(&w, SGP_ERR_TIMEOUT, "deadline passed", 1);
    assert_int_equal(w.clock.monotonic_us, w.deadline.at_us);
    assert_int_equal(world_call(&w), SGP_ERR_TIMEOUT); /* no exchange starts after the deadline */
    assert_int_equal(w.dialer.opens, 1);
    world_end(&w);
}

static void a_caller_that_returns_late_gets_the_received_bytes(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].again = 1;
    assert_int_equal(world_call(&w), SGP_AGAIN);
    w.clock.monotonic_us += 59 * (int64_t)SECOND_US;
    assert_int_equal(world_call(&w), SGP_AGAIN); /* the request is sent */
    assert_int_equal(world_call(&w), SGP_AGAIN);
    w.clock.monotonic_us += 100 * (int64_t)SECOND_US;
    assert_int_equal(world_call(&w), SGP_OK);
    world_end(&w);
}

static void a_clock_that_fails_is_a_platform_error(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.clock.monotonic_us = -5;
    world_expect_failure(&w, SGP_ERR_PLATFORM, "clock", 0);
    world_end(&w);
}

/* --- too much, or not HTTP -------------------------------------------------------------------- */

static void bytes_after_a_complete_response_refuse_it(void **state)
{
    static const char *const answers[] = {
        LENGTH_ANSWER "x",
        CHUNKED_ANSWER "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\nx",
    };
    static world w;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        world_start(&w, answers[i]);
        world_expect_failure(&w, SGP_ERR_PROTOCOL,
                             "Invalid response from endpoint URL: " URL_TEXT
                             ": bytes follow the complete response",
                             0);
        world_end(&w);
    }
}

static void a_body_over_the_limit_is_refused(void **state)
{
    static const char *const answers[] = { LENGTH_ANSWER, CHUNKED_ANSWER, CLOSE_ANSWER };
    static world w;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        world_start(&w, answers[i]);
        w.response->max_body_bytes = 4;
        w.peers[0].end = SCRIPT_CLOSED;
        world_expect_failure(&w, SGP_ERR_LIMIT, "Invalid response from endpoint URL", 0);
        world_end(&w);
        world_start(&w, answers[i]);
        w.response->max_body_bytes = 5;
        w.peers[0].end = SCRIPT_CLOSED;
        assert_int_equal(world_run(&w), SGP_OK);
        world_end(&w);
    }
}

static void a_response_that_is_not_acceptable_is_refused(void **state)
{
    static const char *const answers[] = {
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello",
        "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n" LENGTH_ANSWER,
        "HTTP/1.1 100 Continue\r\nContent-Length: x\r\n\r\n" LENGTH_ANSWER,
        "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n" LENGTH_ANSWER,
    };
    static world w;

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        world_start(&w, answers[i]);
        world_expect_failure(&w, SGP_ERR_PROTOCOL, "Invalid response from endpoint URL: " URL_TEXT,
                             0);
        world_end(&w);
    }
}

static void a_head_that_never_ends_is_refused(void **state)
{
    static char endless[SGP_HTTP_HEAD_MAX + 2 * SGP_HTTP_READ_BYTES];
    static world w;

    (void)state;
    memset(endless, 'x', sizeof endless - 1);
    memcpy(endless, "HTTP/1.1 200 OK\r\nA: ", 20);
    world_start(&w, endless);
    world_expect_failure(&w, SGP_ERR_LIMIT, "SGP_HTTP_HEAD_MAX", 0);
    world_end(&w);
}

static void a_stream_that_moves_nothing_causes_no_endless_loop(void **state)
{
    static world w;

    (void)state;
    for (int i = 0; i < 2; i++) {
        world_start(&w, LENGTH_ANSWER);
        w.peers[0].read_lies = i == 0;
        w.peers[0].write_lies = i == 1;
        world_expect_failure(&w, SGP_ERR_USAGE, "broke its contract", 0);
        world_end(&w);
    }
}

/* A dialer that breaks its contract in one of three ways. */
typedef struct broken_dialer {
    sgp_dialer base;
    sgp_status status;
    sgp_stream *stream;
} broken_dialer;

static sgp_status broken_open(sgp_dialer *self, const sgp_target *target, sgp_stream **out,
                              sgp_error *err)
{
    broken_dialer *b = (broken_dialer *)self;

    (void)target;
    (void)err;
    *out = b->stream;
    return b->status;
}

static void a_dialer_that_breaks_its_contract_is_refused(void **state)
{
    static const sgp_dialer_type type = { sizeof type, "broken", broken_open, NULL };
    static const sgp_stream_type empty = {
        sizeof empty, "incomplete", NULL, NULL, NULL, NULL, NULL
    };
    sgp_stream incomplete = { &empty };
    broken_dialer dialers[] = { { { &type }, SGP_OK, NULL },
                                { { &type }, SGP_OK, &incomplete },
                                { { &type }, SGP_AGAIN, &incomplete } };
    static const char *const messages[] = { "stream is NULL", "lacks the mandatory slot connect",
                                            "broke its contract" };
    static world w;

    (void)state;
    for (int i = 0; i < 3; i++) {
        world_init(&w);
        assert_int_equal(sgp_http1_new(&w.http, &dialers[i].base, fake_platform_make(&w.clock),
                                       NULL, &w.memory.api, &w.err),
                         SGP_OK);
        world_expect_failure(&w, SGP_ERR_USAGE, messages[i], 0);
        w.dialer.destroys = 1; /* this dialer has no destroy */
        world_end(&w);
    }
}

/* --- messages --------------------------------------------------------------------------------- */

typedef struct connect_case {
    sgp_status status;
    sgp_status expected;
    const char *message;
} connect_case;

/* botocore's sentence, then the cause. */
#define NOT_CONNECTED                                                                              \
    "Could not connect to the endpoint URL: " URL_TEXT " (scripted connect failure)"

static void a_failed_connection_has_botocores_message(void **state)
{
    static const connect_case cases[] = {
        { SGP_ERR_CONNECT, SGP_ERR_CONNECT, NOT_CONNECTED },
        { SGP_ERR_NETWORK, SGP_ERR_CONNECT, NOT_CONNECTED },
        { SGP_ERR_TIMEOUT, SGP_ERR_TIMEOUT, "Connect timeout on endpoint URL: " URL_TEXT },
        { SGP_ERR_TLS, SGP_ERR_TLS,
          "SSL validation failed for https://api.example.com/p?... scripted connect failure" },
    };
    static world w;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world_start(&w, LENGTH_ANSWER);
        w.peers[0].connect = cases[i].status;
        world_expect_failure(&w, cases[i].expected, cases[i].message, 1);
        assert_string_equal(sgp_error_message(&w.err), cases[i].message);
        assert_int_equal(w.err.os_error, 111);
        world_end(&w);
    }
}

static void a_configuration_error_is_not_rewritten(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].connect = SGP_ERR_CONFIG;
    world_expect_failure(&w, SGP_ERR_CONFIG, "scripted connect failure", 0);
    world_end(&w);
}

static void the_url_has_port_and_brackets_as_in_the_request(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.peers[0].connect = SGP_ERR_CONNECT;
    w.request->host = sgp_str_from("::1");
    w.request->port = 8080;
    w.request->is_tls = 0;
    world_expect_failure(&w, SGP_ERR_CONNECT,
                         "Could not connect to the endpoint URL: \"http://[::1]:8080/p?...\"", 1);
    assert_string_equal(w.dialer.hosts[0], "::1");
    world_end(&w);
}

static void a_failure_without_an_sgp_error_has_the_same_status(void **state)
{
    static const sgp_status cases[][2] = {
        { SGP_ERR_CONNECT, SGP_ERR_CONNECT }, { SGP_ERR_NETWORK, SGP_ERR_CONNECT },
        { SGP_ERR_TIMEOUT, SGP_ERR_TIMEOUT }, { SGP_ERR_TLS, SGP_ERR_TLS },
        { SGP_ERR_PROXY, SGP_ERR_PROXY },     { SGP_ERR_CONFIG, SGP_ERR_CONFIG }
    };
    static world w;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        world_start(&w, LENGTH_ANSWER);
        w.peers[0].connect = cases[i][0];
        assert_int_equal(
            w.http->type->exchange(w.http, w.request, w.response, sgp_deadline_none(), NULL),
            cases[i][1]);
        world_end(&w);
    }
}

/* The stream's message is replaced in place, so a short error holds the
 * beginning of the text. */
static void a_message_too_long_for_the_error_is_truncated(void **state)
{
    static world w;

    (void)state;
    world_start(&w, LENGTH_ANSWER);
    w.err.buffer = NULL;
    w.err.buffer_bytes = 0;
    w.peers[0].connect = SGP_ERR_TLS;
    w.request->path = sgp_str_from("/a-path-of-a-length-that-leaves-no-room-for-the-reason-of-"
                                   "the-failure-in-the-short-message");
    world_expect_failure(&w, SGP_ERR_TLS,
                         "SSL validation failed for https://api.example.com/a-path", 1);
    assert_int_equal(strlen(sgp_error_message(&w.err)), SGP_ERROR_SHORT_MESSAGE_MAX);
    world_end(&w);
}

/* --- waits and traces ------------------------------------------------------------------------- */

static void wants_are_the_streams_and_the_next_time_limit(void **state)
{
    static world w;
    sgp_poll_interest wants;

    (void)state;
    world_start(&w, NULL);
    assert_int_equal(world_call(&w), SGP_AGAIN); /* waits for the head */
    world_wants(&w, &wants);
    assert_int_equal(wants.fd, 7);
    assert_int_equal(wants.events, SGP_POLL_READ);
    assert_int_equal(wants.at_us, 1000000 + 60 * (int64_t)SECOND_US);
    w.deadline = sgp_deadline_in(0, 2000000);
    assert_int_equal(world_call(&w), SGP_AGAIN);
    world_wants(&w, &wants);
    assert_int_equal(wants.at_us, 2000000);
    world_end(&w);
}

static void a_stream_without_wants_is_asked_again_soon(void **state)
{
    static world w;
    sgp_poll_interest wants;

    (void)state;
    world_start(&w, NULL);
    w.peers[0].no_wants = 1;
    assert_int_equal(world_call(&w), SGP_AGAIN);
    world_wants(&w, &wants);
    assert_int_equal(wants.fd, -1);
    assert_int_equal(wants.events, 0);
    assert_int_equal(wants.at_us,
                     1000000); /* the request is sent; a blocking stream continues at once */
    assert_int_equal(world_call(&w), SGP_AGAIN);
    world_wants(&w, &wants);
    assert_int_equal(wants.fd, -1);
    assert_in_range(wants.at_us, 1000001, 1010000);
    world_end(&w);
}

static void while_sending_both_directions_are_wanted(void **state)
{
    static world w;
    sgp_poll_interest wants;

    (void)state;
    world_start(&w, NULL);
    w.peers[0].write_stalls_at = 5;
    assert_int_equal(world_call(&w), SGP_AGAIN);
    world_wants(&w, &wants);
    assert_int_equal(wants.events, SGP_POLL_READ | SGP_POLL_WRITE);
    world_end(&w);
}

typedef struct trace_log {
    char text[4096];
} trace_log;

static void log_line(void *self, const char *topic, const char *text, size_t text_len)
{
    trace_log *log = self;
    size_t used = strlen(log->text);

    (void)snprintf(log->text + used, sizeof log->text - used, "[%s] %.*s\n", topic, (int)text_len,
                   text);
}

static void a_trace_shows_connections_and_heads_without_secrets(void **state)
{
    sgp_trace trace = SGP_TRACE_INIT;
    static trace_log log;
    static world w;

    (void)state;
    world_init(&w);
    trace.self = &log;
    trace.line = log_line;
    w.options.trace = &trace;
    w.peers[0].answers[0] = "HTTP/1.1 200 OK\r\nA: b\r\nSet-Cookie: s3cret\r\n"
                            "X-Amz-Security-TOKEN: s3cret\r\nLocation: http://h/p?s3cret\r\n"
                            "Content-Length: 0\r\n\r\n";
    w.peers[0].answers[1] = LENGTH_ANSWER;
    assert_int_equal(world_new(&w), SGP_OK);
    assert_int_equal(world_run(&w), SGP_OK);
    assert_int_equal(world_run(&w), SGP_OK);
    assert_string_equal(log.text, "[connect] open connection to https://api.example.com\n"
                                  "[response] HTTP/1.1 200 OK\nA: b\nSet-Cookie: ***\n"
                                  "X-Amz-Security-TOKEN: ***\nLocation: http://h/p?\n"
                                  "Content-Length: 0\n"
                                  "[connect] reuse connection to https://api.example.com\n"
                                  "[response] HTTP/1.1 200 OK\nContent-Length: 5\n");
    world_end(&w);
}

/* Returns the peak of the memory for reading `head` and a body of 100 MB. */
static size_t peak_of_huge_body(const char *head)
{
    size_t head_len = strlen(head), body_len = 100u * 1000u * 1000u;
    char *answer = malloc(head_len + body_len + 1);
    size_t peak;
    world w;

    assert_non_null(answer);
    memcpy(answer, head, head_len);
    memset(answer + head_len, 'x', body_len);
    answer[head_len + body_len] = '\0';
    world_start(&w, answer);
    sgp_http_response_free(w.response);
    assert_int_equal(sgp_http_response_new(&w.response, &w.memory.api, 0, NULL), SGP_OK);
    world_expect_failure(&w, SGP_ERR_LIMIT, "body", 0);
    assert_true(w.peers[0].total <= head_len + SGP_RESPONSE_BODY_MAX + 65536);
    peak = (size_t)w.memory.peak_bytes;
    sgp_http_response_free(w.response);
    w.response = NULL;
    world_end(&w);
    free(answer);
    return peak;
}

/* At the limit the body's memory grows once more: the body and its copy. */
static void a_body_of_100_mb_takes_no_more_memory_than_the_bound(void **state)
{
    (void)state;
    assert_in_range(peak_of_huge_body("HTTP/1.1 200 OK\r\n\r\n"), 1,
                    2 * SGP_RESPONSE_BODY_MAX + 65536);
    assert_in_range(peak_of_huge_body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                      "5F5E100\r\n"),
                    1, 2 * SGP_RESPONSE_BODY_MAX + 65536);
    assert_in_range(peak_of_huge_body("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"), 1,
                    100000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_cut_at_any_byte_is_never_a_success),
        cmocka_unit_test(only_an_orderly_end_completes_a_body_that_lasts_until_close),
        cmocka_unit_test(a_request_that_cannot_be_written_is_a_closed_connection),
        cmocka_unit_test(a_connection_that_is_not_made_in_time_times_out),
        cmocka_unit_test(silence_longer_than_the_read_timeout_times_out),
        cmocka_unit_test(a_peer_that_takes_no_bytes_times_out),
        cmocka_unit_test(every_byte_restarts_the_read_timeout),
        cmocka_unit_test(a_negative_timeout_never_passes),
        cmocka_unit_test(the_deadline_of_the_call_ends_even_a_dripping_peer),
        cmocka_unit_test(a_caller_that_returns_late_gets_the_received_bytes),
        cmocka_unit_test(a_clock_that_fails_is_a_platform_error),
        cmocka_unit_test(bytes_after_a_complete_response_refuse_it),
        cmocka_unit_test(a_body_over_the_limit_is_refused),
        cmocka_unit_test(a_response_that_is_not_acceptable_is_refused),
        cmocka_unit_test(a_head_that_never_ends_is_refused),
        cmocka_unit_test(a_stream_that_moves_nothing_causes_no_endless_loop),
        cmocka_unit_test(a_dialer_that_breaks_its_contract_is_refused),
        cmocka_unit_test(a_failed_connection_has_botocores_message),
        cmocka_unit_test(a_configuration_error_is_not_rewritten),
        cmocka_unit_test(the_url_has_port_and_brackets_as_in_the_request),
        cmocka_unit_test(a_failure_without_an_sgp_error_has_the_same_status),
        cmocka_unit_test(a_message_too_long_for_the_error_is_truncated),
        cmocka_unit_test(wants_are_the_streams_and_the_next_time_limit),
        cmocka_unit_test(a_stream_without_wants_is_asked_again_soon),
        cmocka_unit_test(while_sending_both_directions_are_wanted),
        cmocka_unit_test(a_trace_shows_connections_and_heads_without_secrets),
        cmocka_unit_test(a_body_of_100_mb_takes_no_more_memory_than_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
