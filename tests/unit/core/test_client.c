/*
 * One call through the client's states, with every part faked.
 */
#include "client_fixture.h"

/* --- tests ------------------------------------------------------------------------------------ */

static void a_call_encodes_signs_sends_and_decodes(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.page.count, 3);
    assert_str(f.page.request_id, "id-1");
    assert_string_equal(f.target, "POST https://api.sagemaker.us-west-2.amazonaws.com/");
    /* The AWS CLI's order: Accept-Encoding, the protocol's, User-Agent, the signature; then the
     * attempt, where botocore has it. */
    assert_string_equal(f.headers, "Accept-Encoding: identity\nX-Amz-Target: Fake.Call\n"
                                   "User-Agent: sagepager/0.1.0\n"
                                   "Authorization: signature-of-the-fake\n"
                                   "amz-sdk-invocation-id: 80808080-8080-4080-8080-808080808081\n"
                                   "amz-sdk-request: attempt=1\n");
    assert_int_equal(f.signed_at_us, 1600000000000000);
    finish(&f);
    assert_int_equal(f.destroyed, 3);
}

static void the_path_of_a_custom_endpoint_is_kept(void **state)
{
    static const answer answers[] = { { 200, "0" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.endpoint_url = "http://localhost:81/x";
    o.user_agent = "mine/1";
    o.no_attempt_headers = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_string_equal(sgp_client_endpoint_url(f.client), "http://localhost:81/x");
    assert_int_equal(call(&f), SGP_OK);
    assert_string_equal(f.target, "POST http://localhost:81/x");
    assert_non_null(strstr(f.headers, "User-Agent: mine/1\n"));
    assert_null(strstr(f.headers, "amz-sdk"));
    finish(&f);
}

static void a_bad_request_is_refused_before_anything_happens(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fixture f;

    (void)state;
    make_ok(&f, NULL);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page, NULL),
                     SGP_ERR_PARAM);
    assert_int_equal(f.asked_credentials, 0);
    assert_int_equal(f.sent, 0);
    finish(&f);
}

static void service_errors_keep_code_message_and_status(void **state)
{
    static const answer answers[] = { { 400, "ResourceNotFound" }, { 200, "1" } };
    char text[300];
    fixture f;

    (void)state;
    make_ok(&f, answers);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.err.http_status, 400);
    assert_int_equal(f.err.attempts, 1);
    assert_false(f.err.retryable);
    assert_string_equal(sgp_error_describe(&f.err, text, sizeof text),
                        "An error occurred (ResourceNotFound) when calling the ListImageVersions "
                        "operation: message of ResourceNotFound");
    assert_int_equal(f.page.count, 0);
    assert_int_equal(f.resets, 0);      /* the connection is kept */
    assert_int_equal(call(&f), SGP_OK); /* usable again */
    assert_int_equal(f.err.status, SGP_OK);
    finish(&f);
}

static void a_redirect_is_an_error(void **state)
{
    static const answer answers[] = { { 301, "301" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.sent, 1);
    finish(&f);
}

static void transient_failures_are_tried_again_after_a_wait(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" },
                                      { SGP_ERR_NETWORK, "cut" },
                                      { 200, "2" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.sent, 3);
    assert_int_equal(f.signed_count, 3); /* each attempt is signed anew */
    /* rand = 0x80808080 / 2^32: 0.50196... s, then twice that */
    assert_int_equal(f.clock.waited_us, 501960 + 2 * 501960);
    assert_int_equal(f.signed_at_us, 1600000000000000 + f.clock.waited_us);
    finish(&f);
}

static void the_last_attempt_says_that_it_was_the_last(void **state)
{
    static const answer answers[] = { { 503, "a" }, { 503, "b" }, { 503, "SlowDown" } };
    char text[300];
    fixture f;

    (void)state;
    make_ok(&f, answers);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.err.attempts, 3);
    assert_string_equal(sgp_error_describe(&f.err, text, sizeof text),
                        "An error occurred (SlowDown) when calling the ListImageVersions operation "
                        "(reached max retries: 2): message of SlowDown");
    finish(&f);
}

static void max_attempts_1_never_tries_again(void **state)
{
    static const answer answers[] = { { SGP_ERR_CONNECT, "refused" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.max_attempts = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_CONNECT);
    assert_true(f.err.retryable);
    assert_true(f.err.retries_exhausted);
    assert_int_equal(f.clock.waits, 0);
    finish(&f);
}

static void an_answer_that_is_no_page_is_an_error_and_not_tried_again(void **state)
{
    static const answer answers[] = { { 200, "<html>" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    assert_int_equal(call(&f), SGP_ERR_RESPONSE);
    assert_int_equal(f.sent, 1);
    assert_int_equal(f.err.http_status, 200);
    assert_string_equal(f.err.request_id, "id-1");
    finish(&f);
}

static void credentials_that_are_missing_or_broken_stop_the_call(void **state)
{
    fixture f;

    (void)state;
    make_ok(&f, NULL);
    f.credentials_status = SGP_NOT_CONFIGURED;
    assert_int_equal(call(&f), SGP_ERR_NO_CREDENTIALS);
    assert_non_null(strstr(f.err.message, "Unable to locate credentials"));
    f.credentials_status = SGP_ERR_CREDENTIALS;
    assert_int_equal(call(&f), SGP_ERR_CREDENTIALS);
    assert_string_equal(f.err.message, "profile x: broken");
    assert_int_equal(f.sent, 0);
    finish(&f);
}

static void the_trace_tells_all_but_secrets(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.trace.line = fake_trace;
    o.trace.self = &f;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_OK);
    assert_non_null(strstr(f.trace, "endpoint: https://api.sagemaker.us-west-2.amazonaws.com"));
    assert_non_null(strstr(f.trace, "credentials: from fake, with a session token"));
    assert_non_null(strstr(f.trace, "request: Authorization: ***"));
    assert_non_null(strstr(f.trace, "retry: attempt 1 failed (SlowDown): next one in 501 ms"));
    assert_null(strstr(f.trace, "signature-of-the-fake"));
    assert_null(strstr(f.trace, "session-token\n"));
    assert_null(strstr(f.trace, "secret"));
    finish(&f);
}

static void a_failed_constructor_owns_nothing(void **state)
{
    static const struct {
        const char *region;
        int max_attempts;
        int64_t timeout_ms;
        sgp_status expected;
    } cases[] = {
        { "", 0, 0, SGP_ERR_NO_REGION },
        { "x@evil.example:443/#", 0, 0, SGP_ERR_CONFIG },
        { "us-west-2", -1, 0, SGP_ERR_CONFIG },
        { "us-west-2", 0, -5, SGP_ERR_CONFIG },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
        fixture f;
        prepare(&f, NULL);
        o.region = cases[i].region;
        o.max_attempts = cases[i].max_attempts;
        o.call_timeout_ms = cases[i].timeout_ms;
        assert_int_equal(make(&f, &o), cases[i].expected);
        assert_null(f.client);
        assert_int_equal(f.destroyed, 0);
        assert_true(f.err.message[0] != '\0');
    }
}

static void a_missing_mandatory_function_is_named(void **state)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_http empty = SGP_HTTP_INIT;
    fixture f;

    (void)state;
    prepare(&f, NULL);
    o.http = &empty;
    assert_int_equal(make(&f, &o), SGP_ERR_USAGE);
    assert_non_null(strstr(f.err.message, "the option http is missing"));
    assert_int_equal(sgp_client_new(&f.client, NULL, NULL), SGP_ERR_USAGE);
    sgp_client_free(NULL);
}

/* All parts of a client, complete. */
typedef struct all_parts {
    sgp_http http;
    sgp_codec codec;
    sgp_signer signer;
    sgp_credentials_provider credentials;
    sgp_platform platform;
} all_parts;

static all_parts make_parts(fixture *f)
{
    static const sgp_http http = SGP_HTTP_INIT;
    static const sgp_signer signer = SGP_SIGNER_INIT;
    static const sgp_credentials_provider credentials = SGP_CREDENTIALS_PROVIDER_INIT;
    all_parts p;

    p.http = http;
    p.http.exchange = fake_exchange;
    p.codec = fake_codec();
    p.signer = signer;
    p.signer.sign = fake_sign;
    p.credentials = credentials;
    p.credentials.get = fake_get;
    p.platform = fake_platform_make(&f->clock);
    return p;
}

static sgp_status make_of_parts(fixture *f, const all_parts *p, int nonblocking)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    o.region = "us-west-2";
    o.http = &p->http;
    o.codec = &p->codec;
    o.signer = &p->signer;
    o.credentials = &p->credentials;
    o.platform = &p->platform;
    o.nonblocking = nonblocking;
    return sgp_client_new(&f->client, &o, &f->err);
}

#define SLOT(option, function)                                                                     \
    {                                                                                              \
#option, offsetof(all_parts, option.function)                                              \
    }

static void each_mandatory_function_is_missed_by_name(void **state)
{
    static const struct {
        const char *option;
        size_t at; /* of a function pointer in all_parts */
    } slots[] = {
        SLOT(http, exchange),         SLOT(codec, encode_request), SLOT(codec, decode_page),
        SLOT(codec, decode_error),    SLOT(codec, encode_token),   SLOT(codec, decode_token),
        SLOT(signer, sign),           SLOT(credentials, get),      SLOT(platform, wall_us),
        SLOT(platform, monotonic_us), SLOT(platform, random),      SLOT(platform, wait),
    };
    char expected[64];
    fixture f;

    (void)state;
    prepare(&f, NULL);
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        all_parts p = make_parts(&f);
        memset((char *)&p + slots[i].at, 0, sizeof p.http.exchange);
        assert_int_equal(make_of_parts(&f, &p, 0), SGP_ERR_USAGE);
        (void)snprintf(expected, sizeof expected, "the option %s is missing", slots[i].option);
        assert_non_null(strstr(f.err.message, expected));
        assert_null(f.client);
    }
}

static int64_t broken_clock(void *self)
{
    (void)self;
    return -1;
}

static void a_clock_that_fails_is_told(void **state)
{
    all_parts p;
    fixture f;

    (void)state;
    prepare(&f, NULL);
    p = make_parts(&f);
    p.http.self = p.signer.self = p.credentials.self = &f;
    p.platform.wall_us = broken_clock;
    assert_int_equal(make_of_parts(&f, &p, 0), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_string_equal(f.err.message, "the platform's wall clock failed");
    sgp_client_free(f.client);
    p.platform.monotonic_us = broken_clock;
    assert_int_equal(make_of_parts(&f, &p, 0), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_string_equal(f.err.message, "the platform's monotonic clock failed");
    assert_int_equal(f.sent, 0);
    finish(&f);
}

static void a_client_that_never_waits_needs_no_wait(void **state)
{
    all_parts p;
    fixture f;

    (void)state;
    prepare(&f, NULL);
    p = make_parts(&f);
    p.platform.wait = NULL;
    assert_int_equal(make_of_parts(&f, &p, 1), SGP_OK);
    finish(&f);
}

static void a_retry_mode_that_is_none_is_refused(void **state)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, NULL);
    o.retry_mode = (sgp_retry_mode)(SGP_RETRY_LEGACY + 1);
    assert_int_equal(make(&f, &o), SGP_ERR_USAGE);
    o.retry_mode = (sgp_retry_mode)-1;
    assert_int_equal(make(&f, &o), SGP_ERR_USAGE);
}

/* --- credentials alone ------------------------------------------------------------------------ */

static void credentials_are_given_without_a_request(void **state)
{
    sgp_credentials out;
    fixture f;

    (void)state;
    sgp_credentials_init(&out, NULL);
    make_ok(&f, NULL);
    assert_int_equal(sgp_client_get_credentials(f.client, &out, &f.err), SGP_OK);
    assert_string_equal(out.access_key_id.ptr, "AKIDEXAMPLE");
    assert_string_equal(out.session_token.ptr, "session-token");
    assert_int_equal(f.sent, 0);
    f.credentials_status = SGP_NOT_CONFIGURED;
    assert_int_equal(sgp_client_get_credentials(f.client, &out, NULL), SGP_ERR_NO_CREDENTIALS);
    f.credentials_status = SGP_ERR_CREDENTIALS;
    assert_int_equal(sgp_client_get_credentials(f.client, &out, &f.err), SGP_ERR_CREDENTIALS);
    assert_string_equal(f.err.message, "profile x: broken");
    assert_int_equal(sgp_client_get_credentials(NULL, &out, &f.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_client_get_credentials(f.client, NULL, &f.err), SGP_ERR_USAGE);
    finish(&f);
    sgp_credentials_deinit(&out);
}

static void credentials_and_a_call_wait_for_each_other(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_credentials out;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    sgp_credentials_init(&out, NULL);
    f.credentials_again = 1;
    assert_int_equal(sgp_client_get_credentials(f.client, &out, &f.err), SGP_AGAIN);
    assert_int_equal(call(&f), SGP_ERR_USAGE);
    assert_int_equal(sgp_client_get_credentials(f.client, &out, &f.err), SGP_OK);
    f.waiting = 1;
    assert_int_equal(call(&f), SGP_AGAIN);
    assert_int_equal(sgp_client_get_credentials(f.client, &out, &f.err), SGP_ERR_USAGE);
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
    sgp_credentials_deinit(&out);
}

/* --- arguments -------------------------------------------------------------------------------- */

static void missing_arguments_are_a_mistake_of_the_caller(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fixture f;

    (void)state;
    make_ok(&f, NULL);
    request.image_name = "img";
    assert_int_equal(sgp_client_list_image_versions(NULL, &request, &f.page, &f.err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_client_list_image_versions(f.client, NULL, &f.page, &f.err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, NULL, NULL), SGP_ERR_USAGE);
    request.size = 0; /* not made with the INIT */
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page, &f.err),
                     SGP_ERR_USAGE);
    assert_string_equal(f.err.message, "request: start from SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT");
    assert_int_equal(f.sent, 0);
    sgp_client_cancel(NULL);
    finish(&f);
}

/* A caller compiled against an older header has a shorter struct: what it lacks counts as not
 * set. */
static void a_shorter_request_is_read_no_further_than_its_size(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fixture f;

    (void)state;
    make_ok(&f, answers);
    request.image_name = "img";
    request.max_results = sgp_opt(-1); /* would be refused */
    request.size = offsetof(sgp_list_image_versions_request, max_results);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page, &f.err), SGP_OK);
    finish(&f);
}

static void every_allocation_may_fail(void **state)
{
    static const answer answers[] = { { 200, "5" }, { 200, "5" } };
    sgp_status status = SGP_ERR_MEMORY;
    int n;

    (void)state;
    for (n = 0; status != SGP_OK; n++) {
        sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
        fail_alloc memory;
        fixture f;
        fail_alloc_init(&memory, n);
        prepare(&f, answers);
        sgp_page_init(&f.page, &memory.api);
        o.allocator = &memory.api;
        status = make(&f, &o);
        if (status == SGP_OK) {
            status = call(&f);
            memory.fail_at = -1;
            assert_int_equal(call(&f), SGP_OK); /* usable again once there is memory */
            sgp_client_free(f.client);
        }
        sgp_page_deinit(&f.page);
        assert_true(status == SGP_OK || status == SGP_ERR_MEMORY);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
        assert_int_equal(memory.wrong_size, 0);
    }
    assert_true(n > 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_call_encodes_signs_sends_and_decodes),
        cmocka_unit_test(the_path_of_a_custom_endpoint_is_kept),
        cmocka_unit_test(a_bad_request_is_refused_before_anything_happens),
        cmocka_unit_test(service_errors_keep_code_message_and_status),
        cmocka_unit_test(a_redirect_is_an_error),
        cmocka_unit_test(transient_failures_are_tried_again_after_a_wait),
        cmocka_unit_test(the_last_attempt_says_that_it_was_the_last),
        cmocka_unit_test(max_attempts_1_never_tries_again),
        cmocka_unit_test(an_answer_that_is_no_page_is_an_error_and_not_tried_again),
        cmocka_unit_test(credentials_that_are_missing_or_broken_stop_the_call),
        cmocka_unit_test(the_trace_tells_all_but_secrets),
        cmocka_unit_test(a_failed_constructor_owns_nothing),
        cmocka_unit_test(a_missing_mandatory_function_is_named),
        cmocka_unit_test(each_mandatory_function_is_missed_by_name),
        cmocka_unit_test(a_clock_that_fails_is_told),
        cmocka_unit_test(a_client_that_never_waits_needs_no_wait),
        cmocka_unit_test(a_retry_mode_that_is_none_is_refused),
        cmocka_unit_test(credentials_are_given_without_a_request),
        cmocka_unit_test(credentials_and_a_call_wait_for_each_other),
        cmocka_unit_test(missing_arguments_are_a_mistake_of_the_caller),
        cmocka_unit_test(a_shorter_request_is_read_no_further_than_its_size),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
