/*
 * Tests of src/auth/sigv4_signer.c: the headers, the cached key, the trace, and every failure.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "counting_crypto.h"
#include "sgp_credentials.h"
#include "fail_alloc.h"
#include "sgp_http_message.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define NOW_US INT64_C(1767323045999999) /* 2026-01-02T03:04:05.999999Z */
#define ONE_DAY_US INT64_C(86400000000)
#define SIGNATURE "888d3b76dd053e8f0c8716194557b890b5b12789470d9b7b9d71f31bbef33e51"
#define SIGNATURE_WITH_TOKEN "831be6383e5f5c236ee2bf58cb495d7fa8f607eef823a7853a987a01749b8db1"

static const sgp_signing_scope our_scope = { sizeof(sgp_signing_scope), "us-east-1", "sagemaker" };

typedef struct fixture {
    counting_crypto crypto;
    fail_alloc memory;
    sgp_signer *signer;
    sgp__http_request request;
    sgp__credentials credentials;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

static void add(sgp_http_request *request, const char *name, const char *value)
{
    assert_int_equal(sgp_http_request_add_header(request, name, sgp_str_from(value), NULL), SGP_OK);
}

static void fill_request(sgp_http_request *request)
{
    sgp_http_request_reset(request);
    request->method = sgp_str_from("POST");
    request->is_tls = 1;
    request->host = sgp_str_from("api.sagemaker.us-east-1.amazonaws.com");
    request->port = 443;
    request->path = sgp_str_from("/");
    request->body = sgp_str_from("{\"ImageName\": \"my-image\", \"MaxResults\": 2}");
    add(request, "X-Amz-Target", "SageMaker.ListImageVersions");
    add(request, "Content-Type", "application/x-amz-json-1.1");
    add(request, "User-Agent", "sagepager/0");
    add(request, "Accept-Encoding", "identity");
}

static void set_credentials(fixture *f, const char *id, const char *secret, const char *token)
{
    assert_int_equal(sgp_credentials_set(&f->credentials.api, sgp_str_from(id),
                                         sgp_str_from(secret), sgp_str_from(token), "test", NULL),
                     SGP_OK);
}

/* Only the signer uses the counted memory. */
static void fixture_init(fixture *f, const sgp_trace *trace)
{
    memset(f, 0, sizeof *f);
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    counting_crypto_init(&f->crypto, -1);
    fail_alloc_init(&f->memory, -1);
    sgp__http_request_init(&f->request, NULL);
    fill_request(&f->request.api);
    sgp__credentials_init(&f->credentials, NULL);
    set_credentials(f, "AKIDEXAMPLE", SECRET, NULL);
    assert_int_equal(sgp_sigv4_new(&f->signer, &f->crypto.base, trace, &f->memory.api, &f->err),
                     SGP_OK);
}

static void fixture_deinit(fixture *f)
{
    f->signer->type->destroy(f->signer);
    sgp__http_request_deinit(&f->request);
    sgp__credentials_deinit(&f->credentials);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.unwiped, 0);
    assert_int_equal(f->memory.wrong_size, 0);
    assert_int_equal(f->crypto.open, 0);
    assert_int_equal(f->crypto.misaligned, 0);
}

static sgp_status sign_at(fixture *f, const sgp_signing_scope *scope, int64_t now_us)
{
    sgp_error_reset(&f->err);
    return f->signer->type->sign(f->signer, &f->request.api, &f->credentials.api, scope, now_us,
                                 &f->err);
}

static sgp_status sign(fixture *f)
{
    return sign_at(f, &our_scope, NOW_US);
}

static void assert_signature(const fixture *f, const char *expected)
{
    sgp_str value = sgp_http_request_find_header(&f->request.api, "Authorization");

    assert_non_null(value.ptr);
    assert_non_null(strstr(value.ptr, expected));
}

static void date_and_authorization_are_added_in_this_order(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    assert_int_equal(sign(&f), SGP_OK);
    assert_int_equal(f.request.api.header_count, 6);
    assert_str(f.request.api.headers[4].name, "X-Amz-Date");
    assert_str(f.request.api.headers[4].value, "20260102T030405Z");
    assert_str(f.request.api.headers[5].name, "Authorization");
    assert_str(f.request.api.headers[5].value,
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/sagemaker/aws4_request, "
               "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" SIGNATURE);
    fixture_deinit(&f);
}

static void a_session_token_goes_between_and_is_signed(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    set_credentials(&f, "AKIDEXAMPLE", SECRET, "TOKEN/+=");
    assert_int_equal(sign(&f), SGP_OK);
    assert_int_equal(f.request.api.header_count, 7);
    assert_str(f.request.api.headers[5].name, "X-Amz-Security-Token");
    assert_str(f.request.api.headers[5].value, "TOKEN/+=");
    assert_str(f.request.api.headers[6].name, "Authorization");
    assert_signature(&f, SIGNATURE_WITH_TOKEN);
    fixture_deinit(&f);
}

/* Digests of one signing: body, canonical request, key identity, and 2 of the HMAC over the string
 * to sign. If the key must be derived: 2 more for each of its four HMACs. */
enum { DIGESTS_CACHED = 5, DIGESTS_DERIVED = DIGESTS_CACHED + 8 };

static void assert_digests(fixture *f, const sgp_signing_scope *scope, int64_t now_us, int expected)
{
    f->crypto.digests = 0;
    fill_request(&f->request.api);
    assert_int_equal(sign_at(f, scope, now_us), SGP_OK);
    assert_int_equal(f->crypto.digests, expected);
}

static void the_key_of_the_day_is_derived_once(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    assert_digests(&f, &our_scope, NOW_US, DIGESTS_DERIVED);
    assert_digests(&f, &our_scope, NOW_US + 1000000, DIGESTS_CACHED);
    assert_digests(&f, &our_scope, NOW_US, DIGESTS_CACHED);
    assert_signature(&f, SIGNATURE);
    fixture_deinit(&f);
}

static void a_change_of_anything_the_key_depends_on_derives_another(void **state)
{
    static const sgp_signing_scope other_region = { sizeof other_region, "us-east-2", "sagemaker" };
    static const sgp_signing_scope other_service = { sizeof other_service, "us-east-2", "sts" };
    static const sgp_signing_scope shifted = { sizeof shifted, "us-east-2s", "ts" };
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    assert_digests(&f, &our_scope, NOW_US, DIGESTS_DERIVED);
    assert_digests(&f, &our_scope, NOW_US + ONE_DAY_US, DIGESTS_DERIVED);
    assert_digests(&f, &other_region, NOW_US + ONE_DAY_US, DIGESTS_DERIVED);
    assert_digests(&f, &other_service, NOW_US + ONE_DAY_US, DIGESTS_DERIVED);
    assert_digests(&f, &shifted, NOW_US + ONE_DAY_US, DIGESTS_DERIVED);
    set_credentials(&f, "AKIDEXAMPLE", "another secret", NULL);
    assert_digests(&f, &shifted, NOW_US + ONE_DAY_US, DIGESTS_DERIVED);
    set_credentials(&f, "AKIDEXAMPLE2", "another secret", NULL);
    assert_digests(&f, &shifted, NOW_US + ONE_DAY_US, DIGESTS_DERIVED);
    set_credentials(&f, "AKIDEXAMPLE2", "another secret", "a token does not count");
    assert_digests(&f, &shifted, NOW_US + ONE_DAY_US, DIGESTS_CACHED);
    set_credentials(&f, "AKIDEXAMPLE", SECRET, NULL);
    assert_digests(&f, &our_scope, NOW_US, DIGESTS_DERIVED);
    assert_signature(&f, SIGNATURE);
    fixture_deinit(&f);
}

typedef struct trace_log {
    char text[4096];
    int lines;
} trace_log;

static void log_line(void *self, const char *topic, const char *text, size_t text_len)
{
    trace_log *log = self;

    assert_string_equal(topic, "sign");
    assert_true(text_len < sizeof log->text);
    memcpy(log->text, text, text_len);
    log->text[text_len] = '\0';
    log->lines++;
}

static sgp_trace trace_to(trace_log *log)
{
    sgp_trace trace = SGP_TRACE_INIT;

    memset(log, 0, sizeof *log);
    trace.self = log;
    trace.line = log_line;
    return trace;
}

static void the_trace_shows_both_forms_and_no_secret(void **state)
{
    trace_log log;
    sgp_trace trace = trace_to(&log);
    fixture f;

    (void)state;
    fixture_init(&f, &trace);
    set_credentials(&f, "AKIDEXAMPLE", SECRET, "TOKEN/+=");
    assert_int_equal(sign(&f), SGP_OK);
    assert_int_equal(log.lines, 1);
    assert_string_equal(
        log.text, "canonical request:\n"
                  "POST\n/\n\n"
                  "content-type:application/x-amz-json-1.1\n"
                  "host:api.sagemaker.us-east-1.amazonaws.com\n"
                  "x-amz-date:20260102T030405Z\n"
                  "x-amz-security-token:***\n"
                  "x-amz-target:SageMaker.ListImageVersions\n"
                  "\n"
                  "content-type;host;x-amz-date;x-amz-security-token;x-amz-target\n"
                  "84f65efb8b450c70c8cb4e3b52af2650378a05b8ae099cfcadcb1beb45cc4b4f\n"
                  "string to sign:\n"
                  "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/sagemaker/aws4_request\n"
                  "53268df0ba58c4f18c812efd8078b0fad3906b57937766c00ac5e59f7f4052ed");
    fixture_deinit(&f);
}

static void the_trace_shows_no_query(void **state)
{
    trace_log log;
    sgp_trace trace = trace_to(&log);
    fixture f;

    (void)state;
    fixture_init(&f, &trace);
    f.request.api.path = sgp_str_from("/p?hunter2=x");
    assert_int_equal(sign(&f), SGP_OK);
    assert_non_null(strstr(log.text, "POST\n/p\n***\ncontent-type:"));
    assert_null(strstr(log.text, "hunter2"));
    fixture_deinit(&f);
}

static void assert_unsigned(const fixture *f)
{
    assert_int_equal(f->request.api.header_count, 4);
    assert_null(sgp_http_request_find_header(&f->request.api, "X-Amz-Date").ptr);
}

static void each_failing_digest_leaves_the_request_as_it_was(void **state)
{
    fixture f;
    int fail_at = 0;

    (void)state;
    fixture_init(&f, NULL);
    for (;; fail_at++) {
        sgp_status status;

        f.crypto.calls = 0;
        f.crypto.fail_at = fail_at;
        /* Otherwise a cached key would hide the calls that derive it. */
        set_credentials(&f, fail_at % 2 ? "A" : "B", SECRET, "TOKEN/+=");
        fill_request(&f.request.api);
        status = sign(&f);
        assert_int_equal(f.crypto.open, 0);
        if (status == SGP_OK) break;
        assert_int_equal(status, SGP_ERR_CRYPTO);
        assert_string_equal(sgp_error_message(&f.err), "scripted failure");
        assert_unsigned(&f);
    }
    assert_true(fail_at > 3 * DIGESTS_DERIVED);
    f.crypto.fail_at = -1;
    set_credentials(&f, "AKIDEXAMPLE", SECRET, NULL);
    fill_request(&f.request.api);
    assert_int_equal(sign(&f), SGP_OK);
    assert_signature(&f, SIGNATURE);
    fixture_deinit(&f);
}

/* A partly derived key must not be used. */
static void a_failure_while_the_key_changes_empties_the_cache(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    assert_digests(&f, &our_scope, NOW_US, DIGESTS_DERIVED);
    set_credentials(&f, "B", SECRET, NULL);
    fill_request(&f.request.api);
    f.crypto.calls = 0;
    f.crypto.fail_at = 25; /* in the derivation: body 3, canonical 3, identity 11, then the key */
    assert_int_equal(sign(&f), SGP_ERR_CRYPTO);
    f.crypto.fail_at = -1;
    set_credentials(&f, "AKIDEXAMPLE", SECRET, NULL);
    assert_digests(&f, &our_scope, NOW_US, DIGESTS_DERIVED);
    assert_signature(&f, SIGNATURE);
    fixture_deinit(&f);
}

static void each_failing_allocation_leaves_the_request_as_it_was(void **state)
{
    trace_log log;
    sgp_trace trace = trace_to(&log);
    fixture f;
    int fail_at = 0;

    (void)state;
    fixture_init(&f, &trace);
    set_credentials(&f, "AKIDEXAMPLE", SECRET, "TOKEN/+=");
    for (;; fail_at++) {
        sgp_status status;

        f.memory.count = 0;
        f.memory.fail_at = fail_at;
        fill_request(&f.request.api);
        status = sign(&f);
        /* The signer, its context and, if there was memory for it, its text. */
        assert_in_range(f.memory.live_blocks, 2, 3);
        if (status == SGP_OK) break;
        assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_not_equal(sgp_error_message(&f.err)[0], '\0');
        assert_unsigned(&f);
    }
    assert_true(fail_at > 0);
    assert_signature(&f, SIGNATURE_WITH_TOKEN);
    f.memory.fail_at = -1;
    fixture_deinit(&f);
}

static const unsigned char *largest; /* block of the signer's memory */
static size_t largest_bytes;

static void *noting_alloc(void *self, size_t bytes)
{
    void *block = fail_alloc__alloc(self, bytes);

    if (bytes > largest_bytes) {
        largest = block;
        largest_bytes = bytes;
    }
    return block;
}

static void noting_free(void *self, void *block, size_t bytes)
{
    for (size_t i = 0; block == largest && i < bytes; i++)
        assert_int_equal(((const unsigned char *)block)[i], 0);
    if (block == largest) largest = NULL;
    fail_alloc__free(self, block, bytes);
}

/* The signer wipes and frees the memory of its texts, which held the session token. */
static void nothing_of_a_signing_stays_behind(void **state)
{
    fixture f;

    (void)state;
    for (int fails = 0; fails < 2; fails++) {
        fixture_init(&f, NULL);
        set_credentials(&f, "AKIDEXAMPLE", SECRET, "TOKEN/+=");
        f.memory.api.alloc = noting_alloc;
        f.memory.api.free = noting_free;
        largest_bytes = 0;
        if (fails) f.crypto.fail_at = 4; /* body 3, then the canonical request */
        assert_int_equal(sign(&f) == SGP_OK, !fails);
        assert_true(largest_bytes > 0);
        assert_null(largest);
        fixture_deinit(&f);
    }
}

static void a_request_without_room_for_headers_is_refused_whole(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    while (f.request.api.header_count < SGP_HTTP_REQUEST_HEADERS_MAX - 1) {
        add(&f.request.api, "a", "b");
    }
    assert_int_equal(sign(&f), SGP_ERR_LIMIT);
    assert_int_equal(f.request.api.header_count, SGP_HTTP_REQUEST_HEADERS_MAX - 1);
    fixture_deinit(&f);
}

static void a_signing_without_its_inputs_is_refused(void **state)
{
    static const sgp_signing_scope no_size = { 0, "us-east-1", "sagemaker" };
    static const sgp_signing_scope no_region = { sizeof no_region, NULL, "sagemaker" };
    static const sgp_signing_scope no_service = { sizeof no_service, "us-east-1", NULL };
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    assert_int_equal(sign_at(&f, NULL, NOW_US), SGP_ERR_USAGE);
    assert_int_equal(sign_at(&f, &no_size, NOW_US), SGP_ERR_USAGE);
    assert_int_equal(sign_at(&f, &no_region, NOW_US), SGP_ERR_USAGE);
    assert_int_equal(sign_at(&f, &no_service, NOW_US), SGP_ERR_USAGE);
    assert_int_equal(
        f.signer->type->sign(f.signer, NULL, &f.credentials.api, &our_scope, NOW_US, NULL),
        SGP_ERR_USAGE);
    assert_int_equal(f.signer->type->sign(f.signer, &f.request.api, NULL, &our_scope, NOW_US, NULL),
                     SGP_ERR_USAGE);
    assert_int_equal(sign_at(&f, &our_scope, INT64_MAX), SGP_ERR_PLATFORM);
    assert_int_equal(sign_at(&f, &our_scope, INT64_MIN), SGP_ERR_PLATFORM);
    assert_unsigned(&f);
    fixture_deinit(&f);
}

static void credentials_that_would_split_a_header_never_get_this_far(void **state)
{
    fixture f;

    (void)state;
    fixture_init(&f, NULL);
    assert_int_equal(sgp_credentials_set(&f.credentials.api, sgp_str_from("A\r\nX: y"),
                                         sgp_str_from(SECRET), sgp_str_from(NULL), NULL, &f.err),
                     SGP_ERR_CREDENTIALS);
    assert_int_equal(sgp_credentials_set(&f.credentials.api, sgp_str_from("A"),
                                         sgp_str_from(SECRET), sgp_str_from("t\nX: y"), NULL, NULL),
                     SGP_ERR_CREDENTIALS);
    fixture_deinit(&f);
}

static void a_signer_is_not_made_of_broken_parts(void **state)
{
    counting_crypto crypto;
    sgp_trace trace = SGP_TRACE_INIT;
    sgp_signer *signer = NULL;
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    counting_crypto_init(&crypto, -1);
    fail_alloc_init(&memory, -1);
    assert_int_equal(sgp_sigv4_new(NULL, &crypto.base, NULL, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_sigv4_new(&signer, NULL, NULL, NULL, NULL), SGP_ERR_USAGE);
    crypto.type.update = NULL;
    assert_int_equal(sgp_sigv4_new(&signer, &crypto.base, NULL, &memory.api, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err),
                        "sgp_sigv4_new: crypto (counting) lacks the mandatory slot update");
    counting_crypto_init(&crypto, -1);
    trace.size = 0;
    assert_int_equal(sgp_sigv4_new(&signer, &crypto.base, &trace, &memory.api, NULL),
                     SGP_ERR_USAGE);
    assert_int_equal(memory.live_blocks, 0);
    memory.api.free = NULL;
    assert_int_equal(sgp_sigv4_new(&signer, &crypto.base, NULL, &memory.api, NULL), SGP_ERR_USAGE);
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_sigv4_new(&signer, &crypto.base, NULL, &memory.api, NULL), SGP_ERR_MEMORY);
    assert_null(signer);
}

/* sagepager/base.h: each call resets the error it gets. */
static void an_error_of_an_earlier_call_is_forgotten(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_sigv4_new(NULL, NULL, NULL, NULL, &err), SGP_ERR_USAGE);
    assert_int_equal(err.status, SGP_ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(date_and_authorization_are_added_in_this_order),
        cmocka_unit_test(a_session_token_goes_between_and_is_signed),
        cmocka_unit_test(the_key_of_the_day_is_derived_once),
        cmocka_unit_test(a_change_of_anything_the_key_depends_on_derives_another),
        cmocka_unit_test(the_trace_shows_both_forms_and_no_secret),
        cmocka_unit_test(the_trace_shows_no_query),
        cmocka_unit_test(each_failing_digest_leaves_the_request_as_it_was),
        cmocka_unit_test(a_failure_while_the_key_changes_empties_the_cache),
        cmocka_unit_test(each_failing_allocation_leaves_the_request_as_it_was),
        cmocka_unit_test(nothing_of_a_signing_stays_behind),
        cmocka_unit_test(a_request_without_room_for_headers_is_refused_whole),
        cmocka_unit_test(a_signing_without_its_inputs_is_refused),
        cmocka_unit_test(credentials_that_would_split_a_header_never_get_this_far),
        cmocka_unit_test(a_signer_is_not_made_of_broken_parts),
        cmocka_unit_test(an_error_of_an_earlier_call_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
