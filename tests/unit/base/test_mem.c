/*
 * Tests of src/base/mem.c: memory comes only from the given allocator, zeroed,
 * and is wiped before it is freed.
 */
#include "test.h"

#include "sgp_mem.h"

#include "fail_alloc.h"

static void an_allocator_needs_all_slots_and_its_size(void **state)
{
    fail_alloc memory;
    sgp_allocator broken;

    (void)state;
    fail_alloc_init(&memory, -1);
    assert_true(sgp__allocator_valid(NULL));
    assert_true(sgp__allocator_valid(&memory.api));
    broken = memory.api, broken.alloc = NULL;
    assert_false(sgp__allocator_valid(&broken));
    broken = memory.api, broken.free = NULL;
    assert_false(sgp__allocator_valid(&broken));
    broken = memory.api, broken.size = sizeof broken - 1;
    assert_false(sgp__allocator_valid(&broken));
    broken = memory.api, broken.size = sizeof broken + 8; /* a newer, longer struct */
    assert_true(sgp__allocator_valid(&broken));
}

static void assert_zeros(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        assert_int_equal(bytes[i], 0);
}

static void memory_is_zeroed_and_wiped(void **state)
{
    fail_alloc memory;
    char *block;

    (void)state;
    fail_alloc_init(&memory, -1);
    block = sgp__alloc(&memory.api, 100);
    assert_non_null(block);
    assert_zeros(block, 100);
    memset(block, 'x', 100);
    sgp__free(&memory.api, block, 100);
    assert_int_equal(memory.unwiped, 0);
    assert_int_equal(memory.wrong_size, 0);
    assert_int_equal(memory.live_blocks, 0);
}

static void growing_keeps_the_content_and_leaves_nothing_behind(void **state)
{
    fail_alloc memory;
    char *block;

    (void)state;
    fail_alloc_init(&memory, -1);
    block = sgp__realloc(&memory.api, NULL, 0, 4);
    assert_non_null(block);
    memcpy(block, "abc", 4);
    block = sgp__realloc(&memory.api, block, 4, 4000);
    assert_non_null(block);
    assert_string_equal(block, "abc");
    sgp__free(&memory.api, block, 4000);
    assert_int_equal(memory.unwiped, 0);
    assert_int_equal(memory.live_blocks, 0);
}

static void a_failed_growth_leaves_the_old_block(void **state)
{
    fail_alloc memory;
    char *block;

    (void)state;
    fail_alloc_init(&memory, 1);
    block = sgp__realloc(&memory.api, NULL, 0, 4);
    assert_non_null(block);
    memcpy(block, "abc", 4);
    assert_null(sgp__realloc(&memory.api, block, 4, 8));
    assert_string_equal(block, "abc");
    sgp__free(&memory.api, block, 4);
    assert_int_equal(memory.live_blocks, 0);
}

static void without_an_allocator_the_c_librarys_is_used(void **state)
{
    char *block = sgp__realloc(NULL, NULL, 0, 4);

    (void)state;
    assert_non_null(block);
    memcpy(block, "abc", 4);
    block = sgp__realloc(NULL, block, 4, 4000);
    assert_non_null(block);
    assert_string_equal(block, "abc");
    block = sgp__realloc(NULL, block, 4000, 4);
    assert_non_null(block);
    assert_string_equal(block, "abc");
    sgp__free(NULL, block, 4);
    block = sgp__alloc(NULL, 64);
    assert_non_null(block);
    assert_zeros(block, 64);
    sgp__free(NULL, block, 64);
    sgp__free(NULL, NULL, 0);
}

static void a_text_is_copied_and_freed_with_its_length(void **state)
{
    fail_alloc memory;
    char *copy;

    (void)state;
    fail_alloc_init(&memory, 1);
    assert_null(sgp__copy_text(&memory.api, NULL));
    copy = sgp__copy_text(&memory.api, "secret");
    assert_non_null(copy);
    assert_string_equal(copy, "secret");
    assert_null(sgp__copy_text(&memory.api, "no memory left"));
    sgp__free_text(&memory.api, copy);
    sgp__free_text(&memory.api, NULL);
    assert_int_equal(memory.unwiped, 0);
    assert_int_equal(memory.wrong_size, 0);
    assert_int_equal(memory.live_blocks, 0);
}

static void wiping_covers_exactly_the_bytes(void **state)
{
    char bytes[] = "abcdef";

    (void)state;
    sgp_wipe(NULL, 0);
    sgp_wipe(bytes, 0);
    assert_string_equal(bytes, "abcdef");
    sgp_wipe(bytes + 1, 3);
    assert_memory_equal(bytes, "a\0\0\0ef", 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_allocator_needs_all_slots_and_its_size),
        cmocka_unit_test(memory_is_zeroed_and_wiped),
        cmocka_unit_test(growing_keeps_the_content_and_leaves_nothing_behind),
        cmocka_unit_test(a_failed_growth_leaves_the_old_block),
        cmocka_unit_test(without_an_allocator_the_c_librarys_is_used),
        cmocka_unit_test(a_text_is_copied_and_freed_with_its_length),
        cmocka_unit_test(wiping_covers_exactly_the_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
