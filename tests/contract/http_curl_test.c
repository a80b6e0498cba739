/*
 * http_curl_test.c - the suite of http_test.c on the HTTP layer of examples/curl_http.c.
 *
 * That layer blocks, so a process of its own is the peer, and the case of a dropped
 * exchange does not apply. Further cases are about what libcurl does on its own.
 */
#define main http_test_main /* its list of implementations is not run here */
#include "http_test.c"
#undef main

#include <signal.h>
#include <sys/wait.h>

#include "curl_http.h"

int http_test_main(void);

static pid_t peer;
static const char *peer_answer; /* NULL: an answer whose body is the request */

/* Reads one request; returns zero at the end of the connection. */
static int read_request(int fd, char *out, size_t size)
{
    size_t len = 0;

    for (;;) {
        ssize_t got = recv(fd, out + len, size - 1 - len, 0);
        if (got <= 0) return 0;
        len += (size_t)got;
        out[len] = '\0';
        if (strncmp(out, "POST", 4) == 0 ? out[len - 1] == '}' : strstr(out, "\r\n\r\n") != NULL)
            return 1;
    }
}

static void answer(int fd, const char *request)
{
    char echo[4096];

    (void)snprintf(echo, sizeof echo, "HTTP/1.1 200 OK\r\nContent-Length: %lu\r\n\r\n%s",
                   (unsigned long)strlen(request), request);
    if (peer_answer)
        (void)send(fd, peer_answer, strlen(peer_answer), MSG_NOSIGNAL);
    else
        (void)send(fd, echo, strlen(echo), MSG_NOSIGNAL);
}

/* The child process: serves one connection after the other until it is killed. */
static void serve(int listener, int breaks)
{
    char request[2048];

    (void)fcntl(listener, F_SETFL, 0);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        while (read_request(fd, request, sizeof request) && !breaks)
            answer(fd, request);
        (void)close(fd);
    }
}

static void curl_start(fixture *f, int breaks)
{
    loopback_start(&f->loop, "");
    f->request->host = sgp_str_from("127.0.0.1");
    f->request->port = f->loop.port;
    f->request->is_direct = 1; /* whatever proxy this machine has */
    peer = fork();
    if (peer == 0) serve(f->loop.listener, breaks);
    assert_true(peer > 0);
    loopback_stop(&f->loop);
    f->loop.listener = -1;
    assert_int_equal(curl_http_new(&f->http, NULL, fake_platform_make(&f->clock), &f->err), SGP_OK);
}

static void curl_stop(fixture *f)
{
    (void)f;
    (void)kill(peer, SIGKILL);
    (void)waitpid(peer, NULL, 0);
}

static const implementation curl = { curl_start, curl_stop };

static fixture *start_with(void **state, const char *text)
{
    peer_answer = text;
    return start(state, 0);
}

/* --- what libcurl does on its own ------------------------------------------------------------- */

static void a_final_response_follows_interim_ones(void **state)
{
    fixture *f = start_with(state, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n"
                                   "Link: early\r\n\r\n" ANSWER);

    expect_answer(f);
    assert_str(f->response->reason, "Nope");
    assert_null(sgp_http_response_find_header(f->response, "Link").ptr);
    stop(state, f);
}

static void trailers_are_no_headers(void **state)
{
    fixture *f = start_with(state, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                   "2\r\n{}\r\n0\r\nX-Late: yes\r\n\r\n");

    assert_int_equal(run(f), SGP_OK);
    assert_str(f->response->body, "{}");
    assert_null(sgp_http_response_find_header(f->response, "X-Late").ptr);
    stop(state, f);
}

static void a_redirect_is_a_response_like_any_other(void **state)
{
    fixture *f = start_with(state, "HTTP/1.1 307 Moved\r\nLocation: /other\r\n"
                                   "Content-Length: 0\r\n\r\n");

    assert_int_equal(run(f), SGP_OK);
    assert_int_equal(f->response->status, 307);
    stop(state, f);
}

/* Sends the request of the fixture and returns what the peer received. */
static const char *received(fixture *f)
{
    sgp_status status = run(f);

    if (status != SGP_OK) fail_msg("%s", sgp_error_message(&f->err));
    return f->response->body.ptr;
}

static void only_the_headers_of_the_request_are_sent(void **state)
{
    fixture *f = start_with(state, NULL);
    const char *request;

    f->request->path = sgp_str_from("/a/../b?c=%20");
    assert_int_equal(sgp_http_request_add_header(f->request, "X-Empty", sgp_str_from(""), &f->err),
                     SGP_OK);
    assert_int_equal(sgp_http_request_add_header(f->request, "X-Full", sgp_str_from("v"), &f->err),
                     SGP_OK);
    request = received(f);
    assert_non_null(strstr(request, "POST /a/../b?c=%20 HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "\r\nX-Empty:\r\n"));
    assert_non_null(strstr(request, "\r\nX-Full: v\r\n"));
    assert_non_null(strstr(request, "\r\nContent-Length: 7\r\n"));
    assert_non_null(strstr(request, "\r\n\r\n{\"A\":1}"));
    assert_null(strstr(request, "Accept"));
    assert_null(strstr(request, "Expect"));
    assert_null(strstr(request, "Content-Type"));
    stop(state, f);
}

static void methods_are_sent_as_they_are(void **state)
{
    static const char *const methods[] = { "GET", "PUT", "DELETE" };
    fixture *f = start_with(state, NULL);

    f->request->body = sgp_str_from(NULL);
    for (int i = 0; i < 3; i++) {
        const char *request;
        f->request->method = sgp_str_from(methods[i]);
        request = received(f);
        assert_int_equal(strncmp(request, methods[i], strlen(methods[i])), 0);
        assert_null(strstr(request, "Content-Type"));
        if (i == 0) assert_null(strstr(request, "Content-Length"));
        if (i == 1) assert_non_null(strstr(request, "\r\nContent-Length: 0\r\n"));
    }
    stop(state, f);
}

static void a_response_to_head_has_no_body(void **state)
{
    fixture *f = start_with(state, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");

    f->request->method = sgp_str_from("HEAD");
    f->request->body = sgp_str_from(NULL);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run(f), SGP_OK);
        assert_int_equal(f->response->body.len, 0);
    }
    stop(state, f);
}

static void nothing_is_sent_after_the_deadline(void **state)
{
    fixture *f = start_with(state, ANSWER);
    sgp_deadline passed = { 0 };

    assert_int_equal(f->http->type->exchange(f->http, f->request, f->response, passed, &f->err),
                     SGP_ERR_TIMEOUT);
    assert_int_equal(f->err.retryable, 1);
    expect_answer(f);
    stop(state, f);
}

static void a_dead_peer_is_a_connect_error(void **state)
{
    fixture *f = start_with(state, ANSWER);

    f->request->port = 1;
    assert_int_equal(run(f), SGP_ERR_CONNECT);
    assert_int_equal(f->err.retryable, 1);
    assert_non_null(strstr(sgp_error_message(&f->err), "libcurl: "));
    stop(state, f);
}

#define CASE(name) cmocka_unit_test_prestate(name, (void *)(uintptr_t)&curl)

/* The suite's own cases expect this answer. */
static int set_up(void **state)
{
    (void)state;
    peer_answer = ANSWER;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUITE(curl),
        CASE(a_final_response_follows_interim_ones),
        CASE(trailers_are_no_headers),
        CASE(a_redirect_is_a_response_like_any_other),
        CASE(only_the_headers_of_the_request_are_sent),
        CASE(methods_are_sent_as_they_are),
        CASE(a_response_to_head_has_no_body),
        CASE(nothing_is_sent_after_the_deadline),
        CASE(a_dead_peer_is_a_connect_error),
    };

    cmocka_set_skip_filter("an_exchange_that_is_dropped*"); /* a blocking one is never dropped */
    return cmocka_run_group_tests(tests, set_up, NULL);
}
