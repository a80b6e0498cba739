/*
 * sgp_client_new_default: settings of a profile and their precedence (botocore/configprovider.py).
 */
#include "wiring_fixture.h"

typedef struct profile_setting {
    const char *name; /* options.profile */
    const char *config;
    const char *env[4];
    const char *expected; /* the endpoint */
} profile_setting;

static void what_neither_options_nor_environment_have_comes_from_the_profile(void **state)
{
    static const profile_setting settings[] = {
        { NULL,
          "[default]\nregion = eu-west-1\n",
          { NULL },
          "https://api.sagemaker.eu-west-1.amazonaws.com" },
        { NULL,
          "[default]\nregion = eu-west-1\n",
          { "AWS_REGION", "us-east-1", NULL },
          "https://api.sagemaker.us-east-1.amazonaws.com" },
        { "dev",
          "[profile dev]\nregion = us-west-2\nuse_fips_endpoint = True\n",
          { NULL },
          "https://api-fips.sagemaker.us-west-2.amazonaws.com" },
        { NULL,
          "[profile dev]\nregion = us-west-2\nuse_fips_endpoint = true\n",
          { "AWS_PROFILE", "dev", NULL },
          "https://api-fips.sagemaker.us-west-2.amazonaws.com" },
        { NULL,
          "[default]\nregion = us-west-2\nuse_fips_endpoint = true\n",
          { "AWS_USE_FIPS_ENDPOINT", "false", NULL },
          "https://api.sagemaker.us-west-2.amazonaws.com" },
        { NULL,
          "[default]\nregion = us-west-2\nuse_dualstack_endpoint = true\n",
          { NULL },
          "https://api.sagemaker.us-west-2.api.aws" },
        { NULL,
          "[default]\nregion = us-west-2\nendpoint_url = http://p:1\n",
          { NULL },
          "http://p:1" },
        { NULL,
          "[default]\nregion = us-west-2\nendpoint_url = http://p:1\n",
          { "AWS_ENDPOINT_URL", "http://e:2", NULL },
          "http://e:2" },
        { NULL,
          "[default]\nregion = us-west-2\nendpoint_url = http://p:1\n",
          { "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "TRUE", NULL },
          "https://api.sagemaker.us-west-2.amazonaws.com" },
        { NULL,
          "[default]\nregion = us-west-2\nendpoint_url = http://p:1\nservices = s\n"
          "[services s]\nsagemaker =\n endpoint_url = http://s:3\n",
          { NULL },
          "http://s:3" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const profile_setting *s = &settings[i];
        const char *files[] = { "/config", NULL, NULL };
        const char *env[8] = { "AWS_CONFIG_FILE", "/config" };
        fixture f;
        files[1] = s->config;
        for (size_t j = 0; s->env[j]; j++)
            env[2 + j] = s->env[j];
        prepare(&f, env);
        f.clock.files = files;
        f.options.profile = s->name;
        assert_int_equal(make(&f), SGP_OK);
        assert_string_equal(sgp_client_endpoint_url(f.client), s->expected);
        sgp_client_free(f.client);
    }
}

static void a_profile_in_the_options_puts_the_environments_keys_aside(void **state)
{
    static const char *const files[] = { "/credentials",
                                         "[default]\naws_access_key_id = DEFAULT\n"
                                         "aws_secret_access_key = s\n[dev]\n"
                                         "aws_access_key_id = DEV\naws_secret_access_key = s\n",
                                         NULL };
    static const char *const env[] = { "AWS_SHARED_CREDENTIALS_FILE",
                                       "/credentials",
                                       "AWS_ACCESS_KEY_ID",
                                       "ENV",
                                       "AWS_SECRET_ACCESS_KEY",
                                       "s",
                                       "AWS_REGION",
                                       "us-west-2",
                                       NULL };
    static const char *const profiles[][2] = { { NULL, "Credential=ENV/" },
                                               { "dev", "Credential=DEV/" },
                                               { "default", "Credential=DEFAULT/" } };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fixture f;
        prepare(&f, env);
        f.clock.files = files;
        f.http_state.bodies[0] = "{}";
        f.options.profile = profiles[i][0];
        assert_int_equal(make(&f), SGP_OK);
        assert_int_equal(call(&f), SGP_OK);
        assert_non_null(strstr(f.authorization, profiles[i][1]));
        sgp_client_free(f.client);
    }
}

/* Returns the number of attempts at a service that always fails; 0 without a client. */
static int attempts_with(const char *variable, const char *config, fixture *f)
{
    const char *files[] = { "/config", config, NULL };
    const char *env[] = { "AWS_CONFIG_FILE",  "/config", "AWS_REGION", "us-west-2",
                          "AWS_MAX_ATTEMPTS", variable,  NULL };

    prepare(f, env);
    f->clock.files = files;
    f->options.no_sign_request = 1;
    for (int i = 0; i < 3; i++) {
        f->http_state.bodies[i] = "";
        f->http_state.statuses[i] = 503;
    }
    if (make(f) != SGP_OK) return 0;
    assert_int_equal(call(f), SGP_ERR_SERVICE);
    sgp_client_free(f->client);
    return f->err.attempts;
}

static int attempts_in_mode(const char *variable, const char *config, fixture *f)
{
    const char *files[] = { "/config", config, NULL };
    const char *env[] = { "AWS_CONFIG_FILE", "/config", "AWS_REGION", "us-west-2",
                          "AWS_RETRY_MODE",  variable,  NULL };

    prepare(f, env);
    f->clock.files = files;
    f->options.no_sign_request = 1;
    for (int i = 0; i < 8; i++) {
        f->http_state.bodies[i] = "{\"__type\": \"ThrottlingException\"}";
        f->http_state.statuses[i] = 400;
    }
    if (make(f) != SGP_OK) return 0;
    assert_int_equal(call(f), SGP_ERR_SERVICE);
    assert_int_equal(f->err.retries_exhausted, 1);
    return f->err.attempts;
}

static void the_retry_mode_comes_from_variable_then_profile(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(attempts_in_mode("", "", &f), 3);
    sgp_client_free(f.client);
    assert_int_equal(attempts_in_mode("standard", "[default]\nretry_mode = legacy\n", &f), 3);
    sgp_client_free(f.client);
    assert_int_equal(attempts_in_mode("", "[default]\nretry_mode = legacy\n", &f), 5);
    sgp_client_free(f.client);
    assert_int_equal(attempts_in_mode("LEGACY", "", &f), 0);
    assert_int_equal(f.err.status, SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&f.err),
                           "Invalid value provided to \"mode\": \"LEGACY\" must be "
                           "one of"));
}

/* The second call succeeds at its first attempt, so it only waits for the rate limit. */
static void in_adaptive_mode_requests_are_held_back(void **state)
{
    int64_t before;
    fixture f;

    (void)state;
    assert_int_equal(attempts_in_mode("adaptive", "", &f), 3);
    before = f.clock.waited_us;
    f.http_state.next = 0;
    f.http_state.bodies[0] = "{}";
    f.http_state.statuses[0] = 200;
    assert_int_equal(call(&f), SGP_OK);
    assert_in_range(f.clock.waited_us - before, 100000, 2100000);
    sgp_client_free(f.client);
}

static void an_app_id_stands_in_the_user_agent(void **state)
{
    static const char *const env[] = { "AWS_REGION", "us-west-2", "AWS_SDK_UA_APP_ID",
                                       "my app/1\r\nX: y", NULL };
    fixture f;

    (void)state;
    prepare(&f, env);
    f.options.no_sign_request = 1;
    f.http_state.bodies[0] = "{}";
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(call(&f), SGP_OK);
    assert_non_null(strstr(f.http_state.seen[0], " app/my-app-1--X--y\n"));
    sgp_client_free(f.client);
}

static void attempts_come_from_variable_then_profile(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(attempts_with("", "", &f), 3);
    assert_int_equal(attempts_with("2", "", &f), 2);
    assert_int_equal(attempts_with("", "[default]\nmax_attempts = 1\n", &f), 1);
    assert_int_equal(attempts_with("2", "[default]\nmax_attempts = 1\n", &f), 2);
    assert_int_equal(attempts_with(" +2 ", "", &f), 2);
    assert_int_equal(attempts_with("-99999999999", "", &f), 0);
    assert_int_equal(attempts_with("2x", "", &f), 0);
    assert_int_equal(attempts_with("0", "", &f), 0);
    assert_string_equal(sgp_error_message(&f.err),
                        "Value provided to \"max_attempts\": 0 must be an integer "
                        "greater than or equal to one.");
    assert_int_equal(attempts_with("abc", "", &f), 0);
    assert_non_null(
        strstr(sgp_error_message(&f.err), "invalid literal for int() with base 10: 'abc'"));
    assert_int_equal(f.err.status, SGP_ERR_CONFIG);
}

static void a_profile_that_cannot_be_used_is_named(void **state)
{
    static const char *const files[] = { "/config", "[default]\nregion\n", NULL };
    static const char *const env[] = { "AWS_CONFIG_FILE", "/config", NULL };
    fixture f;

    (void)state;
    prepare(&f, NULL);
    f.options.profile = "no";
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
    assert_string_equal(sgp_error_message(&f.err), "The config profile (no) could not be found");
    prepare(&f, env);
    f.clock.files = files;
    assert_int_equal(make(&f), SGP_ERR_CONFIG);
    assert_string_equal(sgp_error_message(&f.err),
                        "Unable to parse config file: /config (line 2: there is no "
                        "'=' or ':')");
    assert_int_equal(f.http_state.destroys, 0); /* the caller still owns its part */
}

/* Writes a config file of `count` profiles with a role: default, p1, p2... Each one's source is the
 * next; that of the last is `end`. */
static void write_chain(char *out, size_t out_bytes, int count, const char *end)
{
    size_t used = 0;

    for (int i = 0; i < count; i++) {
        char name[32] = "default", next[32];
        if (i > 0) (void)snprintf(name, sizeof name, "profile p%d", i);
        (void)snprintf(next, sizeof next, "p%d", i + 1);
        used += (size_t)snprintf(out + used, out_bytes - used,
                                 "[%s]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = %s\n",
                                 name, i + 1 < count ? next : end);
    }
}

typedef struct chain_setting {
    int profiles;
    const char *end;
    sgp_status status;
    const char *message;
} chain_setting;

static void a_chain_of_roles_is_bounded_and_has_no_loop(void **state)
{
    static const chain_setting settings[] = {
        { 16, "p16", SGP_ERR_CONFIG,
          "The source_profile \"p16\" referenced in the profile \"p15\"" },
        { 17, "p17", SGP_ERR_LIMIT, "profile 'p16' ends a chain of more than 16 source profiles" },
        { 3, "p1", SGP_ERR_CONFIG,
          "Attempting to load from profile p1 which has already been visited. Visited profiles: "
          "['default', 'p1', 'p2']" },
        { 1, "default", SGP_ERR_CONFIG, "Visited profiles: ['default']" },
    };
    static const char *const env[] = { "AWS_CONFIG_FILE", "/config", "AWS_REGION", "us-west-2",
                                       NULL };
    char config[4096];
    const char *const files[] = { "/config", config, NULL };

    (void)state;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        fixture f;
        write_chain(config, sizeof config, settings[i].profiles, settings[i].end);
        prepare(&f, env);
        f.clock.files = files;
        assert_int_equal(make(&f), SGP_OK);
        assert_int_equal(call(&f), settings[i].status);
        assert_non_null(strstr(sgp_error_message(&f.err), settings[i].message));
        sgp_client_free(f.client);
    }
}

/* The general AWS_ENDPOINT_URL is that of STS too. */
static void only_an_option_allows_credentials_in_clear_text(void **state)
{
    static const char *const env[] = { "AWS_REGION",
                                       "us-west-2",
                                       "AWS_ENDPOINT_URL",
                                       "http://aws.example",
                                       "AWS_WEB_IDENTITY_TOKEN_FILE",
                                       "/token",
                                       "AWS_ROLE_ARN",
                                       "arn:aws:iam::123456789012:role/r",
                                       NULL };
    static const char *const files[] = { "/token", "token", NULL };

    (void)state;
    for (int is_allowed = 0; is_allowed < 2; is_allowed++) {
        fixture f;
        prepare(&f, env);
        f.clock.files = files;
        f.options.insecure_clear_text_credentials = is_allowed;
        assert_int_equal(make(&f), SGP_OK);
        if (is_allowed) {
            assert_int_not_equal(call(&f), SGP_OK); /* the fake fails */
            assert_non_null(strstr(f.http_state.seen[0], "POST http://aws.example:80/\n"));
        } else {
            assert_int_equal(call(&f), SGP_ERR_CONFIG);
            assert_non_null(strstr(sgp_error_message(&f.err),
                                   "AWS_ENDPOINT_URL or endpoint_url) is "
                                   "http://aws.example: without TLS"));
            assert_int_equal(f.http_state.next, 0);
        }
        sgp_client_free(f.client);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_neither_options_nor_environment_have_comes_from_the_profile),
        cmocka_unit_test(a_profile_in_the_options_puts_the_environments_keys_aside),
        cmocka_unit_test(the_retry_mode_comes_from_variable_then_profile),
        cmocka_unit_test(in_adaptive_mode_requests_are_held_back),
        cmocka_unit_test(an_app_id_stands_in_the_user_agent),
        cmocka_unit_test(attempts_come_from_variable_then_profile),
        cmocka_unit_test(a_profile_that_cannot_be_used_is_named),
        cmocka_unit_test(a_chain_of_roles_is_bounded_and_has_no_loop),
        cmocka_unit_test(only_an_option_allows_credentials_in_clear_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
