/*
 * Listings of thousands of pages: tokens that go round, pages without items,
 * pages throttled.
 */
#include "client_fixture.h"

#include "sgp_cycle.h"

/* Steps of the detector until it notices the numbers 0..length-1 going round. */
static uint64_t steps_to_notice(uint32_t length)
{
    sgp__cycle cycle = { 0, 0, 0 };
    uint64_t found = 0, steps = 0;

    while (found == 0) {
        uint32_t k = (uint32_t)(steps++ % length);
        char bytes[sizeof k];
        sgp_str token = { bytes, sizeof bytes };
        memcpy(bytes, &k, sizeof k);
        found = sgp__cycle_next(&cycle, token);
    }
    assert_int_equal(found, length);
    return steps;
}

static void a_cycle_of_any_length_is_noticed_within_three_times_that(void **state)
{
    (void)state;
    for (uint32_t length = 1; length <= 10000; length++)
        assert_true(steps_to_notice(length) <= 3 * length);
}

/* A source whose tokens go round, or end: page n has the next token n + 1. */
typedef struct counter {
    sgp_page_source base;
    int length; /* after that many pages: token 0 again */
    int last;   /* this page has no token; 0: none */
    int calls;
} counter;

static sgp_status count_on(sgp_page_source *source, const sgp_list_image_versions_request *request,
                           const sgp_page_params *params, sgp_page *page, sgp_error *err)
{
    counter *c = (counter *)source;
    char token[32];

    (void)request;
    (void)params;
    sgp_page_reset(page);
    page->has_items = 1;
    if (++c->calls == c->last) return SGP_OK;
    (void)snprintf(token, sizeof token, "t%d", c->calls % c->length);
    return sgp_arena_copy(sgp_page_arena(page), token, strlen(token), &page->next_token, err);
}

static sgp_status list_all(counter *c, sgp_error *err)
{
    static const sgp_page_source_type type = { sizeof type, "counter", count_on, NULL, NULL, NULL };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_page *page;
    sgp_paginator *paginator;
    sgp_status status;

    c->base.type = &type;
    request.image_name = "img";
    assert_int_equal(sgp_list_image_versions_paginator_new_from(&paginator, &c->base, fake_codec(),
                                                                NULL, &request, NULL, err),
                     SGP_OK);
    do {
        status = sgp_paginator_next_page(paginator, &page, err);
        if (status == SGP_OK) assert_int_equal(page->count, 0);
    } while (status == SGP_OK);
    if (status == SGP_END) assert_int_equal(sgp_paginator_page_count(paginator), c->calls);
    sgp_paginator_free(paginator);
    return status;
}

static void a_listing_whose_tokens_go_round_says_how_many(void **state)
{
    static const int lengths[] = { 1, 2, 3, 10, 1023, 1024, 1025, 9999, 10000 };

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        counter c = { { NULL }, lengths[i], 0, 0 };
        sgp_error err = TEST_ERROR_INIT;
        char expected[64] = "The same next token was received twice";
        assert_int_equal(list_all(&c, &err), SGP_ERR_PAGING);
        if (lengths[i] > 1)
            (void)snprintf(expected, sizeof expected, "go round in a cycle of %d pages",
                           lengths[i]);
        assert_non_null(strstr(sgp_error_message(&err), expected));
        assert_in_range(c.calls, lengths[i], 3 * lengths[i] + 1);
    }
}

static void a_thousand_empty_pages_end_well(void **state)
{
    counter c = { { NULL }, 1000000, 1001, 0 };
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(list_all(&c, &err), SGP_END);
    assert_int_equal(c.calls, 1001);
}

static const answer throttled = { 400, "ThrottlingException" }, good = { 200, "5" };

/* A retry that succeeds gives back what it took from the quota (botocore/retries/standard.py). */
static void a_thousand_throttled_pages_end_well(void **state)
{
    static answer answers[2000];
    fixture f;

    (void)state;
    for (int page = 0; page < 1000; page++) {
        answers[2 * page] = throttled;
        answers[2 * page + 1] = good;
    }
    make_ok(&f, answers);
    for (int page = 0; page < 1000; page++) {
        if (call(&f) != SGP_OK) fail_msg("page %d: %s", page, sgp_error_message(&f.err));
        assert_int_equal(f.page.api.count, 5);
    }
    assert_int_equal(f.sent, 2000);
    finish(&f);
}

/* 50 calls of three attempts take the quota's 500 tokens; a call without a retry gives back one,
 * whatever the calls before it took (botocore: retry_quota_capacity is the context's). */
static void the_quota_of_a_failed_call_is_gone(void **state)
{
    static answer answers[160];
    fixture f;

    (void)state;
    for (int i = 0; i < 160; i++)
        answers[i] = i == 150 ? good : throttled;
    make_ok(&f, answers);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(call(&f), SGP_ERR_SERVICE);
        assert_int_equal(f.err.attempts, 3);
    }
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_SERVICE);
    assert_int_equal(f.err.attempts, 1);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cycle_of_any_length_is_noticed_within_three_times_that),
        cmocka_unit_test(a_listing_whose_tokens_go_round_says_how_many),
        cmocka_unit_test(a_thousand_empty_pages_end_well),
        cmocka_unit_test(a_thousand_throttled_pages_end_well),
        cmocka_unit_test(the_quota_of_a_failed_call_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
