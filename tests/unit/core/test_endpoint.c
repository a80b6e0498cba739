/*
 * Region and URL to endpoint: botocore's own table, the rules around it, and
 * refusals.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "sgp_core.h"

typedef struct endpoint_case {
    const char *region;
    int fips, dualstack;
    const char *url;
} endpoint_case;

/* Made by make_endpoints.py. */
static const endpoint_case from_botocore[] = {
#include "endpoints.inc"
};

static sgp_status resolve(const char *region, int fips, int dualstack, const char *url,
                          sgp__endpoint *out, sgp_error *err)
{
    sgp_error_reset(err);
    return sgp__endpoint_resolve(region, fips, dualstack, url, NULL, out, err);
}

/* facts: an older resolver in botocore stops at dual-stack in these two before the rules run. */
static int is_refused_before_the_rules(const endpoint_case *c)
{
    return c->dualstack &&
           (strstr(c->url, "api.cloud-aws.adc-e.uk") || strstr(c->url, "api.aws.hci.ic.gov"));
}

static void every_region_goes_where_botocore_sends_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof from_botocore / sizeof *from_botocore; i++) {
        const endpoint_case *c = &from_botocore[i];
        sgp__endpoint out;
        sgp_error err = TEST_ERROR_INIT;
        sgp_status status = resolve(c->region, c->fips, c->dualstack, NULL, &out, &err);

        if (is_refused_before_the_rules(c)) {
            assert_int_equal(status, SGP_ERR_CONFIG);
            assert_non_null(strstr(sgp_error_message(&err), "['dualstack']"));
            sgp__endpoint_deinit(&out, NULL);
            continue;
        }
        if (status != SGP_OK) print_error("%s: %s\n", c->region, sgp_error_message(&err));
        assert_int_equal(status, SGP_OK);
        assert_string_equal(out.url, c->url);
        assert_string_equal(out.region, c->region);
        assert_int_equal(out.uri.port, 443);
        assert_true(out.uri.is_tls);
        sgp__endpoint_deinit(&out, NULL);
    }
}

typedef struct service_case {
    sgp_service service;
    const char *region;
    int fips, dualstack;
    const char *url;
} service_case;

/* Made by make_service_endpoints.py. */
static const service_case services_from_botocore[] = {
#include "service_endpoints.inc"
};

static void the_services_of_credentials_are_where_botocore_finds_them(void **state)
{
    char url[SGP_HOST_MAX + 9];
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof services_from_botocore / sizeof *services_from_botocore; i++) {
        const service_case *c = &services_from_botocore[i];
        assert_int_equal(
            sgp_service_url(c->service, c->region, c->fips, c->dualstack, url, sizeof url, &err),
            SGP_OK);
        assert_string_equal(url, c->url);
    }
    assert_int_equal(sgp_service_url(SGP_SERVICE_STS, "", 0, 0, url, sizeof url, &err),
                     SGP_ERR_NO_REGION);
    assert_int_equal(sgp_service_url((sgp_service)4, "us-west-2", 0, 0, url, sizeof url, &err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_service_url(SGP_SERVICE_STS, "a/b", 0, 0, url, sizeof url, &err),
                     SGP_ERR_CONFIG);
}

/* botocore/client.py, _normalize_fips_region. */
static void a_fips_pseudo_region_turns_fips_on(void **state)
{
    static const char *const spellings[] = { "fips-us-west-2", "us-west-2-fips", "us-fips-west-2" };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        sgp__endpoint out;
        sgp_error err = TEST_ERROR_INIT;
        assert_int_equal(resolve(spellings[i], 0, 0, NULL, &out, &err), SGP_OK);
        assert_string_equal(out.region, "us-west-2");
        assert_string_equal(out.url, "https://api-fips.sagemaker.us-west-2.amazonaws.com");
        sgp__endpoint_deinit(&out, NULL);
    }
}

static void a_custom_url_wins_and_switches_the_variants_off(void **state)
{
    sgp__endpoint out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(resolve("us-west-2", 1, 1, "http://LOCALHOST:8080/base", &out, &err), SGP_OK);
    assert_string_equal(out.host, "localhost");
    assert_int_equal(out.uri.port, 8080);
    assert_false(out.uri.is_tls);
    assert_str(out.uri.path, "/base");
    assert_string_equal(out.region, "us-west-2");
    sgp__endpoint_deinit(&out, NULL);
}

static void an_absent_or_empty_region_is_no_region(void **state)
{
    sgp__endpoint out;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(resolve(NULL, 0, 0, NULL, &out, &err), SGP_ERR_NO_REGION);
    sgp__endpoint_deinit(&out, NULL);
    assert_int_equal(resolve("", 0, 0, "https://localhost", &out, &err), SGP_ERR_NO_REGION);
    sgp__endpoint_deinit(&out, NULL);
    assert_non_null(strstr(sgp_error_message(&err), "AWS_REGION"));
}

/* None of these may ever end up in a host name or a signature. */
static void a_region_that_is_no_host_label_is_refused(void **state)
{
    static const char *const regions[] = {
        "x@evil.example:443/#",
        "us-west-2/",
        "us-west-2.evil.example",
        "us west",
        "us-west-2\n",
        "us-west-2\r\nX-Evil: 1",
        "-us-west-2",
        "us-west-2-",
        "12345",
        "us_west_2",
        "\xC3\xBCs-west-2",
        "fips-",
        "-fips",
        "bad_region!",
        "a123456789012345678901234567890123456789012345678901234567890123",
    };

    (void)state;
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        sgp__endpoint out;
        sgp_error err = TEST_ERROR_INIT;
        assert_int_equal(resolve(regions[i], 0, 0, NULL, &out, &err), SGP_ERR_CONFIG);
        assert_non_null(strstr(sgp_error_message(&err), "doesn't match a supported format"));
        sgp__endpoint_deinit(&out, NULL);
        assert_int_equal(resolve(regions[i], 0, 0, "https://localhost", &out, &err),
                         SGP_ERR_CONFIG);
        sgp__endpoint_deinit(&out, NULL);
    }
}

static void a_url_that_is_not_plain_is_refused(void **state)
{
    static const char *const urls[] = {
        "foo",
        "http://",
        "https://",
        "ftp://h/",
        "https://user@h/",
        "https://h:0/",
        "https://h:65536",
        "https://h:",
        "https://h/#f",
        "https://h/a b",
        "https://h\r\n",
        "https://a_b/",
        "https://-a/",
        "https://[::1",
        "https://[::1]x",
        "https://[zz::]",
        "https://h?q",
        "https://h#f",
        "//h",
        "https://h:12x",
        "https://.",
    };

    (void)state;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        sgp__endpoint out;
        sgp_error err = TEST_ERROR_INIT;
        sgp_status status = resolve("us-west-2", 0, 0, urls[i], &out, &err);
        if (status != SGP_ERR_CONFIG) print_error("accepted: %s\n", urls[i]);
        assert_int_equal(status, SGP_ERR_CONFIG);
        assert_non_null(strstr(sgp_error_message(&err), "endpoint_url"));
        sgp__endpoint_deinit(&out, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_region_goes_where_botocore_sends_it),
        cmocka_unit_test(the_services_of_credentials_are_where_botocore_finds_them),
        cmocka_unit_test(a_fips_pseudo_region_turns_fips_on),
        cmocka_unit_test(a_custom_url_wins_and_switches_the_variants_off),
        cmocka_unit_test(an_absent_or_empty_region_is_no_region),
        cmocka_unit_test(a_region_that_is_no_host_label_is_refused),
        cmocka_unit_test(a_url_that_is_not_plain_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
