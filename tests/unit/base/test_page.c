/*
 * Tests of src/base/page.c: appending, growth, the limit, reset and moving
 * memory.
 */
#include "test.h"

#include "sgp_page.h"

#include "fail_alloc.h"

static void assert_all_freed(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void assert_empty(const sgp_page *page)
{
    assert_int_equal(page->count, 0);
    assert_false(page->has_items);
    assert_null(page->next_token.ptr);
    assert_null(page->request_id.ptr);
    assert_null(sgp_page_image_version(page, 0));
}

/* Appends `count` items with versions 0, 1, 2, ... */
static void append(sgp_page *page, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sgp_image_version *item = NULL;

        assert_int_equal(sgp_page_append_image_version(page, &item, NULL), SGP_OK);
        item->version = (int64_t)i;
    }
}

static void an_empty_page_needs_no_memory(void **state)
{
    fail_alloc memory;
    sgp__page page;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__page_init(&page, &memory.api);
    assert_empty(&page.api);
    sgp_page_reset(&page.api);
    sgp__page_deinit(&page);
    sgp__page_deinit(&page);
    assert_int_equal(memory.count, 0);
}

static void a_callers_page_is_made_by_the_library(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_page *page = NULL;

    (void)state;
    fail_alloc_init(&memory, -1);
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_page_new(&page, &memory.api, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_empty(page);
    append(page, 3);
    assert_int_equal(sgp_page_image_version(page, 2)->version, 2);
    sgp_page_free(page);
    sgp_page_free(NULL);
    assert_all_freed(&memory);
}

static void a_page_is_not_made_without_out_functions_or_memory(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_page *page = NULL;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_page_new(&page, &memory.api, &err), SGP_ERR_MEMORY);
    assert_int_equal(sgp_page_new(NULL, &memory.api, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_page_new: out is NULL");
    memory.api.free = NULL;
    assert_int_equal(sgp_page_new(&page, &memory.api, &err), SGP_ERR_USAGE);
    assert_null(page);
    assert_int_equal(memory.count, 1);
}

static void items_are_appended_zeroed_and_keep_their_content(void **state)
{
    static const sgp_image_version zero;
    fail_alloc memory;
    sgp__page page;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__page_init(&page, &memory.api);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < 1000; i++) {
            sgp_image_version *item = NULL;

            assert_int_equal(sgp_page_append_image_version(&page.api, &item, NULL), SGP_OK);
            assert_memory_equal(item, &zero, sizeof zero);
            memset(item, (int)(i & 0xFF), sizeof *item);
            assert_int_equal(page.api.count, i + 1);
            assert_true(page.api.has_items);
            assert_ptr_equal(sgp_page_image_version(&page.api, i), item);
            assert_null(sgp_page_image_version(&page.api, i + 1));
        }
        for (size_t i = 0; i < 1000; i++) {
            const sgp_image_version *item = sgp_page_image_version(&page.api, i);

            for (size_t at = 0; at < sizeof *item; at++)
                assert_int_equal(((const unsigned char *)item)[at], i & 0xFF);
        }
        assert_null(sgp_page_image_version(&page.api, SIZE_MAX));
        sgp_page_reset(&page.api);
    }
    sgp__page_deinit(&page);
    assert_all_freed(&memory);
}

static void a_reset_page_is_empty_and_keeps_its_memory(void **state)
{
    static const sgp_image_version zero;
    fail_alloc memory;
    sgp__page page;
    void *block;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__page_init(&page, &memory.api);
    append(&page.api, 1);
    memset(page.items, 'i', sizeof *page.items);
    assert_int_equal(sgp_arena_copy(sgp_page_arena(&page.api), "t", 1, &page.api.next_token, NULL),
                     SGP_OK);
    assert_int_equal(memory.live_blocks, 1);
    sgp_page_reset(&page.api);
    assert_empty(&page.api);
    assert_int_equal(memory.live_blocks, 1);
    block = sgp_arena_alloc(sgp_page_arena(&page.api), sizeof zero);
    assert_memory_equal(block, &zero, sizeof zero);
    assert_int_equal(memory.count, 1);
    sgp__page_deinit(&page);
    assert_empty(&page.api);
    assert_all_freed(&memory);
}

static void a_page_takes_memory_up_to_its_limit(void **state)
{
    sgp__page page;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_null(sgp_arena_alloc(sgp_page_arena(&page.api), SGP_PAGE_MEMORY_MAX + 1));
    assert_non_null(sgp_arena_alloc(sgp_page_arena(&page.api), SGP_PAGE_MEMORY_MAX));
    sgp__page_deinit(&page);
}

static void a_full_page_takes_no_more_items_and_keeps_those_it_has(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    sgp_image_version *item = NULL;
    sgp_status status;
    sgp__page page;
    size_t count;

    (void)state;
    sgp__page_init(&page, NULL);
    while ((status = sgp_page_append_image_version(&page.api, &item, &err)) == SGP_OK)
        item->version = (int64_t)page.api.count;
    count = page.api.count;
    assert_int_equal(status, SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "4194304 bytes"));
    assert_true(count * sizeof *item > SGP_PAGE_MEMORY_MAX / 8);
    assert_int_equal(sgp_page_append_image_version(&page.api, &item, NULL), SGP_ERR_LIMIT);
    assert_int_equal(page.api.count, count);
    assert_int_equal(sgp_page_image_version(&page.api, 0)->version, 1);
    assert_int_equal(sgp_page_image_version(&page.api, count - 1)->version, count);
    sgp__page_deinit(&page);
}

static void without_memory_an_item_is_not_appended(void **state)
{
    (void)state;
    for (int fail_at = 0; fail_at < 4; fail_at++) {
        sgp_error err = TEST_ERROR_INIT;
        sgp_image_version *item = NULL;
        sgp_status status = SGP_OK;
        fail_alloc memory;
        sgp__page page;
        size_t count = 0;

        fail_alloc_init(&memory, fail_at);
        sgp__page_init(&page, &memory.api);
        while ((status = sgp_page_append_image_version(&page.api, &item, &err)) == SGP_OK)
            item->version = (int64_t)count++;
        assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(err.status, SGP_ERR_MEMORY);
        assert_int_equal(page.api.count, count);
        assert_int_equal(page.api.has_items, count > 0);
        memory.fail_at = -1;
        assert_int_equal(sgp_page_append_image_version(&page.api, &item, NULL), SGP_OK);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(sgp_page_image_version(&page.api, i)->version, i);
        sgp__page_deinit(&page);
        assert_all_freed(&memory);
    }
}

static void an_array_fits_up_to_the_limit(void **state)
{
    const size_t most = SGP_PAGE_MEMORY_MAX / sizeof(sgp_image_version);
    sgp__page page;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_true(sgp__page_fits(&page, most));
    assert_false(sgp__page_fits(&page, most + 1));
    assert_false(sgp__page_fits(&page, SIZE_MAX));
    assert_false(sgp__page_fits(&page, SIZE_MAX / sizeof(sgp_image_version) + 1));
    page.arena.limit_bytes = sizeof(sgp_image_version) + 1;
    assert_non_null(sgp_arena_alloc(&page.arena, page.arena.limit_bytes)); /* rounded up */
    assert_false(sgp__page_fits(&page, 0));
    assert_false(sgp__page_fits(&page, 1));
    sgp__page_deinit(&page);
}

static void a_larger_array_starts_with_the_used_items(void **state)
{
    fail_alloc memory;
    sgp__page page;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__page_init(&page, &memory.api);
    assert_int_equal(sgp__page_grow(&page, 0, 3, NULL), SGP_OK);
    assert_int_equal(page.api.count, 0);
    for (int i = 0; i < 3; i++)
        page.items[i].version = i;
    assert_int_equal(sgp__page_grow(&page, 2, 100, NULL), SGP_OK);
    assert_int_equal(page.capacity, 100);
    assert_int_equal(page.items[0].version, 0);
    assert_int_equal(page.items[1].version, 1);
    memory.fail_at = 0;
    assert_int_equal(sgp__page_grow(&page, 2, 10000, NULL), SGP_ERR_MEMORY);
    assert_int_equal(page.capacity, 100);
    assert_int_equal(page.items[1].version, 1);
    sgp__page_deinit(&page);
    assert_all_freed(&memory);
}

static void memory_is_moved_to_a_page_that_has_none(void **state)
{
    fail_alloc memory;
    sgp__page from, to;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__page_init(&from, &memory.api);
    sgp__page_init(&to, &memory.api);
    append(&from.api, 2);
    assert_int_equal(sgp_arena_copy(&from.arena, "t", 1, &from.api.next_token, NULL), SGP_OK);
    sgp__page_move_memory(&from, &to);
    assert_empty(&from.api);
    assert_empty(&to.api);
    assert_null(from.arena.blocks);
    assert_non_null(to.arena.blocks);
    append(&to.api, 2);
    assert_int_equal(memory.live_blocks, 1);
    sgp__page_move_memory(&from, &to); /* `to` has memory */
    assert_int_equal(sgp_page_image_version(&to.api, 1)->version, 1);
    append(&from.api, 1);
    sgp__page_move_memory(&from, &to);
    assert_int_equal(from.api.count, 1);
    assert_int_equal(to.api.count, 2);
    sgp__page_deinit(&to);
    sgp__page_deinit(&from);
    assert_all_freed(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_page_needs_no_memory),
        cmocka_unit_test(a_callers_page_is_made_by_the_library),
        cmocka_unit_test(a_page_is_not_made_without_out_functions_or_memory),
        cmocka_unit_test(items_are_appended_zeroed_and_keep_their_content),
        cmocka_unit_test(a_reset_page_is_empty_and_keeps_its_memory),
        cmocka_unit_test(a_page_takes_memory_up_to_its_limit),
        cmocka_unit_test(a_full_page_takes_no_more_items_and_keeps_those_it_has),
        cmocka_unit_test(without_memory_an_item_is_not_appended),
        cmocka_unit_test(an_array_fits_up_to_the_limit),
        cmocka_unit_test(a_larger_array_starts_with_the_used_items),
        cmocka_unit_test(memory_is_moved_to_a_page_that_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
