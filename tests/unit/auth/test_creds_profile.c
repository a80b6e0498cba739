/*
 * Tests of src/auth/creds_profile.c and of the profile it reads (src/base/profile.c). Order and
 * texts: botocore/credentials.py, SharedCredentialProvider and ConfigProvider.
 * tests/e2e/test_profile_vs_botocore.py compares the parser of files with botocore.
 */
#include "test.h"

#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "fail_alloc.h"
#include "fake_platform.h"

#define CONFIG "/home/.aws/config"
#define CREDENTIALS "/home/.aws/credentials"
#define KEYS(id) "aws_access_key_id = " id "\naws_secret_access_key = secret of " id "\n"

typedef struct fixture {
    fake_platform fake;
    fail_alloc memory;
    sgp__credentials out;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

static void init(fixture *f, const char *const *files)
{
    static const char *const env[] = { "HOME", "/home", NULL };

    memset(f, 0, sizeof *f);
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    fail_alloc_init(&f->memory, -1);
    f->fake.env = env;
    f->fake.files = files;
    sgp__credentials_init(&f->out, &f->memory.api);
}

static void deinit(fixture *f)
{
    sgp__credentials_deinit(&f->out);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.unwiped, 0);
}

/* Makes profile and provider for one get. */
static sgp_status get_from(fixture *f, const char *name, sgp_profile_file file)
{
    sgp_credentials_provider *provider = NULL;
    sgp_profile *profile = NULL;
    sgp_status status = sgp_profile_new(&profile, name, fake_platform_make(&f->fake),
                                        &f->memory.api, &f->err);

    if (status == SGP_OK)
        status = sgp_creds_profile_new(&provider, profile, file, &f->memory.api, &f->err);
    sgp_profile_free(profile);
    if (status == SGP_OK)
        status = provider->type->get(provider, 0, &f->out.api, sgp_deadline_none(), &f->err);
    if (provider) provider->type->destroy(provider);
    return status;
}

static sgp_status get(fixture *f, const char *name)
{
    return get_from(f, name, SGP_PROFILE_CREDENTIALS);
}

static void each_file_has_its_own_keys(void **state)
{
    static const char *const files[] = { CONFIG, "[default]\n" KEYS("C") "[profile x]\n" KEYS("X"),
                                         CREDENTIALS, "[default]\n" KEYS("S"), NULL };
    fixture f;

    (void)state;
    init(&f, files);
    assert_int_equal(get(&f, NULL), SGP_OK);
    assert_str(f.out.api.access_key_id, "S");
    assert_str(f.out.api.secret_access_key, "secret of S");
    assert_null(f.out.api.session_token.ptr);
    assert_string_equal(f.out.api.source, "shared-credentials-file");
    assert_int_equal(get_from(&f, NULL, SGP_PROFILE_CONFIG), SGP_OK);
    assert_str(f.out.api.access_key_id, "C");
    assert_string_equal(f.out.api.source, "config-file");
    assert_int_equal(get(&f, "x"), SGP_NOT_CONFIGURED);
    assert_int_equal(get_from(&f, "x", SGP_PROFILE_CONFIG), SGP_OK);
    assert_str(f.out.api.access_key_id, "X");
    deinit(&f);
}

static void both_names_of_the_token_are_known(void **state)
{
    static const char *const files[] = { CREDENTIALS,
                                         "[default]\n" KEYS(
                                             "S") "aws_session_token = new\n"
                                                  "[old]\n" KEYS("S") "aws_session_token = new\n"
                                                                      "aws_security_token = old\n",
                                         NULL };
    fixture f;

    (void)state;
    init(&f, files);
    assert_int_equal(get(&f, NULL), SGP_OK);
    assert_str(f.out.api.session_token, "new");
    assert_int_equal(get(&f, "old"), SGP_OK);
    assert_str(f.out.api.session_token, "old");
    deinit(&f);
}

/* A key ID in one file and its secret in the other are not combined. */
static void both_keys_come_from_one_file(void **state)
{
    static const char *const files[] = { CONFIG, "[default]\naws_secret_access_key = secret\n",
                                         CREDENTIALS, "[default]\naws_access_key_id = S\n", NULL };
    fixture f;

    (void)state;
    init(&f, files);
    assert_int_equal(get(&f, NULL), SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&f.err),
                        "Partial credentials found in shared-credentials-file, "
                        "missing: aws_secret_access_key");
    deinit(&f);
}

static void without_files_nothing_is_configured(void **state)
{
    static const char *const files[] = { CONFIG, "[default]\nregion = us-west-2\n", NULL };
    fixture f;

    (void)state;
    init(&f, NULL);
    assert_int_equal(get(&f, NULL), SGP_NOT_CONFIGURED);
    assert_int_equal(get(&f, "dev"), SGP_ERR_CONFIG);
    assert_string_equal(sgp_error_message(&f.err), "The config profile (dev) could not be found");
    f.fake.files = files;
    assert_int_equal(get(&f, NULL), SGP_NOT_CONFIGURED);
    deinit(&f);
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    static const char *const files[] = { CONFIG, "[profile \"a b\"]\nregion = x\n", CREDENTIALS,
                                         "[a b]\n" KEYS("S") "aws_session_token = token\n", NULL };
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 0; fail_at < 100 && status != SGP_OK; fail_at++) {
        fixture f;
        init(&f, files);
        f.memory.fail_at = fail_at;
        status = get(&f, "a b");
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        deinit(&f);
    }
    assert_int_equal(status, SGP_OK);
}

static void missing_arguments_are_a_mistake_of_the_caller(void **state)
{
    sgp_credentials_provider *provider;
    sgp_profile *profile;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp_profile_new(&profile, NULL, NULL, NULL, &err), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_profile_new(&provider, NULL, SGP_PROFILE_BOTH, NULL, &err),
                     SGP_ERR_USAGE);
    sgp_profile_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_file_has_its_own_keys),
        cmocka_unit_test(both_names_of_the_token_are_known),
        cmocka_unit_test(both_keys_come_from_one_file),
        cmocka_unit_test(without_files_nothing_is_configured),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
        cmocka_unit_test(missing_arguments_are_a_mistake_of_the_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
