/*
 * Tests of src/base/model.c: the words of the enums and the memory of a page.
 */
#include "test.h"

#include "page_memory.h"

#include "fail_alloc.h"

/*
 * botocore 1.29.27, get_service_model('sagemaker').shape_for(NAME).enum of ImageVersionSortBy,
 * ImageVersionSortOrder and ImageVersionStatus.
 */
static const char *const sort_by_words[] = { "CREATION_TIME", "LAST_MODIFIED_TIME", "VERSION" };
static const char *const sort_order_words[] = { "ASCENDING", "DESCENDING" };
static const char *const status_words[] = { "CREATING", "CREATED", "CREATE_FAILED", "DELETING",
                                            "DELETE_FAILED" };

static void each_word_of_the_service_model_has_its_value(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sgp_sort_by_from(sgp_str_from(sort_by_words[i])), i + 1);
        assert_string_equal(sgp_sort_by_text((sgp_sort_by)(i + 1)), sort_by_words[i]);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(sgp_sort_order_from(sgp_str_from(sort_order_words[i])), i + 1);
        assert_string_equal(sgp_sort_order_text((sgp_sort_order)(i + 1)), sort_order_words[i]);
    }
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sgp_image_version_status_from(sgp_str_from(status_words[i])), i + 1);
        assert_string_equal(sgp_image_version_status_text((sgp_image_version_status)(i + 1)),
                            status_words[i]);
    }
}

static void the_names_of_the_header_stand_for_their_words(void **state)
{
    (void)state;
    assert_string_equal(sgp_sort_by_text(SGP_SORT_BY_LAST_MODIFIED_TIME), "LAST_MODIFIED_TIME");
    assert_string_equal(sgp_sort_by_text(SGP_SORT_BY_VERSION), "VERSION");
    assert_string_equal(sgp_sort_order_text(SGP_SORT_ORDER_ASCENDING), "ASCENDING");
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_CREATED), "CREATED");
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_DELETE_FAILED),
                        "DELETE_FAILED");
}

static void other_texts_have_no_value(void **state)
{
    static const char *const others[] = { "", "created", "CREATED ", "CREATE", "CREATEDX", "None" };
    const sgp_str absent = { NULL, 0 }, with_nul = { "VERSION\0", 8 };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_int_equal(sgp_sort_by_from(sgp_str_from(others[i])), SGP_SORT_BY_UNSET);
        assert_int_equal(sgp_sort_order_from(sgp_str_from(others[i])), SGP_SORT_ORDER_UNSET);
        assert_int_equal(sgp_image_version_status_from(sgp_str_from(others[i])),
                         SGP_IMAGE_VERSION_UNKNOWN);
    }
    assert_int_equal(sgp_sort_by_from(absent), SGP_SORT_BY_UNSET);
    assert_int_equal(sgp_sort_by_from(with_nul), SGP_SORT_BY_UNSET);
}

static void other_values_have_no_word(void **state)
{
    static const int others[] = { 0, -1, 6, 1000, INT32_MAX, INT32_MIN };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_null(sgp_sort_by_text((sgp_sort_by)others[i]));
        assert_null(sgp_sort_order_text((sgp_sort_order)others[i]));
        assert_null(sgp_image_version_status_text((sgp_image_version_status)others[i]));
    }
    assert_null(sgp_sort_by_text((sgp_sort_by)4));
    assert_null(sgp_sort_order_text((sgp_sort_order)3));
}

static void an_empty_page_needs_no_memory(void **state)
{
    fail_alloc memory;
    sgp_page page;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp_page_init(&page, &memory.api);
    assert_int_equal(page.count, 0);
    assert_false(page.has_items);
    assert_null(page.next_token.ptr);
    sgp_page_reset(&page);
    sgp_page_deinit(&page);
    sgp_page_deinit(&page);
    sgp_page_deinit(NULL);
    assert_int_equal(memory.count, 0);
}

static void a_reset_page_is_empty_and_keeps_its_memory(void **state)
{
    static const sgp_image_version zero;
    sgp_image_version *items;
    fail_alloc memory;
    sgp_page page;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp_page_init(&page, &memory.api);
    items = sgp_arena_alloc(&page.arena, sizeof *items);
    memset(items, 'i', sizeof *items);
    page.items = items;
    page.count = 1;
    page.has_items = 1;
    assert_int_equal(sgp_arena_copy(&page.arena, "t", 1, &page.next_token, NULL), SGP_OK);
    sgp_page_reset(&page);
    assert_null(page.items);
    assert_int_equal(page.count, 0);
    assert_false(page.has_items);
    assert_null(page.next_token.ptr);
    assert_int_equal(memory.live_blocks, 1);
    items = sgp_arena_alloc(&page.arena, sizeof *items);
    assert_memory_equal(items, &zero, sizeof zero);
    assert_int_equal(memory.count, 1);
    sgp_page_deinit(&page);
    assert_int_equal(memory.live_blocks, 0);
    assert_int_equal(memory.unwiped, 0);
}

static void a_page_takes_memory_up_to_its_bound(void **state)
{
    sgp_page page;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_null(sgp_arena_alloc(&page.arena, SGP_PAGE_MEMORY_MAX + 1));
    assert_non_null(sgp_arena_alloc(&page.arena, SGP_PAGE_MEMORY_MAX));
    sgp_page_deinit(&page);
}

static void memory_is_handed_on_to_a_page_without(void **state)
{
    fail_alloc memory;
    sgp_page from, to;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp_page_init(&from, &memory.api);
    sgp_page_init(&to, &memory.api);
    from.expected_items = 7;
    assert_int_equal(sgp_arena_copy(&from.arena, "t", 1, &from.next_token, NULL), SGP_OK);
    sgp__page_hand_on(&from, &to);
    assert_null(from.arena.blocks);
    assert_null(from.next_token.ptr);
    assert_non_null(to.arena.blocks);
    assert_null(to.next_token.ptr);
    assert_int_equal(to.expected_items, 7);
    assert_int_equal(sgp_arena_copy(&to.arena, "u", 1, &to.next_token, NULL), SGP_OK);
    assert_int_equal(memory.count, 1);
    sgp__page_hand_on(&from, &to); /* has some */
    assert_str(to.next_token, "u");
    sgp_page_deinit(&to);
    sgp_page_deinit(&from);
    assert_int_equal(memory.live_blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_of_the_service_model_has_its_value),
        cmocka_unit_test(the_names_of_the_header_stand_for_their_words),
        cmocka_unit_test(other_texts_have_no_value),
        cmocka_unit_test(other_values_have_no_word),
        cmocka_unit_test(an_empty_page_needs_no_memory),
        cmocka_unit_test(a_reset_page_is_empty_and_keeps_its_memory),
        cmocka_unit_test(a_page_takes_memory_up_to_its_bound),
        cmocka_unit_test(memory_is_handed_on_to_a_page_without),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
