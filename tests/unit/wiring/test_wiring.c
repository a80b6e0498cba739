/*
 * sgp_client_new_default: settings from options and environment, parts given and parts made, and
 * nothing left behind when it fails.
 */
#include "wiring_fixture.h"

static const char *const keys[] = { "AWS_ACCESS_KEY_ID",
                                    "AKIDEXAMPLE",
                                    "AWS_SECRET_ACCESS_KEY",
                                    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                                    "AWS_REGION",
                                    "us-east-1",
                                    "AWS_DEFAULT_REGION",
                                    "eu-west-1",
                                    NULL };

/* The signature was computed with botocore's SigV4Auth for this request, time and these keys. */
static void a_call_is_signed_with_the_environments_keys(void **state)
{
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.http_state.bodies[0] = "{}";
    assert_int_equal(make(&f), SGP_OK);
    assert_string_equal(sgp_client_endpoint_url(f.client),
                        "https://api.sagemaker.us-east-1.amazonaws.com");
    assert_int_equal(call(&f), SGP_OK);
    assert_string_equal(f.http_state.sent[0], "{\"ImageName\": \"my-image\", \"MaxResults\": 2}");
    assert_string_equal(
        f.authorization,
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/sagemaker/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
        "Signature=888d3b76dd053e8f0c8716194557b890b5b12789470d9b7b9d71f31bbef33e51");
    sgp_client_free(f.client);
    assert_int_equal(f.http_state.destroys, 1);
}

typedef struct setting {
    const char *env[8];
    const char *region, *endpoint_url; /* options */
    const char *expected;              /* the endpoint, or NULL: no region */
} setting;

static void options_win_over_the_environment_and_empty_counts_as_not_set(void **state)
{
    static const setting settings[] = {
        { { NULL }, NULL, NULL, NULL },
        { { "AWS_REGION", "", "AWS_DEFAULT_REGION", "", NULL }, "", NULL, NULL },
        { { "AWS_DEFAULT_REGION", "eu-west-1", NULL },
          NULL,
          NULL,
          "https://api.sagemaker.eu-west-1.amazonaws.com" },
        { { "AWS_REGION", "", "AWS_DEFAULT_REGION", "eu-west-1", NULL },
          NULL,
          NULL,
          "https://api.sagemaker.eu-west-1.amazonaws.com" },
        { { "AWS_REGION", "us-east-1", "AWS_DEFAULT_REGION", "eu-west-1", NULL },
          NULL,
          NULL,
          "https://api.sagemaker.us-east-1.amazonaws.com" },
        { { "AWS_REGION", "us-east-1", NULL },
          "cn-north-1",
          NULL,
          "https://api.sagemaker.cn-north-1.amazonaws.com.cn" },
        { { "AWS_ENDPOINT_URL", "http://localhost:1", NULL },
          "us-east-1",
          NULL,
          "http://localhost:1" },
        { { "AWS_ENDPOINT_URL", "http://localhost:1", "AWS_ENDPOINT_URL_SAGEMAKER",
            "http://localhost:2", NULL },
          "us-east-1",
          NULL,
          "http://localhost:2" },
        { { "AWS_ENDPOINT_URL", "http://localhost:1", "AWS_ENDPOINT_URL_SAGEMAKER", "", NULL },
          "us-east-1",
          NULL,
          "http://localhost:1" },
        { { "AWS_ENDPOINT_URL", "http://localhost:1", NULL },
          "us-east-1",
          "http://localhost:3",
          "http://localhost:3" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const setting *s = &settings[i];
        fixture f;
        prepare(&f, s->env);
        f.options.client.region = s->region;
        f.options.client.endpoint_url = s->endpoint_url;
        assert_int_equal(make(&f), s->expected ? SGP_OK : SGP_ERR_NO_REGION);
        if (s->expected) assert_string_equal(sgp_client_endpoint_url(f.client), s->expected);
        sgp_client_free(f.client);
        assert_int_equal(f.http_state.destroys, s->expected ? 1 : 0);
    }
}

static void a_region_too_long_for_its_place_is_refused_not_cut(void **state)
{
    static const char *const env[] = {
        "AWS_REGION", "a234567890123456789012345678901234567890123456789012345678901234", NULL
    };
    fixture f;

    (void)state;
    prepare(&f, env);
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
}

static void an_empty_ca_bundle_is_refused_as_in_botocore(void **state)
{
    static const char *const env[] = { "AWS_REGION", "us-east-1", "AWS_CA_BUNDLE", " ", NULL };
    fixture f;

    (void)state;
    prepare(&f, env);
    f.options.client.http = NULL;
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
    assert_non_null(strstr(f.err.message, "AWS_CA_BUNDLE"));
    f.options.tls.ca_pem = "x"; /* given: the variable is not looked at */
    f.options.tls.ca_pem_bytes = 1;
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
}

static void unsigned_calls_need_no_credentials(void **state)
{
    static const char *const env[] = { "AWS_REGION", "us-east-1", "AWS_EC2_METADATA_DISABLED",
                                       "True", NULL };
    fixture f;

    (void)state;
    prepare(&f, env);
    f.http_state.bodies[0] = "{}";
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_NO_CREDENTIALS);
    sgp_client_free(f.client);

    prepare(&f, env);
    f.http_state.bodies[0] = "{}";
    f.options.no_sign_request = 1;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(call(&f), SGP_OK);
    assert_string_equal(f.authorization, "none");
    sgp_client_free(f.client);
}

static void options_of_another_size_are_refused(void **state)
{
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.options.size--;
    assert_int_equal(make(&f), SGP_ERR_USAGE);
}

/* Every part made by the wiring itself, http among them; nothing is opened by making them. */
static void every_allocation_may_fail(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int n;

    (void)state;
    for (n = 0; status != SGP_OK; n++) {
        fail_alloc memory;
        fixture f;
        fail_alloc_init(&memory, n);
        prepare(&f, keys);
        f.options.client.http = NULL;
        f.options.client.allocator = &memory.api;
        f.options.access_key_id = "AKIDEXAMPLE";
        f.options.secret_access_key = "secret";
        f.options.session_token = "token";
        status = make(&f);
        sgp_client_free(f.client);
        assert_true(status == SGP_OK || status == SGP_ERR_MEMORY);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
        assert_int_equal(memory.wrong_size, 0);
    }
    assert_true(n > 8);
}

/* Its `size` says where a struct ends; one without getenv may be as old as that. */
static void an_older_and_shorter_platform_is_taken(void **state)
{
    sgp_platform posix = sgp_platform_posix();
    sgp_default_options o = SGP_DEFAULT_OPTIONS_INIT;
    const size_t size = offsetof(sgp_platform, getenv);
    void *older = malloc(size); /* not a byte more: a sanitizer would see it read */
    sgp_client *client = NULL;
    sgp_error err;

    (void)state;
    assert_non_null(older);
    posix.size = size;
    memcpy(older, &posix, size);
    o.client.platform = older;
    o.client.region = "us-west-2";
    o.backend = &own_backend;
    assert_int_equal(sgp_client_new_default(&client, &o, &err), SGP_OK);
    sgp_client_free(client);
    free(older);
}

/* The table is static, in the order of the build, and what is not in it is not found. */
static void backends_are_found_by_name(void **state)
{
    size_t count = 0;

    (void)state;
    for (; sgp_backend_at(count); count++) {
        const sgp_backend *b = sgp_backend_at(count);
        assert_true(b->size == sizeof *b && b->name && b->tls_new && b->crypto);
        assert_ptr_equal(sgp_backend_find(b->name), b);
    }
    assert_null(sgp_backend_at(count + 1));
    assert_null(sgp_backend_at(SIZE_MAX));
    assert_null(sgp_backend_find("schannel"));
    assert_null(sgp_backend_find(NULL));
}

/* Each signs alike, the caller's own too; see a_call_is_signed_with_the_environments_keys. */
static void any_backend_signs_the_same(void **state)
{
    const sgp_backend *backend = &own_backend;
    char first[sizeof((fixture *)NULL)->authorization];
    fixture f;

    (void)state;
    for (size_t i = 0; backend; backend = sgp_backend_at(i++)) {
        prepare(&f, keys);
        f.options.backend = backend;
        f.http_state.bodies[0] = "{}";
        assert_int_equal(make(&f), SGP_OK);
        assert_int_equal(call(&f), SGP_OK);
        if (i == 0) memcpy(first, f.authorization, sizeof first);
        assert_string_equal(f.authorization, first);
        sgp_client_free(f.client);
    }
}

typedef struct proxy_setting {
    const char *env[8];
    const char *expected; /* in the error of a client whose proxy is unusable; NULL: no proxy */
} proxy_setting;

/* An unusable proxy tells by its error which variable counted (urllib.request of Python 3.11,
 * getproxies_environment: small letters first, an empty one cancels, HTTP_PROXY not in CGI). */
static void proxies_come_from_the_variables_in_pythons_order(void **state)
{
    static const proxy_setting settings[] = {
        { { NULL }, NULL },
        { { "HTTPS_PROXY", "ftp://x", NULL }, "https_proxy" },
        { { "https_proxy", "ftp://x", NULL }, "https_proxy" },
        { { "https_proxy", "", "HTTPS_PROXY", "ftp://x", NULL }, NULL },
        { { "https_proxy", "http://x", "HTTPS_PROXY", "ftp://x", NULL }, NULL },
        { { "HTTP_PROXY", "ftp://x", NULL }, "http_proxy" },
        { { "HTTP_PROXY", "ftp://x", "REQUEST_METHOD", "GET", NULL }, NULL },
        { { "http_proxy", "ftp://x", "REQUEST_METHOD", "GET", NULL }, "http_proxy" },
        { { "ALL_PROXY", "ftp://x", "all_proxy", "ftp://x", NULL }, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        const proxy_setting *s = &settings[i];
        fixture f;
        prepare(&f, s->env);
        f.options.client.region = "us-east-1";
        f.options.client.http = NULL;
        assert_int_equal(make(&f), s->expected ? SGP_ERR_CONFIG : SGP_OK);
        if (s->expected) assert_non_null(strstr(f.err.message, s->expected));
        if (!s->expected) sgp_client_free(f.client);
    }
}

/* Options that name no proxy turn the variables off. */
static void proxies_given_as_options_win(void **state)
{
    static const char *const env[] = { "HTTPS_PROXY", "ftp://x", NULL };
    sgp_proxy_options none = SGP_PROXY_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, env);
    f.options.client.region = "us-east-1";
    f.options.client.http = NULL;
    f.options.http1.proxy = &none;
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
}

/* A backend without the part that is needed: as in a library that was built with none. */
static void a_missing_backend_is_named(void **state)
{
    static const sgp_backend nothing = { sizeof nothing, "nothing", NULL, NULL };
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.options.backend = &nothing;
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
    assert_non_null(strstr(f.err.message, "options.backend"));
    assert_non_null(strstr(f.err.message, "SGP_BACKENDS"));
    f.options.no_sign_request = 1; /* then none is needed */
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_signed_with_the_environments_keys),
        cmocka_unit_test(options_win_over_the_environment_and_empty_counts_as_not_set),
        cmocka_unit_test(a_region_too_long_for_its_place_is_refused_not_cut),
        cmocka_unit_test(an_empty_ca_bundle_is_refused_as_in_botocore),
        cmocka_unit_test(unsigned_calls_need_no_credentials),
        cmocka_unit_test(options_of_another_size_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(an_older_and_shorter_platform_is_taken),
        cmocka_unit_test(backends_are_found_by_name),
        cmocka_unit_test(proxies_come_from_the_variables_in_pythons_order),
        cmocka_unit_test(proxies_given_as_options_win),
        cmocka_unit_test(any_backend_signs_the_same),
        cmocka_unit_test(a_missing_backend_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
