/*
 * A listing as its user sees it: items, errors in the middle, cancelling, the whole result, memory.
 */
#include "listing_fixture.h"

static void items_come_one_by_one_and_resume_after_each(void **state)
{
    static const char *const expected[] = { "-#1", "t1#", "t1#1", "t2#", "none" };
    const sgp_image_version *item;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    assert_string_equal(resume(&l), "none");
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sgp_pages_next_item(l.pages, &item, &l.err), SGP_OK);
        assert_int_equal(item->version, i + 1);
        assert_string_equal(resume(&l), expected[i]);
        assert_int_equal(sgp_pages_item_count(l.pages), i + 1);
    }
    assert_int_equal(sgp_pages_next_item(l.pages, &item, &l.err), SGP_END);
    assert_int_equal(sgp_pages_next_item(l.pages, &item, &l.err), SGP_END);
    sgp_pages_free(l.pages);
}

static void the_next_page_skips_what_is_left_of_this_one(void **state)
{
    const sgp_image_version *item;
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_pages_next_item(l.pages, &item, &l.err), SGP_OK);
    assert_string_equal(resume(&l), "-#1");
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_ERR_NETWORK);
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_pages_item_count(l.pages), 2);
    sgp_pages_free(l.pages);
}

static void a_failed_page_can_be_asked_for_again(void **state)
{
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_NETWORK);
    assert_string_equal(out, "1 2 |");
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_pages_item_count(l.pages), 2);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    sgp_pages_free(l.pages);
}

static void a_failed_first_page_gives_the_starting_token_back(void **state)
{
    sgp_pages_options o = options(-1, -1, "t0#1");
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    l.source.fail_at = 0;
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_NETWORK);
    assert_string_equal(resume(&l), "t0#1");
    sgp_pages_free(l.pages);
}

static void again_is_handed_on_and_a_waiting_fetch_cancelled(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.again = l.source.waiting = 2;
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_AGAIN);
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_AGAIN);
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_OK);
    assert_int_equal(page->count, 2);
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_AGAIN);
    sgp_pages_free(l.pages);
    assert_int_equal(l.source.cancelled, 1);
}

static void all_collects_what_is_left_and_the_resume_token(void **state)
{
    sgp_pages_options o = options(4, -1, NULL);
    sgp_page all;
    listing l;

    (void)state;
    sgp_page_init(&all, NULL);
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_pages_all(l.pages, &all, &l.err), SGP_ERR_NETWORK);
    assert_int_equal(all.count, 2); /* nothing delivered is lost */
    assert_int_equal(sgp_pages_all(l.pages, &all, &l.err), SGP_OK);
    assert_int_equal(all.count, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(all.items[i].version, i + 1);
        assert_str(all.items[i].status_text, "CREATED");
    }
    assert_str(all.next_token, "t2#");
    assert_true(all.has_items);
    sgp_pages_free(l.pages);
    sgp_page_deinit(&all);
}

static void all_keeps_the_times_as_sent(void **state)
{
    sgp_page all;
    listing l;

    (void)state;
    sgp_page_init(&all, NULL);
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.keeps_times = 1;
    assert_int_equal(sgp_pages_all(l.pages, &all, &l.err), SGP_OK);
    sgp_pages_free(l.pages);
    for (size_t i = 0; i < all.count; i++) {
        assert_str(all.items[i].sent_times->creation_time.text, "1.5");
        assert_int_equal(all.items[i].sent_times->creation_time.is_number, 1);
        assert_str(all.items[i].sent_times->last_modified_time.text, "then");
    }
    sgp_page_deinit(&all);
}

static void all_of_many_pages_grows_as_needed(void **state)
{
    fake_page pages[50];
    char tokens[50][16];
    sgp_page all;
    listing l;

    (void)state;
    for (int i = 0; i < 50; i++) {
        (void)snprintf(tokens[i], sizeof tokens[i], "t%d", i);
        pages[i].first = i * 37;
        pages[i].count = 37;
        pages[i].next_token = i < 49 ? tokens[i] : NULL;
    }
    sgp_page_init(&all, NULL);
    assert_int_equal(open_with(&l, pages, 50, NULL), SGP_OK);
    assert_int_equal(sgp_pages_all(l.pages, &all, NULL), SGP_OK);
    assert_int_equal(all.count, 1850);
    for (int i = 0; i < 1850; i++)
        assert_int_equal(all.items[i].version, i);
    assert_null(all.next_token.ptr);
    sgp_pages_free(l.pages);
    sgp_page_deinit(&all);
}

/* The next listing may be given the page of the last one, or one that a single call has filled. */
static void all_begins_with_an_empty_page(void **state)
{
    static const fake_page ten = { 100, 10, NULL };
    sgp_page_source source;
    fake_source fake;
    sgp_page all;
    listing l;

    (void)state;
    sgp_page_init(&all, NULL);
    source = fake_source_make(&fake, &ten, 1);
    assert_int_equal(source.fetch(source.self, &(sgp_list_image_versions_request){ 0 }, &all, NULL),
                     SGP_OK);
    assert_int_equal(all.count, 10); /* in memory for no more */
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(sgp_pages_all(l.pages, &all, &l.err), SGP_OK);
    assert_int_equal(all.count, 5);
    assert_int_equal(all.items[0].version, 1);
    sgp_pages_free(l.pages);
    sgp_page_deinit(&all);
}

static void all_names_its_bound(void **state)
{
    sgp_page all;
    listing l;

    (void)state;
    sgp_page_init(&all, NULL);
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 0;
    assert_int_equal(sgp_pages_all(l.pages, &all, &l.err), SGP_ERR_NETWORK);
    all.arena.used_bytes = SGP_ALL_MEMORY_MAX - 256; /* room for a text, but not for the items */
    assert_int_equal(sgp_pages_all(l.pages, &all, &l.err), SGP_ERR_LIMIT);
    sgp_pages_free(l.pages);
    sgp_page_deinit(&all);
}

/* One whole listing with the given allocator; the status it ends with. */
static sgp_status list_with(fail_alloc *memory)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options o = options(4, 2, "t0#1");
    fake_source fake;
    sgp_page_source source = fake_source_make(&fake, three, 3);
    sgp_codec codec = fake_codec();
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;
    sgp_str token;

    request.image_name = "img";
    request.sort_by_text = "VERSION";
    status = sgp_pages_new_from(&pages, &source, &codec, &memory->api, &request, &o, NULL);
    while (status == SGP_OK)
        status = sgp_pages_next(pages, &page, NULL);
    if (status == SGP_END) status = sgp_pages_resume_token(pages, &token, NULL);
    sgp_pages_free(pages);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int n;

    (void)state;
    for (n = 0; status != SGP_OK; n++) {
        fail_alloc memory;
        fail_alloc_init(&memory, n);
        status = list_with(&memory);
        assert_true(status == SGP_OK || status == SGP_ERR_MEMORY);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
        assert_int_equal(memory.wrong_size, 0);
        assert_true(n < 100);
    }
    assert_true(n > 5);
}

/* A listing whose n-th allocation fails once and which is asked again; the items it gave. */
static int list_again_after(fail_alloc *memory, int n, int *failures)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fake_source fake;
    sgp_page_source source = fake_source_make(&fake, three, 3);
    sgp_codec codec = fake_codec();
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;
    int items = 0;

    request.image_name = "img";
    assert_int_equal(
        sgp_pages_new_from(&pages, &source, &codec, &memory->api, &request, NULL, NULL), SGP_OK);
    memory->fail_at = memory->count + n;
    *failures = 0;
    while ((status = sgp_pages_next(pages, &page, NULL)) != SGP_END) {
        assert_true(status == SGP_OK || (status == SGP_ERR_MEMORY && ++*failures == 1));
        if (status == SGP_OK)
            items += (int)page->count;
        else
            memory->fail_at = -1;
    }
    sgp_pages_free(pages);
    return items;
}

static void a_listing_goes_on_after_each_failed_allocation(void **state)
{
    int failures = 1;
    int n;

    (void)state;
    for (n = 0; failures > 0; n++) {
        fail_alloc memory;
        fail_alloc_init(&memory, -1);
        assert_int_equal(list_again_after(&memory, n, &failures), 5);
        assert_int_equal(memory.live_blocks, 0);
    }
    assert_true(n > 1);
}

static void memory_stays_constant(void **state)
{
    static const fake_page pages[] = { { 1, 90, "a" }, { 2, 90, "b" } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fake_source fake;
    sgp_page_source source = fake_source_make(&fake, pages, 2);
    sgp_codec codec = fake_codec();
    const sgp_page *page;
    sgp_pages *pages_of_90;
    fail_alloc memory;
    long peak = 0;

    (void)state;
    fail_alloc_init(&memory, -1);
    request.image_name = "img";
    assert_int_equal(
        sgp_pages_new_from(&pages_of_90, &source, &codec, &memory.api, &request, NULL, NULL),
        SGP_OK);
    for (int i = 0; i < 3000; i++) {
        char token[24];
        fake_page each[1] = { { 1, 90, NULL } };
        (void)snprintf(token, sizeof token, "token-%06d", i);
        each[0].next_token = token;
        fake.pages = each;
        fake.page_count = 1;
        assert_int_equal(sgp_pages_next(pages_of_90, &page, NULL), SGP_OK);
        if (i == 3) peak = memory.peak_bytes;
    }
    assert_int_equal(memory.peak_bytes, peak);
    sgp_pages_free(pages_of_90);
    assert_int_equal(memory.live_blocks, 0);
}

static void missing_arguments_are_a_mistake_of_the_caller(void **state)
{
    const sgp_image_version *item;
    const sgp_page *page;
    sgp_page all;
    sgp_str token;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(sgp_pages_next(NULL, &page, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_next(l.pages, NULL, &l.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_next_item(NULL, &item, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_next_item(l.pages, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_all(NULL, &all, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_all(l.pages, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_resume_token(NULL, &token, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_resume_token(l.pages, NULL, &l.err), SGP_ERR_USAGE);
    assert_non_null(strstr(l.err.message, "sgp_pages_resume_token"));
    assert_int_equal(l.source.calls, 0);
    sgp_pages_free(l.pages);
}

static void missing_parts_are_a_mistake_of_the_caller(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source source = SGP_PAGE_SOURCE_INIT;
    sgp_codec codec = fake_codec();
    sgp_pages *pages = NULL;
    sgp_error err;

    (void)state;
    assert_int_equal(sgp_pages_new_from(&pages, &source, &codec, NULL, &request, NULL, &err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_new_from(&pages, NULL, NULL, NULL, &request, NULL, &err),
                     SGP_ERR_USAGE);
    assert_int_equal(sgp_pages_new(&pages, NULL, &request, NULL, &err), SGP_ERR_USAGE);
    assert_null(pages);
    sgp_pages_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_one_by_one_and_resume_after_each),
        cmocka_unit_test(all_keeps_the_times_as_sent),
        cmocka_unit_test(the_next_page_skips_what_is_left_of_this_one),
        cmocka_unit_test(a_failed_page_can_be_asked_for_again),
        cmocka_unit_test(a_failed_first_page_gives_the_starting_token_back),
        cmocka_unit_test(again_is_handed_on_and_a_waiting_fetch_cancelled),
        cmocka_unit_test(all_collects_what_is_left_and_the_resume_token),
        cmocka_unit_test(all_of_many_pages_grows_as_needed),
        cmocka_unit_test(all_begins_with_an_empty_page),
        cmocka_unit_test(all_names_its_bound),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_listing_goes_on_after_each_failed_allocation),
        cmocka_unit_test(memory_stays_constant),
        cmocka_unit_test(missing_arguments_are_a_mistake_of_the_caller),
        cmocka_unit_test(missing_parts_are_a_mistake_of_the_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
