/*
 * test_proxy_route.c - which requests go through which proxy, as in Python and
 * botocore, and which proxies are refused. make_proxy_cases.py makes the
 * tables.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_proxy_route.h"

struct bypass_case {
    const char *no_proxy;
    const char *host;
    int expected;
};

struct url_case {
    const char *text;
    const char *host;
    int port;
    int is_tls;
    const char *authorization;
    const char *shown;
};

#include "proxy_cases.inc"

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static sgp_status make(sgp__proxy_route *route, const char *https_proxy, const char *no_proxy,
                       fail_alloc *memory, sgp_error *err)
{
    sgp_proxy_options options = SGP_PROXY_OPTIONS_INIT;

    options.https_proxy = https_proxy;
    options.no_proxy = no_proxy;
    sgp_error_reset(err);
    return sgp__proxy_route_init(route, &options, memory ? &memory->api : NULL, err);
}

static void hosts_are_left_out_as_python_leaves_them_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bypass_cases); i++) {
        const struct bypass_case *c = &bypass_cases[i];
        if (sgp__proxy_bypasses(c->no_proxy, c->host) != c->expected)
            fail_msg("no_proxy=\"%s\", host %s: expected is %d", c->no_proxy, c->host, c->expected);
    }
}

static void proxies_are_read_and_shown_as_botocore_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(url_cases); i++) {
        const struct url_case *c = &url_cases[i];
        sgp__proxy_route route;
        sgp_error err = TEST_ERROR_INIT;
        if (make(&route, c->text, NULL, NULL, &err) != SGP_OK)
            fail_msg("%s: %s", c->text, sgp_error_message(&err));
        assert_string_equal(route.https.api.host, c->host);
        assert_int_equal(route.https.api.port, c->port);
        assert_int_equal(route.https.api.is_tls, c->is_tls);
        assert_string_equal(route.https.shown, c->shown);
        assert_int_equal(route.https.api.authorization != NULL, c->authorization != NULL);
        if (c->authorization) assert_string_equal(route.https.api.authorization, c->authorization);
        sgp__proxy_route_deinit(&route);
    }
}

/* The proxy of a request that may have one. */
static const sgp__proxy_server *proxy_for(const sgp__proxy_route *route,
                                          const sgp_http_request *request)
{
    const sgp__proxy_server *server = NULL;

    assert_int_equal(sgp__proxy_for(route, request, &server, NULL), SGP_OK);
    return server;
}

static void the_scheme_chooses_the_proxy(void **state)
{
    sgp_proxy_options options = SGP_PROXY_OPTIONS_INIT;
    sgp_http_request *request = NULL;
    sgp__proxy_route route;

    (void)state;
    options.https_proxy = "http://secure:1";
    options.no_proxy = "direct.example";
    assert_int_equal(sgp__proxy_route_init(&route, &options, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    request->host = sgp_str_from("api.example.com");
    request->port = 80;
    assert_null(proxy_for(&route, request));
    request->is_tls = 1;
    request->port = 443;
    assert_ptr_equal(proxy_for(&route, request), &route.https);
    request->is_direct = 1; /* set by the request itself */
    assert_null(proxy_for(&route, request));
    request->is_direct = 0;
    request->host = sgp_str_from("api.direct.example");
    assert_null(proxy_for(&route, request));
    sgp_http_request_free(request);
    sgp__proxy_route_deinit(&route);
}

static void without_options_or_with_empty_ones_there_is_no_proxy(void **state)
{
    sgp_proxy_options options = SGP_PROXY_OPTIONS_INIT;
    sgp__proxy_route route;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp__proxy_route_init(&route, NULL, NULL, &err), SGP_OK);
    assert_null(route.https.api.host);
    assert_int_equal(make(&route, "", "", NULL, &err), SGP_OK);
    assert_null(route.https.api.host);
    sgp__proxy_route_deinit(&route);
    options.size = 0;
    assert_int_equal(sgp__proxy_route_init(&route, &options, NULL, &err), SGP_ERR_USAGE);
    sgp__proxy_route_deinit(&route);
}

/* urllib3 accepts it too; a host name proper has none (RFC 1123). */
static void a_proxys_name_may_hold_an_underscore(void **state)
{
    sgp__proxy_route route;

    (void)state;
    assert_int_equal(make(&route, "http://u_s:p_w@_My_proxy.corp_net:8080/", NULL, NULL, NULL),
                     SGP_OK);
    assert_string_equal(route.https.api.host, "_my_proxy.corp_net");
    assert_string_equal(route.https.shown, "http://***:***@_My_proxy.corp_net:8080/");
    sgp__proxy_route_deinit(&route);
}

/* As in botocore, which parses a proxy when it connects. */
static void an_invalid_proxy_is_refused_if_a_request_needs_it(void **state)
{
    static const char *const texts[] = { "socks5://usr:hidden@proxy:1080",
                                         "http://",
                                         "http://usr:hidden@",
                                         "proxy:0",
                                         "proxy:65536",
                                         "http://usr:hidden@pro xy",
                                         "http://usr:hid\nden@proxy:x",
                                         "[::1",
                                         "usr:hidden@-proxy" };

    sgp_http_request *request = NULL;

    (void)state;
    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    for (size_t i = 0; i < COUNT(texts); i++) {
        const sgp__proxy_server *server;
        sgp__proxy_route route;
        sgp_error err = TEST_ERROR_INIT;
        assert_int_equal(make(&route, texts[i], ".direct.example", NULL, &err), SGP_OK);
        request->host = sgp_str_from("api.example.com");
        request->is_tls = 0;
        assert_null(proxy_for(&route, request));
        request->is_tls = 1;
        if (sgp__proxy_for(&route, request, &server, &err) != SGP_ERR_CONFIG)
            fail_msg("%s", texts[i]);
        assert_non_null(strstr(sgp_error_message(&err), "https_proxy"));
        assert_non_null(strstr(sgp_error_message(&err), "accepted is"));
        assert_null(strstr(sgp_error_message(&err), "hidden"));
        request->host = sgp_str_from("api.direct.example");
        assert_null(proxy_for(&route, request));
        sgp__proxy_route_deinit(&route);
    }
    sgp_http_request_free(request);
}

static void every_allocation_may_fail_and_secrets_are_wiped(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int n = 0; status == SGP_ERR_MEMORY; n++) {
        sgp__proxy_route route;
        sgp_error err = TEST_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, n);
        status = make(&route, "http://user:secret@proxy", "a,b", &memory, &err);
        sgp__proxy_route_deinit(&route);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
        assert_true(n < 20);
    }
    assert_int_equal(status, SGP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_are_left_out_as_python_leaves_them_out),
        cmocka_unit_test(proxies_are_read_and_shown_as_botocore_does),
        cmocka_unit_test(the_scheme_chooses_the_proxy),
        cmocka_unit_test(without_options_or_with_empty_ones_there_is_no_proxy),
        cmocka_unit_test(a_proxys_name_may_hold_an_underscore),
        cmocka_unit_test(an_invalid_proxy_is_refused_if_a_request_needs_it),
        cmocka_unit_test(every_allocation_may_fail_and_secrets_are_wiped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
