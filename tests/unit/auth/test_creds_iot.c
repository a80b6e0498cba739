/*
 * Tests of src/auth/creds_iot.c. Requests and documents: AWS IoT Core developer guide, "Authorizing
 * direct calls to AWS services using AWS IoT Core credential provider".
 */
#include "remote_fixture.h"

#define DOCUMENT                                                                                   \
    "credentials.accessKeyId=AKID\ncredentials.secretAccessKey=secret\n"                           \
    "credentials.sessionToken=token\ncredentials.expiration=" LATER "\n"

static sgp_status make_alias(remote *r, const char *alias, const char *thing)
{
    sgp_creds_iot_options options = SGP_CREDS_IOT_OPTIONS_INIT;

    options.endpoint_url = "https://x.credentials.iot.us-west-2.amazonaws.com";
    options.role_alias = alias;
    options.thing_name = thing;
    return sgp_creds_iot_new(&r->provider, &r->parts, &options, &r->err);
}

static void a_role_alias_is_asked_for_credentials(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = DOCUMENT;
    r.http.again = 2;
    assert_int_equal(make_alias(&r, "My-alias=1@x", "thing-7"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "iot");
    assert_int_equal(r.out.api.expires_us, LATER_US);
    assert_string_equal(r.http.seen[0],
                        "GET https://x.credentials.iot.us-west-2.amazonaws.com:443/role-aliases/"
                        "My-alias=1@x/credentials\nAccept: */*\nx-amzn-iot-thingname: thing-7\n");
    remote_deinit(&r);
    assert_int_equal(r.http.destroys, 1);
}

static void a_refusal_of_the_endpoint_is_reported(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = "message=Access Denied";
    r.http.statuses[0] = 403;
    assert_int_equal(make_alias(&r, "alias", NULL), SGP_OK);
    remote_expect_failure(&r, "Error when retrieving credentials from iot: HTTP status 403 for "
                              "role alias alias: Access Denied");
    assert_null(strstr(r.http.seen[0], "thingname"));
    r.http.failures[1] = r.http.failures[2] = SGP_ERR_TLS;
    r.http.failures[3] = SGP_ERR_TLS;
    remote_expect_failure(&r, "fake_http failure");
    assert_int_equal(r.http.next, 4);
    remote_deinit(&r);
}

static void only_a_role_alias_is_taken(void **state)
{
    static const char *const bad[] = { NULL, "", "a/b", "a?b", "\xC3\xA9", "a b" };
    remote r;

    (void)state;
    remote_init(&r);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(make_alias(&r, bad[i], NULL), SGP_ERR_CONFIG);
    remote_deinit(&r);
}

static void answer(remote *r)
{
    r->http.bodies[0] = DOCUMENT;
}

static sgp_status new_one(remote *r)
{
    return make_alias(r, "alias", "thing");
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    remote_starve(answer, new_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_alias_is_asked_for_credentials),
        cmocka_unit_test(a_refusal_of_the_endpoint_is_reported),
        cmocka_unit_test(only_a_role_alias_is_taken),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
