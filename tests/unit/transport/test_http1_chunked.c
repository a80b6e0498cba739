/*
 * test_http1_chunked.c - a table of chunked bodies that are accepted or refused
 * (RFC 9112, 7.1).
 */
#include "test.h"

#include "sgp_http1_wire.h"

typedef struct chunk_case {
    const char *name;
    const char *bytes;
    sgp_status status;
    const char *body; /* or, if it is refused, a part of the message */
    size_t surplus;   /* bytes after the body */
} chunk_case;

static const chunk_case cases[] = {
    { "empty", "0\r\n\r\n", SGP_END, "", 0 },
    { "one chunk", "5\r\nhello\r\n0\r\n\r\n", SGP_END, "hello", 0 },
    { "two chunks", "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", SGP_END, "hello", 0 },
    { "hexadecimal in both cases", "a\r\n0123456789\r\nA\r\nabcdefghij\r\n0\r\n\r\n", SGP_END,
      "0123456789abcdefghij", 0 },
    { "zeros in front", "0005\r\nhello\r\n000\r\n\r\n", SGP_END, "hello", 0 },
    { "CRLF in the data", "4\r\n\r\n\r\n\r\n0\r\n\r\n", SGP_END, "\r\n\r\n", 0 },
    { "extension", "5;a=b\r\nhello\r\n0;c=\"d\"\r\n\r\n", SGP_END, "hello", 0 },
    { "trailers", "0\r\nA: b\r\nC:\r\n\r\n", SGP_END, "", 0 },
    { "surplus", "0\r\n\r\nHTTP", SGP_END, "", 4 },
    { "incomplete data", "5\r\nhel", SGP_AGAIN, "hel", 0 },
    { "incomplete size", "5", SGP_AGAIN, "", 0 },
    { "no last empty line", "0\r\n", SGP_AGAIN, "", 0 },
    { "no size", "\r\nhello", SGP_ERR_PROTOCOL, "no chunk size", 0 },
    { "no size before an extension", ";a\r\n", SGP_ERR_PROTOCOL, "no chunk size", 0 },
    { "negative", "-5\r\n", SGP_ERR_PROTOCOL, "no chunk size", 0 },
    { "0x", "0x5\r\nhello\r\n", SGP_ERR_PROTOCOL, "hexadecimal digits alone", 0 },
    { "blank after the size", "5 \r\nhello\r\n", SGP_ERR_PROTOCOL, "hexadecimal digits alone", 0 },
    { "blank before the size", " 5\r\nhello\r\n", SGP_ERR_PROTOCOL, "no chunk size", 0 },
    { "underscore", "1_0\r\n", SGP_ERR_PROTOCOL, "hexadecimal digits alone", 0 },
    { "bare LF after the size", "5\nhello\r\n", SGP_ERR_PROTOCOL, "hexadecimal digits alone", 0 },
    { "bare CR after the size", "5\rhello\r\n", SGP_ERR_PROTOCOL, "bare CR after a chunk size", 0 },
    { "bare LF in an extension", "5;a\nhello\r\n", SGP_ERR_PROTOCOL, "chunk extension", 0 },
    { "bare CR in an extension", "5;a\rb\r\nhello\r\n", SGP_ERR_PROTOCOL, "bare CR", 0 },
    { "chunk longer than its size", "5\r\nhello!\r\n", SGP_ERR_PROTOCOL, "does not end in CRLF",
      0 },
    { "chunk shorter than its size", "5\r\nhell\r\n0\r\n\r\n", SGP_ERR_PROTOCOL,
      "does not end in CRLF", 0 },
    { "bare LF after the data", "5\r\nhello\n0\r\n\r\n", SGP_ERR_PROTOCOL, "does not end in CRLF",
      0 },
    { "largest size, cut off", "7fffffffffffffff\r\nx", SGP_AGAIN, "x", 0 },
    { "size overflow", "8000000000000000\r\nx", SGP_ERR_PROTOCOL, "too large a chunk size", 0 },
    { "size overflow far out", "10000000000000005\r\nhello", SGP_ERR_PROTOCOL,
      "too large a chunk size", 0 },
    { "folded trailer", "0\r\nA: b\r\n c\r\n\r\n", SGP_ERR_PROTOCOL, "without a name", 0 },
    { "trailer without a name", "0\r\n: b\r\n\r\n", SGP_ERR_PROTOCOL, "without a name", 0 },
    { "trailer without a colon", "0\r\nA\r\n\r\n", SGP_ERR_PROTOCOL, "not a word", 0 },
    { "control character in a trailer", "0\r\nA: \x01\r\n\r\n", SGP_ERR_PROTOCOL, "in a trailer",
      0 },
    { "bare LF in a trailer", "0\r\nA: b\n\r\n", SGP_ERR_PROTOCOL, "in a trailer", 0 },
    { "bare CR in a trailer", "0\r\nA: b\rc\r\n\r\n", SGP_ERR_PROTOCOL, "bare CR after a trailer",
      0 },
    { "bare LF at the end", "0\r\n\n", SGP_ERR_PROTOCOL, "without a name", 0 },
    { "bare CR at the end", "0\r\n\rx", SGP_ERR_PROTOCOL, "bare CR", 0 },
};

typedef struct decoded {
    sgp_status status;
    char body[64];
    size_t body_len;
    size_t used;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} decoded;

/* Feeds at most `step` bytes at a time. */
static void decode(decoded *d, const char *bytes, size_t step)
{
    sgp__chunked chunked = { SGP__CHUNK_SIZE_FIRST, 0, 0, 0 };
    size_t len = strlen(bytes);

    memset(d, 0, sizeof *d);
    d->err.buffer = d->err_text;
    d->err.buffer_bytes = sizeof d->err_text;
    do {
        sgp_str part = { bytes + d->used, len - d->used < step ? len - d->used : step };
        sgp_str data;
        size_t used = 0;
        d->status = sgp__chunked_next(&chunked, part, &used, &data, &d->err);
        memcpy(d->body + d->body_len, data.ptr, data.len);
        d->body_len += data.len;
        d->used += used;
    } while (d->status == SGP_OK || (d->status == SGP_AGAIN && d->used < len));
}

static void expect(const chunk_case *c, const decoded *d)
{
    if (d->status != c->status) fail_msg("%s: %s", c->name, sgp_status_text(d->status));
    if (d->status < SGP_OK) {
        if (!strstr(sgp_error_message(&d->err), c->body))
            fail_msg("%s: %s", c->name, sgp_error_message(&d->err));
        return;
    }
    if (strcmp(d->body, c->body) != 0) fail_msg("%s: body %s", c->name, d->body);
    if (strlen(c->bytes) - d->used != c->surplus) fail_msg("%s: surplus", c->name);
}

static void each_body_is_accepted_or_refused_in_steps_of_any_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t step = 1; step < 40; step++) {
            decoded d;
            decode(&d, cases[i].bytes, step);
            expect(&cases[i], &d);
        }
}

static void a_size_line_has_a_limit(void **state)
{
    char bytes[SGP_HTTP_CHUNK_LINE_MAX + 16];
    decoded d;

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "0;", 2);
    memcpy(bytes + SGP_HTTP_CHUNK_LINE_MAX - 2, "\r\n\r\n", 5);
    decode(&d, bytes, sizeof bytes);
    assert_int_equal(d.status, SGP_END);
    bytes[SGP_HTTP_CHUNK_LINE_MAX - 2] = 'x';
    memcpy(bytes + SGP_HTTP_CHUNK_LINE_MAX - 1, "\r\n\r\n", 5);
    decode(&d, bytes, sizeof bytes);
    assert_int_equal(d.status, SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&d.err), "SGP_HTTP_CHUNK_LINE_MAX"));
}

static void each_chunk_restarts_the_limit_of_a_size_line(void **state)
{
    sgp__buf bytes;
    decoded d;

    (void)state;
    sgp__buf_init(&bytes, NULL, 1024);
    for (int i = 0; i < 3; i++) {
        sgp__buf_put_text(&bytes, "1;");
        for (int j = 0; j < 200; j++)
            sgp__buf_put_char(&bytes, 'x');
        sgp__buf_put_text(&bytes, "\r\na\r\n");
    }
    sgp__buf_put_text(&bytes, "0\r\n\r\n");
    decode(&d, bytes.ptr, bytes.len);
    assert_int_equal(d.status, SGP_END);
    assert_string_equal(d.body, "aaa");
    sgp__buf_deinit(&bytes);
}

static void trailers_have_a_limit(void **state)
{
    static char bytes[SGP_HTTP_HEAD_MAX + 64];
    decoded d;

    (void)state;
    memset(bytes, 'x', sizeof bytes);
    memcpy(bytes, "0\r\nA:", 5);
    memcpy(bytes + 3 + SGP_HTTP_HEAD_MAX - 4, "\r\n\r\n", 5);
    decode(&d, bytes, sizeof bytes);
    assert_int_equal(d.status, SGP_END);
    memset(bytes + 3 + SGP_HTTP_HEAD_MAX - 4, 'x', 4);
    memcpy(bytes + 3 + SGP_HTTP_HEAD_MAX - 3, "\r\n\r\n", 5);
    decode(&d, bytes, sizeof bytes);
    assert_int_equal(d.status, SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&d.err), "SGP_HTTP_HEAD_MAX"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_body_is_accepted_or_refused_in_steps_of_any_size),
        cmocka_unit_test(a_size_line_has_a_limit),
        cmocka_unit_test(each_chunk_restarts_the_limit_of_a_size_line),
        cmocka_unit_test(trailers_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
