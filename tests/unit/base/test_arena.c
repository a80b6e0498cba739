/*
 * Tests of src/base/arena.c: alignment, the limit, constant memory, wiping, out
 * of memory.
 */
#include "test.h"

#include "sgp_arena.h"

#include "fail_alloc.h"

#define MANY 1000

#define ALIGNMENT (2 * sizeof(void *)) /* base.h */

static void assert_all_freed(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->live_bytes, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void nothing_is_allocated_before_the_first_block(void **state)
{
    fail_alloc memory;
    sgp_arena arena;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__arena_init(&arena, &memory.api, 100);
    sgp_arena_reset(&arena);
    sgp__arena_deinit(&arena);
    sgp__arena_deinit(&arena);
    assert_int_equal(memory.count, 0);
}

static void every_block_is_aligned_zeroed_and_its_own(void **state)
{
    fail_alloc memory;
    sgp_arena arena;
    unsigned char *blocks[300];

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__arena_init(&arena, &memory.api, 1000000);
    for (size_t i = 0; i < 300; i++) {
        blocks[i] = sgp_arena_alloc(&arena, i);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % ALIGNMENT, 0);
        for (size_t at = 0; at < i; at++)
            assert_int_equal(blocks[i][at], 0);
        memset(blocks[i], (int)(i & 0xFF), i);
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t at = 0; at < i; at++)
            assert_int_equal(blocks[i][at], i & 0xFF);
    sgp__arena_deinit(&arena);
    assert_all_freed(&memory);
}

static void the_limit_is_exact(void **state)
{
    static const size_t limits[] = { 1, 15, 16, 17, 1023, 1024, 1025, 5000 };

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        fail_alloc memory;
        sgp_arena arena;

        fail_alloc_init(&memory, -1);
        sgp__arena_init(&arena, &memory.api, limits[i]);
        assert_null(sgp_arena_alloc(&arena, limits[i] + 1));
        assert_int_equal(memory.count, 0);
        assert_non_null(sgp_arena_alloc(&arena, limits[i]));
        assert_null(sgp_arena_alloc(&arena, 1));
        sgp_arena_reset(&arena);
        assert_non_null(sgp_arena_alloc(&arena, limits[i]));
        sgp__arena_deinit(&arena);
        assert_all_freed(&memory);
    }
}

static void an_arena_of_no_bytes_returns_null(void **state)
{
    sgp_arena arena;

    (void)state;
    sgp__arena_init(&arena, NULL, 0);
    assert_null(sgp_arena_alloc(&arena, 1));
    sgp__arena_deinit(&arena);
}

static void sizes_near_the_largest_do_not_wrap(void **state)
{
    fail_alloc memory;
    sgp_arena arena;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__arena_init(&arena, &memory.api, SIZE_MAX);
    for (size_t below = 0; below < 200; below++)
        assert_null(sgp_arena_alloc(&arena, SIZE_MAX - below));
    assert_int_equal(memory.count, 0);
    sgp__arena_deinit(&arena);
}

static void a_copy_is_terminated_and_may_hold_nuls(void **state)
{
    sgp_arena arena;
    sgp_str copy;

    (void)state;
    sgp__arena_init(&arena, NULL, 100);
    assert_int_equal(sgp_arena_copy(&arena, "a\0b", 3, &copy, NULL), SGP_OK);
    assert_int_equal(copy.len, 3);
    assert_memory_equal(copy.ptr, "a\0b", 4);
    assert_int_equal(sgp_arena_copy(&arena, NULL, 0, &copy, NULL), SGP_OK);
    assert_str(copy, "");
    sgp__arena_deinit(&arena);
}

static void a_copy_counts_its_nul_against_the_limit(void **state)
{
    sgp_arena arena;
    sgp_error err = TEST_ERROR_INIT;
    sgp_str copy = { "left over", 9 };

    (void)state;
    sgp__arena_init(&arena, NULL, 8);
    assert_int_equal(sgp_arena_copy(&arena, "12345678", 8, &copy, &err), SGP_ERR_LIMIT);
    assert_null(copy.ptr);
    assert_int_equal(err.status, SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "8 bytes"));
    assert_int_equal(sgp_arena_copy(&arena, "1234567", 7, &copy, NULL), SGP_OK);
    assert_str(copy, "1234567");
    assert_int_equal(sgp_arena_copy(&arena, "", 0, &copy, NULL), SGP_ERR_LIMIT);
    sgp__arena_deinit(&arena);
}

static void a_copy_that_does_not_fit_the_rest_is_a_limit_too(void **state)
{
    sgp_arena arena;
    sgp_str copy;

    (void)state;
    sgp__arena_init(&arena, NULL, 4 * ALIGNMENT);
    assert_non_null(sgp_arena_alloc(&arena, 3 * ALIGNMENT));
    assert_int_equal(sgp_arena_copy(&arena, "0123456789abcdef", ALIGNMENT, &copy, NULL),
                     SGP_ERR_LIMIT);
    assert_int_equal(sgp_arena_copy(&arena, "0123456789abcdef", ALIGNMENT - 1, &copy, NULL),
                     SGP_OK);
    sgp__arena_deinit(&arena);
}

static void a_copy_without_memory_says_so(void **state)
{
    fail_alloc memory;
    sgp_arena arena;
    sgp_error err = TEST_ERROR_INIT;
    sgp_str copy = { "left over", 9 };

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__arena_init(&arena, &memory.api, 100);
    assert_int_equal(sgp_arena_copy(&arena, "abc", 3, &copy, &err), SGP_ERR_MEMORY);
    assert_null(copy.ptr);
    assert_int_equal(err.status, SGP_ERR_MEMORY);
    sgp__arena_deinit(&arena);
}

static void reset_keeps_one_block_and_wipes_it(void **state)
{
    fail_alloc memory;
    sgp_arena arena;
    char *secret;
    long before;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__arena_init(&arena, &memory.api, 100000);
    for (int i = 0; i < 50; i++)
        assert_non_null(memset(sgp_arena_alloc(&arena, 500), 's', 500));
    assert_true(memory.live_blocks > 1);
    sgp_arena_reset(&arena);
    assert_int_equal(memory.live_blocks, 1);
    assert_int_equal(arena.used_bytes, 0);
    assert_int_equal(memory.unwiped, 0);
    before = memory.live_bytes;
    for (int i = 0; i < 50; i++)
        assert_non_null(memset(sgp_arena_alloc(&arena, 500), 's', 500)); /* they all fit */
    secret = sgp_arena_alloc(&arena, 100);
    memset(secret, 's', 100);
    assert_int_equal(memory.live_bytes, before);
    sgp_arena_reset(&arena);
    for (size_t at = 0; at < 100; at++)
        assert_int_equal(secret[at], 0); /* the block is kept */
    sgp__arena_deinit(&arena);
    assert_all_freed(&memory);
}

/* One "page": some hundred blocks of mixed sizes, about 60 KB. */
static void fill(sgp_arena *arena)
{
    for (size_t i = 0; i < 300; i++)
        assert_non_null(memset(sgp_arena_alloc(arena, 1 + i % 400), 'x', 1 + i % 400));
}

static void a_thousand_uses_need_no_more_memory_than_three(void **state)
{
    fail_alloc memory;
    sgp_arena arena;
    long peak;
    int count;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__arena_init(&arena, &memory.api, 1000000);
    for (int use = 0; use < 3; use++) {
        fill(&arena);
        sgp_arena_reset(&arena);
    }
    peak = memory.peak_bytes;
    count = memory.count;
    for (int use = 0; use < MANY; use++) {
        fill(&arena);
        sgp_arena_reset(&arena);
    }
    assert_int_equal(memory.peak_bytes, peak);
    assert_int_equal(memory.count, count);
    assert_true(peak < 4 * 65536);
    sgp__arena_deinit(&arena);
    assert_all_freed(&memory);
}

static void without_memory_to_reset_into_an_arena_is_empty(void **state)
{
    fail_alloc memory;
    sgp_arena arena;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__arena_init(&arena, &memory.api, 100000);
    fill(&arena);
    memory.fail_at = 0;
    sgp_arena_reset(&arena);
    assert_int_equal(memory.live_blocks, 0);
    memory.fail_at = -1;
    assert_non_null(sgp_arena_alloc(&arena, 500));
    sgp__arena_deinit(&arena);
    assert_all_freed(&memory);
}

static void out_of_memory_at_any_block_leaves_a_usable_arena(void **state)
{
    int needed = -1;

    (void)state;
    for (int fail_at = 0; needed < 0; fail_at++) {
        fail_alloc memory;
        sgp_arena arena;
        size_t given = 0;

        fail_alloc_init(&memory, fail_at);
        sgp__arena_init(&arena, &memory.api, 1000000);
        while (given < 100 && sgp_arena_alloc(&arena, 300))
            given++;
        if (given == 100) needed = fail_at;
        memory.fail_at = -1;
        assert_non_null(sgp_arena_alloc(&arena, 300));
        sgp__arena_deinit(&arena);
        assert_all_freed(&memory);
    }
    assert_in_range(needed, 4, 20); /* blocks grow: 30 KB take a few, not a hundred */
}

/* Within a block, over several blocks, and from the start, whose block was too
 * small. */
static void memory_behind_a_mark_is_reused(void **state)
{
    static const struct {
        size_t before, after;
        int times;
    } cases[] = { { 16, 16, 3 }, { 200, 100, 20 }, { 0, 16, 3 }, { 0, 1000, 1 } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fail_alloc memory;
        sgp_arena arena;
        sgp__arena_mark mark;
        char *first = NULL;
        fail_alloc_init(&memory, -1);
        sgp__arena_init(&arena, &memory.api, 10000);
        sgp__arena_reserve(&arena, 256);
        if (cases[i].before > 0) memset(sgp_arena_alloc(&arena, cases[i].before), 'x', 16);
        mark = sgp__arena_mark_end(&arena);
        for (int round = 0; round < 2; round++) {
            for (int k = 0; k < cases[i].times; k++) {
                char *at = sgp_arena_alloc(&arena, cases[i].after);
                assert_non_null(at);
                assert_int_equal(at[0], 0);
                memset(at, 'y', cases[i].after);
                if (k > 0 || cases[i].before + cases[i].after > 256) continue;
                if (round > 0) assert_ptr_equal(at, first);
                first = at;
            }
            sgp__arena_rewind_to(&arena, mark);
            assert_int_equal(arena.used_bytes, mark.used_bytes);
            assert_int_equal(memory.live_blocks, 1);
        }
        sgp__arena_deinit(&arena);
        assert_all_freed(&memory);
    }
}

static void a_limit_that_no_alignment_divides_holds(void **state)
{
    const size_t limit = 10 * ALIGNMENT + 1;
    sgp_arena arena;

    (void)state;
    sgp__arena_init(&arena, NULL, limit);
    assert_true(sgp__arena_fits(&arena, limit));
    assert_false(sgp__arena_fits(&arena, limit + 1));
    assert_non_null(sgp_arena_alloc(&arena, limit));
    assert_true(arena.used_bytes > limit); /* rounded up */
    assert_false(sgp__arena_fits(&arena, 0));
    assert_false(sgp__arena_fits(&arena, SIZE_MAX));
    sgp__arena_deinit(&arena);
}

static void a_reserved_arena_allocates_nothing_until_it_is_full(void **state)
{
    fail_alloc memory;
    sgp_arena arena;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__arena_init(&arena, &memory.api, 5000);
    sgp__arena_reserve(&arena, 5001); /* not permitted: no effect */
    assert_int_equal(memory.count, 0);
    sgp__arena_reserve(&arena, 1000);
    sgp__arena_reserve(&arena, 500);
    assert_int_equal(memory.count, 1);
    for (int i = 0; i < 10; i++)
        assert_non_null(sgp_arena_alloc(&arena, 96));
    assert_int_equal(memory.count, 1);
    sgp_arena_reset(&arena);
    sgp__arena_reserve(&arena, 4000); /* replaces the block that is too small */
    assert_int_equal(memory.count, 2);
    assert_int_equal(memory.live_blocks, 1);
    sgp__arena_deinit(&arena);
    assert_all_freed(&memory);
}

static void a_reservation_without_memory_is_no_error(void **state)
{
    fail_alloc memory;
    sgp_arena arena;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__arena_init(&arena, &memory.api, 5000);
    sgp__arena_reserve(&arena, 1000);
    memory.fail_at = -1;
    assert_non_null(sgp_arena_alloc(&arena, 1000));
    sgp__arena_deinit(&arena);
    assert_all_freed(&memory);
}

static void a_text_is_copied_and_null_stays_null(void **state)
{
    const char *copy = "left over";
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;

    (void)state;
    sgp__arena_init(&arena, NULL, 8);
    assert_int_equal(sgp__arena_copy_text(&arena, NULL, &copy, &err), SGP_OK);
    assert_null(copy);
    assert_int_equal(sgp__arena_copy_text(&arena, "12345678", &copy, &err), SGP_ERR_LIMIT);
    assert_int_equal(err.status, SGP_ERR_LIMIT);
    assert_int_equal(sgp__arena_copy_text(&arena, "1234567", &copy, NULL), SGP_OK);
    assert_string_equal(copy, "1234567");
    sgp__arena_deinit(&arena);
}

static void a_callers_arena_lives_in_the_callers_memory(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena *arena = NULL;
    sgp_str copy;

    (void)state;
    fail_alloc_init(&memory, -1);
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_arena_new(&arena, &memory.api, 100, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_int_equal(memory.live_blocks, 1);
    assert_int_equal(sgp_arena_copy(arena, "secret", 6, &copy, &err), SGP_OK);
    assert_str(copy, "secret");
    assert_null(sgp_arena_alloc(arena, 101));
    sgp_arena_free(arena);
    sgp_arena_free(NULL);
    assert_all_freed(&memory);
    assert_int_equal(sgp_arena_new(&arena, NULL, 100, NULL), SGP_OK);
    assert_non_null(sgp_arena_alloc(arena, 100));
    sgp_arena_free(arena);
}

static void a_callers_arena_is_refused_without_out_functions_or_memory(void **state)
{
    char expected[64];
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena *arena = NULL;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_arena_new(&arena, &memory.api, 100, &err), SGP_ERR_MEMORY);
    (void)snprintf(expected, sizeof expected, "out of memory: %u bytes were wanted",
                   (unsigned)sizeof *arena);
    assert_string_equal(sgp_error_message(&err), expected);
    assert_int_equal(sgp_arena_new(NULL, &memory.api, 100, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_arena_new: out is NULL");
    memory.api.free = NULL;
    assert_int_equal(sgp_arena_new(&arena, &memory.api, 100, &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "sgp_arena_new: the allocator"));
    assert_null(arena);
    assert_int_equal(memory.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_allocated_before_the_first_block),
        cmocka_unit_test(every_block_is_aligned_zeroed_and_its_own),
        cmocka_unit_test(the_limit_is_exact),
        cmocka_unit_test(an_arena_of_no_bytes_returns_null),
        cmocka_unit_test(sizes_near_the_largest_do_not_wrap),
        cmocka_unit_test(a_copy_is_terminated_and_may_hold_nuls),
        cmocka_unit_test(a_copy_counts_its_nul_against_the_limit),
        cmocka_unit_test(a_copy_that_does_not_fit_the_rest_is_a_limit_too),
        cmocka_unit_test(a_copy_without_memory_says_so),
        cmocka_unit_test(reset_keeps_one_block_and_wipes_it),
        cmocka_unit_test(a_thousand_uses_need_no_more_memory_than_three),
        cmocka_unit_test(without_memory_to_reset_into_an_arena_is_empty),
        cmocka_unit_test(memory_behind_a_mark_is_reused),
        cmocka_unit_test(out_of_memory_at_any_block_leaves_a_usable_arena),
        cmocka_unit_test(a_limit_that_no_alignment_divides_holds),
        cmocka_unit_test(a_reserved_arena_allocates_nothing_until_it_is_full),
        cmocka_unit_test(a_reservation_without_memory_is_no_error),
        cmocka_unit_test(a_text_is_copied_and_null_stays_null),
        cmocka_unit_test(a_callers_arena_lives_in_the_callers_memory),
        cmocka_unit_test(a_callers_arena_is_refused_without_out_functions_or_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
