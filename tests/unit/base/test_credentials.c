/*
 * Tests of src/base/credentials.c: copies, refusals, replacement, wiping.
 */
#include "test.h"

#include "sgp_credentials.h"

#include "fail_alloc.h"

static const sgp_str absent = { NULL, 0 };
static const sgp_str id = { "AKID", 4 };
static const sgp_str secret = { "SECRET", 6 };
static const sgp_str token = { "TOKEN", 5 };

static void assert_empty(const sgp_credentials *credentials)
{
    assert_null(credentials->access_key_id.ptr);
    assert_null(credentials->secret_access_key.ptr);
    assert_null(credentials->session_token.ptr);
    assert_null(credentials->source);
    assert_true(credentials->expires_us == INT64_MAX);
}

static void assert_all_freed(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void empty_credentials_need_no_memory(void **state)
{
    fail_alloc memory;
    sgp__credentials credentials;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__credentials_init(&credentials, &memory.api);
    assert_empty(&credentials.api);
    sgp__credentials_deinit(&credentials);
    sgp__credentials_deinit(&credentials);
    assert_int_equal(memory.count, 0);
}

static void texts_are_copied_terminated_and_wiped(void **state)
{
    char mutable_secret[] = "SECRET";
    fail_alloc memory;
    sgp__credentials credentials;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials.api, id, sgp_str_from(mutable_secret), token,
                                         "options", NULL),
                     SGP_OK);
    memset(mutable_secret, 'z', sizeof mutable_secret);
    assert_str(credentials.api.access_key_id, "AKID");
    assert_str(credentials.api.secret_access_key, "SECRET");
    assert_str(credentials.api.session_token, "TOKEN");
    assert_string_equal(credentials.api.source, "options");
    assert_true(credentials.api.expires_us == INT64_MAX);
    sgp__credentials_deinit(&credentials);
    assert_empty(&credentials.api);
    sgp__credentials_deinit(&credentials);
    assert_all_freed(&memory);
}

static void a_missing_and_an_empty_token_are_absent(void **state)
{
    sgp__credentials credentials;

    (void)state;
    sgp__credentials_init(&credentials, NULL);
    assert_int_equal(sgp_credentials_set(&credentials.api, id, secret, absent, NULL, NULL), SGP_OK);
    assert_null(credentials.api.session_token.ptr);
    assert_int_equal(
        sgp_credentials_set(&credentials.api, id, secret, sgp_str_from(""), NULL, NULL), SGP_OK);
    assert_null(credentials.api.session_token.ptr);
    sgp__credentials_deinit(&credentials);
}

static void setting_wipes_and_replaces_the_old_texts(void **state)
{
    fail_alloc memory;
    sgp__credentials credentials;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials.api, id, secret, token, "a", NULL), SGP_OK);
    credentials.api.expires_us = 5;
    assert_int_equal(sgp_credentials_set(&credentials.api, sgp_str_from("ID2"), sgp_str_from("S2"),
                                         absent, "b", NULL),
                     SGP_OK);
    assert_str(credentials.api.access_key_id, "ID2");
    assert_str(credentials.api.secret_access_key, "S2");
    assert_null(credentials.api.session_token.ptr);
    assert_string_equal(credentials.api.source, "b");
    assert_true(credentials.api.expires_us == INT64_MAX);
    assert_int_equal(memory.live_blocks, 1);
    assert_int_equal(memory.unwiped, 0);
    sgp__credentials_deinit(&credentials);
    assert_all_freed(&memory);
}

/* Sets valid texts, then the given ones, which must fail and leave the set
 * empty. */
static void assert_refused(sgp_str i, sgp_str s, sgp_str t, sgp_status wanted)
{
    fail_alloc memory;
    sgp__credentials credentials;
    sgp_error err = TEST_ERROR_INIT;

    fail_alloc_init(&memory, -1);
    sgp__credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials.api, id, secret, token, "a", &err), SGP_OK);
    assert_int_equal(sgp_credentials_set(&credentials.api, i, s, t, "b", &err), wanted);
    assert_int_equal(err.status, wanted);
    assert_null(strstr(sgp_error_message(&err), "hidden"));
    assert_empty(&credentials.api);
    assert_all_freed(&memory);
    sgp__credentials_deinit(&credentials);
}

static void an_empty_key_id_or_secret_is_refused(void **state)
{
    (void)state;
    assert_refused(absent, secret, token, SGP_ERR_CREDENTIALS);
    assert_refused(sgp_str_from(""), secret, token, SGP_ERR_CREDENTIALS);
    assert_refused(id, absent, token, SGP_ERR_CREDENTIALS);
    assert_refused(id, sgp_str_from(""), token, SGP_ERR_CREDENTIALS);
    assert_refused(absent, absent, absent, SGP_ERR_CREDENTIALS);
}

static void line_breaks_and_nuls_are_refused_and_not_shown(void **state)
{
    static const sgp_str bad[] = {
        { "hidden\r", 7 }, { "hidden\nX: y", 11 }, { "hidden\0z", 8 }, { "\nhidden", 7 }
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_refused(bad[i], secret, token, SGP_ERR_CREDENTIALS);
        assert_refused(id, bad[i], token, SGP_ERR_CREDENTIALS);
        assert_refused(id, secret, bad[i], SGP_ERR_CREDENTIALS);
    }
}

static void each_text_is_taken_up_to_its_limit(void **state)
{
    static char text[SGP_CREDENTIAL_MAX + 1];
    const sgp_str longest = { text, SGP_CREDENTIAL_MAX };
    const sgp_str too_long = { text, SGP_CREDENTIAL_MAX + 1 };
    sgp__credentials credentials;

    (void)state;
    memset(text, 'x', sizeof text);
    sgp__credentials_init(&credentials, NULL);
    assert_int_equal(sgp_credentials_set(&credentials.api, longest, longest, longest, NULL, NULL),
                     SGP_OK);
    assert_int_equal(credentials.api.session_token.len, SGP_CREDENTIAL_MAX);
    assert_int_equal(strlen(credentials.api.session_token.ptr), SGP_CREDENTIAL_MAX);
    sgp__credentials_deinit(&credentials);
    assert_refused(too_long, secret, token, SGP_ERR_LIMIT);
    assert_refused(id, too_long, token, SGP_ERR_LIMIT);
    assert_refused(id, secret, too_long, SGP_ERR_LIMIT);
}

static void without_memory_the_old_texts_are_wiped_too(void **state)
{
    fail_alloc memory;
    sgp__credentials credentials;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    fail_alloc_init(&memory, 1);
    sgp__credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials.api, id, secret, token, "a", &err), SGP_OK);
    assert_int_equal(sgp_credentials_set(&credentials.api, id, secret, token, "b", &err),
                     SGP_ERR_MEMORY);
    assert_int_equal(err.status, SGP_ERR_MEMORY);
    assert_empty(&credentials.api);
    assert_all_freed(&memory);
}

static void a_copy_has_its_own_texts_and_the_same_expiry(void **state)
{
    fail_alloc memory;
    sgp__credentials from, to;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__credentials_init(&from, &memory.api);
    sgp__credentials_init(&to, &memory.api);
    assert_int_equal(sgp_credentials_set(&from.api, id, secret, token, "a", NULL), SGP_OK);
    from.api.expires_us = 5;
    assert_int_equal(sgp__credentials_copy(&to.api, &from.api, NULL), SGP_OK);
    sgp__credentials_deinit(&from);
    assert_str(to.api.access_key_id, "AKID");
    assert_str(to.api.secret_access_key, "SECRET");
    assert_str(to.api.session_token, "TOKEN");
    assert_string_equal(to.api.source, "a");
    assert_int_equal(to.api.expires_us, 5);
    memory.fail_at = 0;
    assert_int_equal(sgp_credentials_set(&from.api, id, secret, token, "a", NULL), SGP_ERR_MEMORY);
    assert_int_equal(sgp__credentials_copy(&to.api, &from.api, NULL), SGP_ERR_CREDENTIALS);
    assert_empty(&to.api);
    sgp__credentials_deinit(&to);
    assert_all_freed(&memory);
}

static void a_callers_set_is_made_by_the_library(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_credentials *credentials = NULL;

    (void)state;
    fail_alloc_init(&memory, -1);
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_credentials_new(&credentials, &memory.api, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_empty(credentials);
    assert_int_equal(sgp_credentials_set(credentials, id, secret, token, "a", &err), SGP_OK);
    sgp_credentials_free(credentials);
    sgp_credentials_free(NULL);
    assert_all_freed(&memory);
}

static void a_set_is_not_made_without_out_functions_or_memory(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_credentials *credentials = NULL;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_credentials_new(&credentials, &memory.api, &err), SGP_ERR_MEMORY);
    assert_int_equal(sgp_credentials_new(NULL, &memory.api, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_credentials_new: out is NULL");
    memory.api.alloc = NULL;
    assert_int_equal(sgp_credentials_new(&credentials, &memory.api, &err), SGP_ERR_USAGE);
    assert_null(credentials);
    assert_int_equal(memory.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_credentials_need_no_memory),
        cmocka_unit_test(texts_are_copied_terminated_and_wiped),
        cmocka_unit_test(a_missing_and_an_empty_token_are_absent),
        cmocka_unit_test(setting_wipes_and_replaces_the_old_texts),
        cmocka_unit_test(an_empty_key_id_or_secret_is_refused),
        cmocka_unit_test(line_breaks_and_nuls_are_refused_and_not_shown),
        cmocka_unit_test(each_text_is_taken_up_to_its_limit),
        cmocka_unit_test(without_memory_the_old_texts_are_wiped_too),
        cmocka_unit_test(a_copy_has_its_own_texts_and_the_same_expiry),
        cmocka_unit_test(a_callers_set_is_made_by_the_library),
        cmocka_unit_test(a_set_is_not_made_without_out_functions_or_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
