/*
 * Tests of src/auth/creds_static.c.
 */
#include "test.h"

#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "fail_alloc.h"

typedef struct fixture {
    fail_alloc memory;
    sgp_credentials_provider *provider;
    sgp__credentials out;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

static void fixture_init(fixture *f, const char *id, const char *secret, const char *token)
{
    memset(f, 0, sizeof *f);
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    fail_alloc_init(&f->memory, -1);
    sgp__credentials_init(&f->out, &f->memory.api);
    assert_int_equal(sgp_creds_static_new(&f->provider, id, secret, token, &f->memory.api, &f->err),
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
    return f->provider->type->get(f->provider, 0, &f->out.api, sgp_deadline_none(), &f->err);
}

static void the_given_keys_are_copied_and_given_out_each_time(void **state)
{
    char id[] = "AKID", secret[] = "secret", token[] = "token";
    fixture f;

    (void)state;
    fixture_init(&f, id, secret, token);
    id[0] = secret[0] = token[0] = '?';
    for (int i = 0; i < 2; i++) {
        assert_int_equal(get(&f), SGP_OK);
        assert_str(f.out.api.access_key_id, "AKID");
        assert_str(f.out.api.secret_access_key, "secret");
        assert_str(f.out.api.session_token, "token");
        assert_string_equal(f.out.api.source, "options");
        assert_true(f.out.api.expires_us == INT64_MAX);
    }
    fixture_deinit(&f);
}

static void a_token_is_optional_and_an_empty_one_is_none(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, "AKID", "secret", "");
    assert_int_equal(get(&f), SGP_OK);
    assert_null(f.out.api.session_token.ptr);
    fixture_deinit(&f);
}

static void without_keys_nothing_is_configured(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL, "", "token");
    assert_int_equal(get(&f), SGP_NOT_CONFIGURED);
    assert_int_equal(f.err.status, SGP_OK);
    fixture_deinit(&f);
}

static void half_of_the_keys_is_an_error_that_names_the_other(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, "AKID", "", NULL);
    assert_int_equal(get(&f), SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&f.err),
                        "Partial credentials found in options, missing: secret_access_key");
    fixture_deinit(&f);
    fixture_init(&f, NULL, "secret", NULL);
    assert_int_equal(get(&f), SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&f.err),
                        "Partial credentials found in options, missing: access_key_id");
    fixture_deinit(&f);
}

static void keys_with_line_breaks_are_refused_without_being_shown(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, "AKID", "sec\nret", NULL);
    assert_int_equal(get(&f), SGP_ERR_CREDENTIALS);
    assert_null(strstr(sgp_error_message(&f.err), "sec\n"));
    assert_null(f.out.api.secret_access_key.ptr);
    fixture_deinit(&f);
}

static void each_failing_allocation_is_clean(void **state)
{
    sgp_credentials_provider *provider;
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    for (int fail_at = 0; fail_at < 4; fail_at++) {
        sgp_error_reset(&err);
        fail_alloc_init(&memory, fail_at);
        assert_int_equal(sgp_creds_static_new(&provider, "a", "b", "c", &memory.api, &err),
                         SGP_ERR_MEMORY);
        assert_int_equal(err.status, SGP_ERR_MEMORY);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
    }
    fail_alloc_init(&memory, 4);
    assert_int_equal(sgp_creds_static_new(&provider, "a", "b", "c", &memory.api, &err), SGP_OK);
    provider->type->destroy(provider);
    assert_int_equal(memory.live_blocks, 0);
}

static void a_missing_argument_is_refused(void **state)
{
    sgp_credentials_provider *provider;
    fail_alloc memory;

    (void)state;
    assert_int_equal(sgp_creds_static_new(NULL, "a", "b", NULL, NULL, NULL), SGP_ERR_USAGE);
    fail_alloc_init(&memory, -1);
    memory.api.alloc = NULL;
    assert_int_equal(sgp_creds_static_new(&provider, "a", "b", NULL, &memory.api, NULL),
                     SGP_ERR_USAGE);
}

/* sagepager/base.h: each call resets the error it gets. */
static void an_error_of_an_earlier_call_is_forgotten(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_creds_static_new(NULL, "a", "b", NULL, NULL, &err), SGP_ERR_USAGE);
    assert_int_equal(err.status, SGP_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_given_keys_are_copied_and_given_out_each_time),
        cmocka_unit_test(a_token_is_optional_and_an_empty_one_is_none),
        cmocka_unit_test(without_keys_nothing_is_configured),
        cmocka_unit_test(half_of_the_keys_is_an_error_that_names_the_other),
        cmocka_unit_test(keys_with_line_breaks_are_refused_without_being_shown),
        cmocka_unit_test(each_failing_allocation_is_clean),
        cmocka_unit_test(a_missing_argument_is_refused),
        cmocka_unit_test(an_error_of_an_earlier_call_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
