/*
 * sgp_client_new_default: settings from options and environment, parts given and made, and no leaks
 * when it fails.
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
        f.client_options.region = s->region;
        f.client_options.endpoint_url = s->endpoint_url;
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

static void expect_no_ca_bundle(const char *const *env, const char *config, const char *option,
                                const char *source)
{
    const char *const files[] = { "/config", config, NULL };
    fixture f;

    prepare(&f, env);
    f.clock.files = files;
    f.client_options.http = NULL;
    f.tls_options.ca_file = option;
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&f.err), "Invalid CA bundle: "));
    assert_non_null(strstr(sgp_error_message(&f.err), source));
    f.tls_options.insecure_skip_verification = 1;
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
    f.tls_options.insecure_skip_verification = 0;
    f.tls_options.ca_file = NULL;
    f.tls_options.ca_pem = "x"; /* given, so the settings are ignored */
    f.tls_options.ca_pem_bytes = 1;
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
}

/* botocore 1.43.67, endpoint.py, _validate_verify_value; AWS CLI since 2.36.6. */
static void an_empty_ca_bundle_is_refused_wherever_it_is_from(void **state)
{
#define CA_ENV "AWS_REGION", "us-east-1", "AWS_CONFIG_FILE", "/config"
    static const char *const blank[] = { CA_ENV, "AWS_CA_BUNDLE", " \t", NULL };
    static const char *const empty[] = { CA_ENV, "AWS_CA_BUNDLE", "", NULL };
    static const char *const requests[] = { CA_ENV, "REQUESTS_CA_BUNDLE", "", NULL };
    static const char *const none[] = { CA_ENV, NULL };
    static const char *const both[] = { CA_ENV, "AWS_CA_BUNDLE", "/x.pem", "REQUESTS_CA_BUNDLE", "",
                                        NULL };

    (void)state;
    expect_no_ca_bundle(blank, "", NULL, "AWS_CA_BUNDLE");
    expect_no_ca_bundle(empty, "[default]\nca_bundle = /x.pem\n", NULL, "AWS_CA_BUNDLE");
    expect_no_ca_bundle(none, "[default]\nca_bundle =\n", NULL, "ca_bundle of the profile");
    expect_no_ca_bundle(requests, "", NULL, "REQUESTS_CA_BUNDLE");
    expect_no_ca_bundle(both, "", "", "the option ca_file");
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

static void expect_refused(fixture *f, const char *name)
{
    assert_int_equal(make(f), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&f->err), "sgp_client_new_default: "));
    assert_non_null(strstr(sgp_error_message(&f->err), name));
    assert_int_equal(f->http_state.destroys, 0);
    assert_null(f->client);
}

static void options_of_a_wrong_size_are_refused_by_name(void **state)
{
    sgp_backend backend = own_backend;
    fixture f;

    (void)state;
    for (size_t wrong = 0; wrong < 3; wrong++) { /* 0, 1, 2: every struct is longer */
        prepare(&f, keys);
        f.options.size = wrong;
        expect_refused(&f, "the size of options is");
        prepare(&f, keys);
        f.client_options.size = wrong;
        expect_refused(&f, "the size of options.client is");
        prepare(&f, keys);
        f.tls_options.size = wrong;
        expect_refused(&f, "the size of options.tls is");
        prepare(&f, keys);
        f.http1_options.size = wrong;
        expect_refused(&f, "the size of options.http1 is");
        prepare(&f, keys);
        backend.size = wrong;
        f.options.backend = &backend;
        expect_refused(&f, "the size of options.backend is");
    }
    prepare(&f, keys);
    f.options.size--;
    expect_refused(&f, "the size of options is");
}

/* The options of a program that was compiled with a later version have a further member. */
static void a_longer_struct_is_accepted_if_its_tail_is_zero(void **state)
{
    struct {
        sgp_default_options known;
        void *unknown;
    } later;
    fixture f;
    sgp_client *client = NULL;

    (void)state;
    prepare(&f, keys);
    later.known = f.options;
    later.known.size = sizeof later;
    later.unknown = &f;
    assert_int_equal(sgp_client_new_default(&client, &later.known, &f.err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&f.err), "options sets a member"));
    later.unknown = NULL;
    assert_int_equal(sgp_client_new_default(&client, &later.known, &f.err), SGP_OK);
    sgp_client_free(client);
}

/* Copies the first `size` bytes of a struct into a block of that size, so that a sanitizer
 * detects a read beyond it. */
static void *older(const void *options, size_t size)
{
    void *copy = malloc(size);

    assert_non_null(copy);
    memcpy(copy, options, size);
    memcpy(copy, &size, sizeof size);
    return copy;
}

/* Structs of older programs lack the last members. */
static void shorter_structs_of_older_programs_work(void **state)
{
    void *client, *tls, *http1, *options;
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.http_state.bodies[0] = "{}";
    f.options.client = client = older(&f.client_options,
                                      offsetof(sgp_client_options, call_timeout_ms));
    f.options.tls = tls = older(&f.tls_options, offsetof(sgp_tls_options, trace));
    f.options.http1 = http1 = older(&f.http1_options, offsetof(sgp_http1_options, proxy));
    options = older(&f.options, offsetof(sgp_default_options, iot));
    assert_int_equal(sgp_client_new_default(&f.client, options, &f.err), SGP_OK);
    assert_int_equal(call(&f), SGP_OK);
    assert_non_null(strstr(f.authorization, "Credential=AKIDEXAMPLE/"));
    sgp_client_free(f.client);
    assert_int_equal(f.http_state.destroys, 1);
    free(client);
    free(tls);
    free(http1);
    free(options);
}

static void nested_options_may_be_left_out(void **state)
{
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.options.tls = NULL;
    f.options.http1 = NULL;
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
    f.options.client = NULL; /* all parts are the shipped ones */
    f.options.no_sign_request = 1;
    f.client = NULL;
    if (make(&f) == SGP_OK) sgp_client_free(f.client); /* the real environment has a region */
}

/* Parts that are used before the client checks them. */
static void parts_without_a_type_are_refused_by_name(void **state)
{
    sgp_platform platform = { NULL };
    sgp_http http = { NULL };
    sgp_signer signer = { NULL };
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.client_options.platform = &platform;
    expect_refused(&f, "platform");
    prepare(&f, keys);
    f.client_options.http = &http;
    expect_refused(&f, "http");
    prepare(&f, keys);
    f.client_options.signer = &signer;
    expect_refused(&f, "signer");
    prepare(&f, keys);
    assert_int_equal(sgp_client_new_default(NULL, &f.options, &f.err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&f.err), "sgp_client_new_default: out is NULL");
}

/* The wiring makes every part, http too; making them opens nothing. */
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
        f.client_options.http = NULL;
        f.client_options.allocator = &memory.api;
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

/* A type of an older program may end before `getenv`. */
static void an_older_and_shorter_platform_is_taken(void **state)
{
    sgp_platform platform;
    sgp_default_options o = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_platform_type *type = older(sgp_platform_posix()->type,
                                    offsetof(sgp_platform_type, getenv));
    sgp_client *client = NULL;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    platform.type = type;
    client_options.platform = &platform;
    client_options.region = "us-west-2";
    o.client = &client_options;
    o.backend = &own_backend;
    assert_int_equal(sgp_client_new_default(&client, &o, &err), SGP_OK);
    sgp_client_free(client);
    free(type);
}

/* The table is static and in the order of the build; other names are not found. */
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

/* All backends, the caller's own too, make the signature of
 * a_call_is_signed_with_the_environments_keys. */
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
    const char *expected; /* in the error of a request whose proxy is unusable; NULL: no proxy */
} proxy_setting;

static void expect_proxy(const proxy_setting *s, const char *url)
{
    int is_expected = s->expected && strlen(s->expected) == strcspn(url, ":") + strlen("_proxy") &&
                      strncmp(s->expected, url, strcspn(url, ":")) == 0;
    fixture f;

    prepare(&f, s->env);
    f.options.no_sign_request = 1;
    f.client_options.region = "us-east-1";
    f.client_options.endpoint_url = url;
    f.client_options.max_attempts = 1;
    f.client_options.http = NULL;
    assert_int_equal(make(&f), SGP_OK);
    if (is_expected) {
        assert_int_equal(call(&f), SGP_ERR_CONFIG);
        assert_non_null(strstr(sgp_error_message(&f.err), s->expected));
    } else {
        assert_int_not_equal(call(&f), SGP_ERR_CONFIG);
    }
    sgp_client_free(f.client);
}

/* The error of an unusable proxy shows which variable was used (urllib.request of Python 3.11,
 * getproxies_environment: lower case first, an empty one cancels, no HTTP_PROXY in CGI). */
static void proxies_come_from_the_variables_in_pythons_order(void **state)
{
    static const proxy_setting settings[] = {
        { { NULL }, NULL },
        { { "HTTPS_PROXY", "ftp://x", NULL }, "https_proxy" },
        { { "https_proxy", "ftp://x", NULL }, "https_proxy" },
        { { "https_proxy", "", "HTTPS_PROXY", "ftp://x", NULL }, NULL },
        { { "https_proxy", "http://127.0.0.1:1", "HTTPS_PROXY", "ftp://x", NULL }, NULL },
        { { "HTTP_PROXY", "ftp://x", NULL }, "http_proxy" },
        { { "HTTP_PROXY", "ftp://x", "REQUEST_METHOD", "GET", NULL }, NULL },
        { { "http_proxy", "ftp://x", "REQUEST_METHOD", "GET", NULL }, "http_proxy" },
        { { "ALL_PROXY", "ftp://x", "all_proxy", "ftp://x", NULL }, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        expect_proxy(&settings[i], "https://127.0.0.1:1");
        expect_proxy(&settings[i], "http://127.0.0.1:1");
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
    f.options.no_sign_request = 1;
    f.client_options.region = "us-east-1";
    f.client_options.endpoint_url = "https://127.0.0.1:1";
    f.client_options.max_attempts = 1;
    f.client_options.http = NULL;
    f.http1_options.proxy = &none;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_not_equal(call(&f), SGP_ERR_CONFIG);
    sgp_client_free(f.client);
}

/* A backend without the needed part behaves as a library that was built without backends. */
static void a_missing_backend_is_named(void **state)
{
    static const sgp_backend nothing = { sizeof nothing, "nothing", NULL, NULL };
    fixture f;

    (void)state;
    prepare(&f, keys);
    f.options.backend = &nothing;
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&f.err), "options.backend"));
    assert_non_null(strstr(sgp_error_message(&f.err), "SGP_BACKENDS"));
    f.options.no_sign_request = 1; /* then no backend is needed */
    assert_int_equal(make(&f), SGP_OK);
    sgp_client_free(f.client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_is_signed_with_the_environments_keys),
        cmocka_unit_test(options_win_over_the_environment_and_empty_counts_as_not_set),
        cmocka_unit_test(a_region_too_long_for_its_place_is_refused_not_cut),
        cmocka_unit_test(an_empty_ca_bundle_is_refused_wherever_it_is_from),
        cmocka_unit_test(unsigned_calls_need_no_credentials),
        cmocka_unit_test(options_of_a_wrong_size_are_refused_by_name),
        cmocka_unit_test(a_longer_struct_is_accepted_if_its_tail_is_zero),
        cmocka_unit_test(shorter_structs_of_older_programs_work),
        cmocka_unit_test(nested_options_may_be_left_out),
        cmocka_unit_test(parts_without_a_type_are_refused_by_name),
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
