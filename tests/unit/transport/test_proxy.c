/*
 * test_proxy.c - the CONNECT tunnel: its request, answers that open it, answers
 * that it refuses, in steps of any size. The request is that of Python 3.11's
 * http.client (_tunnel), which botocore uses.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_proxy.h"
#include "sgp_stream_call.h"
#include "scripted_stream.h"

#define ESTABLISHED "HTTP/1.1 200 Connection established\r\nProxy-Agent: x\r\n\r\n"

typedef struct world {
    scripted_stream proxy;
    fail_alloc memory;
    sgp_proxy via;
    sgp_target target;
    sgp_stream *stream; /* NULL until world_new succeeds */
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} world;

static sgp_status world_new(world *w)
{
    return sgp__proxy_stream_new(&w->stream, scripted_stream_make(&w->proxy), &w->target,
                                 &w->memory.api, &w->err);
}

static void world_init(world *w, const char *answer)
{
    memset(w, 0, sizeof *w);
    fail_alloc_init(&w->memory, -1);
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    w->proxy.answers[0] = answer;
    w->proxy.unasked = 3;
    w->target.host = "api.example.com";
    w->target.port = 443;
    w->target.via = &w->via;
}

static void world_end(world *w)
{
    int had_stream = w->stream != NULL;

    if (had_stream) w->stream->type->close(w->stream);
    assert_int_equal(w->proxy.closes, had_stream);
    assert_int_equal(w->memory.live_blocks, 0);
    assert_int_equal(w->memory.unwiped, 0);
}

static sgp_status connect_fully(world *w)
{
    sgp_status status = SGP_AGAIN;

    for (int i = 0; i < 10000 && status == SGP_AGAIN; i++)
        status = w->stream->type->connect(w->stream, sgp_deadline_none(), &w->err);
    return status;
}

static void a_tunnel_is_asked_for_and_bytes_go_through_unchanged(void **state)
{
    static world w;

    (void)state;
    for (int mode = 0; mode < 4; mode++) {
        char bytes[8];
        size_t got = 0, put = 0;
        sgp_status status;
        world_init(&w, ESTABLISHED);
        w.proxy.answers[1] = "pong";
        w.proxy.one_byte = mode & 1;
        w.proxy.again = mode >> 1;
        assert_int_equal(world_new(&w), SGP_OK);
        assert_int_equal(connect_fully(&w), SGP_OK);
        assert_int_equal(connect_fully(&w), SGP_OK); /* the tunnel stays open */
        assert_string_equal(w.proxy.written, "CONNECT api.example.com:443 HTTP/1.0\r\n\r\n");
        do {
            status = w.stream->type->write(w.stream, "p", 1, &put, sgp_deadline_none(), &w.err);
        } while (status == SGP_AGAIN);
        assert_int_equal(status, SGP_OK);
        do {
            status = w.stream->type->read(w.stream, bytes, sizeof bytes, &got, sgp_deadline_none(),
                                          &w.err);
        } while (status == SGP_AGAIN);
        assert_int_equal(status, SGP_OK);
        assert_memory_equal(bytes, "pong", got);
        world_end(&w);
    }
}

static void the_authorization_is_sent_and_wiped(void **state)
{
    static world w;

    (void)state;
    world_init(&w, ESTABLISHED);
    w.via.authorization = "Basic dXNlcjpwYXNz";
    w.target.host = "::1";
    w.target.port = 8443;
    assert_int_equal(world_new(&w), SGP_OK);
    assert_int_equal(connect_fully(&w), SGP_OK);
    assert_string_equal(w.proxy.written, "CONNECT [::1]:8443 HTTP/1.0\r\n"
                                         "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
    world_end(&w);
}

typedef struct refusal {
    const char *answer;
    script_end end;
    int http_status;
    const char *message;
} refusal;

static void every_answer_but_200_is_a_refusal_of_the_proxy(void **state)
{
    static const refusal refusals[] = {
        { "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", SCRIPT_SILENT, 407,
          "407 Proxy Authentication Required" },
        { "HTTP/1.0 502 Bad Gateway\r\nContent-Length: 2\r\n\r\nno", SCRIPT_SILENT, 502,
          "502 Bad Gateway" },
        { "HTTP/1.1 204 No\r\n\r\n", SCRIPT_SILENT, 204, "204 No" },
        { "HTTP/1.1 100 Continue\r\n\r\n", SCRIPT_SILENT, 100, "100 Continue" },
        { ESTABLISHED "surplus", SCRIPT_SILENT, 0, "bytes follow its answer to CONNECT" },
        { "SSH-2.0-OpenSSH_9.2\r\n", SCRIPT_SILENT, 0, "HTTP" },
        { "HTTP/1.1 200 OK\r\nbroken\r\n\r\n", SCRIPT_SILENT, 0, "header" },
        { NULL, SCRIPT_CLOSED, 0, "closed the connection before it answered" },
        { "HTTP/1.1 200", SCRIPT_CLOSED, 0, "closed the connection before it answered" },
        { "HTTP/1.1 200", SCRIPT_RESET, 0, "closed the connection before it answered" },
    };
    static world w;

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        world_init(&w, refusals[i].answer);
        w.proxy.end = refusals[i].end;
        assert_int_equal(world_new(&w), SGP_OK);
        assert_int_equal(connect_fully(&w), SGP_ERR_PROXY);
        assert_int_equal(w.err.status, SGP_ERR_PROXY);
        assert_int_equal(w.err.http_status, refusals[i].http_status);
        if (!strstr(sgp_error_message(&w.err), refusals[i].message))
            fail_msg("%s", sgp_error_message(&w.err));
        world_end(&w);
    }
}

static void an_endless_head_is_refused(void **state)
{
    static char head[SGP_HTTP_HEAD_MAX + 100];
    static world w;

    (void)state;
    memset(head, 'a', sizeof head - 1);
    memcpy(head, "HTTP/1.1 200 OK\r\nX: ", 20);
    world_init(&w, head);
    assert_int_equal(world_new(&w), SGP_OK);
    assert_int_equal(connect_fully(&w), SGP_ERR_PROXY);
    assert_non_null(strstr(sgp_error_message(&w.err), "SGP_HTTP_HEAD_MAX"));
    world_end(&w);
}

/* The tunnel forwards the dialer's failures. */
static void failures_to_reach_the_proxy_are_forwarded(void **state)
{
    static const sgp_status failures[][2] = { { SGP_ERR_CONNECT, SGP_ERR_CONNECT },
                                              { SGP_ERR_TIMEOUT, SGP_ERR_TIMEOUT },
                                              { SGP_ERR_TLS, SGP_ERR_PROXY } };
    static world w;

    (void)state;
    for (int i = 0; i < 3; i++) {
        world_init(&w, ESTABLISHED);
        w.proxy.connect = failures[i][0];
        assert_int_equal(world_new(&w), SGP_OK);
        assert_int_equal(connect_fully(&w), failures[i][1]);
        assert_int_equal(w.err.status, failures[i][1]);
        assert_string_equal(sgp_error_message(&w.err), "scripted connect failure");
        world_end(&w);
    }
}

static void a_failed_constructor_leaves_the_stream_below_alone(void **state)
{
    static world w;
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int n = 0; status == SGP_ERR_MEMORY; n++) {
        world_init(&w, ESTABLISHED);
        w.via.authorization = "Basic secret";
        w.memory.fail_at = n;
        status = world_new(&w);
        if (status == SGP_ERR_MEMORY) assert_null(w.stream);
        assert_true(n < 20);
        world_end(&w); /* counts the closes */
    }
    assert_int_equal(status, SGP_OK);
}

/* The head comes byte by byte and never ends. */
static void an_endless_head_does_not_keep_a_call(void **state)
{
    static char head[8000] = "HTTP/1.1 200 OK\r\nX: ";
    static world w;
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    size_t before;

    (void)state;
    memset(head + strlen(head), 'x', sizeof head - 1 - strlen(head));
    world_init(&w, head);
    w.proxy.one_byte = 1;
    assert_int_equal(world_new(&w), SGP_OK);
    for (int call = 0; call < 20; call++) {
        before = w.proxy.total;
        assert_int_equal(w.stream->type->connect(w.stream, sgp_deadline_none(), &w.err), SGP_AGAIN);
        assert_in_range(w.proxy.total - before, 0, SGP__INNER_CALLS_MAX);
        w.stream->type->wants(w.stream, &wants);
        assert_int_equal(wants.at_us, SGP__AT_ONCE);
    }
    assert_true(w.proxy.total > 500); /* it is making progress */
    world_end(&w);
}

static void wants_are_those_of_the_stream_below(void **state)
{
    static const sgp_poll_interest nothing = SGP_POLL_INTEREST_INIT;
    sgp_poll_interest wants = nothing;
    static world w;

    (void)state;
    world_init(&w, ESTABLISHED);
    w.proxy.again = 1;
    assert_int_equal(world_new(&w), SGP_OK);
    assert_int_equal(w.stream->type->connect(w.stream, sgp_deadline_none(), &w.err), SGP_AGAIN);
    w.stream->type->wants(w.stream, &wants);
    assert_int_equal(wants.fd, 7);
    assert_int_equal(wants.events, SGP_POLL_WRITE);
    world_end(&w);
    world_init(&w, ESTABLISHED);
    w.proxy.no_wants = 1;
    wants = nothing;
    assert_int_equal(world_new(&w), SGP_OK);
    w.stream->type->wants(w.stream, &wants);
    assert_memory_equal(&wants, &nothing, sizeof wants);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tunnel_is_asked_for_and_bytes_go_through_unchanged),
        cmocka_unit_test(the_authorization_is_sent_and_wiped),
        cmocka_unit_test(every_answer_but_200_is_a_refusal_of_the_proxy),
        cmocka_unit_test(an_endless_head_is_refused),
        cmocka_unit_test(failures_to_reach_the_proxy_are_forwarded),
        cmocka_unit_test(a_failed_constructor_leaves_the_stream_below_alone),
        cmocka_unit_test(an_endless_head_does_not_keep_a_call),
        cmocka_unit_test(wants_are_those_of_the_stream_below),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
