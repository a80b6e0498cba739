/*
 * Tests of src/auth/creds_process.c. Texts: botocore/credentials.py, ProcessProvider.
 */
#include "remote_fixture.h"

#define DOCUMENT "Version=#1\nAccessKeyId=AKID\nSecretAccessKey=secret\nSessionToken=token\n"

static sgp_status make_command(remote *r, const char *command)
{
    return sgp_creds_process_new(&r->provider, command, r->parts.platform, r->parts.parser,
                                 &r->memory.api, &r->err);
}

static void what_a_program_prints_is_used(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.output = DOCUMENT "Expiration=" LATER;
    r.platform.run_again = 3;
    assert_int_equal(make_command(&r, "/opt/tool  --name 'a b' \"c\\\"d\" e\\ f"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "custom-process");
    assert_int_equal(r.out.api.expires_us, LATER_US);
    assert_string_equal(r.platform.words, "/opt/tool|--name|a b|c\"d|e f|");
    assert_int_equal(r.platform.waits, 3);
    assert_int_equal(r.platform.ends, 1);
    r.platform.output = DOCUMENT;
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_true(r.out.api.expires_us == INT64_MAX);
    remote_deinit(&r);
}

static void failures_have_botocores_messages(void **state)
{
    static const struct {
        const char *output, *errors;
        int exit_code;
        const char *message;
    } cases[] = {
        { "", "no such user\n", 3,
          "custom-process: no such user  (the command ended with exit "
          "code 3)" },
        { "", "", -1, "exit code -1" },
        { "Version=#2\nAccessKeyId=A", "", 0,
          "Unsupported version '2' for credential process provider, supported versions: 1" },
        { "Version=1", "", 0, "Unsupported version '1'" },
        { "Version=a secret", "", 0, "Unsupported version '...' for" },
        { "AccessKeyId=A", "", 0, "Unsupported version '<Version key not provided>'" },
        { "Version=#1\nSecretAccessKey=s", "", 0,
          "Missing required key in response: 'AccessKeyId'" },
        { "Version=#1\nAccessKeyId=A", "", 0,
          "Missing required key in response: 'SecretAccessKey'" },
        { DOCUMENT "Expiration=never", "", 0, "Expiration is not a time" },
        { "!", "", 0, "byte 0: not a document" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        remote r;
        remote_init(&r);
        r.platform.output = cases[i].output;
        r.platform.errors = cases[i].errors;
        r.platform.exit_code = cases[i].exit_code;
        assert_int_equal(make_command(&r, "tool"), SGP_OK);
        remote_expect_failure(&r, cases[i].message);
        assert_int_equal(r.platform.ends, 1);
        remote_deinit(&r);
    }
}

static void an_invalid_command_is_refused(void **state)
{
    static const char *const commands[][2] = { { "tool 'a", "a quotation in the command" },
                                               { "\"", "a quotation in the command" } };

    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        remote r;
        remote_init(&r);
        assert_int_equal(make_command(&r, commands[i][0]), SGP_OK);
        remote_expect_failure(&r, commands[i][1]);
        remote_deinit(&r);
    }
}

static void an_empty_command_is_refused_at_once(void **state)
{
    static const char *const commands[] = { "", " ", "\t\r\n " };

    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        remote r;
        remote_init(&r);
        assert_int_equal(make_command(&r, commands[i]), SGP_ERR_CONFIG);
        assert_string_equal(sgp_error_message(&r.err), "the setting credential_process is empty");
        remote_deinit(&r);
    }
}

static void the_deadline_ends_the_program(void **state)
{
    sgp_deadline soon = { 5000 };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.output = DOCUMENT;
    r.platform.run_again = 1000;
    assert_int_equal(make_command(&r, "tool"), SGP_OK);
    assert_int_equal(remote_get_until(&r, soon), SGP_ERR_TIMEOUT);
    assert_int_equal(r.platform.ends, 1);
    assert_int_equal(remote_get_once(&r, sgp_deadline_none(), &r.err), SGP_AGAIN);
    r.provider->type->reset(r.provider); /* so does a reset */
    assert_int_equal(r.platform.ends, 2);
    remote_deinit(&r);
}

static void answer(remote *r)
{
    r->platform.output = DOCUMENT;
}

static sgp_status new_one(remote *r)
{
    return make_command(r, "tool -x");
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    remote_starve(answer, new_one);
}

static void a_platform_that_runs_nothing_is_a_mistake_of_the_caller(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.type.process_run = NULL;
    assert_int_equal(make_command(&r, "tool"), SGP_ERR_USAGE);
    remote_deinit(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_program_prints_is_used),
        cmocka_unit_test(failures_have_botocores_messages),
        cmocka_unit_test(an_invalid_command_is_refused),
        cmocka_unit_test(an_empty_command_is_refused_at_once),
        cmocka_unit_test(the_deadline_ends_the_program),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
        cmocka_unit_test(a_platform_that_runs_nothing_is_a_mistake_of_the_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
