/*
 * The next page is prefetched while the caller works on this one: by the
 * paginator, and by the client under it.
 */
#include "client_fixture.h"
#include "listing_fixture.h"

static sgp_status open_prefetching(listing *l, const fake_page *pages, size_t count,
                                   const sgp_paginator_options *options)
{
    return open_source(l, fake_source_make_prefetching(&l->source, pages, count), options);
}

static void next_ok(listing *l, size_t count)
{
    const sgp_page *page;

    assert_int_equal(sgp_paginator_next_page(l->paginator, &page, &l->err), SGP_OK);
    assert_int_equal(page->count, count);
}

/* --- the paginator ---------------------------------------------------------------------------- */

static void the_next_request_is_sent_when_a_page_has_arrived(void **state)
{
    static const char *const expected[] = { "-/-1", "t1/-1", "t2/-1" };
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(l.source.calls, 0);
    next_ok(&l, 2);
    assert_int_equal(l.source.calls, 2);
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    assert_int_equal(l.source.calls, 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(l.source.asked[i], expected[i]);
    sgp_paginator_free(l.paginator);
    assert_int_equal(l.source.drops, 0);
}

static void the_current_page_stays_while_the_next_one_arrives(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_OK);
    assert_int_equal(l.source.calls, 2);
    assert_int_equal(sgp_page_image_version(page, 1)->version, 2);
    assert_str(page->next_token, "t1");
    sgp_paginator_free(l.paginator);
}

static void one_option_turns_it_off(void **state)
{
    sgp_paginator_options o = options(-1, -1, NULL);
    listing l;

    (void)state;
    o.no_prefetch = 1;
    assert_int_equal(open_prefetching(&l, three, 3, &o), SGP_OK);
    next_ok(&l, 2);
    assert_int_equal(l.source.calls, 1);
    assert_int_equal(l.source.starts, 0);
    sgp_paginator_free(l.paginator);
}

static void nothing_is_prefetched_past_max_items(void **state)
{
    (void)state;
    for (int max_items = 0; max_items <= 5; max_items++) {
        static const int requests[] = { 1, 1, 1, 2, 2, 3 };
        sgp_paginator_options o = options(max_items, -1, NULL);
        char out[64];
        listing l;
        assert_int_equal(open_prefetching(&l, three, 3, &o), SGP_OK);
        assert_int_equal(run(&l, out, sizeof out), SGP_END);
        assert_int_equal(l.source.calls, requests[max_items]);
        sgp_paginator_free(l.paginator);
    }
}

static void a_failed_prefetch_is_reported_when_the_page_is_needed(void **state)
{
    const sgp_page *page;
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    next_ok(&l, 2);
    assert_int_equal(l.source.fail_at, -1); /* it has failed already */
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_ERR_NETWORK);
    assert_string_equal(sgp_error_message(&l.err), "cut");
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_paginator_item_count(l.paginator), 2);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    sgp_paginator_free(l.paginator);
}

static void a_failed_prefetch_is_reported_in_full_if_earlier_calls_had_no_error(void **state)
{
    const sgp_image_version *item;
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, &l.err), SGP_ERR_NETWORK);
    assert_int_equal(l.err.status, SGP_ERR_NETWORK);
    assert_string_equal(sgp_error_message(&l.err), "cut");
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, NULL), SGP_OK);
    sgp_paginator_free(l.paginator);
}

/* The second page fails with `text` while the nth allocation fails. Returns the length of the
 * message that is reported, and stores the number of allocations before. */
static size_t reported_length(const char *text, int nth, int *count)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_page *page;
    fail_alloc memory;
    listing l;

    fail_alloc_init(&memory, nth);
    attach_error(&l);
    request.image_name = "img";
    assert_int_equal(sgp_list_image_versions_paginator_new_from(
                         &l.paginator, fake_source_make_prefetching(&l.source, three, 3),
                         fake_codec(), &memory.api, &request, NULL, &l.err),
                     SGP_OK);
    l.source.fail_at = 1;
    l.source.message = text;
    next_ok(&l, 2);
    assert_string_equal(sgp_error_message(&l.err), "");
    *count = memory.count;
    memory.fail_at = -1;
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_ERR_NETWORK);
    sgp_paginator_free(l.paginator);
    assert_int_equal(memory.live_blocks, 0);
    return strlen(sgp_error_message(&l.err));
}

static void a_failed_prefetch_is_reported_in_full_if_there_is_memory(void **state)
{
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    int count;

    (void)state;
    memset(text, 'x', sizeof text);
    text[SGP_ERROR_MESSAGE_MAX] = '\0';
    assert_int_equal(reported_length(text, -1, &count), SGP_ERROR_MESSAGE_MAX);
    assert_int_equal(reported_length(text, count - 1, &count), SGP_ERROR_SHORT_MESSAGE_MAX);
}

/* The source is busy with another listing, which has ended when the page is needed. */
static void a_prefetch_that_is_refused_is_made_later(void **state)
{
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    l.source.is_busy = 1;
    next_ok(&l, 2);
    assert_int_equal(l.source.starts, 1);
    assert_int_equal(l.err.status, SGP_OK);
    l.source.is_busy = 0;
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    assert_string_equal(l.source.asked[1], "t1/-1");
    sgp_paginator_free(l.paginator);
}

static void a_running_prefetch_is_completed_or_dropped(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    l.source.again = 2;
    next_ok(&l, 2);
    assert_int_equal(l.source.starts, 1);
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_AGAIN);
    next_ok(&l, 2);
    assert_int_equal(l.source.starts, 2);
    sgp_paginator_free(l.paginator);
    assert_int_equal(l.source.drops, 1);
    assert_int_equal(l.source.cancelled, 0);
}

static void a_needed_page_is_cancelled_and_not_dropped(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, three, 3, NULL), SGP_OK);
    l.source.again = 3;
    next_ok(&l, 2);
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_AGAIN);
    sgp_paginator_free(l.paginator);
    assert_int_equal(l.source.drops, 0);
    assert_int_equal(l.source.cancelled, 1);
}

static void tokens_that_repeat_are_not_prefetched(void **state)
{
    static const fake_page same[] = { { 1, 1, "t" }, { 2, 1, "t" } };
    static const fake_page round[] = { { 1, 1, "a" }, { 2, 1, "b" }, { 3, 1, "c" } };
    static const fake_page later[] = { { 1, 1, "a" }, { 2, 1, "b" }, { 3, 1, "c" }, { 4, 1, "c" } };
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_prefetching(&l, later, 4, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_int_equal(l.source.calls, 4);
    sgp_paginator_free(l.paginator);
    assert_int_equal(open_prefetching(&l, same, 2, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_string_equal(out, "1 |2 |");
    assert_int_equal(l.source.calls, 2);
    sgp_paginator_free(l.paginator);
    assert_int_equal(open_prefetching(&l, round, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_non_null(strstr(sgp_error_message(&l.err), "a cycle of 3 pages"));
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING); /* it stays so */
    assert_non_null(strstr(sgp_error_message(&l.err), "a cycle of 3 pages"));
    assert_true(l.source.calls <= 9);
    sgp_paginator_free(l.paginator);
}

/* --- the client ------------------------------------------------------------------------------- */

/* A prefetch of a blocking client whose exchanges return SGP_AGAIN once. */
static void start_call(fixture *f, const answer *answers, sgp_page_source **source)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    make_ok(f, answers);
    f->again = f->waiting = 1;
    f->request = init;
    f->request.image_name = "img";
    *source = sgp_client_page_source(f->client);
    assert_int_equal((*source)->type->start(*source, &f->request, NULL, &f->page.api, &f->err),
                     SGP_AGAIN);
    assert_int_equal(f->signed_count, 1);
    assert_int_equal(f->clock.waits, 0);
}

static void a_prefetch_does_not_wait_and_is_completed(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    sgp_page_source *source;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.page.api.count, 3);
    assert_int_equal(f.signed_count, 1);
    source->type->drop(source, &f.page.api); /* long over: nothing */
    assert_int_equal(f.resets, 0);
    finish(&f);
}

static void time_until_the_page_is_needed_does_not_count(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    sgp_page_source *source;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    fake_platform_pass(&f.clock, (SGP_CALL_TIMEOUT_MS + 1) * INT64_C(1000));
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
}

static void another_call_aborts_the_prefetch(void **state)
{
    static const answer answers[] = { { 200, "1" }, { 200, "2" } };
    sgp_list_image_versions_request other = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source *source;
    sgp__credentials credentials;
    sgp__page page;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    sgp__page_init(&page, NULL);
    other.image_name = "other";
    assert_int_equal(sgp_client_list_image_versions(f.client, &other, &page.api, &f.err), SGP_OK);
    assert_int_equal(f.resets, 1);
    assert_int_equal(call(&f), SGP_OK); /* sent once more */
    assert_int_equal(f.signed_count, 3);
    assert_int_equal(source->type->start(source, &f.request, NULL, &f.page.api, &f.err), SGP_AGAIN);
    sgp__credentials_init(&credentials, NULL);
    assert_int_equal(sgp_client_get_credentials(f.client, &credentials.api, &f.err), SGP_OK);
    assert_int_equal(f.resets, 2);
    sgp__credentials_deinit(&credentials);
    sgp__page_deinit(&page);
    finish(&f);
}

static void dropping_leaves_other_calls_alone(void **state)
{
    static const answer answers[] = { { 200, "1" }, { 200, "2" } };
    sgp_page_source *source;
    sgp__page other;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    sgp__page_init(&other, NULL);
    source->type->drop(source, &other.api);
    assert_int_equal(f.resets, 0);
    source->type->drop(source, &f.page.api);
    assert_int_equal(f.resets, 1);
    sgp__page_deinit(&other);
    finish(&f);
}

static void a_prefetch_without_an_error_struct_fails_as_well(void **state)
{
    static const answer answers[] = { { 400, "ValidationException" }, { 200, "1" } };
    sgp_page_source *source;
    fixture f;

    (void)state;
    make_ok(&f, answers);
    f.request = (sgp_list_image_versions_request)SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    f.request.image_name = "img";
    source = sgp_client_page_source(f.client);
    assert_ptr_equal(source, f.client);
    assert_string_equal(source->type->name, "client");
    assert_int_equal(source->type->start(source, &f.request, NULL, &f.page.api, NULL),
                     SGP_ERR_SERVICE);
    assert_int_equal(source->type->fetch(source, &f.request, NULL, &f.page.api, NULL), SGP_OK);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_request_is_sent_when_a_page_has_arrived),
        cmocka_unit_test(the_current_page_stays_while_the_next_one_arrives),
        cmocka_unit_test(one_option_turns_it_off),
        cmocka_unit_test(nothing_is_prefetched_past_max_items),
        cmocka_unit_test(a_failed_prefetch_is_reported_when_the_page_is_needed),
        cmocka_unit_test(a_failed_prefetch_is_reported_in_full_if_earlier_calls_had_no_error),
        cmocka_unit_test(a_failed_prefetch_is_reported_in_full_if_there_is_memory),
        cmocka_unit_test(a_prefetch_that_is_refused_is_made_later),
        cmocka_unit_test(a_running_prefetch_is_completed_or_dropped),
        cmocka_unit_test(a_needed_page_is_cancelled_and_not_dropped),
        cmocka_unit_test(tokens_that_repeat_are_not_prefetched),
        cmocka_unit_test(a_prefetch_does_not_wait_and_is_completed),
        cmocka_unit_test(time_until_the_page_is_needed_does_not_count),
        cmocka_unit_test(another_call_aborts_the_prefetch),
        cmocka_unit_test(dropping_leaves_other_calls_alone),
        cmocka_unit_test(a_prefetch_without_an_error_struct_fails_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
