/*
 * test_http1_wire.c - a table of response heads that are accepted or refused;
 * and requests. Expected results come from RFC 9112 and RFC 9110 (the sections
 * are in the cases). Where an RFC leaves a choice, the parser is strict.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_http1_wire.h"

#define OK_LINE "HTTP/1.1 200 OK\r\n"

/* --- heads ------------------------------------------------------------------------------------ */

typedef struct head_case {
    const char *name;
    const char *bytes;
    sgp_status status;
    const char *message; /* a part of it */
} head_case;

static const head_case head_cases[] = {
    { "smallest", "HTTP/1.1 200 OK\r\n\r\n", SGP_OK, NULL },
    { "no reason, with its blank (9112, 4)", "HTTP/1.1 200 \r\n\r\n", SGP_OK, NULL },
    { "no reason, no blank", "HTTP/1.1 200\r\n\r\n", SGP_OK, NULL },
    { "reason with blanks and obs-text", "HTTP/1.1 404 Not \x80 Found\r\n\r\n", SGP_OK, NULL },
    { "HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", SGP_OK, NULL },
    { "status 999", "HTTP/1.1 999 x\r\n\r\n", SGP_OK, NULL },
    { "empty value", OK_LINE "A:\r\n\r\n", SGP_OK, NULL },
    { "tab in a value", OK_LINE "A: b\tc\r\n\r\n", SGP_OK, NULL },
    { "incomplete", "HTTP/1.1 200 OK\r\nA: b\r\n", SGP_AGAIN, NULL },
    { "nothing", "", SGP_AGAIN, NULL },
    { "half a version", "HTT", SGP_AGAIN, NULL },
    { "CR at the end may be half a CRLF", "HTTP/1.1 200 OK\r", SGP_AGAIN, NULL },
    { "another protocol, at once", "SSH-2.0-x", SGP_ERR_PROTOCOL, "does not begin with" },
    { "TLS alert", "\x15\x03\x01", SGP_ERR_PROTOCOL, "does not begin with" },
    { "HTTP/2", "HTTP/2 200\r\n\r\n", SGP_ERR_PROTOCOL, "does not begin with" },
    { "lower case", "http/1.1 200 OK\r\n\r\n", SGP_ERR_PROTOCOL, "does not begin with" },
    { "empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", SGP_ERR_PROTOCOL, "does not begin with" },
    { "two-digit minor", "HTTP/1.10 200 OK\r\n\r\n", SGP_ERR_PROTOCOL, "no HTTP/1.x version" },
    { "no minor", "HTTP/1. 200 OK\r\n\r\n", SGP_ERR_PROTOCOL, "no HTTP/1.x version" },
    { "no status", "HTTP/1.1\r\n\r\n", SGP_ERR_PROTOCOL, "no HTTP/1.x version" },
    { "two blanks", "HTTP/1.1  200 OK\r\n\r\n", SGP_ERR_PROTOCOL, "three digits" },
    { "two digits", "HTTP/1.1 20 OK\r\n\r\n", SGP_ERR_PROTOCOL, "three digits" },
    { "four digits", "HTTP/1.1 2000 OK\r\n\r\n", SGP_ERR_PROTOCOL, "three digits" },
    { "status 099", "HTTP/1.1 099 OK\r\n\r\n", SGP_ERR_PROTOCOL, "three digits" },
    { "status with a sign", "HTTP/1.1 +20 OK\r\n\r\n", SGP_ERR_PROTOCOL, "three digits" },
    { "bare LF after the status line (9112, 2.2)", "HTTP/1.1 200 OK\nA: b\r\n\r\n",
      SGP_ERR_PROTOCOL, "bare LF" },
    { "bare LF after a header", OK_LINE "A: b\n\r\n", SGP_ERR_PROTOCOL, "bare LF" },
    { "bare LF as the empty line", OK_LINE "A: b\r\n\n", SGP_ERR_PROTOCOL, "bare LF" },
    { "bare CR in a value", OK_LINE "A: b\rc\r\n\r\n", SGP_ERR_PROTOCOL, "bare CR" },
    { "CR CR LF", OK_LINE "A: b\r\r\n\r\n", SGP_ERR_PROTOCOL, "bare CR" },
    { "control character", OK_LINE "A: \x01\r\n\r\n", SGP_ERR_PROTOCOL, "control character 1" },
    { "DEL", OK_LINE "A: \x7f\r\n\r\n", SGP_ERR_PROTOCOL, "control character 127" },
    { "folded (9112, 5.2)", OK_LINE "A: b\r\n c\r\n\r\n", SGP_ERR_PROTOCOL, "folded" },
    { "folded with a tab", OK_LINE "A: b\r\n\tc\r\n\r\n", SGP_ERR_PROTOCOL, "folded" },
    { "blank before the first header (9112, 2.2)", OK_LINE " A: b\r\n\r\n", SGP_ERR_PROTOCOL,
      "folded" },
    { "blank before the colon (9112, 5.1)", OK_LINE "A : b\r\n\r\n", SGP_ERR_PROTOCOL,
      "blank before its colon" },
    { "tab before the colon", OK_LINE "A\t: b\r\n\r\n", SGP_ERR_PROTOCOL,
      "blank before its colon" },
    { "no colon", OK_LINE "A b\r\n\r\n", SGP_ERR_PROTOCOL, "no colon" },
    { "no name", OK_LINE ": b\r\n\r\n", SGP_ERR_PROTOCOL, "empty or not a word" },
    { "name that is no token", OK_LINE "A(b): c\r\n\r\n", SGP_ERR_PROTOCOL, "empty or not a word" },
};

static sgp_status parse(const char *bytes, size_t len, sgp__http1_head *head, size_t *consumed,
                        sgp_error *err)
{
    sgp_str text = { bytes, len };

    sgp_error_reset(err);
    return sgp__http1_parse_head(text, 0, head, consumed, err);
}

static void each_head_is_accepted_or_refused_with_its_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof head_cases / sizeof head_cases[0]; i++) {
        const head_case *c = &head_cases[i];
        sgp__http1_head head;
        sgp_error err = TEST_ERROR_INIT;
        size_t consumed = 0;
        sgp_status status = parse(c->bytes, strlen(c->bytes), &head, &consumed, &err);
        if (status != c->status) fail_msg("%s: %s", c->name, sgp_status_text(status));
        if (c->message && !strstr(sgp_error_message(&err), c->message))
            fail_msg("%s: %s", c->name, sgp_error_message(&err));
        if (status == SGP_OK) assert_int_equal(consumed, strlen(c->bytes));
    }
}

static void a_nul_is_refused(void **state)
{
    static const char bytes[] = OK_LINE "A: b\0c\r\n\r\n";
    sgp__http1_head head;
    sgp_error err = TEST_ERROR_INIT;
    size_t consumed;

    (void)state;
    assert_int_equal(parse(bytes, sizeof bytes - 1, &head, &consumed, &err), SGP_ERR_PROTOCOL);
}

static void bytes_one_by_one_give_the_same_result(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof head_cases / sizeof head_cases[0]; i++) {
        const head_case *c = &head_cases[i];
        sgp_status status = SGP_AGAIN;
        for (size_t len = 0; status == SGP_AGAIN && len <= strlen(c->bytes); len++) {
            sgp_str text = { c->bytes, len };
            sgp__http1_head head;
            size_t consumed = 0;
            status = sgp__http1_parse_head(text, len > 0 ? len - 1 : 0, &head, &consumed, NULL);
        }
        if (status != c->status) fail_msg("%s: %s", c->name, sgp_status_text(status));
    }
}

static void the_parts_of_a_head_are_views_of_it(void **state)
{
    static const char bytes[] = "HTTP/1.1 404 Not Found\r\nX-A:  one\t \r\nx-b:two\r\n\r\nrest";
    sgp__http1_head head;
    sgp_http_header header;
    sgp_error err = TEST_ERROR_INIT;
    size_t consumed = 0;

    (void)state;
    assert_int_equal(parse(bytes, sizeof bytes - 1, &head, &consumed, &err), SGP_OK);
    assert_int_equal(consumed, sizeof bytes - 1 - strlen("rest"));
    assert_int_equal(head.minor_version, 1);
    assert_int_equal(head.status, 404);
    assert_true(sgp_str_equal(head.reason, sgp_str_from("Not Found")));
    assert_true(sgp__http1_next_header(&head.fields, &header));
    assert_true(sgp_str_equal(header.name, sgp_str_from("X-A")));
    assert_true(sgp_str_equal(header.value, sgp_str_from("one")));
    assert_true(sgp__http1_next_header(&head.fields, &header));
    assert_true(sgp_str_equal(header.value, sgp_str_from("two")));
    assert_false(sgp__http1_next_header(&head.fields, &header));
}

static sgp_status parse_headers(int count, sgp_error *err)
{
    sgp__http1_head head;
    sgp__buf bytes;
    size_t consumed;
    sgp_status status;

    sgp__buf_init(&bytes, NULL, SGP_HTTP_HEAD_MAX);
    sgp__buf_put_text(&bytes, OK_LINE);
    for (int i = 0; i < count; i++)
        sgp__buf_put_text(&bytes, "A: b\r\n");
    sgp__buf_put_text(&bytes, "\r\n");
    status = parse(bytes.ptr, bytes.len, &head, &consumed, err);
    sgp__buf_deinit(&bytes);
    return status;
}

static void as_many_headers_as_the_limit_fit_and_no_more(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(parse_headers(SGP_HTTP_RESPONSE_HEADERS_MAX, &err), SGP_OK);
    assert_int_equal(parse_headers(SGP_HTTP_RESPONSE_HEADERS_MAX + 1, &err), SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "SGP_HTTP_RESPONSE_HEADERS_MAX"));
}

/* Writes a head of exactly len bytes, the empty line included. */
static void fill_head(char *bytes, size_t len)
{
    memset(bytes, 'x', len);
    memcpy(bytes, OK_LINE "A:", strlen(OK_LINE "A:"));
    memcpy(bytes + len - 4, "\r\n\r\n", 4);
}

static void a_head_as_long_as_the_limit_fits_and_no_longer(void **state)
{
    static char bytes[SGP_HTTP_HEAD_MAX + 1];
    sgp__http1_head head;
    sgp_error err = TEST_ERROR_INIT;
    size_t consumed;

    (void)state;
    fill_head(bytes, SGP_HTTP_HEAD_MAX);
    assert_int_equal(parse(bytes, SGP_HTTP_HEAD_MAX, &head, &consumed, &err), SGP_OK);
    fill_head(bytes, SGP_HTTP_HEAD_MAX + 1);
    assert_int_equal(parse(bytes, SGP_HTTP_HEAD_MAX - 1, &head, &consumed, &err), SGP_AGAIN);
    assert_int_equal(parse(bytes, SGP_HTTP_HEAD_MAX + 1, &head, &consumed, &err), SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "SGP_HTTP_HEAD_MAX"));
}

/* --- framing ---------------------------------------------------------------------------------- */

typedef struct frame_case {
    const char *name;
    const char *bytes;
    sgp_status status;
    sgp__http1_body_kind kind;
    int64_t length;
    int keep_alive;
} frame_case;

static const frame_case frame_cases[] = {
    { "length", OK_LINE "Content-Length: 5\r\n\r\n", SGP_OK, SGP__BODY_LENGTH, 5, 1 },
    { "name in any case", OK_LINE "CONTENT-length: 5\r\n\r\n", SGP_OK, SGP__BODY_LENGTH, 5, 1 },
    { "length 0", OK_LINE "Content-Length: 0\r\n\r\n", SGP_OK, SGP__BODY_LENGTH, 0, 1 },
    { "largest length", OK_LINE "Content-Length: 9223372036854775807\r\n\r\n", SGP_OK,
      SGP__BODY_LENGTH, INT64_MAX, 1 },
    { "chunked", OK_LINE "Transfer-Encoding: Chunked\r\n\r\n", SGP_OK, SGP__BODY_CHUNKED, 0, 1 },
    { "neither", OK_LINE "\r\n", SGP_OK, SGP__BODY_UNTIL_CLOSE, 0, 0 },
    { "204 has no body (6.3, 1)", "HTTP/1.1 204 x\r\n\r\n", SGP_OK, SGP__BODY_NONE, 0, 1 },
    { "304 with a length has none", "HTTP/1.1 304 x\r\nContent-Length: 5\r\n\r\n", SGP_OK,
      SGP__BODY_NONE, 5, 1 },
    { "100 has none", "HTTP/1.1 100 x\r\n\r\n", SGP_OK, SGP__BODY_NONE, 0, 1 },
    { "1.0 closes", "HTTP/1.0 200 x\r\nContent-Length: 5\r\n\r\n", SGP_OK, SGP__BODY_LENGTH, 5, 0 },
    { "close", OK_LINE "Content-Length: 5\r\nConnection: close\r\n\r\n", SGP_OK, SGP__BODY_LENGTH,
      5, 0 },
    { "close in a list, any case",
      OK_LINE "Content-Length: 5\r\nConnection: a ,\tCLOSE , b\r\n\r\n", SGP_OK, SGP__BODY_LENGTH,
      5, 0 },
    { "close in a second header",
      OK_LINE "Content-Length: 5\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n", SGP_OK,
      SGP__BODY_LENGTH, 5, 0 },
    { "closed is not close", OK_LINE "Content-Length: 5\r\nConnection: closed\r\n\r\n", SGP_OK,
      SGP__BODY_LENGTH, 5, 1 },
    { "both (6.3, 3)", OK_LINE "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
      SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "two equal lengths", OK_LINE "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
      SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "two different lengths", OK_LINE "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
      SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "list of lengths", OK_LINE "Content-Length: 5, 5\r\n\r\n", SGP_ERR_PROTOCOL, SGP__BODY_NONE,
      0, 0 },
    { "empty length", OK_LINE "Content-Length:\r\n\r\n", SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "negative", OK_LINE "Content-Length: -5\r\n\r\n", SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "plus", OK_LINE "Content-Length: +5\r\n\r\n", SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "hexadecimal", OK_LINE "Content-Length: 0x5\r\n\r\n", SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0,
      0 },
    { "overflow", OK_LINE "Content-Length: 9223372036854775808\r\n\r\n", SGP_ERR_PROTOCOL,
      SGP__BODY_NONE, 0, 0 },
    { "gzip, chunked", OK_LINE "Transfer-Encoding: gzip, chunked\r\n\r\n", SGP_ERR_PROTOCOL,
      SGP__BODY_NONE, 0, 0 },
    { "chunked, gzip", OK_LINE "Transfer-Encoding: chunked, gzip\r\n\r\n", SGP_ERR_PROTOCOL,
      SGP__BODY_NONE, 0, 0 },
    { "identity", OK_LINE "Transfer-Encoding: identity\r\n\r\n", SGP_ERR_PROTOCOL, SGP__BODY_NONE,
      0, 0 },
    { "chunked twice", OK_LINE "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
      SGP_ERR_PROTOCOL, SGP__BODY_NONE, 0, 0 },
    { "1.0 chunked (6.1)", "HTTP/1.0 200 x\r\nTransfer-Encoding: chunked\r\n\r\n", SGP_ERR_PROTOCOL,
      SGP__BODY_NONE, 0, 0 },
};

static void each_framing_is_decided_as_the_rfc_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof frame_cases / sizeof frame_cases[0]; i++) {
        const frame_case *c = &frame_cases[i];
        sgp__http1_head head;
        sgp__http1_framing framing = { SGP__BODY_NONE, 0, 0 };
        sgp_error err = TEST_ERROR_INIT;
        size_t consumed;
        sgp_status status;
        assert_int_equal(parse(c->bytes, strlen(c->bytes), &head, &consumed, &err), SGP_OK);
        status = sgp__http1_frame(&head, 0, &framing, &err);
        if (status != c->status ||
            (status == SGP_OK && (framing.kind != c->kind || framing.length != c->length ||
                                  framing.keep_alive != c->keep_alive)))
            fail_msg("%s: %s kind %d keep %d", c->name, sgp_status_text(status), framing.kind,
                     framing.keep_alive);
        if (status != SGP_OK) assert_true(sgp_error_message(&err)[0] != '\0');
    }
}

static void the_answer_to_head_has_no_body(void **state)
{
    static const char bytes[] = OK_LINE "Content-Length: 5\r\n\r\n";
    sgp__http1_head head;
    sgp__http1_framing framing;
    sgp_error err = TEST_ERROR_INIT;
    size_t consumed;

    (void)state;
    assert_int_equal(parse(bytes, strlen(bytes), &head, &consumed, &err), SGP_OK);
    assert_int_equal(sgp__http1_frame(&head, 1, &framing, &err), SGP_OK);
    assert_int_equal(framing.kind, SGP__BODY_NONE);
}

/* --- requests --------------------------------------------------------------------------------- */

static sgp_http_request *request_of(const char *method, const char *path, const char *body)
{
    sgp_http_request *request = NULL;

    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    request->method = sgp_str_from(method);
    request->path = sgp_str_from(path);
    request->host = sgp_str_from("api.example.com");
    request->is_tls = 1;
    request->port = 443;
    request->body = sgp_str_from(body);
    return request;
}

static void put_and_expect(const sgp_http_request *request, const char *expected)
{
    sgp__buf out;

    sgp__buf_init(&out, NULL, 4096);
    assert_int_equal(sgp__http1_put_request(&out, request, NULL, NULL), SGP_OK);
    assert_string_equal(out.ptr, expected);
    sgp__buf_deinit(&out);
}

static void a_request_is_written_host_first_and_length_last(void **state)
{
    sgp_http_request *request = request_of("POST", "/a?b=c", "{}");

    (void)state;
    assert_int_equal(sgp_http_request_add_header(request, "X-One", sgp_str_from("1"), NULL),
                     SGP_OK);
    assert_int_equal(sgp_http_request_add_header(request, "X-Two", sgp_str_from(""), NULL), SGP_OK);
    put_and_expect(request, "POST /a?b=c HTTP/1.1\r\nHost: api.example.com\r\nX-One: 1\r\n"
                            "X-Two: \r\nContent-Length: 2\r\n\r\n{}");
    request->port = 8443;
    request->header_count = 0;
    put_and_expect(request, "POST /a?b=c HTTP/1.1\r\nHost: api.example.com:8443\r\n"
                            "Content-Length: 2\r\n\r\n{}");
    sgp_http_request_free(request);
}

static void a_length_is_omitted_only_for_methods_without_content(void **state)
{
    sgp_http_request *get = request_of("GET", "/", "");
    sgp_http_request *put = request_of("PUT", "/", "");

    (void)state;
    put_and_expect(get, "GET / HTTP/1.1\r\nHost: api.example.com\r\n\r\n");
    put_and_expect(put, "PUT / HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 0\r\n\r\n");
    sgp_http_request_free(get);
    sgp_http_request_free(put);
}

/* Frees the request. */
static void expect_usage_error(sgp_http_request *request)
{
    sgp__buf out;

    sgp__buf_init(&out, NULL, 4096);
    assert_int_equal(sgp__http1_put_request(&out, request, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(out.len, 0);
    sgp__buf_deinit(&out);
    sgp_http_request_free(request);
}

/* A request with one header, which the checks of the request itself would
 * refuse. */
static void expect_header_refused(const char *name, const char *value)
{
    sgp_http_request *request = request_of("POST", "/", "");
    sgp_http_header header = { sgp_str_from(name), sgp_str_from(value) };

    request->headers = &header;
    request->header_count = 1;
    expect_usage_error(request);
}

static void texts_with_separators_of_http_are_not_written(void **state)
{
    static const char *const bad_paths[] = { "", "a", "/a b", "/a\r\nX: y", "/\x7f", "/\x80" };
    static const char *const bad_methods[] = { "", "GET /", "A\r\nB" };
    static const char *const our_headers[] = { "host", "Content-LENGTH", "Transfer-Encoding" };
    sgp_http_request *request;

    (void)state;
    for (size_t i = 0; i < 6; i++)
        expect_usage_error(request_of("POST", bad_paths[i], ""));
    for (size_t i = 0; i < 3; i++)
        expect_usage_error(request_of(bad_methods[i], "/", ""));
    for (size_t i = 0; i < 3; i++)
        expect_header_refused(our_headers[i], "x");
    expect_header_refused("X", "a\r\nb");
    request = request_of("POST", "/", "");
    request->host = sgp_str_from("");
    expect_usage_error(request);
}

static void a_request_without_memory_is_reported(void **state)
{
    sgp_http_request *request = request_of("POST", "/", "{}");
    fail_alloc memory;
    sgp__buf out;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__buf_init(&out, &memory.api, 4096);
    assert_int_equal(sgp__http1_put_request(&out, request, NULL, NULL), SGP_ERR_MEMORY);
    sgp__buf_deinit(&out);
    sgp__buf_init(&out, NULL, 20);
    assert_int_equal(sgp__http1_put_request(&out, request, NULL, NULL), SGP_ERR_LIMIT);
    sgp__buf_deinit(&out);
    sgp_http_request_free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_head_is_accepted_or_refused_with_its_message),
        cmocka_unit_test(a_nul_is_refused),
        cmocka_unit_test(bytes_one_by_one_give_the_same_result),
        cmocka_unit_test(the_parts_of_a_head_are_views_of_it),
        cmocka_unit_test(as_many_headers_as_the_limit_fit_and_no_more),
        cmocka_unit_test(a_head_as_long_as_the_limit_fits_and_no_longer),
        cmocka_unit_test(each_framing_is_decided_as_the_rfc_says),
        cmocka_unit_test(the_answer_to_head_has_no_body),
        cmocka_unit_test(a_request_is_written_host_first_and_length_last),
        cmocka_unit_test(a_length_is_omitted_only_for_methods_without_content),
        cmocka_unit_test(texts_with_separators_of_http_are_not_written),
        cmocka_unit_test(a_request_without_memory_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
