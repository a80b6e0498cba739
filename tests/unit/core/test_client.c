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
    assert_int_equal(f.page.api.count, 3);
    assert_str(f.page.api.request_id, "id-1");
    assert_string_equal(f.target, "POST https://api.sagemaker.us-west-2.amazonaws.com/");
    /* The AWS CLI's order: Accept-Encoding, the protocol's, User-Agent, the signature; then the
     * attempt, where botocore has it. */
    assert_string_equal(f.headers, "Accept-Encoding: identity\nX-Amz-Target: Fake.Call\n"
                                   "User-Agent: sagepager/0.1.0\n"
                                   "Authorization: signature-of-the-fake\n"
                                   "amz-sdk-invocation-id: 80808080-8080-4080-8080-808080808081\n"
                                   "amz-sdk-request: attempt=1; max=3\n");
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
    o.omit_retry_headers = 1;
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
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page.api, NULL),
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
    assert_int_equal(f.page.api.count, 0);
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
    assert_int_equal(f.signed_count, 3); /* each attempt has its own signature */
    /* rand = 0x80808080 / 2^32: 0.50196... s, then twice that */
    assert_int_equal(f.clock.waited_us, 501960 + 2 * 25098); /* 1 s, 2 * 50 ms */
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
    assert_non_null(strstr(sgp_error_message(&f.err), "Unable to locate credentials"));
    f.credentials_status = SGP_ERR_CREDENTIALS;
    assert_int_equal(call(&f), SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&f.err), "profile x: broken");
    assert_int_equal(f.sent, 0);
    finish(&f);
}

static void the_trace_shows_no_query(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_trace trace = SGP_TRACE_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    trace.line = fake_trace;
    trace.self = &f;
    o.trace = &trace;
    o.endpoint_url = "https://h/p?hunter2";
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_OK);
    assert_non_null(strstr(f.trace, "endpoint: https://h/p?..., signed for"));
    assert_non_null(strstr(f.trace, "request: attempt 1: POST https://h/p?...\n"));
    assert_null(strstr(f.trace, "hunter2"));
    finish(&f);
}

static void the_trace_tells_all_but_secrets(void **state)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_trace trace = SGP_TRACE_INIT;
    fixture f;

    (void)state;
    prepare(&f, answers);
    trace.line = fake_trace;
    trace.self = &f;
    o.trace = &trace;
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
        assert_true(sgp_error_message(&f.err)[0] != '\0');
    }
}

/* --- parts and options ------------------------------------------------------------------------ */

static void assert_refused(fixture *f, const sgp_client_options *o, const char *expected)
{
    sgp_error_reset(&f->err);
    assert_int_equal(sgp_client_new(&f->client, o, &f->err), SGP_ERR_USAGE);
    if (!strstr(sgp_error_message(&f->err), expected))
        fail_msg("'%s' is not in '%s'", expected, sgp_error_message(&f->err));
    assert_null(f->client);
    assert_int_equal(f->destroyed, 0);
}

/* Options with every part. The codec's type is the caller's, so that it can be changed. */
static sgp_client_options all_parts(fixture *f, sgp_codec *codec, sgp_codec_type *type)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    prepare(f, NULL);
    *type = *fake_codec()->type;
    codec->type = type;
    o.region = "us-west-2";
    o.http = &f->http.base;
    o.codec = codec;
    o.signer = &f->signer.base;
    o.credentials = &f->provider.base;
    o.platform = &f->clock.base;
    return o;
}

enum { HTTP, CODEC, SIGNER, CREDENTIALS, PLATFORM };

static const char *const part_names[] = { "http", "codec", "signer", "credentials", "platform" };

typedef struct slot_case {
    int part;
    const char *slot;
    size_t offset; /* in the type table */
} slot_case;

#define SLOT(part, type, slot)                                                                     \
    {                                                                                              \
        part, #slot, offsetof(type, slot)                                                          \
    }

static const slot_case mandatory_slots[] = {
    SLOT(HTTP, sgp_http_type, exchange),
    SLOT(CODEC, sgp_codec_type, encode_list_image_versions),
    SLOT(CODEC, sgp_codec_type, decode_list_image_versions),
    SLOT(CODEC, sgp_codec_type, decode_error),
    SLOT(CODEC, sgp_codec_type, encode_token),
    SLOT(CODEC, sgp_codec_type, decode_token),
    SLOT(SIGNER, sgp_signer_type, sign),
    SLOT(CREDENTIALS, sgp_credentials_provider_type, get),
    SLOT(PLATFORM, sgp_platform_type, wall_us),
    SLOT(PLATFORM, sgp_platform_type, monotonic_us),
    SLOT(PLATFORM, sgp_platform_type, random),
    SLOT(PLATFORM, sgp_platform_type, wait),
};

static void assert_slot_is_mandatory(const slot_case *c)
{
    sgp_codec codec;
    sgp_codec_type codec_type;
    fixture f;
    sgp_client_options o = all_parts(&f, &codec, &codec_type);
    void *types[] = { &f.http.type, &codec_type, &f.signer.type, &f.provider.type, &f.clock.type };
    char *type = types[c->part];
    char part[64], slot[64];

    (void)snprintf(part, sizeof part, "sgp_client_new: %s (", part_names[c->part]);
    (void)snprintf(slot, sizeof slot, ") lacks the mandatory slot %s", c->slot);
    memset(type + c->offset, 0, sizeof(void (*)(void)));
    assert_refused(&f, &o, part);
    assert_refused(&f, &o, slot);
    memcpy(type, &c->offset, sizeof c->offset); /* the size: the table ends before the slot */
    assert_refused(&f, &o, slot);
}

static void each_mandatory_slot_is_named_if_it_is_missing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mandatory_slots / sizeof *mandatory_slots; i++)
        assert_slot_is_mandatory(&mandatory_slots[i]);
}

static void each_missing_part_is_named(void **state)
{
    sgp_codec codec;
    sgp_codec_type type;
    fixture f;
    sgp_client_options all = all_parts(&f, &codec, &type), o;

    (void)state;
    assert_refused(&f, NULL, "sgp_client_new: options is NULL");
    o = all;
    o.http = NULL;
    assert_refused(&f, &o, "sgp_client_new: http is NULL");
    o = all;
    o.codec = NULL;
    assert_refused(&f, &o, "codec is NULL");
    o = all;
    o.signer = NULL;
    assert_refused(&f, &o, "signer is NULL");
    o = all;
    o.credentials = NULL;
    assert_refused(&f, &o, "credentials is NULL");
    o = all;
    o.platform = NULL;
    assert_refused(&f, &o, "platform is NULL");
    assert_int_equal(sgp_client_new(NULL, &all, &f.err), SGP_ERR_USAGE);
    sgp_client_free(NULL);
}

static void a_part_without_a_type_table_is_refused(void **state)
{
    sgp_codec codec;
    sgp_codec_type type;
    fixture f;
    sgp_client_options o = all_parts(&f, &codec, &type);

    (void)state;
    f.http.type.size = 0;
    assert_refused(&f, &o, "http has no type table");
    f.http.base.type = NULL;
    assert_refused(&f, &o, "http has no type table");
}

static void an_allocator_without_functions_is_refused(void **state)
{
    sgp_allocator allocator = SGP_ALLOCATOR_INIT;
    sgp_codec codec;
    sgp_codec_type type;
    fixture f;
    sgp_client_options o = all_parts(&f, &codec, &type);

    (void)state;
    o.allocator = &allocator;
    assert_refused(&f, &o, "allocator");
}

/* An older program has shorter structs, a newer one longer structs. */
static void options_of_other_versions_are_accepted_if_they_are_understood(void **state)
{
    struct {
        sgp_client_options options;
        int64_t future; /* docs/abi.md: as wide as the strictest member */
    } longer;
    sgp_codec codec;
    sgp_codec_type type;
    fixture f;

    (void)state;
    longer.options = all_parts(&f, &codec, &type);
    longer.options.size = sizeof longer;
    longer.future = 0;
    assert_int_equal(sgp_client_new(&f.client, &longer.options, &f.err), SGP_OK);
    finish(&f);

    longer.options = all_parts(&f, &codec, &type);
    longer.options.size = sizeof longer;
    longer.future = 1;
    assert_refused(&f, &longer.options, "options sets a member that this version");

    longer.options.call_timeout_ms = -1; /* not read: an older program does not have it */
    longer.options.size = offsetof(sgp_client_options, call_timeout_ms);
    assert_int_equal(sgp_client_new(&f.client, &longer.options, &f.err), SGP_OK);
    finish(&f);

    longer.options = all_parts(&f, &codec, &type);
    longer.options.size = 0;
    assert_refused(&f, &longer.options, "the size of options is 0");
    longer.options.size = 1;
    assert_refused(&f, &longer.options, "the size of options is 1");
    longer.options.size = 1000000;
    assert_refused(&f, &longer.options, "the size of options is 1000000");
}

static int64_t broken_clock(sgp_platform *platform)
{
    (void)platform;
    return -1;
}

static void a_clock_that_fails_is_reported(void **state)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, NULL);
    f.clock.type.wall_us = broken_clock;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_string_equal(sgp_error_message(&f.err), "the platform's wall clock failed");
    sgp_client_free(f.client);
    f.clock.type.monotonic_us = broken_clock;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_PLATFORM);
    assert_string_equal(sgp_error_message(&f.err), "the platform's monotonic clock failed");
    assert_int_equal(f.sent, 0);
    finish(&f);
}

static void a_client_that_never_waits_needs_no_wait(void **state)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, NULL);
    f.clock.type.wait = NULL;
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    finish(&f);
}

static void an_anonymous_signer_needs_no_credentials(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_codec codec;
    sgp_codec_type type;
    sgp__credentials credentials;
    fixture f;
    sgp_client_options o = all_parts(&f, &codec, &type);

    (void)state;
    sgp__credentials_init(&credentials, NULL);
    f.answers = answers;
    f.signer.type.is_anonymous = 1;
    o.credentials = NULL;
    assert_int_equal(sgp_client_new(&f.client, &o, &f.err), SGP_OK);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.asked_credentials, 0);
    assert_int_equal(sgp_client_get_credentials(f.client, &credentials.api, &f.err),
                     SGP_ERR_NO_CREDENTIALS);
    finish(&f);
    assert_int_equal(f.destroyed, 2);
    sgp__credentials_deinit(&credentials);
}

static void an_unknown_retry_mode_is_refused(void **state)
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

/* amz-sdk-request of the second attempt, after a response of 12:26:40. */
static void assert_second_attempt(fixture *f, const char *expected)
{
    static const answer answers[] = { { 503, "SlowDown" }, { 200, "1" } };
    static const char *const dates[] = { "Sun, 13 Sep 2020 12:26:40 GMT", NULL };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    f->answers = answers;
    f->dates = dates;
    assert_int_equal(make(f, &o), SGP_OK);
    assert_int_equal(call(f), SGP_OK);
    assert_non_null(strstr(f->headers, expected));
    finish(f);
}

static void the_ttl_is_the_read_timeout_of_the_http(void **state)
{
    fixture f;

    (void)state;
    prepare(&f, NULL);
    f.read_timeout_ms = 5000;
    assert_second_attempt(&f, "amz-sdk-request: ttl=20200913T122645Z; attempt=2; max=3\n");
    prepare(&f, NULL);
    f.read_timeout_ms = -1;
    assert_second_attempt(&f, "amz-sdk-request: attempt=2; max=3\n");
    prepare(&f, NULL);
    f.http.type.read_timeout_ms = NULL;
    assert_second_attempt(&f, "amz-sdk-request: ttl=20200913T122740Z; attempt=2; max=3\n");
    prepare(&f, NULL);
    f.http.type.size = offsetof(sgp_http_type, read_timeout_ms);
    assert_second_attempt(&f, "amz-sdk-request: ttl=20200913T122740Z; attempt=2; max=3\n");
}

/* --- credentials alone ------------------------------------------------------------------------ */

static void credentials_are_given_without_a_request(void **state)
{
    sgp__credentials out;
    fixture f;

    (void)state;
    sgp__credentials_init(&out, NULL);
    make_ok(&f, NULL);
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, &f.err), SGP_OK);
    assert_string_equal(out.api.access_key_id.ptr, "AKIDEXAMPLE");
    assert_string_equal(out.api.session_token.ptr, "session-token");
    assert_int_equal(f.sent, 0);
    f.credentials_status = SGP_NOT_CONFIGURED;
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, NULL), SGP_ERR_NO_CREDENTIALS);
    f.credentials_status = SGP_ERR_CREDENTIALS;
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, &f.err), SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&f.err), "profile x: broken");
    assert_int_equal(sgp_client_get_credentials(NULL, &out.api, &f.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_client_get_credentials(f.client, NULL, &f.err), SGP_ERR_USAGE);
    finish(&f);
    sgp__credentials_deinit(&out);
}

static void a_provider_that_never_answers_times_out(void **state)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp__credentials out;
    fixture f;

    (void)state;
    sgp__credentials_init(&out, NULL);
    prepare(&f, NULL);
    o.call_timeout_ms = 50;
    assert_int_equal(make(&f, &o), SGP_OK);
    f.credentials_again = 1000000;
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, &f.err), SGP_ERR_TIMEOUT);
    assert_int_equal(f.provider_resets, 1);
    finish(&f);
    sgp__credentials_deinit(&out);
}

static void count_invalidate(sgp_credentials_provider *provider)
{
    ((fixture_provider *)provider)->f->invalidated++;
}

/* Once a call, without waiting and without counting as a retry. */
static void expired_credentials_are_fetched_again_once(void **state)
{
    static const answer answers[] = { { 400, "ExpiredToken" },
                                      { 200, "1" },
                                      { 400, "ExpiredTokenException" },
                                      { 400, "ExpiredTokenException" } };
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.provider.type.invalidate = count_invalidate;
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.invalidated, 1);
    assert_int_equal(f.asked_credentials, 2);
    assert_int_equal(f.clock.waits, 0);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.invalidated, 2);
    assert_int_equal(f.sent, 4);
    finish(&f);
}

static void credentials_and_a_call_wait_for_each_other(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp__credentials out;
    fixture f;

    (void)state;
    prepare(&f, answers);
    o.nonblocking = 1;
    assert_int_equal(make(&f, &o), SGP_OK);
    sgp__credentials_init(&out, NULL);
    f.credentials_again = 1;
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, &f.err), SGP_AGAIN);
    assert_int_equal(call(&f), SGP_ERR_USAGE);
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, &f.err), SGP_OK);
    f.waiting = 1;
    assert_int_equal(call(&f), SGP_AGAIN);
    assert_int_equal(sgp_client_get_credentials(f.client, &out.api, &f.err), SGP_ERR_USAGE);
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
    sgp__credentials_deinit(&out);
}

/* --- arguments -------------------------------------------------------------------------------- */

static void missing_arguments_are_a_mistake_of_the_caller(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fixture f;

    (void)state;
    make_ok(&f, NULL);
    request.image_name = "img";
    assert_int_equal(sgp_client_list_image_versions(NULL, &request, &f.page.api, &f.err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_client_list_image_versions(f.client, NULL, &f.page.api, &f.err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, NULL, NULL), SGP_ERR_USAGE);
    request.size = 0; /* not made with the INIT */
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page.api, &f.err),
                     SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&f.err), "the size of request is 0"));
    assert_int_equal(f.sent, 0);
    sgp_client_cancel(NULL);
    finish(&f);
}

/* A caller compiled against an older header has a shorter struct: what it lacks counts as not set.
 * */
static void a_shorter_request_is_read_no_further_than_its_size(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fixture f;

    (void)state;
    make_ok(&f, answers);
    request.image_name = "img";
    request.max_results = sgp_opt_int_of(-1); /* would be refused */
    request.size = offsetof(sgp_list_image_versions_request, max_results);
    assert_int_equal(sgp_client_list_image_versions(f.client, &request, &f.page.api, &f.err),
                     SGP_OK);
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
        sgp__page_init(&f.page, &memory.api);
        o.allocator = &memory.api;
        status = make(&f, &o);
        if (status == SGP_OK) {
            status = call(&f);
            memory.fail_at = -1;
            assert_int_equal(call(&f), SGP_OK); /* usable again once there is memory */
            sgp_client_free(f.client);
        }
        sgp__page_deinit(&f.page);
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
        cmocka_unit_test(the_trace_shows_no_query),
        cmocka_unit_test(a_failed_constructor_owns_nothing),
        cmocka_unit_test(each_mandatory_slot_is_named_if_it_is_missing),
        cmocka_unit_test(each_missing_part_is_named),
        cmocka_unit_test(a_part_without_a_type_table_is_refused),
        cmocka_unit_test(an_allocator_without_functions_is_refused),
        cmocka_unit_test(options_of_other_versions_are_accepted_if_they_are_understood),
        cmocka_unit_test(a_clock_that_fails_is_reported),
        cmocka_unit_test(a_client_that_never_waits_needs_no_wait),
        cmocka_unit_test(an_anonymous_signer_needs_no_credentials),
        cmocka_unit_test(an_unknown_retry_mode_is_refused),
        cmocka_unit_test(the_ttl_is_the_read_timeout_of_the_http),
        cmocka_unit_test(credentials_are_given_without_a_request),
        cmocka_unit_test(a_provider_that_never_answers_times_out),
        cmocka_unit_test(expired_credentials_are_fetched_again_once),
        cmocka_unit_test(credentials_and_a_call_wait_for_each_other),
        cmocka_unit_test(missing_arguments_are_a_mistake_of_the_caller),
        cmocka_unit_test(a_shorter_request_is_read_no_further_than_its_size),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
