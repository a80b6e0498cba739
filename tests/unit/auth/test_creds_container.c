/*
 * Tests of src/auth/creds_container.c. Requests, hosts and texts: botocore/utils.py,
 * ContainerMetadataFetcher; botocore/credentials.py, ContainerProvider.
 */
#include "remote_fixture.h"

#define DOCUMENT "AccessKeyId=AKID\nSecretAccessKey=secret\nToken=token\nExpiration=" LATER "\n"

static sgp_status make_with(remote *r, const char *relative, const char *full)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;

    options.relative_uri = relative;
    options.full_uri = full;
    return sgp_creds_container_new(&r->provider, &r->parts, &options, &r->err);
}

static void a_relative_uri_is_asked_of_the_agent(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = DOCUMENT;
    r.http.again = 3;
    assert_int_equal(make_with(&r, "/v2/credentials/id?x=1", "http://elsewhere"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "container-role");
    assert_int_equal(r.out.api.expires_us, LATER_US);
    assert_string_equal(r.http.seen[0], "GET http://169.254.170.2:80/v2/credentials/id?x=1\n"
                                        "Accept: application/json\n");
    assert_int_equal(r.http.last_request.is_direct, 1);
    assert_int_equal(r.http.last_deadline.at_us, 1000 + 2000000);
    remote_deinit(&r);
    assert_int_equal(r.http.destroys, 1);
}

static sgp_status parse_nothing(sgp_document_parser *parser, sgp_str text,
                                sgp_document_member *members, size_t count, sgp_arena *arena,
                                sgp_error *err)
{
    (void)parser, (void)text, (void)members, (void)count, (void)arena, (void)err;
    return SGP_NOT_CONFIGURED;
}

/* A chain would ask the next provider after SGP_NOT_CONFIGURED. */
static void a_part_that_is_not_configured_is_not_taken_for_a_missing_container(void **state)
{
    static const sgp_document_parser_type type = { sizeof type, "empty", parse_nothing,
                                                   NULL,        NULL,    NULL };
    sgp_document_parser parser = { &type };
    remote r;

    (void)state;
    remote_init(&r);
    r.http.failures[0] = r.http.failures[1] = r.http.failures[2] = SGP_NOT_CONFIGURED;
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&r.err), "exchange of fake_http returned SGP_NOT_"));
    remote_deinit(&r);

    remote_init(&r);
    r.parts.parser = &parser;
    r.http.bodies[0] = DOCUMENT;
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_ERR_USAGE);
    assert_non_null(
        strstr(sgp_error_message(&r.err), "parse of empty returned SGP_NOT_CONFIGURED"));
    remote_deinit(&r);
}

static sgp_status get_dated(remote *r, int64_t wall_us, const char *expiration)
{
    static const char *const dated[] = { "Date", "Fri, 02 Jan 2026 03:04:05 GMT", NULL };
    static char document[256];

    remote_init(r);
    (void)snprintf(document, sizeof document,
                   "AccessKeyId=AKID\nSecretAccessKey=secret\nToken=token\nExpiration=%s\n",
                   expiration);
    r->platform.wall_us = wall_us;
    r->http.bodies[0] = document;
    r->http.headers[0] = dated;
    assert_int_equal(make_with(r, "/x", NULL), SGP_OK);
    return remote_get(r);
}

/* The agent's Date is NOW_US. The machine's clock is twelve hours off, one way or the other. */
static void an_expiry_counts_by_the_clock_of_the_agent(void **state)
{
    const int64_t off_us = INT64_C(12) * 3600 * 1000000;
    remote r;

    (void)state;
    assert_int_equal(get_dated(&r, NOW_US + off_us, LATER), SGP_OK);
    assert_int_equal(r.out.api.expires_us, LATER_US + off_us);
    remote_deinit(&r);
    assert_int_equal(get_dated(&r, NOW_US - off_us, LATER), SGP_OK);
    assert_int_equal(r.out.api.expires_us, LATER_US - off_us);
    remote_deinit(&r);
    assert_int_equal(get_dated(&r, NOW_US - off_us, "2026-01-02T03:04:04Z"), SGP_ERR_CREDENTIALS);
    assert_non_null(strstr(sgp_error_message(&r.err), "still expired"));
    remote_deinit(&r);
    /* Differences of some minutes are usual, and the Date has no fractions. */
    assert_int_equal(get_dated(&r, NOW_US - 240000000, LATER), SGP_OK);
    assert_int_equal(r.out.api.expires_us, LATER_US);
    remote_deinit(&r);
}

static void the_token_file_goes_before_the_token(void **state)
{
    static const char *const files[] = { "/token", "of the file\r\n", NULL };
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.http.bodies[0] = r.http.bodies[1] = DOCUMENT;
    options.full_uri = "http://localhost/x";
    options.token = "of the variable";
    options.token_file = "/token";
    assert_int_equal(sgp_creds_container_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_non_null(strstr(r.http.seen[0], "Authorization: of the file\n"));
    r.platform.files = NULL;
    remote_expect_failure(&r, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: /token cannot be read");
    remote_destroy_provider(&r);
    options.token_file = NULL;
    assert_int_equal(sgp_creds_container_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_non_null(strstr(r.http.seen[1], "Authorization: of the variable\n"));
    remote_deinit(&r);
}

static void an_open_token_file_is_reported_once(void **state)
{
    static const char *const files[] = { "/token", "t", NULL };
    static const char warning[] = "/token can be read by others";
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    const char *first;
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.platform.is_open = 1;
    r.http.bodies[0] = r.http.bodies[1] = DOCUMENT;
    options.relative_uri = "/x";
    options.token_file = "/token";
    assert_int_equal(sgp_creds_container_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    first = strstr(r.traced, warning);
    assert_non_null(first);
    assert_null(strstr(first + 1, warning));
    remote_deinit(&r);
}

static void a_token_cannot_bring_in_headers(void **state)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    remote r;

    (void)state;
    remote_init(&r);
    options.relative_uri = "/x";
    options.token = "a\r\nEvil: yes";
    assert_int_equal(sgp_creds_container_new(&r.provider, &r.parts, &options, &r.err), SGP_OK);
    remote_expect_failure(&r, "Auth token value is not a legal header value");
    remote_deinit(&r);
}

static void it_is_tried_three_times_with_a_second_between(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[1] = "<html>\nbusy</html>"; /* before it, a broken connection */
    r.http.statuses[1] = 500;
    r.http.bodies[2] = DOCUMENT;
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "container-role");
    assert_int_equal(r.platform.waited_us, 2000000);
    r.http.bodies[3] = r.http.bodies[4] = r.http.bodies[5] = "<html>\nbusy";
    r.http.statuses[3] = r.http.statuses[4] = r.http.statuses[5] = 500;
    remote_expect_failure(&r, "Error when retrieving credentials from container-role: Error "
                              "retrieving metadata: Received non 200 response 500 from container "
                              "metadata: its body of 11 bytes is not shown");
    assert_int_equal(r.http.next, 6);
    remote_deinit(&r);
}

/* Whether to try again depends on details of the error. */
static void it_is_tried_again_for_a_caller_without_an_error_too(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[1] = DOCUMENT; /* after a broken connection */
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    assert_int_equal(remote_get_with(&r, sgp_deadline_none(), NULL), SGP_OK);
    remote_expect(&r, "container-role");
    assert_int_equal(remote_get_with(&r, sgp_deadline_none(), NULL), SGP_ERR_CREDENTIALS);
    assert_int_equal(r.http.next, 5);
    remote_deinit(&r);
}

static void a_document_that_cannot_be_used_is_named(void **state)
{
    static const char *const bad[][2] = {
        { "!", "byte 0: not a document" },
        { "SecretAccessKey=secret\nToken=t\nExpiration=" LATER,
          "Missing required key in response: 'AccessKeyId'" },
        { "AccessKeyId=AKID\nToken=t\nExpiration=" LATER,
          "Missing required key in response: 'SecretAccessKey'" },
        { "AccessKeyId=AKID\nSecretAccessKey=s\nExpiration=" LATER,
          "Missing required key in response: 'Token'" },
        { "AccessKeyId=AKID\nSecretAccessKey=s\nToken=t",
          "Missing required key in response: 'Expiration'" },
        { "AccessKeyId=#1\nSecretAccessKey=s\nToken=t\nExpiration=" LATER,
          "AccessKeyId is not a text" },
        { "AccessKeyId=AKID\nSecretAccessKey=s\nToken=t\nExpiration=soon",
          "Expiration is not a time: expected one like 2030-01-02T03:04:05Z" },
        { "AccessKeyId=AKID\nSecretAccessKey=s\nToken=t\nExpiration=2020-01-01T00:00:00Z",
          "still expired (Expiration has passed" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        remote r;
        remote_init(&r);
        r.http.bodies[0] = bad[i][0];
        assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
        remote_expect_failure(&r, bad[i][1]);
        assert_int_equal(r.http.next, 1);
        remote_deinit(&r);
    }
}

/* An exchange that lasts until the deadline of the attempt. */
static sgp_status too_late(sgp_http *self, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    remote *r = (remote *)self; /* its first member is the fake */

    (void)request;
    (void)response;
    r->platform.monotonic_us = deadline.at_us;
    (void)sgp_error_set(err, SGP_ERR_TIMEOUT, "some deadline");
    if (err) err->retryable = 1;
    return SGP_ERR_TIMEOUT;
}

static void an_agent_that_does_not_answer_is_named(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.type.exchange = too_late;
    r.http.type.wants = NULL;
    r.http.type.destroy = NULL;
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    remote_expect_failure(&r, "container-role: 169.254.170.2:80 did not answer within 2000 ms");
    assert_int_equal(r.platform.waited_us, 2000000); /* two pauses */
    remote_deinit(&r);
}

static void a_deadline_ends_it(void **state)
{
    sgp_deadline soon = { 1000 + 500000 };
    remote r;

    (void)state;
    remote_init(&r);
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    assert_int_equal(remote_get_until(&r, soon), SGP_ERR_CREDENTIALS); /* no time for another try */
    assert_int_equal(r.http.next, 1);
    assert_int_equal(r.http.last_deadline.at_us, soon.at_us);
    remote_deinit(&r);
}

static void a_get_that_is_reset_starts_over(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = DOCUMENT;
    r.http.again = 1;
    assert_int_equal(make_with(&r, "/x", NULL), SGP_OK);
    assert_int_equal(remote_get_once(&r, sgp_deadline_none(), &r.err), SGP_AGAIN);
    r.provider->type->reset(r.provider);
    assert_int_equal(r.http.resets, 1);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "container-role");
    remote_deinit(&r);
}

static void without_a_uri_nothing_is_configured(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    assert_int_equal(make_with(&r, NULL, NULL), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_NOT_CONFIGURED);
    remote_deinit(&r);
}

static void answer(remote *r)
{
    r->http.bodies[0] = DOCUMENT;
}

static sgp_status new_one(remote *r)
{
    return make_with(r, "/x", NULL);
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    remote_starve(answer, new_one);
}

static void missing_parts_are_a_mistake_of_the_caller(void **state)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    remote r;

    (void)state;
    remote_init(&r);
    assert_int_equal(sgp_creds_container_new(&r.provider, NULL, &options, &r.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_container_new(&r.provider, &r.parts, NULL, &r.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_container_new(NULL, &r.parts, &options, &r.err), SGP_ERR_USAGE);
    r.parts.http = NULL;
    assert_int_equal(sgp_creds_container_new(&r.provider, &r.parts, &options, &r.err),
                     SGP_ERR_USAGE);
    assert_null(r.provider);
    remote_deinit(&r);
    assert_int_equal(r.http.destroys, 0); /* still the caller's */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_relative_uri_is_asked_of_the_agent),
        cmocka_unit_test(a_part_that_is_not_configured_is_not_taken_for_a_missing_container),
        cmocka_unit_test(an_expiry_counts_by_the_clock_of_the_agent),
        cmocka_unit_test(the_token_file_goes_before_the_token),
        cmocka_unit_test(an_open_token_file_is_reported_once),
        cmocka_unit_test(a_token_cannot_bring_in_headers),
        cmocka_unit_test(it_is_tried_three_times_with_a_second_between),
        cmocka_unit_test(it_is_tried_again_for_a_caller_without_an_error_too),
        cmocka_unit_test(a_document_that_cannot_be_used_is_named),
        cmocka_unit_test(an_agent_that_does_not_answer_is_named),
        cmocka_unit_test(a_deadline_ends_it),
        cmocka_unit_test(a_get_that_is_reset_starts_over),
        cmocka_unit_test(without_a_uri_nothing_is_configured),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
        cmocka_unit_test(missing_parts_are_a_mistake_of_the_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
