/*
 * One failure at every possible point of a listing: each allocation, each call of the stream, each
 * byte at which the response can end. Each item must still arrive exactly once: by the client's
 * next attempt, by the caller's next call, or from the resume token. Runs with short pages, and
 * with one that is decoded in parts.
 */
#include "stack.h"

#include "sgp_page.h"
#include "paged_peer.h"

#define ITEMS 5

/* The longest texts are last, so that an arena must grow in the middle of an item. */
static const char *pages[] = {
    "{\"ImageVersions\":[{\"Version\":5,\"CreationTime\":5.5,\"LastModifiedTime\":6,"
    "\"ImageVersionStatus\":\"CREATE_FAILED\",\"FailureReason\":\"no space left\","
    "\"ImageArn\":\"arn:aws:sagemaker:us-west-2:123456789012:image/img\","
    "\"ImageVersionArn\":\"arn:aws:sagemaker:us-west-2:123456789012:image-version/img/5\"},"
    "{\"Version\":4,\"CreationTime\":4}],\"NextToken\":\"t1\"}",
    "{\"ImageVersions\":[],\"NextToken\":\"t2\"}",
    ("{\"ImageVersions\":[{\"Version\":3,\"CreationTime\":3},{\"Version\":2,\"CreationTime\":2}],"
     "\"NextToken\":\"t3\"}"),
    "{\"ImageVersions\":[{\"Version\":1,\"CreationTime\":1}]}",
};

#define LONG_TEXT_BYTES 3000

/* Replaces the first page by one with two long texts, whose body must be decoded in parts. */
static int serve_a_long_page(void **state)
{
    static char page[2 * LONG_TEXT_BYTES + 400], text[LONG_TEXT_BYTES + 1];

    (void)state;
    memset(text, 'x', LONG_TEXT_BYTES);
    (void)snprintf(page, sizeof page,
                   "{\"ImageVersions\":["
                   "{\"Version\":5,\"CreationTime\":5,\"FailureReason\":\"%s\"},"
                   "{\"Version\":4,\"CreationTime\":4,\"ImageArn\":\"%s\"}],\"NextToken\":\"t1\"}",
                   text, text);
    pages[0] = page;
    return 0;
}

/* How a listing is read. */
typedef enum reading_way { BY_PAGE, BY_ITEM, WHOLE, WAYS } reading_way;

typedef struct run {
    stack stack;
    paged_peer peer;
    reading_way way;
    int is_resumed; /* a failure is followed by a new listing from the resume token */
    sgp__page all;  /* WHOLE */
    int64_t seen[16];
    size_t count;
    int failures; /* returned to the caller */
    int max_failures;
} run;

static void start(run *r, reading_way way)
{
    memset(r, 0, sizeof *r);
    memcpy(r->peer.pages, pages, sizeof pages);
    r->way = way;
    r->max_failures = 1;
    stack_init(&r->stack, paged_peer_dialer(&r->peer));
    r->stack.clock.tick_us = 1000;
    sgp__page_init(&r->all, &r->stack.memory.api);
}

static void see(run *r, const sgp_image_version *item)
{
    assert_true(r->count < 16);
    r->seen[r->count++] = item->version;
}

static void see_page(run *r, const sgp_page *page)
{
    for (size_t i = 0; i < page->count; i++)
        see(r, sgp_page_image_version(page, i));
}

/* Repeats the call with the same page until it succeeds. */
static sgp_status read_whole(run *r)
{
    sgp_status status = sgp_paginator_full_result(r->stack.pages, &r->all.api, &r->stack.err);

    if (status != SGP_OK) return status;
    see_page(r, &r->all.api);
    return SGP_END;
}

static sgp_status read_on(run *r)
{
    const sgp_image_version *item = NULL;
    const sgp_page *page = NULL;
    sgp_status status;

    if (r->way == WHOLE) return read_whole(r);
    if (r->way == BY_ITEM) {
        status = sgp_paginator_next_image_version(r->stack.pages, &item, &r->stack.err);
        if (status == SGP_OK) see(r, item);
    } else {
        status = sgp_paginator_next_page(r->stack.pages, &page, &r->stack.err);
        if (status == SGP_OK) see_page(r, page);
    }
    return status;
}

/* Starts a new listing after the items seen so far. */
static void resume(run *r)
{
    char token[512] = "";
    sgp_str found;

    assert_int_equal(sgp_paginator_resume_token(r->stack.pages, &found, NULL), SGP_OK);
    see_page(r, &r->all.api);
    sgp_page_reset(&r->all.api);
    if (found.ptr) (void)snprintf(token, sizeof token, "%s", found.ptr);
    assert_true(r->count == 0 || found.ptr);
    sgp_paginator_free(r->stack.pages);
    r->stack.options.starting_token = found.ptr ? token : NULL;
    assert_int_equal(stack_start_listing(&r->stack), SGP_OK);
    r->stack.options.starting_token = NULL;
}

/* The message names the allocation that failed. */
static void check_bytes(const run *r)
{
    char expected[64];

    (void)snprintf(expected, sizeof expected, "out of memory: %lu bytes were wanted",
                   (unsigned long)r->stack.memory.refused);
    assert_string_equal(sgp_error_message(&r->stack.err), expected);
}

/* Checks a failure; after it nothing fails any more. */
static void on_failure(run *r, sgp_status status, sgp_status expected)
{
    if (status == SGP_ERR_CONNECT) status = SGP_ERR_NETWORK; /* before there was a connection */
    assert_int_equal(status, expected);
    assert_true(sgp_error_message(&r->stack.err)[0] != '\0');
    if (status == SGP_ERR_MEMORY && r->stack.memory.fails == 1) check_bytes(r);
    assert_true(r->failures++ < r->max_failures);
    r->stack.memory.fail_at = -1;
    if (r->is_resumed) resume(r);
}

static void expect_each_item_once(const run *r)
{
    assert_int_equal(r->count, ITEMS);
    for (size_t i = 0; i < ITEMS; i++)
        assert_int_equal(r->seen[i], ITEMS - i);
}

/* Lists to the end; every failure must have the expected status. */
static void list(run *r, sgp_status expected)
{
    sgp_status status;

    while ((status = read_on(r)) != SGP_END)
        if (status != SGP_OK) on_failure(r, status, expected);
    expect_each_item_once(r);
    sgp__page_deinit(&r->all);
}

/* --- memory ----------------------------------------------------------------------------------- */

/* Makes the missing objects. Only a lack of memory may fail, and then nothing is half made. */
static sgp_status make(run *r)
{
    sgp_status status = SGP_OK;

    if (!r->stack.client) status = stack_make_client(&r->stack);
    if (status == SGP_OK && !r->stack.pages) status = stack_start_listing(&r->stack);
    if (status != SGP_OK) on_failure(r, status, SGP_ERR_MEMORY);
    return status;
}

/* Returns non-zero if there was no nth allocation. */
static int lacks_memory_at(run *r, int nth, int fails)
{
    r->stack.memory.fail_at = nth;
    r->stack.memory.fails = fails;
    r->max_failures = fails ? 1 : 2; /* of a page, and of the prefetched one */
    if (make(r) != SGP_OK) assert_int_equal(make(r), SGP_OK);
    list(r, SGP_ERR_MEMORY);
    nth = r->stack.memory.count <= nth;
    stack_finish(&r->stack);
    assert_int_equal(r->peer.closes, r->peer.opens);
    return nth;
}

/* fails: 1 for one, 0 for all from there on. */
static void sweep_memory(reading_way way, int fails, int is_resumed, int is_stable)
{
    int nth = 0, is_over;

    do {
        run r;
        start(&r, way);
        r.stack.options.stable_tokens = is_stable;
        /* before the listing exists nothing can be resumed */
        r.is_resumed = is_resumed && nth > 20;
        is_over = lacks_memory_at(&r, nth++, fails);
    } while (!is_over);
    assert_in_range(nth, 25, 2000);
}

static long peak_of(int no_prefetch)
{
    run r;

    start(&r, BY_PAGE);
    r.stack.options.no_prefetch = no_prefetch;
    assert_int_equal(make(&r), SGP_OK);
    list(&r, SGP_OK);
    stack_finish(&r.stack);
    return r.stack.memory.peak_bytes;
}

/* There is one page and one body: the next page is decoded when this one is given up. Only the
 * request of the next page is written before. */
static void prefetch_takes_memory_for_a_request(void **state)
{
    const long request_bytes = 800;

    (void)state;
    assert_in_range(peak_of(0), 1, peak_of(1) + request_bytes);
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    for (int i = 0; i < WAYS; i++)
        for (int variant = 0; variant < 8; variant++)
            sweep_memory((reading_way)i, variant & 1, variant & 2, variant & 4);
}

/* --- the stream ------------------------------------------------------------------------------- */

/* Lists with one faulty call of the stream. Returns non-zero if there was no such call. */
static int breaks_at(run *r, int call, paged_fault fault)
{
    r->peer.fault = fault;
    r->peer.fault_at = call;
    assert_int_equal(make(r), SGP_OK);
    list(r, SGP_ERR_NETWORK);
    stack_finish(&r->stack);
    assert_int_equal(r->peer.closes, r->peer.opens);
    return r->peer.calls < call;
}

static void sweep_calls(paged_fault fault, int max_attempts, int is_resumed)
{
    int call = 0, is_over;

    do {
        run r;
        start(&r, (reading_way)(call % WAYS));
        r.stack.max_attempts = max_attempts;
        r.is_resumed = is_resumed;
        is_over = breaks_at(&r, ++call, fault);
        if (max_attempts > 1) assert_int_equal(r.failures, 0);
    } while (!is_over);
    assert_in_range(call, 10, 1000);
}

static void each_call_of_the_stream_may_go_wrong(void **state)
{
    static const paged_fault faults[] = { PAGED_ERROR, PAGED_END, PAGED_AGAIN, PAGED_SHORT };

    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        for (int variant = 0; variant < 4; variant++)
            sweep_calls(faults[i], variant & 1 ? 3 : 1, variant & 2);
}

/* Lists with a response that ends early, once. Returns non-zero if fewer bytes were sent. */
static int cut_at(run *r, size_t bytes)
{
    int is_over;

    r->peer.cut_at = bytes;
    assert_int_equal(make(r), SGP_OK);
    list(r, SGP_ERR_NETWORK);
    is_over = r->peer.sent < bytes || r->peer.cut_at != 0;
    stack_finish(&r->stack);
    assert_int_equal(r->peer.closes, r->peer.opens);
    return is_over;
}

static void sweep_cuts(int max_attempts, int is_resumed)
{
    size_t step = strlen(pages[0]) > LONG_TEXT_BYTES ? 13 : 1, bytes = 1;

    for (int is_over = 0; !is_over; bytes += step) {
        run r;
        start(&r, (reading_way)(bytes % WAYS));
        r.stack.max_attempts = max_attempts;
        r.is_resumed = is_resumed;
        is_over = cut_at(&r, bytes);
        if (max_attempts > 1) assert_int_equal(r.failures, 0);
    }
    assert_in_range(bytes, 300, 8000);
}

static void the_answer_may_break_off_at_each_byte(void **state)
{
    (void)state;
    for (int variant = 0; variant < 4; variant++)
        sweep_cuts(variant & 1 ? 3 : 1, variant & 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefetch_takes_memory_for_a_request),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(each_call_of_the_stream_may_go_wrong),
        cmocka_unit_test(the_answer_may_break_off_at_each_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) +
           cmocka_run_group_tests_name("a long page", tests, serve_a_long_page, NULL);
}
