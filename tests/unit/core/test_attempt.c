/*
 * Tests of src/core/attempt.c. The values are botocore 1.29.27's (endpoint.py, handlers.py), which
 * tests/e2e/test_paging_vs_botocore.py compares on the wire.
 */
#include "test.h"

#include "attempt.h"

#include "fake_platform.h"

typedef struct fixture {
    fake_platform clock;
    sgp_platform platform;
    sgp__attempts attempts;
    sgp_http_request request;
    sgp_http_response response;
} fixture;

static void begin(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->clock.random_byte = 0xAB;
    f->platform = fake_platform_make(&f->clock);
    f->attempts.read_timeout_ms = 60000;
    sgp_http_request_init(&f->request, NULL);
    sgp_http_response_init(&f->response, NULL, 0);
    sgp__attempts_begin(&f->attempts, &f->platform);
}

static void end(fixture *f)
{
    sgp_http_request_deinit(&f->request);
    sgp_http_response_deinit(&f->response);
}

static void answer(fixture *f, const char *date)
{
    assert_int_equal(sgp_http_response_begin(&f->response, 503, sgp_str_from(""), NULL), SGP_OK);
    if (date)
        assert_int_equal(
            sgp_http_response_header(&f->response, sgp_str_from("Date"), sgp_str_from(date), NULL),
            SGP_OK);
    sgp__attempts_note(&f->attempts, &f->response);
}

static void expect(fixture *f, int number, const char *id, const char *text)
{
    sgp_http_request_reset(&f->request);
    assert_int_equal(sgp__attempts_add(&f->attempts, number, 3, &f->request, NULL), SGP_OK);
    assert_str(sgp_http_request_find(&f->request, "amz-sdk-invocation-id"), id);
    assert_str(sgp_http_request_find(&f->request, "amz-sdk-request"), text);
}

#define FIRST_ID "abababab-abab-4bab-abab-abababababaa"
#define SECOND_ID "abababab-abab-4bab-abab-abababababa9"

static void attempts_of_one_call_share_an_id_and_are_counted(void **state)
{
    fixture f;

    (void)state;
    begin(&f);
    expect(&f, 1, FIRST_ID, "attempt=1");
    answer(&f, NULL);
    expect(&f, 2, FIRST_ID, "attempt=2; max=3");
    answer(&f, "Tue, 01 Jan 2030 00:00:10 GMT");
    expect(&f, 3, FIRST_ID, "ttl=20300101T000110Z; attempt=3; max=3");
    answer(&f, NULL); /* what was known stays, as in botocore */
    expect(&f, 4, FIRST_ID, "ttl=20300101T000110Z; attempt=4; max=3");
    end(&f);
}

static void the_next_call_has_another_id_and_forgets_the_time(void **state)
{
    fixture f;

    (void)state;
    begin(&f);
    answer(&f, "Tue, 01 Jan 2030 00:00:10 GMT");
    f.clock.random_byte = 0x11; /* drawn once */
    sgp__attempts_begin(&f.attempts, &f.platform);
    expect(&f, 1, SECOND_ID, "attempt=1");
    expect(&f, 2, SECOND_ID, "attempt=2; max=3");
    end(&f);
}

static void there_is_no_ttl_without_a_time(void **state)
{
    fixture f;

    (void)state;
    begin(&f);
    answer(&f, "yesterday");
    expect(&f, 2, FIRST_ID, "attempt=2; max=3");
    f.attempts.read_timeout_ms = -1;
    answer(&f, "Tue, 01 Jan 2030 00:00:10 GMT");
    expect(&f, 2, FIRST_ID, "attempt=2; max=3");
    f.attempts.read_timeout_ms = INT64_MAX;
    answer(&f, "Tue, 01 Jan 2030 00:00:10 GMT");
    expect(&f, 2, FIRST_ID, "attempt=2; max=3");
    end(&f);
}

static sgp_status no_random(void *self, void *bytes, size_t len)
{
    (void)self;
    (void)bytes;
    (void)len;
    return SGP_ERR_PLATFORM;
}

static void without_random_bytes_there_are_no_headers(void **state)
{
    fixture f;

    (void)state;
    begin(&f);
    memset(&f.attempts, 0, sizeof f.attempts);
    f.platform.random = no_random;
    sgp__attempts_begin(&f.attempts, &f.platform);
    assert_int_equal(sgp__attempts_add(&f.attempts, 1, 3, &f.request, NULL), SGP_OK);
    assert_int_equal(f.request.header_count, 0);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attempts_of_one_call_share_an_id_and_are_counted),
        cmocka_unit_test(the_next_call_has_another_id_and_forgets_the_time),
        cmocka_unit_test(there_is_no_ttl_without_a_time),
        cmocka_unit_test(without_random_bytes_there_are_no_headers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
