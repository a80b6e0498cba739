/*
 * Tests of src/base/credentials.c: copies, refusals, replacement, and that nothing is left unwiped.
 */
#include "test.h"

#include "sagepager/sys/credentials.h"

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

static void assert_all_given_back(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void empty_credentials_need_no_memory(void **state)
{
    fail_alloc memory;
    sgp_credentials credentials;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp_credentials_init(&credentials, &memory.api);
    assert_empty(&credentials);
    sgp_credentials_deinit(&credentials);
    sgp_credentials_deinit(&credentials);
    assert_int_equal(memory.count, 0);
}

static void texts_are_copied_terminated_and_wiped(void **state)
{
    char mutable_secret[] = "SECRET";
    fail_alloc memory;
    sgp_credentials credentials;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp_credentials_init(&credentials, &memory.api);
    assert_int_equal(
        sgp_credentials_set(&credentials, id, sgp_str_from(mutable_secret), token, "options", NULL),
        SGP_OK);
    memset(mutable_secret, 'z', sizeof mutable_secret);
    assert_str(credentials.access_key_id, "AKID");
    assert_str(credentials.secret_access_key, "SECRET");
    assert_str(credentials.session_token, "TOKEN");
    assert_string_equal(credentials.source, "options");
    assert_true(credentials.expires_us == INT64_MAX);
    sgp_credentials_deinit(&credentials);
    assert_empty(&credentials);
    sgp_credentials_deinit(&credentials);
    assert_all_given_back(&memory);
}

static void a_missing_and_an_empty_token_are_absent(void **state)
{
    sgp_credentials credentials;

    (void)state;
    sgp_credentials_init(&credentials, NULL);
    assert_int_equal(sgp_credentials_set(&credentials, id, secret, absent, NULL, NULL), SGP_OK);
    assert_null(credentials.session_token.ptr);
    assert_int_equal(sgp_credentials_set(&credentials, id, secret, sgp_str_from(""), NULL, NULL),
                     SGP_OK);
    assert_null(credentials.session_token.ptr);
    sgp_credentials_deinit(&credentials);
}

static void setting_replaces_and_wipes_the_old_ones(void **state)
{
    fail_alloc memory;
    sgp_credentials credentials;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp_credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials, id, secret, token, "a", NULL), SGP_OK);
    credentials.expires_us = 5;
    assert_int_equal(sgp_credentials_set(&credentials, sgp_str_from("ID2"), sgp_str_from("S2"),
                                         absent, "b", NULL),
                     SGP_OK);
    assert_str(credentials.access_key_id, "ID2");
    assert_str(credentials.secret_access_key, "S2");
    assert_null(credentials.session_token.ptr);
    assert_string_equal(credentials.source, "b");
    assert_true(credentials.expires_us == INT64_MAX);
    assert_int_equal(memory.live_blocks, 1);
    assert_int_equal(memory.unwiped, 0);
    sgp_credentials_deinit(&credentials);
    assert_all_given_back(&memory);
}

/* Sets good ones, then the given ones, which must fail and leave nothing. */
static void assert_refused(sgp_str i, sgp_str s, sgp_str t, sgp_status wanted)
{
    fail_alloc memory;
    sgp_credentials credentials;
    sgp_error err = SGP_ERROR_INIT;

    fail_alloc_init(&memory, -1);
    sgp_credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials, id, secret, token, "a", &err), SGP_OK);
    assert_int_equal(sgp_credentials_set(&credentials, i, s, t, "b", &err), wanted);
    assert_int_equal(err.status, wanted);
    assert_null(strstr(err.message, "hidden"));
    assert_empty(&credentials);
    assert_all_given_back(&memory);
    sgp_credentials_deinit(&credentials);
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

static void each_text_is_taken_up_to_its_bound(void **state)
{
    static char text[SGP_CREDENTIAL_MAX + 1];
    const sgp_str longest = { text, SGP_CREDENTIAL_MAX };
    const sgp_str too_long = { text, SGP_CREDENTIAL_MAX + 1 };
    sgp_credentials credentials;

    (void)state;
    memset(text, 'x', sizeof text);
    sgp_credentials_init(&credentials, NULL);
    assert_int_equal(sgp_credentials_set(&credentials, longest, longest, longest, NULL, NULL),
                     SGP_OK);
    assert_int_equal(credentials.session_token.len, SGP_CREDENTIAL_MAX);
    assert_int_equal(strlen(credentials.session_token.ptr), SGP_CREDENTIAL_MAX);
    sgp_credentials_deinit(&credentials);
    assert_refused(too_long, secret, token, SGP_ERR_LIMIT);
    assert_refused(id, too_long, token, SGP_ERR_LIMIT);
    assert_refused(id, secret, too_long, SGP_ERR_LIMIT);
}

static void without_memory_the_old_ones_are_gone_too(void **state)
{
    fail_alloc memory;
    sgp_credentials credentials;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    fail_alloc_init(&memory, 1);
    sgp_credentials_init(&credentials, &memory.api);
    assert_int_equal(sgp_credentials_set(&credentials, id, secret, token, "a", &err), SGP_OK);
    assert_int_equal(sgp_credentials_set(&credentials, id, secret, token, "b", &err),
                     SGP_ERR_MEMORY);
    assert_int_equal(err.status, SGP_ERR_MEMORY);
    assert_empty(&credentials);
    assert_all_given_back(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_credentials_need_no_memory),
        cmocka_unit_test(texts_are_copied_terminated_and_wiped),
        cmocka_unit_test(a_missing_and_an_empty_token_are_absent),
        cmocka_unit_test(setting_replaces_and_wipes_the_old_ones),
        cmocka_unit_test(an_empty_key_id_or_secret_is_refused),
        cmocka_unit_test(line_breaks_and_nuls_are_refused_and_not_shown),
        cmocka_unit_test(each_text_is_taken_up_to_its_bound),
        cmocka_unit_test(without_memory_the_old_ones_are_gone_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
