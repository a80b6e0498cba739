/*
 * test_pool.c - the pool against a model: blocks never overlap, are aligned and
 * stay inside the caller's memory. Freeing all of them restores the first gap.
 */
#include "test.h"

#include "sagepager/base.h"

#include <stdlib.h>

#define POOL_BYTES 4096
/* Less than 100 bytes, as base.h promises; what is left is a multiple of 16. */
#define OVERHEAD_MAX 100
#define BLOCKS_MAX 64

typedef struct block {
    unsigned char *ptr;
    size_t bytes;
    unsigned char mark; /* what it is filled with */
} block;

static uint32_t draw(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u; /* Numerical Recipes' generator */
    return *state >> 8;
}

static void check_marks(const block *b)
{
    for (size_t i = 0; i < b->bytes; i++)
        if (b->ptr[i] != b->mark) fail_msg("a block was written to by another one");
}

static void release(sgp_pool *pool, block *b)
{
    const sgp_allocator *a = sgp_pool_allocator(pool);

    check_marks(b);
    a->free(a->self, b->ptr, b->bytes);
    b->ptr = NULL;
}

static int take(sgp_pool *pool, const unsigned char *memory, block *b, size_t bytes,
                unsigned char mark)
{
    const sgp_allocator *a = sgp_pool_allocator(pool);

    b->ptr = a->alloc(a->self, bytes);
    if (!b->ptr) return 0;
    assert_int_equal((uintptr_t)b->ptr % 16, 0);
    assert_true(b->ptr >= memory && b->ptr + bytes <= memory + POOL_BYTES);
    b->bytes = bytes;
    b->mark = mark;
    memset(b->ptr, mark, bytes);
    return 1;
}

/* Returns the largest block that an empty pool can allocate. */
static size_t largest_block(sgp_pool *pool)
{
    const sgp_allocator *a = sgp_pool_allocator(pool);

    for (size_t bytes = POOL_BYTES; bytes > 0; bytes--) {
        void *ptr = a->alloc(a->self, bytes);
        if (!ptr) continue;
        a->free(a->self, ptr, bytes);
        return bytes;
    }
    return 0;
}

static void blocks_never_overlap_and_all_can_be_freed(void **state)
{
    unsigned char *memory = malloc(POOL_BYTES);
    block blocks[BLOCKS_MAX];
    uint32_t seed = 1;
    int refused = 0;
    size_t whole;
    sgp_pool *pool;

    (void)state;
    memset(blocks, 0, sizeof blocks);
    assert_int_equal(sgp_pool_new(&pool, memory, POOL_BYTES), SGP_OK);
    whole = largest_block(pool);
    assert_true(whole >= POOL_BYTES - OVERHEAD_MAX);
    for (int i = 0; i < 200000; i++) {
        block *b = &blocks[draw(&seed) % BLOCKS_MAX];
        if (b->ptr)
            release(pool, b);
        else
            refused += !take(pool, memory, b, 1 + draw(&seed) % 200, (unsigned char)i);
    }
    assert_true(refused > 0);
    for (int i = 0; i < BLOCKS_MAX; i++)
        if (blocks[i].ptr) release(pool, &blocks[i]);
    assert_int_equal(sgp_pool_used_bytes(pool), 0);
    assert_true(take(pool, memory, &blocks[0], whole, 7));
    free(memory);
}

static union {
    unsigned char bytes[256];
    void *aligned;
} small;

static void used_and_peak_bytes_are_counted(void **state)
{
    const sgp_allocator *a;
    void *one, *two;
    sgp_pool *pool;

    (void)state;
    assert_int_equal(sgp_pool_new(&pool, small.bytes, sizeof small.bytes), SGP_OK);
    assert_int_equal(sgp_pool_used_bytes(pool), 0);
    a = sgp_pool_allocator(pool);
    one = a->alloc(a->self, 1);
    two = a->alloc(a->self, 17);
    assert_int_equal(sgp_pool_used_bytes(pool), 48);
    a->free(a->self, one, 1);
    a->free(a->self, NULL, 5);
    assert_int_equal(sgp_pool_used_bytes(pool), 32);
    assert_int_equal(sgp_pool_peak_bytes(pool), 48);
    assert_int_equal(sgp_pool_wanted_bytes(pool), 0);
    a->free(a->self, two, 17);
    assert_int_equal(sgp_pool_used_bytes(pool), 0);
    assert_int_equal(sgp_pool_peak_bytes(pool), 48);
}

static void a_refused_request_says_what_was_wanted(void **state)
{
    const sgp_allocator *a;
    sgp_pool *pool;

    (void)state;
    assert_int_equal(sgp_pool_new(&pool, small.bytes, sizeof small.bytes), SGP_OK);
    a = sgp_pool_allocator(pool);
    assert_non_null(a->alloc(a->self, 16));
    assert_null(a->alloc(a->self, 1000));
    assert_int_equal(sgp_pool_wanted_bytes(pool), 16 + 1008);
    assert_null(a->alloc(a->self, 500)); /* the highest value stays */
    assert_int_equal(sgp_pool_wanted_bytes(pool), 16 + 1008);
    assert_int_equal(sgp_pool_peak_bytes(pool), 16);
}

static void a_block_that_does_not_fit_is_refused_and_harms_nothing(void **state)
{
    const sgp_allocator *a;
    size_t whole;
    sgp_pool *pool;

    (void)state;
    assert_int_equal(sgp_pool_new(&pool, small.bytes, sizeof small.bytes), SGP_OK);
    a = sgp_pool_allocator(pool);
    whole = largest_block(pool);
    assert_null(a->alloc(a->self, 0));
    assert_null(a->alloc(a->self, whole + 1));
    assert_null(a->alloc(a->self, 4096));
    for (size_t below = 0; below < 40; below++)
        assert_null(a->alloc(a->self, SIZE_MAX - below));
    assert_int_equal(sgp_pool_used_bytes(pool), 0);
    assert_non_null(a->alloc(a->self, whole));
    assert_null(a->alloc(a->self, 1));
}

/* At every alignment and size: what lies around the block is never written. */
static void the_pool_stays_inside_its_memory(void **state)
{
    (void)state;
    for (size_t offset = 0; offset < 17; offset++)
        for (size_t bytes = 0; offset + bytes < sizeof small.bytes; bytes++) {
            unsigned char *start = small.bytes + offset;
            sgp_pool *pool = NULL;
            sgp_status status;

            memset(small.bytes, 0xA5, sizeof small.bytes);
            status = sgp_pool_new(&pool, start, bytes);
            if (bytes >= OVERHEAD_MAX + 16) assert_int_equal(status, SGP_OK);
            if (status == SGP_OK) {
                const sgp_allocator *a = sgp_pool_allocator(pool);
                size_t whole = largest_block(pool);
                unsigned char *ptr = a->alloc(a->self, whole);

                assert_true(whole >= 16 && whole + OVERHEAD_MAX + 16 > bytes);
                assert_int_equal((uintptr_t)ptr % 16, 0);
                assert_true(ptr >= start && ptr + whole <= start + bytes);
                memset(ptr, 0xA5, whole);
            } else {
                assert_int_equal(status, SGP_ERR_USAGE);
                assert_null(pool);
            }
            for (size_t i = 0; i < sizeof small.bytes; i++)
                if (i < offset || i >= offset + bytes || status != SGP_OK)
                    assert_int_equal(small.bytes[i], 0xA5);
        }
}

static void unusable_memory_is_refused(void **state)
{
    sgp_pool *pool = NULL;

    (void)state;
    assert_int_equal(sgp_pool_new(&pool, NULL, 4096), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_new(NULL, small.bytes, sizeof small.bytes), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_new(&pool, small.bytes, 0), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_new(&pool, small.bytes, 32), SGP_ERR_USAGE);
    assert_null(pool);
}

static void objects_can_be_made_from_a_pool(void **state)
{
    sgp_arena *arena = NULL;
    sgp_error err = TEST_ERROR_INIT;
    sgp_pool *pool;

    (void)state;
    assert_int_equal(sgp_pool_new(&pool, small.bytes, sizeof small.bytes), SGP_OK);
    assert_int_equal(sgp_arena_new(&arena, sgp_pool_allocator(pool), 4096, &err), SGP_OK);
    assert_null(sgp_arena_alloc(arena, 300));
    sgp_arena_free(arena);
    assert_int_equal(sgp_pool_used_bytes(pool), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_never_overlap_and_all_can_be_freed),
        cmocka_unit_test(used_and_peak_bytes_are_counted),
        cmocka_unit_test(a_refused_request_says_what_was_wanted),
        cmocka_unit_test(a_block_that_does_not_fit_is_refused_and_harms_nothing),
        cmocka_unit_test(the_pool_stays_inside_its_memory),
        cmocka_unit_test(unusable_memory_is_refused),
        cmocka_unit_test(objects_can_be_made_from_a_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
