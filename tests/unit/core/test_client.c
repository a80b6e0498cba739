/*
 * One call through the client's states, with every part faked.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_platform.h"
#include "fake_source.h"

/* One answer of the scripted HTTP: a response, or a failure when status is negative. */
typedef struct answer {
    int status;
    const char *body;
} answer;

typedef struct fixture {
    fake_platform clock;
    const answer *answers;
    size_t sent; /* exchanges begun */
    int again;   /* SGP_AGAIN before each answer */
    int waiting;
    int resets, provider_resets, destroyed, signed_count, asked_credentials;
    int credentials_again;
    int no_random; /* the platform's random function fails */
    sgp_status credentials_status;
    int64_t signed_at_us;
    char target[128]; /* of the last request */
    char headers[512];
    sgp_client *client;
    sgp_error err;
    sgp_list_image_versions_request request;
    sgp_page page;
    char trace[4096];
} fixture;

/* --- the fake parts --------------------------------------------------------------------------- */

static sgp_status fake_exchange(void *self, const sgp_http_request *request,
                                sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    fixture *f = self;
    const answer *a = &f->answers[f->sent];
    char host[300];

    assert_true(deadline.at_us > f->clock.monotonic_us);
    if (f->waiting > 0) return f->waiting--, SGP_AGAIN;
    f->waiting = f->again;
    f->sent++;
    (void)snprintf(f->target, sizeof f->target, "%s %s://%s%s", request->method.ptr,
                   request->is_tls ? "https" : "http",
                   sgp_http_request_host(request, host, sizeof host), request->path.ptr);
    f->headers[0] = '\0';
    for (size_t i = 0; i < request->header_count; i++)
        (void)snprintf(f->headers + strlen(f->headers), sizeof f->headers - strlen(f->headers),
                       "%s: %s\n", request->headers[i].name.ptr, request->headers[i].value.ptr);
    if (a->status < 0) return sgp_error_set(err, (sgp_status)a->status, "%s", a->body);
    if (sgp_http_response_begin(response, a->status, sgp_str_from(""), err) != SGP_OK ||
        sgp_http_response_header(response, sgp_str_from("X-Amzn-RequestId"), sgp_str_from("id-1"),
                                 err) != SGP_OK)
        return err->status;
    return sgp_http_response_body(response, a->body, strlen(a->body), err);
}

static void fake_reset(void *self)
{
    ((fixture *)self)->resets++;
}

static void fake_provider_reset(void *self)
{
    ((fixture *)self)->provider_resets++;
}

static void fake_destroy(void *self)
{
    ((fixture *)self)->destroyed++;
}

static sgp_status fake_sign(void *self, sgp_http_request *request,
                            const sgp_credentials *credentials, const sgp_signing_scope *scope,
                            int64_t now_us, sgp_error *err)
{
    fixture *f = self;

    f->signed_count++;
    f->signed_at_us = now_us;
    assert_string_equal(scope->service, "sagemaker");
    assert_string_equal(credentials->access_key_id.ptr, "AKIDEXAMPLE");
    return sgp_http_request_add(request, "Authorization", sgp_str_from("signature-of-the-fake"),
                                err);
}

static sgp_status fake_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                           sgp_error *err)
{
    fixture *f = self;

    (void)now_us;
    (void)deadline;
    f->asked_credentials++;
    if (f->credentials_again > 0) return f->credentials_again--, SGP_AGAIN;
    if (f->credentials_status == SGP_NOT_CONFIGURED) return SGP_NOT_CONFIGURED;
    if (f->credentials_status < 0)
        return sgp_error_set(err, f->credentials_status, "profile x: broken");
    return sgp_credentials_set(out, sgp_str_from("AKIDEXAMPLE"), sgp_str_from("secret"),
                               sgp_str_from("session-token"), "fake", err);
}

static sgp_status no_random(void *self, void *bytes, size_t len)
{
    (void)self;
    (void)bytes;
    (void)len;
    return SGP_ERR_PLATFORM;
}

static void fake_trace(void *self, const char *topic, const char *text, size_t len)
{
    fixture *f = self;
    size_t used = strlen(f->trace);

    (void)snprintf(f->trace + used, sizeof f->trace - used, "%s: %.*s\n", topic, (int)len, text);
}

/* --- the fixture ------------------------------------------------------------------------------ */

static void prepare(fixture *f, const answer *answers)
{
    memset(f, 0, sizeof *f);
    f->answers = answers;
    f->clock.wall_us = 1600000000000000;
    f->clock.monotonic_us = 5000000;
    f->clock.random_byte = 0x80; /* a draw of about 1/2 */
    sgp_page_init(&f->page, NULL);
}

static sgp_status make(fixture *f, const sgp_client_options *wanted)
{
    sgp_client_options own = *wanted;
    sgp_http http = SGP_HTTP_INIT;
    sgp_signer signer = SGP_SIGNER_INIT;
    sgp_credentials_provider provider = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_codec codec = fake_codec();
    sgp_platform platform = fake_platform_make(&f->clock);

    http.self = signer.self = provider.self = f;
    http.exchange = fake_exchange;
    http.reset = fake_reset;
    http.destroy = signer.destroy = provider.destroy = fake_destroy;
    signer.sign = fake_sign;
    provider.get = fake_get;
    provider.reset = fake_provider_reset;
    if (!own.http) own.http = &http;
    own.signer = &signer;
    own.credentials = &provider;
    own.codec = &codec;
    if (f->no_random) platform.random = no_random;
    own.platform = &platform;
    if (!own.region) own.region = "us-west-2";
    return sgp_client_new(&f->client, &own, &f->err);
}

static void make_ok(fixture *f, const answer *answers)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    prepare(f, answers);
    assert_int_equal(make(f, &o), SGP_OK);
}

/* The same request again and again: what answers SGP_AGAIN is repeated with the same arguments. */
static sgp_status call(fixture *f)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    f->request = init;
    f->request.image_name = "img";
    return sgp_client_list_image_versions(f->client, &f->request, &f->page, &f->err);
}

static void finish(fixture *f)
{
    sgp_client_free(f->client);
    sgp_page_deinit(&f->page);
}

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
    /* The AWS CLI's order: Accept-Encoding, the protocol's, User-Agent, the signature. */
    assert_string_equal(f.headers, "Accept-Encoding: identity\nX-Amz-Target: Fake.Call\n"
                                   "User-Agent: sagepager/0.1.0\n"
                                   "Authorization: signature-of-the-fake\n");
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
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_string_equal(sgp_client_endpoint_url(f.client), "http://localhost:81/x");
    assert_int_equal(call(&f), SGP_OK);
    assert_string_equal(f.target, "POST http://localhost:81/x");
    assert_non_null(strstr(f.headers, "User-Agent: mine/1\n"));
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

static void blocking_calls_wait_in_drive(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.again = f.waiting = 3;
    f.credentials_again = 2;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.clock.waits, 5);
    finish(&f);
}

static void a_failing_wait_ends_the_call(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.waiting = 1;
    f.clock.fail_wait = 1;
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_int_equal(f.resets, 1); /* the exchange is not left under way */
    f.clock.fail_wait = 0;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.signed_count, 2); /* another call is another request */
    finish(&f);
}

static void nonblocking_calls_say_again_and_what_they_want(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_wants wants;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.waiting = 1;
    assert_int_equal(call(&f), SGP_AGAIN); /* the exchange */
    sgp_client_wants(f.client, &wants);
    assert_int_equal(wants.fd, -1);
    assert_true(wants.at_us > f.clock.monotonic_us);
    assert_true(wants.at_us <= f.clock.monotonic_us + 10000); /* nothing named: polled */
    assert_int_equal(call(&f), SGP_AGAIN);                    /* the wait before the retry */
    sgp_client_wants(f.client, &wants);
    assert_int_equal(wants.at_us, f.clock.monotonic_us + 501960);
    assert_int_equal(call(&f), SGP_AGAIN); /* too early */
    fake_platform_pass(&f.clock, 501960);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.clock.waits, 0);
    finish(&f);
}

static void one_deadline_covers_attempts_and_waits(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 503, "SlowDown" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.call_timeout_ms = 1200; /* the waits are 0.5 s and 1 s */
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_TIMEOUT);
    assert_string_equal(f.err.message, "the call did not end within call_timeout_ms = 1200");
    assert_int_equal(f.sent, 2);
    assert_int_equal(f.clock.waited_us, 1200000); /* not a moment longer */
    assert_int_equal(f.err.attempts, 2);
    assert_true(f.err.retryable);
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
}

static void a_stuck_exchange_is_reset_at_the_deadline(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.call_timeout_ms = 50;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.waiting = 1000000;
    assert_int_equal(call(&f), SGP_ERR_TIMEOUT);
    assert_int_equal(f.resets, 1);
    f.waiting = 0;
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
}

static void a_call_under_way_is_not_mixed_up_with_another(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_list_image_versions_request other = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_page page;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.waiting = 1;
    request.image_name = "img";
    other.image_name = "other";
    sgp_page_init(&page, NULL);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page, &f.err),
                     SGP_AGAIN);
    assert_int_equal(sgp_client_list_image_versions(f.client, &other, &page, &f.err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page, &f.err), SGP_OK);
    assert_int_equal(f.page.count, 3);
    sgp_page_deinit(&page);
    finish(&f);
}

static void a_failing_platform_ends_the_call(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 503, "SlowDown" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    f.no_random = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_int_equal(f.err.status, SGP_ERR_PLATFORM);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);

    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_AGAIN); /* waits for the second attempt */
    f.clock.monotonic_us = -1;
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);
}

static void credentials_that_fail_later_tell_how_often_was_asked(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_AGAIN);
    f.credentials_status = SGP_ERR_CREDENTIALS;
    fake_platform_pass(&f.clock, 1000000);
    assert_int_equal(call(&f), SGP_ERR_CREDENTIALS);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);
}

static void cancel_at_any_wait_leaves_a_usable_client(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    (void)state;
    o.nonblocking = 1;
    for (int stop_after = 0; stop_after < 6; stop_after++) {
        sgp_status status = SGP_AGAIN;
        fixture f;
        prepare(&f, answers);
        assert_int_equal(make(&f, &o), SGP_OK);
        f.credentials_again = 1;
        f.again = f.waiting = 1;
        for (int i = 0; i <= stop_after && status == SGP_AGAIN; i++) {
            status = call(&f);
            fake_platform_pass(&f.clock, 300000);
        }
        sgp_client_cancel(f.client);
        assert_int_equal(f.provider_resets, stop_after == 0);
        while ((status = call(&f)) == SGP_AGAIN)
            fake_platform_pass(&f.clock, 300000);
        assert_int_equal(status, SGP_OK);
        assert_int_equal(f.page.count, 1);
        finish(&f);
    }
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
        cmocka_unit_test(blocking_calls_wait_in_drive),
        cmocka_unit_test(a_failing_wait_ends_the_call),
        cmocka_unit_test(nonblocking_calls_say_again_and_what_they_want),
        cmocka_unit_test(one_deadline_covers_attempts_and_waits),
        cmocka_unit_test(a_stuck_exchange_is_reset_at_the_deadline),
        cmocka_unit_test(a_call_under_way_is_not_mixed_up_with_another),
        cmocka_unit_test(a_failing_platform_ends_the_call),
        cmocka_unit_test(credentials_that_fail_later_tell_how_often_was_asked),
        cmocka_unit_test(cancel_at_any_wait_leaves_a_usable_client),
        cmocka_unit_test(the_trace_tells_all_but_secrets),
        cmocka_unit_test(a_failed_constructor_owns_nothing),
        cmocka_unit_test(a_missing_mandatory_function_is_named),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
