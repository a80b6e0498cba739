/*
 * Whole schedules of retries over many calls of one client, beside botocore's
 * (retry_schedules.inc, made by make_retry_schedules.py).
 */
#include "client_fixture.h"

/* A wait of the rate limit is rounded up to a microsecond, and these errors add up. */
#define TOLERANCE_US 10

typedef enum outcome { SUCCEEDS, IS_RETRIED, FAILS, FAILS_AT_LAST } outcome;

typedef struct attempt {
    int client;
    sgp_retry_mode mode;
    int max_attempts;
    int is_first;
    double waited_us;
    int64_t took_us;
    const char *said; /* amz-sdk-request without its ttl */
    int status;       /* of the response; negative: there is none */
    const char *code;
    const char *retry_after; /* NULL: no such header */
    uint32_t draw;
    outcome outcome;
} attempt;

static const attempt attempts[] = {
#include "retry_schedules.inc"
};

#define ATTEMPTS (sizeof attempts / sizeof attempts[0])

/* The attempt that is due, and the end of the one before. */
static size_t due;
static int64_t ended_us;

static sgp_status draw(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    memset(bytes, 0, len);
    memcpy(bytes, &attempts[due > 0 ? due - 1 : 0].draw, len < 4 ? len : 4);
    return SGP_OK;
}

static void check_request(const fixture *f, const attempt *a, const sgp_http_request *request)
{
    const char *said = sgp_http_request_find_header(request, "amz-sdk-request").ptr;
    double waited_us = (double)(f->clock.monotonic_us - ended_us) - a->waited_us;

    if (waited_us > TOLERANCE_US || waited_us < -TOLERANCE_US)
        fail_msg("row %zu: sent %.0f us later than by botocore", due, waited_us);
    assert_non_null(said);
    if (strncmp(said, "ttl=", 4) == 0) said = strchr(said, ' ') + 1;
    assert_string_equal(said, a->said);
}

static sgp_status answer_due(sgp_http *http, const sgp_http_request *request,
                             sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    fixture *f = ((fixture_http *)http)->f;
    const attempt *a = &attempts[due];
    const char *body;

    (void)deadline;
    check_request(f, a, request);
    due++;
    fake_platform_pass(&f->clock, a->took_us);
    ended_us = f->clock.monotonic_us;
    if (a->status < 0) return sgp_error_set(err, (sgp_status)a->status, "no response");
    if (sgp_http_response_begin(response, a->status, sgp_str_from(""), err) != SGP_OK)
        return err->status;
    if (a->retry_after && sgp_http_response_add_header(response, sgp_str_from("x-amz-retry-after"),
                                                       sgp_str_from(a->retry_after), err) != SGP_OK)
        return err->status;
    body = a->status == 200 ? "1" : a->code; /* for the fake codec */
    return sgp_http_response_append_body(response, body, strlen(body), err);
}

static void make_client(fixture *f, const attempt *first)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    prepare(f, NULL);
    f->http.type.exchange = answer_due;
    f->clock.type.random = draw;
    f->clock.monotonic_us = ended_us = 1000000000;
    o.retry_mode = first->mode;
    o.max_attempts = first->max_attempts;
    o.call_timeout_ms = INT64_C(1000000000);
    assert_int_equal(make(f, &o), SGP_OK);
}

static void check_result(const fixture *f, sgp_status status, size_t first)
{
    const attempt *last = &attempts[due - 1];

    for (size_t i = first; i + 1 < due; i++)
        assert_int_equal(attempts[i].outcome, IS_RETRIED);
    assert_int_equal(status == SGP_OK, last->outcome == SUCCEEDS);
    assert_true(last->outcome != IS_RETRIED);
    if (status == SGP_OK || last->status < 0) return;
    assert_string_equal(f->err.code, last->code);
    assert_int_equal(f->err.retries_exhausted, last->outcome == FAILS_AT_LAST);
}

static void calls_are_retried_when_botocore_retries_them(void **state)
{
    int client = -1;
    fixture f;

    (void)state;
    for (due = 0; due < ATTEMPTS;) {
        size_t first = due;
        const attempt *a = &attempts[first];
        if (a->client != client && client >= 0) finish(&f);
        if (a->client != client) make_client(&f, a);
        client = a->client;
        assert_true(a->is_first);
        check_result(&f, call(&f), first);
    }
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_are_retried_when_botocore_retries_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
