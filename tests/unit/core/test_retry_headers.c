/*
 * Tests of src/core/retry_headers.c. The values are botocore 1.43.67's
 * under AWS_NEW_RETRIES_2026=true
 * (endpoint.py, handlers.py), which tests/e2e/test_paging_vs_botocore.py
 * compares on the wire.
 */
#include "test.h"

#include "fake_platform.h"

#include "sgp_http_message.h"
#include "sgp_retry_headers.h"

typedef struct fixture {
    fake_platform clock;
    sgp__retry_headers headers;
    sgp__http_request request;
    sgp__http_response response;
} fixture;

static void begin(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->clock.random_byte = 0xAB;
    (void)fake_platform_make(&f->clock);
    f->headers.read_timeout_ms = 60000;
    sgp__http_request_init(&f->request, NULL);
    sgp__http_response_init(&f->response, NULL, 0);
    sgp__retry_headers_begin(&f->headers, &f->clock.base);
}

static void end(fixture *f)
{
    sgp__http_request_deinit(&f->request);
    sgp__http_response_deinit(&f->response);
}

static void answer(fixture *f, const char *date)
{
    assert_int_equal(sgp_http_response_begin(&f->response.api, 503, sgp_str_from(""), NULL),
                     SGP_OK);
    if (date)
        assert_int_equal(sgp_http_response_add_header(&f->response.api, sgp_str_from("Date"),
                                                      sgp_str_from(date), NULL),
                         SGP_OK);
    sgp__retry_headers_note(&f->headers, &f->response.api);
}

static void expect_of(fixture *f, int number, int max, const char *id, const char *text)
{
    sgp_http_request_reset(&f->request.api);
    assert_int_equal(sgp__retry_headers_add(&f->headers, number, max, &f->request.api, NULL),
                     SGP_OK);
    assert_str(sgp_http_request_find_header(&f->request.api, "amz-sdk-invocation-id"), id);
    assert_str(sgp_http_request_find_header(&f->request.api, "amz-sdk-request"), text);
}

static void expect(fixture *f, int number, const char *id, const char *text)
{
    expect_of(f, number, 3, id, text);
}

#define FIRST_ID "abababab-abab-4bab-abab-abababababaa"
#define SECOND_ID "abababab-abab-4bab-abab-abababababa9"

static void attempts_of_one_call_share_an_id_and_are_counted(void **state)
{
    fixture f;

    (void)state;
    begin(&f);
    expect_of(&f, 1, 0, FIRST_ID, "attempt=1"); /* in legacy mode */
    expect(&f, 1, FIRST_ID, "attempt=1; max=3");
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
    sgp__retry_headers_begin(&f.headers, &f.clock.base);
    expect(&f, 1, SECOND_ID, "attempt=1; max=3");
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
    f.headers.read_timeout_ms = -1;
    answer(&f, "Tue, 01 Jan 2030 00:00:10 GMT");
    expect(&f, 2, FIRST_ID, "attempt=2; max=3");
    f.headers.read_timeout_ms = INT64_MAX;
    answer(&f, "Tue, 01 Jan 2030 00:00:10 GMT");
    expect(&f, 2, FIRST_ID, "attempt=2; max=3");
    end(&f);
}

static sgp_status no_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    (void)bytes;
    (void)len;
    return SGP_ERR_PLATFORM;
}

static void without_random_bytes_there_are_no_headers(void **state)
{
    fixture f;

    (void)state;
    begin(&f);
    memset(&f.headers, 0, sizeof f.headers);
    f.clock.type.random = no_random;
    sgp__retry_headers_begin(&f.headers, &f.clock.base);
    assert_int_equal(sgp__retry_headers_add(&f.headers, 1, 3, &f.request.api, NULL), SGP_OK);
    assert_int_equal(f.request.api.header_count, 0);
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
