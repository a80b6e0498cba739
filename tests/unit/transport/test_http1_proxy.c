/*
 * test_http1_proxy.c - exchanges through a proxy: a tunnel for https, the
 * absolute form for http (RFC 9112, 3.2.2), and botocore's message if the proxy
 * fails.
 */
#include "http1_world.h"

#define OK_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
#define SHOWN "Failed to connect to proxy URL: \"http://***:***@proxy.example:3128\""

static void start(world *w, int is_tls, const char *no_proxy)
{
    sgp_proxy_options proxy = SGP_PROXY_OPTIONS_INIT;

    world_init(w);
    proxy.https_proxy = proxy.http_proxy = "http://usr7:pwd7@proxy.example:3128";
    proxy.no_proxy = no_proxy;
    w->options.proxy = &proxy;
    w->request->is_tls = is_tls;
    w->request->port = is_tls ? 443 : 8080;
    w->peers[0].answers[0] = OK_ANSWER;
    w->peers[0].answers[1] = OK_ANSWER;
    assert_int_equal(world_new(w), SGP_OK);
    w->options.proxy = NULL;
}

static void https_names_the_proxy_to_the_dialer(void **state)
{
    static world w;

    (void)state;
    start(&w, 1, NULL);
    assert_int_equal(world_run(&w), SGP_OK);
    assert_string_equal(w.dialer.hosts[0], "api.example.com");
    assert_int_equal(w.dialer.targets[0].size, sizeof(sgp_target));
    assert_int_equal(w.dialer.targets[0].is_tls, 1);
    assert_int_equal(w.dialer.targets[0].via->size, sizeof(sgp_proxy));
    assert_int_equal(w.dialer.targets[0].via->port, 3128);
    assert_string_equal(w.dialer.targets[0].via->authorization, "Basic dXNyNzpwd2Q3");
    assert_string_equal(w.dialer.via_hosts[0], "proxy.example");
    assert_string_equal(w.peers[0].written, REQUEST_TEXT);
    world_end(&w);
}

static void http_goes_to_the_proxy_in_absolute_form(void **state)
{
    static world w;

    (void)state;
    start(&w, 0, NULL);
    assert_int_equal(world_run(&w), SGP_OK);
    assert_string_equal(w.dialer.hosts[0], "proxy.example");
    assert_int_equal(w.dialer.targets[0].port, 3128);
    assert_int_equal(w.dialer.targets[0].is_tls, 0);
    assert_string_equal(w.peers[0].written, "POST http://api.example.com:8080/p?q HTTP/1.1\r\n"
                                            "Host: api.example.com:8080\r\n"
                                            "Proxy-Authorization: Basic dXNyNzpwd2Q3\r\n"
                                            "X-Amz-Target: T\r\nContent-Length: 2\r\n\r\n{}");
    assert_int_equal(world_run(&w), SGP_OK); /* over the same connection */
    assert_int_equal(w.dialer.opens, 1);
    world_end(&w);
}

static void hosts_of_no_proxy_are_reached_directly(void **state)
{
    static world w;

    (void)state;
    for (int is_tls = 0; is_tls < 2; is_tls++) {
        start(&w, is_tls, "example.com");
        assert_int_equal(world_run(&w), SGP_OK);
        assert_string_equal(w.dialer.hosts[0], "api.example.com");
        assert_null(strstr(w.peers[0].written, "http://"));
        assert_null(strstr(w.peers[0].written, "Proxy-Authorization"));
        world_end(&w);
    }
}

/* A direct request carries a token that the proxy must not get. */
static void a_direct_request_never_reuses_a_connection_to_the_proxy(void **state)
{
    static world w;

    (void)state;
    for (int is_tls = 0; is_tls < 2; is_tls++) {
        start(&w, is_tls, NULL);
        w.peers[1].answers[0] = w.peers[2].answers[0] = OK_ANSWER;
        assert_int_equal(world_run(&w), SGP_OK);
        w.request->is_direct = 1;
        assert_int_equal(world_run(&w), SGP_OK);
        assert_int_equal(w.dialer.opens, 2);
        assert_string_equal(w.dialer.hosts[1], "api.example.com");
        assert_null(w.dialer.targets[1].via);
        assert_memory_equal(w.peers[1].written, "POST /p?q ", 10);
        w.request->is_direct = 0; /* and the other way round */
        assert_int_equal(world_run(&w), SGP_OK);
        assert_int_equal(w.dialer.opens, 3);
        assert_string_equal(w.dialer.hosts[2], is_tls ? "api.example.com" : "proxy.example");
        world_end(&w);
    }
}

static void a_407_for_http_is_an_answer(void **state)
{
    static world w;

    (void)state;
    start(&w, 0, NULL);
    w.peers[0].answers[0] =
        "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n";
    assert_int_equal(world_run(&w), SGP_OK);
    assert_int_equal(w.response->status, 407);
    world_end(&w);
}

/* The message is botocore's (exceptions.py, ProxyConnectionError;
 * mask_proxy_url). */
static void a_proxy_that_is_not_reached_is_named_without_its_password(void **state)
{
    static world w;

    (void)state;
    for (int is_tls = 0; is_tls < 2; is_tls++) {
        start(&w, is_tls, NULL);
        w.peers[0].connect = SGP_ERR_CONNECT;
        world_expect_failure(&w, SGP_ERR_PROXY, SHOWN, 1);
        assert_string_equal(sgp_error_message(&w.err), SHOWN " (scripted connect failure)");
        assert_int_equal(w.err.os_error, 111);
        world_end(&w);
    }
}

static void the_proxys_answer_follows_in_parentheses(void **state)
{
    static world w;

    (void)state;
    start(&w, 1, NULL);
    w.peers[0].connect = SGP_ERR_PROXY;
    world_expect_failure(&w, SGP_ERR_PROXY, SHOWN " (scripted connect failure)", 1);
    world_end(&w);
}

/* The service's certificate is independent of the proxy. */
static void tls_inside_the_tunnel_fails_as_without_a_proxy(void **state)
{
    static world w;

    (void)state;
    start(&w, 1, NULL);
    w.peers[0].connect = SGP_ERR_TLS;
    world_expect_failure(&w, SGP_ERR_TLS, "SSL validation failed for https://api.example.com/p?...",
                         1);
    world_end(&w);
}

static void a_bad_proxy_is_refused_and_nothing_leaks(void **state)
{
    sgp_proxy_options proxy = SGP_PROXY_OPTIONS_INIT;
    static world w;

    (void)state;
    world_init(&w);
    proxy.https_proxy = "http://usr7:pwd7@proxy.example";
    proxy.http_proxy = "ftp://usr7:pwd7@proxy.example";
    w.options.proxy = &proxy;
    w.request->is_tls = 0;
    assert_int_equal(world_new(&w), SGP_OK); /* it is not needed yet */
    w.options.proxy = NULL;
    world_expect_failure(&w, SGP_ERR_CONFIG, "http_proxy has another scheme", 0);
    assert_null(strstr(sgp_error_message(&w.err), "pwd7"));
    assert_int_equal(w.dialer.opens, 0);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(https_names_the_proxy_to_the_dialer),
        cmocka_unit_test(http_goes_to_the_proxy_in_absolute_form),
        cmocka_unit_test(hosts_of_no_proxy_are_reached_directly),
        cmocka_unit_test(a_direct_request_never_reuses_a_connection_to_the_proxy),
        cmocka_unit_test(a_407_for_http_is_an_answer),
        cmocka_unit_test(a_proxy_that_is_not_reached_is_named_without_its_password),
        cmocka_unit_test(the_proxys_answer_follows_in_parentheses),
        cmocka_unit_test(tls_inside_the_tunnel_fails_as_without_a_proxy),
        cmocka_unit_test(a_bad_proxy_is_refused_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
