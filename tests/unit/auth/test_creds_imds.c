/*
 * Tests of src/auth/creds_imds.c. Requests and rules: botocore/utils.py, InstanceMetadataFetcher.
 */
#include "remote_fixture.h"

#define DOCUMENT_UNTIL(expiry)                                                                     \
    "Code=Success\nAccessKeyId=AKID\nSecretAccessKey=secret\nToken=token\nExpiration=" expiry "\n"
#define ROLES "http://169.254.169.254:80/latest/meta-data/iam/security-credentials/"

static sgp_status make(remote *r)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;

    return sgp_creds_imds_new(&r->provider, &r->parts, &options, &r->err);
}

static void answer(remote *r)
{
    r->http.bodies[0] = "session";
    r->http.bodies[1] = "my-role";
    r->http.bodies[2] = DOCUMENT_UNTIL(LATER);
}

static void a_token_then_the_role_then_its_credentials(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    answer(&r);
    r.http.again = 2;
    assert_int_equal(make(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "iam-role");
    assert_int_equal(r.out.api.expires_us, LATER_US);
    assert_string_equal(r.http.seen[0], "PUT http://169.254.169.254:80/latest/api/token\n"
                                        "x-aws-ec2-metadata-token-ttl-seconds: 21600\n");
    assert_string_equal(r.http.seen[1], "GET " ROLES "\nx-aws-ec2-metadata-token: session\n");
    assert_string_equal(r.http.seen[2],
                        "GET " ROLES "my-role\nx-aws-ec2-metadata-token: session\n");
    assert_int_equal(r.http.last_request.is_direct, 1);
    assert_null(strstr(r.traced, "session"));
    remote_deinit(&r);
}

/* These statuses of the token request mean that there is no v2. */
static void v1_serves_where_there_is_no_v2(void **state)
{
    static const int statuses[] = { 403, 404, 405 };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        remote r;
        remote_init(&r);
        answer(&r);
        r.http.statuses[0] = statuses[i];
        assert_int_equal(make(&r), SGP_OK);
        assert_int_equal(remote_get(&r), SGP_OK);
        remote_expect(&r, "iam-role");
        assert_string_equal(r.http.seen[2], "GET " ROLES "my-role\n");
        remote_deinit(&r);
    }
}

static void v1_can_be_forbidden(void **state)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;
    remote r;

    (void)state;
    remote_init(&r);
    answer(&r);
    r.http.statuses[0] = 404;
    options.is_v1_disabled = 1;
    assert_int_equal(sgp_creds_imds_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    remote_expect_failure(&r, "Error when retrieving credentials from iam-role: Error retrieving "
                              "metadata: Unable to retrieve token for use in IMDSv2 call and "
                              "IMDSv1 has been disabled");
    assert_int_equal(r.http.next, 1);
    remote_deinit(&r);
}

static void without_an_answer_nothing_is_configured(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.failures[0] = SGP_ERR_CONNECT;
    assert_int_equal(make(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_NOT_CONFIGURED);
    assert_int_equal(r.err.status, SGP_OK);
    assert_int_equal(r.http.next, 1);
    remote_deinit(&r);
}

static void it_is_not_configured_for_a_caller_without_an_error_too(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.failures[0] = SGP_ERR_CONNECT;
    assert_int_equal(make(&r), SGP_OK);
    assert_int_equal(remote_get_with(&r, sgp_deadline_none(), NULL), SGP_NOT_CONFIGURED);
    assert_non_null(strstr(r.traced, "iam-role: no answer: fake_http failure"));
    remote_deinit(&r);
}

/* A hop limit may drop the answer to the token request. The next attempt is a short one. */
static void a_token_that_is_late_is_done_without(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.failures[0] = r.http.failures[1] = SGP_ERR_TIMEOUT;
    assert_int_equal(make(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_NOT_CONFIGURED);
    assert_int_equal(r.http.next, 2);
    assert_int_equal(r.http.last_deadline.at_us, 1000 + 250000);
    r.http.failures[2] = SGP_ERR_TIMEOUT;
    r.http.bodies[3] = "my-role";
    r.http.bodies[4] = DOCUMENT_UNTIL(LATER);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "iam-role");
    remote_deinit(&r);
}

static void an_instance_without_a_role_has_nothing(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = "session";
    r.http.bodies[1] = "<html>Not Found";
    r.http.statuses[1] = 404;
    assert_int_equal(make(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_NOT_CONFIGURED);
    remote_deinit(&r);
}

static void an_unusable_answer_is_an_error(void **state)
{
    static const struct {
        const char *bodies[3];
        int statuses[3];
        const char *message;
    } cases[] = {
        { { "bad\r\ntoken" }, { 0 }, "IMDS returned an empty or invalid token" },
        { { "session" }, { 400 }, "HTTP status 400" },
        { { "session", "<html>login</html>" }, { 0 }, "IMDS returned an invalid role name" },
        { { "session", "my-role", "!<html>" }, { 0 }, "byte 0: not a document" },
        { { "session", "my-role", "gone" }, { 0, 0, 404 }, "HTTP status 404 for the role's" },
        { { "session", "my-role", "Code=AssumeRoleUnauthorizedAccess\nMessage=EC2 cannot assume" },
          { 0 },
          "AssumeRoleUnauthorizedAccess: EC2 cannot assume" },
        { { "session", "my-role", "AccessKeyId=A\nSecretAccessKey=s\nExpiration=" LATER },
          { 0 },
          "Missing required key in response: 'Token'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        remote r;
        remote_init(&r);
        memcpy(r.http.bodies, cases[i].bodies, sizeof cases[i].bodies);
        memcpy(r.http.statuses, cases[i].statuses, sizeof cases[i].statuses);
        assert_int_equal(make(&r), SGP_OK);
        remote_expect_failure(&r, cases[i].message);
        remote_deinit(&r);
    }
}

/* _evaluate_expiration: 17 to 25 minutes from now, at random. */
static void old_credentials_are_used_a_little_longer(void **state)
{
    static const char *const documents[] = { DOCUMENT_UNTIL("2026-01-02T02:00:00Z"),
                                             DOCUMENT_UNTIL("2026-01-02T03:20:00Z") };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        remote r;
        remote_init(&r);
        answer(&r);
        r.http.bodies[2] = documents[i];
        assert_int_equal(make(&r), SGP_OK);
        assert_int_equal(remote_get(&r), SGP_OK);
        remote_expect(&r, "iam-role");
        assert_int_equal(r.out.api.expires_us, NOW_US + 17 * INT64_C(60000000));
        remote_deinit(&r);
    }
}

static void options_say_where_how_long_and_how_often(void **state)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = "busy";
    r.http.statuses[0] = 503;
    r.http.bodies[1] = "session";
    r.http.bodies[2] = "my-role";
    r.http.bodies[3] = DOCUMENT_UNTIL(LATER);
    options.endpoint = "http://[fd00:ec2::254]:81/base";
    options.timeout_ms = 7000;
    options.attempts = 2;
    assert_int_equal(sgp_creds_imds_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_int_equal(r.http.next, 4);
    assert_int_equal(r.http.last_deadline.at_us, 1000 + 7000000);
    assert_non_null(strstr(r.http.seen[0], "http://fd00:ec2::254:81/base/latest/api/token"));
    remote_deinit(&r);
}

static void a_timeout_may_be_as_long_as_its_type_allows(void **state)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;
    remote r;

    (void)state;
    remote_init(&r);
    answer(&r);
    options.timeout_ms = INT64_MAX;
    assert_int_equal(sgp_creds_imds_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_true(r.http.last_deadline.at_us > INT64_C(1000000000000));
    remote_deinit(&r);
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    remote_starve(answer, make);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_then_the_role_then_its_credentials),
        cmocka_unit_test(v1_serves_where_there_is_no_v2),
        cmocka_unit_test(v1_can_be_forbidden),
        cmocka_unit_test(without_an_answer_nothing_is_configured),
        cmocka_unit_test(it_is_not_configured_for_a_caller_without_an_error_too),
        cmocka_unit_test(a_token_that_is_late_is_done_without),
        cmocka_unit_test(an_instance_without_a_role_has_nothing),
        cmocka_unit_test(an_unusable_answer_is_an_error),
        cmocka_unit_test(old_credentials_are_used_a_little_longer),
        cmocka_unit_test(options_say_where_how_long_and_how_often),
        cmocka_unit_test(a_timeout_may_be_as_long_as_its_type_allows),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
