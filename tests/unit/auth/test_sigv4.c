/*
 * Tests of the steps of src/auth/sgp_sigv4.h. Expected values of the tables are from botocore
 * 1.29.27 (SigV4Auth._normalize_url_path, _canonical_query_string_url, _header_value) unless a
 * comment says otherwise.
 */
#include "sigv4_stages.h"

#include "fail_alloc.h"
#include "sgp_http_message.h"

#define ID "AKIDEXAMPLE"
#define SECRET "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#define BODY "{\"ImageName\": \"my-image\", \"MaxResults\": 2}"

static const sgp_signing_scope our_scope = { sizeof(sgp_signing_scope), "us-east-1", "sagemaker" };

static void add(sgp_http_request *request, const char *name, const char *value)
{
    assert_int_equal(sgp_http_request_add_header(request, name, sgp_str_from(value), NULL), SGP_OK);
}

static void make_our_call(sgp__http_request *whole, const char *token)
{
    sgp_http_request *request = &whole->api;

    sgp__http_request_init(whole, NULL);
    request->method = sgp_str_from("POST");
    request->is_tls = 1;
    request->host = sgp_str_from("api.sagemaker.us-east-1.amazonaws.com");
    request->port = 443;
    request->path = sgp_str_from("/");
    request->body = sgp_str_from(BODY);
    add(request, "X-Amz-Target", "SageMaker.ListImageVersions");
    add(request, "Content-Type", "application/x-amz-json-1.1");
    add(request, "User-Agent", "sagepager/0");
    add(request, "Accept-Encoding", "identity");
    add(request, "X-Amz-Date", "20260102T030405Z");
    if (token) add(request, "X-Amz-Security-Token", token);
}

/* Digests, key and signature: botocore's SigV4Auth on the same request (AWS's example keys). */
static void our_call_is_signed_as_botocore_signs_it(void **state)
{
    sgp__http_request request;
    sigv4_stages s;

    (void)state;
    make_our_call(&request, NULL);
    sigv4_stages_run(&s, &request.api, SGP__SIGV4_NORMALIZE_PATH, ID, SECRET, "20260102T030405Z",
                     &our_scope);
    assert_str(sgp__buf_str(&s.canonical),
               "POST\n/\n\n"
               "content-type:application/x-amz-json-1.1\n"
               "host:api.sagemaker.us-east-1.amazonaws.com\n"
               "x-amz-date:20260102T030405Z\n"
               "x-amz-target:SageMaker.ListImageVersions\n"
               "\n"
               "content-type;host;x-amz-date;x-amz-target\n"
               "84f65efb8b450c70c8cb4e3b52af2650378a05b8ae099cfcadcb1beb45cc4b4f");
    assert_string_equal(s.canonical_digest,
                        "1d340a08e186736ed9e195bcf3445d0da521b491b601c1c807afe90cb7b6c930");
    assert_str(sgp__buf_str(&s.string_to_sign),
               "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/us-east-1/sagemaker/aws4_request\n"
               "1d340a08e186736ed9e195bcf3445d0da521b491b601c1c807afe90cb7b6c930");
    assert_string_equal(s.key, "fb8d49d2de19fd3c60652dd15c55a83eb525856088727a6f8357a10378c9dde0");
    assert_string_equal(s.signature,
                        "888d3b76dd053e8f0c8716194557b890b5b12789470d9b7b9d71f31bbef33e51");
    assert_str(sgp__buf_str(&s.authorization),
               "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/sagemaker/aws4_request, "
               "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
               "888d3b76dd053e8f0c8716194557b890b5b12789470d9b7b9d71f31bbef33e51");
    sigv4_stages_deinit(&s);
    sgp__http_request_deinit(&request);
}

static void a_session_token_is_signed_too(void **state)
{
    sgp__http_request request;
    sigv4_stages s;

    (void)state;
    make_our_call(&request, "TOKEN/+=");
    sigv4_stages_run(&s, &request.api, SGP__SIGV4_NORMALIZE_PATH, ID, SECRET, "20260102T030405Z",
                     &our_scope);
    assert_string_equal(s.canonical_digest,
                        "53268df0ba58c4f18c812efd8078b0fad3906b57937766c00ac5e59f7f4052ed");
    assert_string_equal(s.signature,
                        "831be6383e5f5c236ee2bf58cb495d7fa8f607eef823a7853a987a01749b8db1");
    assert_non_null(strstr(sgp__buf_str(&s.authorization).ptr,
                           "=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"));
    sigv4_stages_deinit(&s);
    sgp__http_request_deinit(&request);
}

typedef struct text_case {
    const char *in;
    const char *out;
} text_case;

static void a_path_is_normalized_and_encoded_once_more(void **state)
{
    static const text_case cases[] = {
        { "", "/" },
        { "/", "/" },
        { "//", "/" },
        { "/a/", "/a/" },
        { "/a/.", "/a" },
        { "/a/..", "/" },
        { "/a/../", "/" },
        { "/../a", "/a" },
        { "/a/b/../../c", "/c" },
        { "/a/b/..", "/a" },
        { "/a/../..", "/" },
        { "/a//b", "/a/b" },
        { "/./a", "/a" },
        { "/...", "/..." },
        { "/..a", "/..a" },
        { "/~-_.", "/~-_." },
        { "/a%20b", "/a%2520b" },
        { "/a+b@c:d", "/a%2Bb%40c%3Ad" },
        { "/a/%2E%2E/b", "/a/%252E%252E/b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp__buf out;

        sgp__buf_init(&out, NULL, 100);
        assert_int_equal(
            sgp__sigv4_put_path(&out, sgp_str_from(cases[i].in), SGP__SIGV4_NORMALIZE_PATH, NULL),
            SGP_OK);
        assert_str(sgp__buf_str(&out), cases[i].out);
        sgp__buf_deinit(&out);
    }
}

/* The rule of S3, and of the vectors with "normalize": false. */
static void a_raw_path_is_only_encoded(void **state)
{
    static const text_case cases[] = {
        { "", "/" },
        { "//a/./b/..//", "//a/./b/..//" },
        { "/a b", "/a%20b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp__buf out;

        sgp__buf_init(&out, NULL, 100);
        assert_int_equal(
            sgp__sigv4_put_path(&out, sgp_str_from(cases[i].in), SGP__SIGV4_RAW_PATH, NULL),
            SGP_OK);
        assert_str(sgp__buf_str(&out), cases[i].out);
        sgp__buf_deinit(&out);
    }
}

/* The last three are not properly escaped on the wire. AWS: "URI-encode each name and value", so a
 * '=' in a value becomes %3D, and a '%' that does not start an escape becomes %25. */
static void a_query_is_sorted_by_name_then_value(void **state)
{
    static const text_case cases[] = {
        { "", "" },
        { "b=2&a=1", "a=1&b=2" },
        { "a=2&a=1", "a=1&a=2" },
        { "a", "a=" },
        { "a=", "a=" },
        { "a-=1&a=2", "a=2&a-=1" },
        { "a1=1&a=2", "a=2&a1=1" },
        { "a=1&&b=2", "=&a=1&b=2" },
        { "a&a=&a=1", "a=&a=&a=1" },
        { "A=1&a=1&%41=1", "%41=1&A=1&a=1" },
        { "a=%2F&a=%2f", "a=%2F&a=%2f" },
        { "z=%C3%A9", "z=%C3%A9" },
        { "a=1&", "=&a=1" },
        { "a=b=c", "a=b%3Dc" },
        { "a=%4", "a=%254" },
        { "a=b c/\xC3\xA9", "a=b%20c%2F%C3%A9" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp__buf out;

        sgp__buf_init(&out, NULL, 100);
        assert_int_equal(sgp__sigv4_put_query(&out, sgp_str_from(cases[i].in), NULL), SGP_OK);
        assert_str(sgp__buf_str(&out), cases[i].out);
        sgp__buf_deinit(&out);
    }
}

static void a_query_of_too_many_parameters_is_refused(void **state)
{
    char query[2 * (SGP__SIGV4_QUERY_MAX + 1)];
    sgp_error err = TEST_ERROR_INIT;
    sgp__buf out;

    (void)state;
    for (size_t i = 0; i < sizeof query; i += 2) {
        memcpy(query + i, "a&", 2);
    }
    query[sizeof query - 1] = '\0';
    sgp__buf_init(&out, NULL, 1000);
    assert_int_equal(sgp__sigv4_put_query(&out, sgp_str_from(query), &err), SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&err), "the request's query has more than 64 parameters");
    query[sizeof query - 3] = '\0';
    assert_int_equal(sgp__sigv4_put_query(&out, sgp_str_from(query), NULL), SGP_OK);
    sgp__buf_deinit(&out);
}

static void headers_are_sorted_joined_and_collapsed(void **state)
{
    sgp__http_request request;
    sigv4_stages s;

    (void)state;
    make_our_call(&request, NULL);
    request.api.header_count = 0;
    add(&request.api, "b", " \t two  \t words \t");
    add(&request.api, "B", "second");
    add(&request.api, "a-b", "");
    add(&request.api, "a", " \t ");
    add(&request.api, "X-Amz-Date", "20260102T030405Z");
    sigv4_stages_run(&s, &request.api, SGP__SIGV4_NORMALIZE_PATH, ID, SECRET, "20260102T030405Z",
                     &our_scope);
    assert_non_null(strstr(sgp__buf_str(&s.canonical).ptr,
                           "\n\na:\na-b:\nb:two words,second\n"
                           "host:api.sagemaker.us-east-1.amazonaws.com\n"
                           "x-amz-date:20260102T030405Z\n\na;a-b;b;host;x-amz-date\n"));
    sigv4_stages_deinit(&s);
    sgp__http_request_deinit(&request);
}

/* botocore/auth.py, SIGNED_HEADERS_BLACKLIST (1.43.67), and accept-encoding. */
static void headers_that_change_on_the_way_are_never_signed(void **state)
{
    static const char *const names[] = {
        "Connection",
        "Expect",
        "Keep-Alive",
        "Proxy-Authenticate",
        "Proxy-Authorization",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "User-Agent",
        "x-amzn-trace-id",
        "ACCEPT-ENCODING",
    };
    sgp__http_request request;
    sgp__sigv4_headers headers;
    sgp__buf signed_names;

    (void)state;
    make_our_call(&request, NULL);
    request.api.header_count = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        add(&request.api, names[i], "x");
    }
    add(&request.api, "Expected", "x");
    sgp__sigv4_select_headers(&headers, &request.api);
    sgp__buf_init(&signed_names, NULL, 100);
    sgp__sigv4_put_signed_names(&signed_names, &headers);
    assert_str(sgp__buf_str(&signed_names), "expected;host");
    sgp__buf_deinit(&signed_names);
    sgp__http_request_deinit(&request);
}

static void host_is_signed_with_a_port_that_is_not_the_default(void **state)
{
    sgp__http_request request;
    sigv4_stages s;

    (void)state;
    make_our_call(&request, NULL);
    request.api.host = sgp_str_from("::1");
    request.api.port = 8443;
    sigv4_stages_run(&s, &request.api, SGP__SIGV4_NORMALIZE_PATH, ID, SECRET, "20260102T030405Z",
                     &our_scope);
    assert_non_null(strstr(sgp__buf_str(&s.canonical).ptr, "\nhost:[::1]:8443\n"));
    sigv4_stages_deinit(&s);
    sgp__http_request_deinit(&request);
}

static void as_many_headers_as_a_request_can_hold_are_signed(void **state)
{
    sgp__http_request request;
    sgp__sigv4_headers headers;

    (void)state;
    make_our_call(&request, NULL);
    request.api.header_count = 0;
    for (int i = 0; i < SGP_HTTP_REQUEST_HEADERS_MAX; i++) {
        add(&request.api, i % 2 ? "z" : "a", "x");
    }
    sgp__sigv4_select_headers(&headers, &request.api);
    assert_int_equal(headers.count, SGP_HTTP_REQUEST_HEADERS_MAX + 1);
    assert_int_equal(headers.order[SGP_HTTP_REQUEST_HEADERS_MAX / 2], SGP__SIGV4_HOST);
    sgp__http_request_deinit(&request);
}

/* A growing buffer would leave copies of the session token. */
static void a_canonical_request_allocates_once(void **state)
{
    static const unsigned char digest[SGP_SHA256_BYTES];
    char token[5000];
    sgp__http_request request;
    sgp__sigv4_headers headers;
    fail_alloc memory;
    sgp__buf out;

    (void)state;
    memset(token, 't', sizeof token - 1);
    token[sizeof token - 1] = '\0';
    make_our_call(&request, token);
    fail_alloc_init(&memory, -1);
    sgp__buf_init(&out, &memory.api, 10000);
    sgp__sigv4_select_headers(&headers, &request.api);
    assert_int_equal(
        sgp__sigv4_canonical_request(&out, &headers, SGP__SIGV4_RAW_PATH, digest, NULL), SGP_OK);
    assert_int_equal(memory.count, 1);
    sgp__buf_deinit(&out);
    sgp__http_request_deinit(&request);
    assert_int_equal(memory.live_blocks, 0);
    assert_int_equal(memory.unwiped, 0);
}

static void a_canonical_request_over_its_bound_is_refused(void **state)
{
    static const unsigned char digest[SGP_SHA256_BYTES];
    sgp__http_request request;
    sgp__sigv4_headers headers;
    sgp_error err = TEST_ERROR_INIT;
    sgp__buf out;

    (void)state;
    make_our_call(&request, NULL);
    sgp__buf_init(&out, NULL, 100);
    sgp__sigv4_select_headers(&headers, &request.api);
    assert_int_equal(
        sgp__sigv4_canonical_request(&out, &headers, SGP__SIGV4_RAW_PATH, digest, &err),
        SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&err), "the canonical request is longer than 100 bytes");
    sgp__buf_deinit(&out);
    sgp__http_request_deinit(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_call_is_signed_as_botocore_signs_it),
        cmocka_unit_test(a_session_token_is_signed_too),
        cmocka_unit_test(a_path_is_normalized_and_encoded_once_more),
        cmocka_unit_test(a_raw_path_is_only_encoded),
        cmocka_unit_test(a_query_is_sorted_by_name_then_value),
        cmocka_unit_test(a_query_of_too_many_parameters_is_refused),
        cmocka_unit_test(headers_are_sorted_joined_and_collapsed),
        cmocka_unit_test(headers_that_change_on_the_way_are_never_signed),
        cmocka_unit_test(host_is_signed_with_a_port_that_is_not_the_default),
        cmocka_unit_test(as_many_headers_as_a_request_can_hold_are_signed),
        cmocka_unit_test(a_canonical_request_allocates_once),
        cmocka_unit_test(a_canonical_request_over_its_bound_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
