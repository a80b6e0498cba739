/*
 * The paginator's rules on a fake source. That they are botocore's is shown on random cases by
 * tests/e2e/test_paging_vs_botocore.py; here each rule has a name, and what botocore has not
 * (items, errors in the middle, cancelling, memory) is tested alone.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_source.h"

typedef struct listing {
    fake_source source;
    sgp_pages *pages;
    sgp_error err;
} listing;

static sgp_status open_with(listing *l, const fake_page *pages, size_t count,
                            const sgp_pages_options *options)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source source = fake_source_make(&l->source, pages, count);
    sgp_codec codec = fake_codec();

    request.image_name = "img";
    return sgp_pages_new_from(&l->pages, &source, &codec, NULL, &request, options, &l->err);
}

static sgp_pages_options options(int max_items, int page_size, const char *starting_token)
{
    sgp_pages_options o = SGP_PAGES_OPTIONS_INIT;

    if (max_items >= 0) o.max_items = sgp_opt(max_items);
    if (page_size >= 0) o.page_size = sgp_opt(page_size);
    o.starting_token = starting_token;
    return o;
}

/* Runs to the end, "1 2 |3 4 |" into out; returns the last status. */
static sgp_status run(listing *l, char *out, size_t size)
{
    const sgp_page *page;
    sgp_status status;
    size_t used = 0;

    out[0] = '\0';
    while ((status = sgp_pages_next(l->pages, &page, &l->err)) == SGP_OK) {
        for (size_t i = 0; i < page->count; i++)
            used += (size_t)snprintf(out + used, size - used, "%d ", (int)page->items[i].version);
        used += (size_t)snprintf(out + used, size - used, "|");
    }
    return status;
}

static const char *resume(listing *l)
{
    sgp_str token;

    assert_int_equal(sgp_pages_resume_token(l->pages, &token, &l->err), SGP_OK);
    return token.ptr ? token.ptr : "none";
}

static const fake_page three[] = { { 1, 2, "t1" }, { 3, 2, "t2" }, { 5, 1, NULL } };

typedef struct rule {
    const char *name;
    int max_items, page_size;
    const char *starting_token;
    const char *expected; /* pages */
    const char *resume;
    const char *asked[4];
} rule;

/* Expected values: read off botocore/paginate.py, PageIterator, rule by rule. */
static const rule rules[] = {
    { "everything", -1, -1, NULL, "1 2 |3 4 |5 |", "none", { "-/-1", "t1/-1", "t2/-1" } },
    { "page size is sent with each request",
      -1,
      7,
      NULL,
      "1 2 |3 4 |5 |",
      "none",
      { "-/7", "t1/7", "t2/7" } },
    { "max items inside the first page", 1, -1, NULL, "1 |", "-#1", { "-/-1" } },
    { "max items inside the second page", 3, -1, NULL, "1 2 |3 |", "t1#1", { "-/-1", "t1/-1" } },
    { "max items at a page border", 2, -1, NULL, "1 2 |", "t1#", { "-/-1" } },
    { "max items is the number of items",
      5,
      -1,
      NULL,
      "1 2 |3 4 |5 |",
      "none",
      { "-/-1", "t1/-1", "t2/-1" } },
    { "max items beyond the end",
      99,
      -1,
      NULL,
      "1 2 |3 4 |5 |",
      "none",
      { "-/-1", "t1/-1", "t2/-1" } },
    { "max items 0 asks once and gives an empty page", 0, -1, NULL, "|", "-#0", { "-/-1" } },
    { "starting in a page", -1, -1, "t0#1", "2 |3 4 |5 |", "none", { "t0/-1", "t1/-1", "t2/-1" } },
    { "starting beyond a page gives an empty one",
      -1,
      -1,
      "t0#9",
      "|3 4 |5 |",
      "none",
      { "t0/-1", "t1/-1", "t2/-1" } },
    { "a negative index counts from the end",
      -1,
      -1,
      "t0#-1",
      "2 |3 4 |5 |",
      "none",
      { "t0/-1", "t1/-1", "t2/-1" } },
    { "a very negative index takes all",
      -1,
      -1,
      "t0#-9",
      "1 2 |3 4 |5 |",
      "none",
      { "t0/-1", "t1/-1", "t2/-1" } },
    { "cut on the first page adds the starting index", 1, -1, "-#1", "2 |", "t1#", { "-/-1" } },
    { "cut on the second page does not", 2, -1, "-#1", "2 |3 |", "t1#1", { "-/-1", "t1/-1" } },
    { "a token without NextToken starts at the first page",
      -1,
      -1,
      "!#",
      "1 2 |3 4 |5 |",
      "none",
      { "-/-1", "t1/-1", "t2/-1" } },
};

static void follows_each_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const rule *r = &rules[i];
        sgp_pages_options o = options(r->max_items, r->page_size, r->starting_token);
        listing l;
        char out[128];

        assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
        print_message("  %s\n", r->name);
        assert_int_equal(run(&l, out, sizeof out), SGP_END);
        assert_string_equal(out, r->expected);
        assert_string_equal(resume(&l), r->resume);
        for (size_t k = 0; k < 4 && r->asked[k]; k++)
            assert_string_equal(l.source.asked[k], r->asked[k]);
        sgp_pages_free(l.pages);
    }
}

static void walks_through_empty_pages_and_missing_lists(void **state)
{
    static const fake_page pages[] = { { 0, 0, "a" }, { 0, -1, "b" }, { 1, 1, "" } };
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "||1 |"); /* the empty next token is the end */
    assert_string_equal(resume(&l), "none");
    sgp_pages_free(l.pages);
}

static void max_items_0_on_an_empty_first_page_keeps_its_token(void **state)
{
    static const fake_page pages[] = { { 0, 0, "t1" }, { 1, 1, NULL } };
    sgp_pages_options o = options(0, -1, NULL);
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 2, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "|");
    assert_string_equal(resume(&l), "t1#");
    sgp_pages_free(l.pages);
}

static void the_same_token_twice_is_an_error_after_the_page(void **state)
{
    static const fake_page pages[] = { { 1, 1, "it's" }, { 2, 1, "it's" }, { 3, 1, NULL } };
    const sgp_page *page;
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_string_equal(out, "1 |2 |");
    /* Python 3: "...: %s" % {'NextToken': "it's"} */
    assert_string_equal(l.err.message,
                        "Error during pagination: The same next token was received twice: "
                        "{'NextToken': \"it's\"}");
    assert_int_equal(sgp_pages_next(l.pages, &page, &l.err), SGP_ERR_PAGING); /* final */
    assert_int_equal(sgp_pages_next(l.pages, &page, NULL), SGP_ERR_PAGING);
    sgp_pages_free(l.pages);
}

static void the_starting_token_may_come_back_once(void **state)
{
    static const fake_page pages[] = { { 1, 1, "t0" }, { 2, 1, NULL } };
    sgp_pages_options o = options(-1, -1, "t0#");
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 2, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "1 |2 |");
    sgp_pages_free(l.pages);
}

/* Deliberate difference 2: botocore pages for ever. */
static void a_longer_cycle_of_tokens_is_an_error(void **state)
{
    static const fake_page pages[] = { { 1, 1, "a" }, { 2, 1, "b" }, { 3, 1, "c" } };
    listing l;
    char out[256];

    (void)state;
    assert_int_equal(open_with(&l, pages, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_non_null(strstr(l.err.message, "go round in a cycle of 3 pages"));
    assert_true(sgp_pages_page_count(l.pages) <= 9);
    sgp_pages_free(l.pages);
}

/* Deliberate difference 3: botocore drops an item and writes a token that is off by one. */
static void negative_max_items_is_refused(void **state)
{
    sgp_pages_options o = SGP_PAGES_OPTIONS_INIT;
    listing l;

    (void)state;
    o.max_items = sgp_opt(-1);
    assert_int_equal(open_with(&l, three, 3, &o), SGP_ERR_PARAM);
    assert_non_null(strstr(l.err.message, "max_items is -1; accepted is 0 or more"));
}

/* Deliberate difference 5: the text None is a token like any other. */
static void a_token_whose_text_is_none_is_sent(void **state)
{
    static const fake_page pages[] = { { 1, 1, "None" }, { 2, 1, NULL } };
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 2, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "1 |2 |");
    assert_string_equal(l.source.asked[1], "None/-1");
    sgp_pages_free(l.pages);
}

static void a_cut_listing_cannot_be_resumed_from_a_token_without_next_token(void **state)
{
    sgp_pages_options o = options(1, -1, "!#");
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_TOKEN);
    assert_string_equal(out, "");
    assert_string_equal(l.err.message, "Bad starting token: {'boto_truncate_amount': 1}");
    sgp_pages_free(l.pages);
}

static void added_members_keep_the_order_of_a_python_dict(void **state)
{
    sgp_pages_options o = options(-1, 5, NULL);
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_int_equal(l.source.added[0], SGP_MEMBER_MAX_RESULTS);
    assert_int_equal(l.source.added[1], SGP_MEMBER_NEXT_TOKEN);
    sgp_pages_free(l.pages);

    o.starting_token = "t0#";
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_int_equal(l.source.added[0], SGP_MEMBER_NEXT_TOKEN);
    assert_int_equal(l.source.added[1], SGP_MEMBER_MAX_RESULTS);
    sgp_pages_free(l.pages);
}

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

static void all_of_many_pages_grows_as_needed(void **state)
{
    fake_page pages[50];
    char tokens[50][8];
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
    assert_true(n > 3);
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
        char token[16];
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
        cmocka_unit_test(follows_each_rule),
        cmocka_unit_test(walks_through_empty_pages_and_missing_lists),
        cmocka_unit_test(max_items_0_on_an_empty_first_page_keeps_its_token),
        cmocka_unit_test(the_same_token_twice_is_an_error_after_the_page),
        cmocka_unit_test(the_starting_token_may_come_back_once),
        cmocka_unit_test(a_longer_cycle_of_tokens_is_an_error),
        cmocka_unit_test(negative_max_items_is_refused),
        cmocka_unit_test(a_token_whose_text_is_none_is_sent),
        cmocka_unit_test(a_cut_listing_cannot_be_resumed_from_a_token_without_next_token),
        cmocka_unit_test(added_members_keep_the_order_of_a_python_dict),
        cmocka_unit_test(items_come_one_by_one_and_resume_after_each),
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
        cmocka_unit_test(missing_parts_are_a_mistake_of_the_caller),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
