/*
 * Tests of the keys of the AWS CLI's cache (providers.h), with the SHA-1 of the first backend.
 * cache_keys.inc was made by make_cache_keys.py.
 */
#include "test.h"

#include "sagepager/builtin.h"
#include "sagepager/providers.h"

#include "fail_alloc.h"

typedef struct role_case {
    const char *arn, *name, *external_id, *serial;
    int64_t duration;
    const char *key;
} role_case;

typedef struct sso_case {
    const char *account, *role, *session, *url;
    const char *key;
} sso_case;

#define SSO(...)
#define ROLE(...) { __VA_ARGS__ },
static const role_case roles[] = {
#include "cache_keys.inc"
};
#undef SSO
#undef ROLE
#define SSO(...) { __VA_ARGS__ },
#define ROLE(...)
static const sso_case sessions[] = {
#include "cache_keys.inc"
};

static sgp_crypto *crypto(void)
{
    return sgp_backend_at(0) ? sgp_backend_at(0)->crypto() : NULL;
}

static sgp_creds_assume_role_options role_of(const role_case *c)
{
    sgp_creds_assume_role_options role = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;

    role.role_arn = c->arn;
    role.role_session_name = c->name;
    role.external_id = c->external_id;
    role.mfa_serial = c->serial;
    role.duration_seconds = c->duration;
    return role;
}

static void keys_of_roles_are_those_of_the_aws_cli(void **state)
{
    (void)state;
    for (size_t i = 0; crypto() && i < sizeof roles / sizeof roles[0]; i++) {
        sgp_creds_assume_role_options role = role_of(&roles[i]);
        char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];

        assert_int_equal(
            sgp_role_cache_key(&role, sgp_json_document_parser(), crypto(), NULL, key, NULL),
            SGP_OK);
        assert_string_equal(key, roles[i].key);
    }
}

static void keys_of_sso_are_those_of_the_aws_cli(void **state)
{
    (void)state;
    for (size_t i = 0; crypto() && i < sizeof sessions / sizeof sessions[0]; i++) {
        sgp_creds_sso_options sso = SGP_CREDS_SSO_OPTIONS_INIT;
        char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];

        sso.account_id = sessions[i].account;
        sso.role_name = sessions[i].role;
        sso.session_name = sessions[i].session;
        sso.start_url = sessions[i].url;
        assert_int_equal(
            sgp_sso_cache_key(&sso, sgp_json_document_parser(), crypto(), NULL, key, NULL), SGP_OK);
        assert_string_equal(key, sessions[i].key);
    }
}

static void wrong_arguments_are_named(void **state)
{
    const role_case wrong = { "\xFF", NULL, NULL, NULL, 0, NULL };
    sgp_creds_assume_role_options role = role_of(&wrong);
    char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];
    sgp_document_parser *json = sgp_json_document_parser();
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp_role_cache_key(&role, NULL, crypto(), NULL, key, &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "sgp_role_cache_key: json is NULL"));
    assert_int_equal(sgp_role_cache_key(&role, json, NULL, NULL, key, &err), SGP_ERR_USAGE);
    assert_int_equal(sgp_sso_cache_key(NULL, json, crypto(), NULL, key, &err), SGP_ERR_USAGE);
    assert_int_equal(sgp_sso_cache_key(NULL, json, crypto(), NULL, NULL, &err), SGP_ERR_USAGE);
    assert_int_equal(sgp_sso_cache_key(NULL, sgp_xml_document_parser(), crypto(), NULL, key, &err),
                     SGP_ERR_USAGE);
    if (!crypto()) return;
    assert_int_equal(sgp_role_cache_key(&role, json, crypto(), NULL, key, &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "UTF-8"));
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    sgp_creds_assume_role_options role = role_of(&roles[0]);
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 0; crypto() && status != SGP_OK && fail_at < 50; fail_at++) {
        char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];
        fail_alloc memory;

        fail_alloc_init(&memory, fail_at);
        status = sgp_role_cache_key(&role, sgp_json_document_parser(), crypto(), &memory.api, key,
                                    NULL);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
    }
    assert_true(!crypto() || status == SGP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_roles_are_those_of_the_aws_cli),
        cmocka_unit_test(keys_of_sso_are_those_of_the_aws_cli),
        cmocka_unit_test(wrong_arguments_are_named),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
