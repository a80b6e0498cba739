/*
 * Tests of src/base/uri.c against botocore's checks of endpoint URLs and
 * regions.
 */
#include "test.h"

#include "sgp_uri.h"

#include "uri_cases.inc"

static void host_names_are_botocores(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof host_cases / sizeof host_cases[0]; i++) {
        const sgp_str host = { host_cases[i].text, host_cases[i].len };

        if (!!sgp__is_host_name(host) != host_cases[i].ok)
            fail_msg("\"%s\": should be %d", host.ptr, host_cases[i].ok);
    }
}

static void regions_are_botocores(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof region_cases / sizeof region_cases[0]; i++) {
        const sgp_str region = { region_cases[i].text, region_cases[i].len };

        if (!!sgp__is_region(region) != region_cases[i].ok)
            fail_msg("\"%s\": should be %d", region.ptr, region_cases[i].ok);
    }
}

static void urls_are_split_as_botocore_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof url_cases / sizeof url_cases[0]; i++) {
        sgp_error err = TEST_ERROR_INIT;
        char host[SGP_HOST_MAX + 1];
        sgp__uri uri;

        if (sgp__uri_parse(url_cases[i].url, "endpoint_url", &uri, &err) != SGP_OK)
            fail_msg("\"%s\": %s", url_cases[i].url, sgp_error_message(&err));
        assert_int_equal(uri.is_tls, url_cases[i].is_tls);
        sgp__uri_lower_host(&uri, host);
        assert_string_equal(host, url_cases[i].host);
        assert_int_equal(uri.port, url_cases[i].port);
        assert_str(uri.path, url_cases[i].path);
    }
}

static void other_urls_are_refused_with_what_is_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_urls / sizeof refused_urls[0]; i++) {
        sgp_error err = TEST_ERROR_INIT;
        sgp__uri uri;

        if (sgp__uri_parse(refused_urls[i], "AWS_ENDPOINT_URL", &uri, &err) != SGP_ERR_CONFIG)
            fail_msg("taken: \"%s\"", refused_urls[i]);
        assert_int_equal(err.status, SGP_ERR_CONFIG);
        assert_memory_equal(sgp_error_message(&err), "AWS_ENDPOINT_URL \"", 18);
        assert_non_null(strstr(sgp_error_message(&err), "http[s]://host[:port][/path]"));
    }
}

static void no_url_is_refused_too(void **state)
{
    sgp__uri uri;

    (void)state;
    assert_int_equal(sgp__uri_parse(NULL, "endpoint_url", &uri, NULL), SGP_ERR_CONFIG);
}

static void a_refused_password_is_not_shown(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    sgp__uri uri;

    (void)state;
    assert_int_equal(sgp__uri_parse("https://me:hunter2@host/", "endpoint_url", &uri, &err),
                     SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&err), "('@')"));
    assert_null(strstr(sgp_error_message(&err), "hunter2"));
}

/* The URI of a container may be a secret there. */
static void a_refused_query_or_fragment_is_not_shown(void **state)
{
    static const char *const urls[] = { "https://host:x/p?hunter2", "https://host/p#hunter2" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        sgp_error err = TEST_ERROR_INIT;
        sgp__uri uri;

        assert_int_equal(sgp__uri_parse(urls[i], "endpoint_url", &uri, &err), SGP_ERR_CONFIG);
        assert_non_null(strstr(sgp_error_message(&err), i == 0 ? "/p?...\"" : "/p#...\""));
        assert_null(strstr(sgp_error_message(&err), "hunter2"));
    }
}

static void a_url_is_taken_up_to_its_limit(void **state)
{
    char url[SGP_URL_MAX + 2];
    sgp__uri uri;

    (void)state;
    memset(url, 'a', sizeof url);
    memcpy(url, "http://h/", 9);
    url[SGP_URL_MAX] = '\0';
    assert_int_equal(sgp__uri_parse(url, "endpoint_url", &uri, NULL), SGP_OK);
    assert_int_equal(uri.path.len, SGP_URL_MAX - 8);
    url[SGP_URL_MAX] = 'a';
    url[SGP_URL_MAX + 1] = '\0';
    assert_int_equal(sgp__uri_parse(url, "endpoint_url", &uri, NULL), SGP_ERR_CONFIG);
}

static void an_ipv6_address_is_known_by_its_colons(void **state)
{
    char too_long[SGP_HOST_MAX + 1];
    const sgp_str long_text = { too_long, sizeof too_long };

    (void)state;
    memset(too_long, ':', sizeof too_long);
    assert_true(sgp__is_ipv6(sgp_str_from("::")));
    assert_true(sgp__is_ipv6(sgp_str_from("2001:DB8::7")));
    assert_true(sgp__is_ipv6(sgp_str_from("::ffff:127.0.0.1")));
    assert_false(sgp__is_ipv6(sgp_str_from("")));
    assert_false(sgp__is_ipv6(sgp_str_from("a:b")));
    assert_false(sgp__is_ipv6(sgp_str_from("127.0.0.1")));
    assert_false(sgp__is_ipv6(sgp_str_from("fe80::1%eth0")));
    assert_false(sgp__is_ipv6(sgp_str_from("::g")));
    assert_false(sgp__is_ipv6(long_text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(host_names_are_botocores),
        cmocka_unit_test(regions_are_botocores),
        cmocka_unit_test(urls_are_split_as_botocore_does),
        cmocka_unit_test(other_urls_are_refused_with_what_is_accepted),
        cmocka_unit_test(no_url_is_refused_too),
        cmocka_unit_test(a_refused_password_is_not_shown),
        cmocka_unit_test(a_refused_query_or_fragment_is_not_shown),
        cmocka_unit_test(a_url_is_taken_up_to_its_limit),
        cmocka_unit_test(an_ipv6_address_is_known_by_its_colons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
