/*
 * The next page is asked for while the caller works on this one: by the paginator, and by the
 * client under it.
 */
#include "client_fixture.h"
#include "listing_fixture.h"

static sgp_status open_ahead(listing *l, const fake_page *pages, size_t count,
                             const sgp_pages_options *options)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source source = fake_source_make_ahead(&l->source, pages, count);
    sgp_codec codec = fake_codec();

    request.image_name = "img";
    return sgp_pages_new_from(&l->pages, &source, &codec, NULL, &request, options, &l->err);
}

static void next_ok(listing *l, size_t count)
{
    const sgp_page *page;

    assert_int_equal(sgp_pages_next(l->pages, &page, &l->err), SGP_OK);
    assert_int_equal(page->count, count);
}

/* --- the paginator ---------------------------------------------------------------------------- */

static void the_next_request_goes_out_when_a_page_has_come(void **state)
{
    static const char *const expected[] = { "-/-1", "t1/-1", "t2/-1" };
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(l.source.calls, 0);
    next_ok(&l, 2);
    assert_int_equal(l.source.calls, 2);
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    assert_int_equal(l.source.calls, 3);
    for (int i = 0; i < 3; i++)
        assert_string_equal(l.source.asked[i], expected[i]);
    sgp_pages_free(l.pages);
    assert_int_equal(l.source.drops, 0);
}

static void the_page_in_hand_stays_while_the_next_one_comes(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_OK);
    assert_int_equal(l.source.calls, 2);
    assert_int_equal(page->items[1].version, 2);
    assert_str(page->next_token, "t1");
    sgp_pages_free(l.pages);
}

static void one_option_turns_it_off(void **state)
{
    sgp_pages_options o = options(-1, -1, NULL);
    listing l;

    (void)state;
    o.no_prefetch = 1;
    assert_int_equal(open_ahead(&l, three, 3, &o), SGP_OK);
    next_ok(&l, 2);
    assert_int_equal(l.source.calls, 1);
    assert_int_equal(l.source.starts, 0);
    sgp_pages_free(l.pages);
}

static void nothing_is_asked_for_past_max_items(void **state)
{
    (void)state;
    for (int max_items = 0; max_items <= 5; max_items++) {
        static const int requests[] = { 1, 1, 1, 2, 2, 3 };
        sgp_pages_options o = options(max_items, -1, NULL);
        char out[64];
        listing l;
        assert_int_equal(open_ahead(&l, three, 3, &o), SGP_OK);
        assert_int_equal(run(&l, out, sizeof out), SGP_END);
        assert_int_equal(l.source.calls, requests[max_items]);
        sgp_pages_free(l.pages);
    }
}

static void a_failure_ahead_is_told_when_the_page_is_wanted(void **state)
{
    const sgp_page *page;
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    next_ok(&l, 2);
    assert_int_equal(l.source.fail_at, -1); /* it has failed already */
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_ERR_NETWORK);
    assert_string_equal(l.err.message, "cut");
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_pages_item_count(l.pages), 2);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    sgp_pages_free(l.pages);
}

static void a_failure_ahead_is_told_in_full_to_whoever_asks_for_errors_late(void **state)
{
    const sgp_image_version *item;
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_pages_next_item(l.pages, &item, NULL), SGP_OK);
    assert_int_equal(sgp_pages_next_item(l.pages, &item, NULL), SGP_OK);
    assert_int_equal(sgp_pages_next_item(l.pages, &item, &l.err), SGP_ERR_NETWORK);
    assert_int_equal(l.err.status, SGP_ERR_NETWORK);
    assert_string_equal(l.err.message, "cut");
    assert_int_equal(sgp_pages_next_item(l.pages, &item, NULL), SGP_OK);
    sgp_pages_free(l.pages);
}

static void what_is_under_way_is_completed_or_dropped(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, three, 3, NULL), SGP_OK);
    l.source.again = 2;
    next_ok(&l, 2);
    assert_int_equal(l.source.starts, 1);
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_AGAIN);
    next_ok(&l, 2);
    assert_int_equal(l.source.starts, 2);
    sgp_pages_free(l.pages);
    assert_int_equal(l.source.drops, 1);
    assert_int_equal(l.source.cancelled, 0);
}

static void a_wanted_page_is_cancelled_and_not_dropped(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, three, 3, NULL), SGP_OK);
    l.source.again = 3;
    next_ok(&l, 2);
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_AGAIN);
    sgp_pages_free(l.pages);
    assert_int_equal(l.source.drops, 0);
    assert_int_equal(l.source.cancelled, 1);
}

static void tokens_that_come_again_are_not_asked_for(void **state)
{
    static const fake_page same[] = { { 1, 1, "t" }, { 2, 1, "t" } };
    static const fake_page round[] = { { 1, 1, "a" }, { 2, 1, "b" }, { 3, 1, "c" } };
    static const fake_page later[] = { { 1, 1, "a" }, { 2, 1, "b" }, { 3, 1, "c" }, { 4, 1, "c" } };
    char out[64];
    listing l;

    (void)state;
    assert_int_equal(open_ahead(&l, later, 4, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_int_equal(l.source.calls, 4);
    sgp_pages_free(l.pages);
    assert_int_equal(open_ahead(&l, same, 2, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_string_equal(out, "1 |2 |");
    assert_int_equal(l.source.calls, 2);
    sgp_pages_free(l.pages);
    assert_int_equal(open_ahead(&l, round, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_non_null(strstr(l.err.message, "a cycle of 3 pages"));
    assert_true(l.source.calls <= 9);
    sgp_pages_free(l.pages);
}

static void a_source_that_cannot_drop_is_refused(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_codec codec = fake_codec();
    fake_source fake;
    sgp_page_source source = fake_source_make_ahead(&fake, three, 3);
    sgp_pages *pages = NULL;

    (void)state;
    source.drop = NULL;
    assert_int_equal(sgp_pages_new_from(&pages, &source, &codec, NULL, &request, NULL, NULL),
                     SGP_ERR_USAGE);
}

/* --- the client ------------------------------------------------------------------------------- */

/* A blocking client whose exchanges say SGP_AGAIN once, started ahead. */
static void start_call(fixture *f, const answer *answers, sgp_page_source *source)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    make_ok(f, answers);
    f->again = f->waiting = 1;
    f->request = init;
    f->request.image_name = "img";
    *source = sgp_client_page_source(f->client);
    assert_int_equal(source->start(source->self, &f->request, &f->page, &f->err), SGP_AGAIN);
    assert_int_equal(f->signed_count, 1);
    assert_int_equal(f->clock.waits, 0);
}

static void a_call_started_ahead_does_not_wait_and_is_completed(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    sgp_page_source source;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    assert_int_equal(call(&f), SGP_OK);
    assert_int_equal(f.page.count, 3);
    assert_int_equal(f.signed_count, 1);
    source.drop(source.self, &f.request); /* long over: nothing */
    assert_int_equal(f.resets, 0);
    finish(&f);
}

static void time_until_it_is_wanted_does_not_count(void **state)
{
    static const answer answers[] = { { 200, "3" } };
    sgp_page_source source;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    fake_platform_pass(&f.clock, (SGP_CALL_TIMEOUT_MS + 1) * INT64_C(1000));
    assert_int_equal(call(&f), SGP_OK);
    finish(&f);
}

static void another_call_goes_before_what_is_ahead(void **state)
{
    static const answer answers[] = { { 200, "1" }, { 200, "2" } };
    sgp_list_image_versions_request other = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_credentials credentials;
    sgp_page_source source;
    sgp_page page;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    sgp_page_init(&page, NULL);
    other.image_name = "other";
    assert_int_equal(sgp_client_list_image_versions(f.client, &other, &page, &f.err), SGP_OK);
    assert_int_equal(f.resets, 1);
    assert_int_equal(call(&f), SGP_OK); /* sent once more */
    assert_int_equal(f.signed_count, 3);
    assert_int_equal(source.start(source.self, &f.request, &f.page, &f.err), SGP_AGAIN);
    sgp_credentials_init(&credentials, NULL);
    assert_int_equal(sgp_client_get_credentials(f.client, &credentials, &f.err), SGP_OK);
    assert_int_equal(f.resets, 2);
    sgp_credentials_deinit(&credentials);
    sgp_page_deinit(&page);
    finish(&f);
}

static void dropping_leaves_the_call_of_another_alone(void **state)
{
    static const answer answers[] = { { 200, "1" } };
    sgp_list_image_versions_request other = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source source;
    fixture f;

    (void)state;
    start_call(&f, answers, &source);
    source.drop(source.self, &other);
    assert_int_equal(f.resets, 0);
    source.drop(source.self, &f.request);
    assert_int_equal(f.resets, 1);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_request_goes_out_when_a_page_has_come),
        cmocka_unit_test(the_page_in_hand_stays_while_the_next_one_comes),
        cmocka_unit_test(one_option_turns_it_off),
        cmocka_unit_test(nothing_is_asked_for_past_max_items),
        cmocka_unit_test(a_failure_ahead_is_told_when_the_page_is_wanted),
        cmocka_unit_test(a_failure_ahead_is_told_in_full_to_whoever_asks_for_errors_late),
        cmocka_unit_test(what_is_under_way_is_completed_or_dropped),
        cmocka_unit_test(a_wanted_page_is_cancelled_and_not_dropped),
        cmocka_unit_test(tokens_that_come_again_are_not_asked_for),
        cmocka_unit_test(a_source_that_cannot_drop_is_refused),
        cmocka_unit_test(a_call_started_ahead_does_not_wait_and_is_completed),
        cmocka_unit_test(time_until_it_is_wanted_does_not_count),
        cmocka_unit_test(another_call_goes_before_what_is_ahead),
        cmocka_unit_test(dropping_leaves_the_call_of_another_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
