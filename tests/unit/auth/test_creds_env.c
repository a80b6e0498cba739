/*
 * Tests of src/auth/creds_env.c. Texts and the order of variables: botocore/credentials.py,
 * EnvProvider and RefreshableCredentials.
 */
#include "test.h"

#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "fail_alloc.h"

#define NOW_US INT64_C(1767323045000000) /* 2026-01-02T03:04:05Z */

/* A platform that returns each value in the same buffer, as sys/platform.h permits. */
typedef struct one_buffer_env {
    sgp_platform base;
    const char *pairs[12]; /* name, value, name, value, ..., NULL */
    char buffer[64];
} one_buffer_env;

typedef struct fixture {
    one_buffer_env env;
    fail_alloc memory;
    sgp_credentials_provider *provider;
    sgp__credentials out;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

static const char *one_buffer_getenv(sgp_platform *self, const char *name)
{
    one_buffer_env *env = (one_buffer_env *)self;

    for (size_t i = 0; env->pairs[i]; i += 2) {
        if (strcmp(env->pairs[i], name) != 0) continue;
        snprintf(env->buffer, sizeof env->buffer, "%s", env->pairs[i + 1]);
        return env->buffer;
    }
    return NULL;
}

static const sgp_platform_type no_slots = { .size = sizeof no_slots, .name = "no slots" };

static void fixture_init(fixture *f, const char *const *pairs)
{
    static const sgp_platform_type type = { .size = sizeof type,
                                            .name = "one buffer",
                                            .getenv = one_buffer_getenv };

    memset(f, 0, sizeof *f);
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    for (size_t i = 0; pairs[i]; i++) {
        f->env.pairs[i] = pairs[i];
    }
    fail_alloc_init(&f->memory, -1);
    sgp__credentials_init(&f->out, &f->memory.api);
    f->env.base.type = &type;
    assert_int_equal(sgp_creds_env_new(&f->provider, &f->env.base, &f->memory.api, &f->err),
                     SGP_OK);
}

static void fixture_deinit(fixture *f)
{
    f->provider->type->destroy(f->provider);
    sgp__credentials_deinit(&f->out);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.unwiped, 0);
    assert_int_equal(f->memory.wrong_size, 0);
}

static sgp_status get(fixture *f)
{
    sgp_error_reset(&f->err);
    return f->provider->type->get(f->provider, NOW_US, &f->out.api, sgp_deadline_none(), &f->err);
}

typedef struct env_case {
    const char *pairs[12];
    sgp_status status;
    const char *token;   /* on SGP_OK: NULL means none */
    const char *message; /* on an error */
} env_case;

#define KEYS "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "secret"

static const env_case cases[] = {
    { { NULL }, SGP_NOT_CONFIGURED, NULL, NULL },
    { { "AWS_ACCESS_KEY_ID", "" }, SGP_NOT_CONFIGURED, NULL, NULL },
    { { "AWS_SECRET_ACCESS_KEY", "secret" }, SGP_NOT_CONFIGURED, NULL, NULL },
    { { "AWS_ACCESS_KEY_ID", "AKID" },
      SGP_ERR_CREDENTIALS,
      NULL,
      "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY" },
    { { "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "" },
      SGP_ERR_CREDENTIALS,
      NULL,
      "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY" },
    { { KEYS }, SGP_OK, NULL, NULL },
    { { KEYS, "AWS_SESSION_TOKEN", "session" }, SGP_OK, "session", NULL },
    { { KEYS, "AWS_SESSION_TOKEN", "session", "AWS_SECURITY_TOKEN", "security" },
      SGP_OK,
      "security",
      NULL },
    { { KEYS, "AWS_SESSION_TOKEN", "session", "AWS_SECURITY_TOKEN", "" }, SGP_OK, "session", NULL },
    { { KEYS, "AWS_CREDENTIAL_EXPIRATION", "" }, SGP_OK, NULL, NULL },
    { { KEYS, "AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:04:04Z" },
      SGP_ERR_CREDENTIALS,
      NULL,
      "Credentials were refreshed, but the refreshed credentials are still expired." },
    { { KEYS, "AWS_CREDENTIAL_EXPIRATION", "tomorrow" },
      SGP_ERR_CREDENTIALS,
      NULL,
      "AWS_CREDENTIAL_EXPIRATION is not a time: write it like 2030-01-02T03:04:05Z" },
    { { "AWS_ACCESS_KEY_ID", "AK\r\nID", "AWS_SECRET_ACCESS_KEY", "secret" },
      SGP_ERR_CREDENTIALS,
      NULL,
      "the access key id holds a line break or another control character" },
};

static void variables_are_read_as_botocore_reads_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture f;

        fixture_init(&f, cases[i].pairs);
        assert_int_equal(get(&f), cases[i].status);
        assert_string_equal(sgp_error_message(&f.err), cases[i].message ? cases[i].message : "");
        if (cases[i].status == SGP_OK) {
            assert_str(f.out.api.access_key_id, "AKID");
            assert_str(f.out.api.secret_access_key, "secret");
            assert_true(sgp_str_equal(f.out.api.session_token, sgp_str_from(cases[i].token)));
            assert_string_equal(f.out.api.source, "env");
            assert_true(f.out.api.expires_us == INT64_MAX);
        }
        fixture_deinit(&f);
    }
}

/* botocore: at the moment of expiry they are still valid. */
static void an_expiry_that_is_not_past_is_handed_on(void **state)
{
    static const char *const pairs[] = { KEYS, "AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:04:05Z",
                                         NULL };
    fixture f;

    (void)state;
    fixture_init(&f, pairs);
    assert_int_equal(get(&f), SGP_OK);
    assert_true(f.out.api.expires_us == NOW_US);
    fixture_deinit(&f);
}

static void the_environment_is_looked_at_each_time(void **state)
{
    static const char *const pairs[] = { KEYS, NULL };
    fixture f;

    (void)state;
    fixture_init(&f, pairs);
    assert_int_equal(get(&f), SGP_OK);
    f.env.pairs[1] = "OTHER";
    assert_int_equal(get(&f), SGP_OK);
    assert_str(f.out.api.access_key_id, "OTHER");
    f.env.pairs[0] = NULL;
    assert_int_equal(get(&f), SGP_NOT_CONFIGURED);
    fixture_deinit(&f);
}

static void a_platform_without_an_environment_has_nothing_to_offer(void **state)
{
    sgp_platform platform = { &no_slots };
    sgp_credentials_provider *provider;
    sgp__credentials out;

    (void)state;
    sgp__credentials_init(&out, NULL);
    assert_int_equal(sgp_creds_env_new(&provider, &platform, NULL, NULL), SGP_OK);
    assert_int_equal(provider->type->get(provider, 0, &out.api, sgp_deadline_none(), NULL),
                     SGP_NOT_CONFIGURED);
    provider->type->destroy(provider);
}

static void each_failing_allocation_is_clean(void **state)
{
    static const char *const pairs[] = { KEYS,         "AWS_SESSION_TOKEN",
                                         "t",          "AWS_CREDENTIAL_EXPIRATION",
                                         "2030-01-01", NULL };
    fixture f;
    int fail_at = 0;

    (void)state;
    fixture_init(&f, pairs);
    for (;; fail_at++) {
        sgp_status status;

        sgp__credentials_deinit(&f.out);
        f.memory.count = 0;
        f.memory.fail_at = fail_at;
        status = get(&f);
        if (status == SGP_OK) break;
        assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(f.memory.live_blocks, 1); /* the provider */
    }
    assert_int_equal(fail_at, 5); /* four variables and the credentials */
    fixture_deinit(&f);
}

static void a_missing_argument_is_refused(void **state)
{
    sgp_platform platform = { &no_slots };
    sgp_credentials_provider *provider;
    fail_alloc memory;

    (void)state;
    assert_int_equal(sgp_creds_env_new(NULL, &platform, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_env_new(&provider, NULL, NULL, NULL), SGP_ERR_USAGE);
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_creds_env_new(&provider, &platform, &memory.api, NULL), SGP_ERR_MEMORY);
    memory.api.size = 0;
    assert_int_equal(sgp_creds_env_new(&provider, &platform, &memory.api, NULL), SGP_ERR_USAGE);
}

/* sagepager/base.h: each call resets the error it gets. */
static void an_error_of_an_earlier_call_is_forgotten(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_creds_env_new(NULL, NULL, NULL, &err), SGP_ERR_USAGE);
    assert_int_equal(err.status, SGP_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_are_read_as_botocore_reads_them),
        cmocka_unit_test(an_expiry_that_is_not_past_is_handed_on),
        cmocka_unit_test(the_environment_is_looked_at_each_time),
        cmocka_unit_test(a_platform_without_an_environment_has_nothing_to_offer),
        cmocka_unit_test(each_failing_allocation_is_clean),
        cmocka_unit_test(a_missing_argument_is_refused),
        cmocka_unit_test(an_error_of_an_earlier_call_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
