/*
 * A listing as its user sees it: items, errors in the middle, cancelling, the
 * whole result, memory.
 */
#include "listing_fixture.h"

#include "sgp_page.h"

static void items_come_one_by_one_and_resume_after_each(void **state)
{
    static const char *const expected[] = { "-#1", "t1#", "t1#1", "t2#", "none" };
    const sgp_image_version *item;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    assert_string_equal(resume(&l), "none");
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, &l.err), SGP_OK);
        assert_int_equal(item->version, i + 1);
        assert_string_equal(resume(&l), expected[i]);
        assert_int_equal(sgp_paginator_item_count(l.paginator), i + 1);
    }
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, &l.err), SGP_END);
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, &l.err), SGP_END);
    sgp_paginator_free(l.paginator);
}

static void the_next_page_skips_what_is_left_of_this_one(void **state)
{
    const sgp_image_version *item;
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, &item, &l.err), SGP_OK);
    assert_string_equal(resume(&l), "-#1");
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_ERR_NETWORK);
    assert_string_equal(resume(&l), "t1#");
    assert_int_equal(sgp_paginator_item_count(l.paginator), 2);
    sgp_paginator_free(l.paginator);
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
    assert_int_equal(sgp_paginator_item_count(l.paginator), 2);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "3 4 |5 |");
    sgp_paginator_free(l.paginator);
}

static void a_failed_first_page_gives_the_starting_token_back(void **state)
{
    sgp_paginator_options o = options(-1, -1, "t0#1");
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    l.source.fail_at = 0;
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_NETWORK);
    assert_string_equal(resume(&l), "t0#1");
    sgp_paginator_free(l.paginator);
}

static void again_is_handed_on_and_a_waiting_fetch_cancelled(void **state)
{
    const sgp_page *page;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.again = l.source.waiting = 2;
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_AGAIN);
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_AGAIN);
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_OK);
    assert_int_equal(page->count, 2);
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err), SGP_AGAIN);
    sgp_paginator_free(l.paginator);
    assert_int_equal(l.source.cancelled, 1);
}

static void the_full_result_is_what_is_left_and_the_resume_token(void **state)
{
    sgp_paginator_options o = options(4, -1, NULL);
    sgp__page result;
    listing l;

    (void)state;
    sgp__page_init(&result, NULL);
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_ERR_NETWORK);
    assert_int_equal(result.api.count, 2); /* nothing delivered is lost */
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_OK);
    assert_int_equal(result.api.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(sgp_page_image_version(&result.api, i)->version, i + 1);
        assert_str(sgp_page_image_version(&result.api, i)->status_text, "CREATED");
    }
    assert_str(result.api.next_token, "t2#");
    assert_true(result.api.has_items);
    sgp_paginator_free(l.paginator);
    sgp__page_deinit(&result);
}

static void the_full_result_has_the_raw_timestamps(void **state)
{
    sgp__page result;
    listing l;

    (void)state;
    sgp__page_init(&result, NULL);
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.has_raw_timestamps = 1;
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_OK);
    sgp_paginator_free(l.paginator);
    for (size_t i = 0; i < result.api.count; i++) {
        assert_str(sgp_page_image_version(&result.api, i)->raw_timestamps->creation_time.text,
                   "1.5");
        assert_int_equal(
            sgp_page_image_version(&result.api, i)->raw_timestamps->creation_time.is_number, 1);
        assert_str(sgp_page_image_version(&result.api, i)->raw_timestamps->last_modified_time.text,
                   "then");
    }
    sgp__page_deinit(&result);
}

static void the_full_result_of_many_pages_grows_as_needed(void **state)
{
    fake_page pages[50];
    char tokens[50][16];
    sgp__page result;
    listing l;

    (void)state;
    for (int i = 0; i < 50; i++) {
        (void)snprintf(tokens[i], sizeof tokens[i], "t%d", i);
        pages[i].first = i * 37;
        pages[i].count = 37;
        pages[i].next_token = i < 49 ? tokens[i] : NULL;
    }
    sgp__page_init(&result, NULL);
    assert_int_equal(open_with(&l, pages, 50, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, NULL), SGP_OK);
    assert_int_equal(result.api.count, 1850);
    for (size_t i = 0; i < 1850; i++)
        assert_int_equal(sgp_page_image_version(&result.api, i)->version, i);
    assert_null(result.api.next_token.ptr);
    sgp_paginator_free(l.paginator);
    sgp__page_deinit(&result);
}

/* The next listing may be given the page of the last one, or one that a single call has filled. */
static void the_full_result_replaces_what_the_page_held(void **state)
{
    static const fake_page ten = { 100, 10, NULL };
    static const sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    static const sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    sgp_page_source *source;
    fake_source fake;
    sgp__page result;
    listing l;

    (void)state;
    sgp__page_init(&result, NULL);
    source = fake_source_make(&fake, &ten, 1);
    assert_int_equal(source->type->fetch(source, &request, &params, &result.api, NULL), SGP_OK);
    assert_int_equal(result.api.count, 10); /* in memory for no more */
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_OK);
    assert_int_equal(result.api.count, 5);
    assert_int_equal(sgp_page_image_version(&result.api, 0)->version, 1);
    sgp_paginator_free(l.paginator);
    sgp__page_deinit(&result);
}

static void the_full_result_has_a_limit(void **state)
{
    sgp__page result;
    listing l;

    (void)state;
    sgp__page_init(&result, NULL);
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 0;
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_ERR_NETWORK);
    result.arena.used_bytes = SGP_FULL_RESULT_MEMORY_MAX -
                              256; /* room for a text, but not for the items */
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_ERR_LIMIT);
    sgp_paginator_free(l.paginator);
    sgp__page_deinit(&result);
}

/* Every other use of the page is limited to SGP_PAGE_MEMORY_MAX. */
static void the_full_result_leaves_the_pages_own_limit(void **state)
{
    sgp__page result;
    listing l;

    (void)state;
    sgp__page_init(&result, NULL);
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.fail_at = 1;
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_ERR_NETWORK);
    assert_int_equal(result.arena.limit_bytes, SGP_PAGE_MEMORY_MAX);
    assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_OK);
    assert_int_equal(result.arena.limit_bytes, SGP_PAGE_MEMORY_MAX);
    sgp_paginator_free(l.paginator);
    sgp__page_deinit(&result);
}

/* Collects the listing into a page whose n-th allocation fails once, and repeats the call. */
static int full_result_fails_once_at(int n)
{
    sgp__page result;
    fail_alloc memory;
    listing l;
    sgp_status status;

    fail_alloc_init(&memory, n);
    memory.fails = 1;
    sgp__page_init(&result, &memory.api);
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    l.source.has_raw_timestamps = 1;
    status = sgp_paginator_full_result(l.paginator, &result.api, &l.err);
    if (status != SGP_OK)
        assert_int_equal(sgp_paginator_full_result(l.paginator, &result.api, &l.err), SGP_OK);
    assert_int_equal(result.api.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(sgp_page_image_version(&result.api, i)->version, i + 1);
    sgp_paginator_free(l.paginator);
    sgp__page_deinit(&result);
    assert_int_equal(memory.live_blocks, 0);
    return status == SGP_ERR_MEMORY;
}

static void the_full_result_goes_on_after_each_failed_allocation(void **state)
{
    int n = 0;

    (void)state;
    while (full_result_fails_once_at(n))
        n++;
    assert_true(n > 0); /* 32-bit machines allocate once */
}

/* One whole listing with the given allocator; the status it ends with. */
static sgp_status list_with(fail_alloc *memory)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options o = options(4, 2, "t0#1");
    fake_source fake;
    sgp_page_source *source = fake_source_make(&fake, three, 3);
    const sgp_page *page;
    sgp_paginator *pages = NULL;
    sgp_status status;
    sgp_str token;

    request.image_name = "img";
    request.sort_by = "VERSION";
    status = sgp_list_image_versions_paginator_new_from(&pages, source, fake_codec(), &memory->api,
                                                        &request, &o, NULL);
    while (status == SGP_OK)
        status = sgp_paginator_next_page(pages, &page, NULL);
    if (status == SGP_END) status = sgp_paginator_resume_token(pages, &token, NULL);
    sgp_paginator_free(pages);
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
    sgp_page_source *source = fake_source_make(&fake, three, 3);
    const sgp_page *page;
    sgp_paginator *pages = NULL;
    sgp_status status;
    int items = 0;

    request.image_name = "img";
    assert_int_equal(sgp_list_image_versions_paginator_new_from(&pages, source, fake_codec(),
                                                                &memory->api, &request, NULL, NULL),
                     SGP_OK);
    memory->fail_at = memory->count + n;
    *failures = 0;
    while ((status = sgp_paginator_next_page(pages, &page, NULL)) != SGP_END) {
        assert_true(status == SGP_OK || (status == SGP_ERR_MEMORY && ++*failures == 1));
        if (status == SGP_OK)
            items += (int)page->count;
        else
            memory->fail_at = -1;
    }
    sgp_paginator_free(pages);
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
    sgp_page_source *source = fake_source_make(&fake, pages, 2);
    const sgp_page *page;
    sgp_paginator *pages_of_90;
    fail_alloc memory;
    long peak = 0;

    (void)state;
    fail_alloc_init(&memory, -1);
    request.image_name = "img";
    assert_int_equal(sgp_list_image_versions_paginator_new_from(&pages_of_90, source, fake_codec(),
                                                                &memory.api, &request, NULL, NULL),
                     SGP_OK);
    for (int i = 0; i < 3000; i++) {
        char token[24];
        fake_page each[1] = { { 1, 90, NULL } };
        (void)snprintf(token, sizeof token, "token-%06d", i);
        each[0].next_token = token;
        fake.pages = each;
        fake.page_count = 1;
        assert_int_equal(sgp_paginator_next_page(pages_of_90, &page, NULL), SGP_OK);
        if (i == 3) peak = memory.peak_bytes;
    }
    assert_int_equal(memory.peak_bytes, peak);
    sgp_paginator_free(pages_of_90);
    assert_int_equal(memory.live_blocks, 0);
}

static void missing_arguments_are_a_mistake_of_the_caller(void **state)
{
    const sgp_image_version *item;
    const sgp_page *page;
    sgp__page result;
    sgp_str token;
    listing l;

    (void)state;
    assert_int_equal(open_with(&l, three, 3, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_next_page(NULL, &page, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_next_page(l.paginator, NULL, &l.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_next_image_version(NULL, &item, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_next_image_version(l.paginator, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_full_result(NULL, &result.api, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_full_result(l.paginator, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_resume_token(NULL, &token, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_paginator_resume_token(l.paginator, NULL, &l.err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&l.err), "sgp_paginator_resume_token"));
    assert_int_equal(l.source.calls, 0);
    sgp_paginator_free(l.paginator);
}

/* Makes a paginator that must be refused with a message that contains `expected`. */
static void assert_refused(sgp_page_source *source, sgp_codec *codec,
                           const sgp_list_image_versions_request *request,
                           const sgp_paginator_options *o, const char *expected)
{
    sgp_paginator *paginator = NULL;
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(sgp_list_image_versions_paginator_new_from(&paginator, source, codec, NULL,
                                                                request, o, &err),
                     SGP_ERR_USAGE);
    if (!strstr(sgp_error_message(&err), expected))
        fail_msg("'%s' is not in '%s'", expected, sgp_error_message(&err));
    assert_null(paginator);
}

static void missing_parts_and_slots_are_named(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_codec_type type = *fake_codec()->type;
    sgp_codec codec = { &type };
    fake_source fake;
    sgp_page_source *source = fake_source_make_prefetching(&fake, three, 3);

    (void)state;
    assert_refused(NULL, &codec, &request, NULL, "_new_from: source is NULL");
    assert_refused(source, NULL, &request, NULL, "_new_from: codec is NULL");
    fake.type.drop = NULL;
    assert_refused(source, &codec, &request, NULL,
                   "source (fake_source) lacks the mandatory slot drop");
    fake.type.size = offsetof(sgp_page_source_type, drop);
    assert_refused(source, &codec, &request, NULL, "lacks the mandatory slot drop");
    fake.type.fetch = NULL;
    assert_refused(source, &codec, &request, NULL, "lacks the mandatory slot fetch");
    fake.type.size = 0;
    assert_refused(source, &codec, &request, NULL, "source has no type table");
    fake.base.type = NULL;
    assert_refused(source, &codec, &request, NULL, "source has no type table");
    source = fake_source_make(&fake, three, 3);
    type.encode_token = NULL;
    assert_refused(source, &codec, &request, NULL,
                   "codec (fake_codec) lacks the mandatory slot encode_token");
    type.encode_token = fake_codec()->type->encode_token;
    type.decode_token = NULL;
    assert_refused(source, &codec, &request, NULL, "lacks the mandatory slot decode_token");
}

static void other_missing_arguments_are_named(void **state)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_allocator no_functions = SGP_ALLOCATOR_INIT;
    sgp_paginator *paginator = NULL;
    fake_source fake;
    sgp_page_source *source = fake_source_make(&fake, three, 3);
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_refused(source, fake_codec(), NULL, NULL, "request is NULL");
    assert_int_equal(sgp_list_image_versions_paginator_new_from(NULL, source, fake_codec(), NULL,
                                                                &request, NULL, &err),
                     SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "out is NULL"));
    assert_int_equal(sgp_list_image_versions_paginator_new_from(
                         &paginator, source, fake_codec(), &no_functions, &request, NULL, &err),
                     SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "allocator"));
    assert_int_equal(sgp_list_image_versions_paginator_new(&paginator, NULL, &request, NULL, &err),
                     SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "client is NULL"));
    assert_null(paginator);
    sgp_paginator_free(NULL);
}

/* An older program has shorter structs, a newer one longer structs. */
static void options_of_other_versions_are_accepted_if_they_are_understood(void **state)
{
    struct {
        sgp_paginator_options options;
        int64_t future; /* docs/abi.md: as wide as the strictest member */
    } longer = { options(1, -1, NULL), 0 };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    fake_source fake;
    sgp_page_source *source = fake_source_make(&fake, three, 3);
    char out[64];
    listing l;

    (void)state;
    longer.options.size = sizeof longer;
    assert_int_equal(open_with(&l, three, 3, &longer.options), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "1 |");
    sgp_paginator_free(l.paginator);
    longer.future = 1;
    assert_refused(source, fake_codec(), &request, &longer.options, "options sets a member");

    longer.options.page_size = sgp_opt_int_of(7); /* not read: an older program does not have it */
    longer.options.size = offsetof(sgp_paginator_options, page_size);
    assert_int_equal(open_with(&l, three, 3, &longer.options), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(l.source.asked[0], "-/-1");
    sgp_paginator_free(l.paginator);
    longer.options.size = 0;
    assert_refused(source, fake_codec(), &request, &longer.options, "the size of options is 0");
    request.size = 0;
    assert_refused(source, fake_codec(), &request, NULL, "the size of request is 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_one_by_one_and_resume_after_each),
        cmocka_unit_test(the_full_result_has_the_raw_timestamps),
        cmocka_unit_test(the_next_page_skips_what_is_left_of_this_one),
        cmocka_unit_test(a_failed_page_can_be_asked_for_again),
        cmocka_unit_test(a_failed_first_page_gives_the_starting_token_back),
        cmocka_unit_test(again_is_handed_on_and_a_waiting_fetch_cancelled),
        cmocka_unit_test(the_full_result_is_what_is_left_and_the_resume_token),
        cmocka_unit_test(the_full_result_of_many_pages_grows_as_needed),
        cmocka_unit_test(the_full_result_replaces_what_the_page_held),
        cmocka_unit_test(the_full_result_has_a_limit),
        cmocka_unit_test(the_full_result_leaves_the_pages_own_limit),
        cmocka_unit_test(the_full_result_goes_on_after_each_failed_allocation),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_listing_goes_on_after_each_failed_allocation),
        cmocka_unit_test(memory_stays_constant),
        cmocka_unit_test(missing_arguments_are_a_mistake_of_the_caller),
        cmocka_unit_test(missing_parts_and_slots_are_named),
        cmocka_unit_test(other_missing_arguments_are_named),
        cmocka_unit_test(options_of_other_versions_are_accepted_if_they_are_understood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
