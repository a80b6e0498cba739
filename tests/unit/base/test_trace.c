/*
 * Tests of src/base/trace.c: traces of every size, long lines, masked secrets.
 */
#include "test.h"

#include "sgp_http_message.h"
#include "sgp_trace.h"

#include "recorded_trace.h"

#include <stdlib.h>

static void lines_are_formatted(void **state)
{
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);

    (void)state;
    sgp__trace(on, "retry", "attempt %d of %s", 2, "3");
    assert_string_equal(trace.text, "retry: attempt 2 of 3\n");
}

/* Of every size: what the size cuts off is missing and not read. */
static void a_trace_without_a_callback_is_off(void **state)
{
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);

    (void)state;
    assert_false(sgp__trace_is_on(NULL));
    sgp__trace(NULL, "retry", "nobody listens");
    for (size_t bytes = 0; bytes <= sizeof *on; bytes++) {
        sgp_trace *older = malloc(bytes < sizeof(size_t) ? sizeof(size_t) : bytes);

        assert_non_null(older);
        memcpy(older, on, bytes);
        memcpy(older, &bytes, sizeof bytes);
        assert_int_equal(sgp__trace_is_on(older), bytes == sizeof *on);
        free(older);
    }
    trace.api.size += 8; /* a newer program */
    assert_true(sgp__trace_is_on(on));
    trace.api.line = NULL;
    assert_false(sgp__trace_is_on(on));
    sgp__trace(on, "retry", "nobody listens");
    assert_int_equal(trace.lines, 0);
}

static void a_long_line_is_truncated(void **state)
{
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);
    char text[2000];

    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    sgp__trace(on, "t", "%s", text);
    assert_int_equal(strlen(trace.text), strlen("t: \n") + SGP__TRACE_LINE_MAX);
}

static void a_request_is_reported_without_its_secrets(void **state)
{
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);
    sgp__http_request request;

    (void)state;
    sgp__http_request_init(&request, NULL);
    request.api.method = sgp_str_from("POST");
    request.api.host = sgp_str_from("h.example");
    request.api.path = sgp_str_from("/");
    request.api.port = 8443;
    request.api.is_tls = 1;
    request.api.body = sgp_str_from("{}");
    assert_int_equal(sgp_http_request_add_header(&request.api, "X-One", sgp_str_from("1"), NULL),
                     SGP_OK);
    assert_int_equal(
        sgp_http_request_add_header(&request.api, "AUTHORIZATION", sgp_str_from("hidden"), NULL),
        SGP_OK);
    assert_int_equal(sgp_http_request_add_header(&request.api, "X-Amz-Security-Token",
                                                 sgp_str_from("hidden"), NULL),
                     SGP_OK);
    sgp__trace_request(on, &request.api, 2);
    assert_string_equal(trace.text, "request: attempt 2: POST https://h.example:8443/\n"
                                    "request: X-One: 1\n"
                                    "request: AUTHORIZATION: ***\n"
                                    "request: X-Amz-Security-Token: ***\n"
                                    "request: {}\n");
    sgp__trace_request(NULL, &request.api, 2);
    sgp__http_request_deinit(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_formatted),
        cmocka_unit_test(a_trace_without_a_callback_is_off),
        cmocka_unit_test(a_long_line_is_truncated),
        cmocka_unit_test(a_request_is_reported_without_its_secrets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
