/*
 * test_pool.c - the pool against a model: blocks never overlap, are aligned, stay inside, and all
 * of them given back leave one gap as large as at first.
 */
#include "test.h"

#include <stdlib.h>

#include "sagepager/base.h"

#define POOL_BYTES 4096
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

static void give_back(sgp_pool *pool, block *b)
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

static void blocks_never_overlap_and_all_come_back(void **state)
{
    unsigned char *memory = malloc(POOL_BYTES);
    block blocks[BLOCKS_MAX];
    uint32_t seed = 1;
    int refused = 0;
    sgp_pool pool;

    (void)state;
    memset(blocks, 0, sizeof blocks);
    assert_int_equal(sgp_pool_init(&pool, memory, POOL_BYTES), SGP_OK);
    for (int i = 0; i < 200000; i++) {
        block *b = &blocks[draw(&seed) % BLOCKS_MAX];
        if (b->ptr)
            give_back(&pool, b);
        else
            refused += !take(&pool, memory, b, 1 + draw(&seed) % 200, (unsigned char)i);
    }
    assert_true(refused > 0);
    for (int i = 0; i < BLOCKS_MAX; i++)
        if (blocks[i].ptr) give_back(&pool, &blocks[i]);
    assert_int_equal(pool.used_bytes, 0);
    assert_true(take(&pool, memory, &blocks[0], POOL_BYTES - 16, 7));
    free(memory);
}

static void used_and_peak_bytes_are_counted(void **state)
{
    static union {
        unsigned char bytes[256];
        long double aligned;
    } memory;
    const sgp_allocator *a;
    void *one, *two;
    sgp_pool pool;

    (void)state;
    assert_int_equal(sgp_pool_init(&pool, memory.bytes, sizeof memory.bytes), SGP_OK);
    a = sgp_pool_allocator(&pool);
    one = a->alloc(a->self, 1);
    two = a->alloc(a->self, 17);
    assert_int_equal(pool.used_bytes, 48);
    a->free(a->self, one, 1);
    a->free(a->self, NULL, 5);
    assert_int_equal(pool.used_bytes, 32);
    assert_int_equal(pool.peak_bytes, 48);
    a->free(a->self, two, 17);
    assert_int_equal(pool.used_bytes, 0);
}

static void what_does_not_fit_is_refused_and_harms_nothing(void **state)
{
    static const size_t sizes[] = { 241, 4096, SIZE_MAX, SIZE_MAX - 8, SIZE_MAX - 20 };
    static union {
        unsigned char bytes[240];
        long double aligned;
    } memory;
    const sgp_allocator *a;
    sgp_pool pool;

    (void)state;
    assert_int_equal(sgp_pool_init(&pool, memory.bytes, sizeof memory.bytes), SGP_OK);
    a = sgp_pool_allocator(&pool);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        assert_null(a->alloc(a->self, sizes[i]));
    assert_int_equal(pool.used_bytes, 0);
    assert_non_null(a->alloc(a->self, 240));
    assert_null(a->alloc(a->self, 1));
}

static void unaligned_memory_loses_its_edges(void **state)
{
    static union {
        unsigned char bytes[64];
        long double aligned;
    } memory;
    const sgp_allocator *a;
    sgp_pool pool;

    (void)state;
    assert_int_equal(sgp_pool_init(&pool, memory.bytes + 1, 63), SGP_OK);
    a = sgp_pool_allocator(&pool);
    assert_null(a->alloc(a->self, 49));
    assert_ptr_equal(a->alloc(a->self, 48), memory.bytes + 16);
}

static void unusable_memory_is_refused(void **state)
{
    static union {
        unsigned char bytes[64];
        long double aligned;
    } memory;
    sgp_pool pool;

    (void)state;
    assert_int_equal(sgp_pool_init(&pool, NULL, 64), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_init(NULL, memory.bytes, 64), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_init(&pool, memory.bytes, 15), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_init(&pool, memory.bytes + 1, 30), SGP_ERR_USAGE);
    assert_int_equal(sgp_pool_init(&pool, memory.bytes, 16), SGP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_never_overlap_and_all_come_back),
        cmocka_unit_test(used_and_peak_bytes_are_counted),
        cmocka_unit_test(what_does_not_fit_is_refused_and_harms_nothing),
        cmocka_unit_test(unaligned_memory_loses_its_edges),
        cmocka_unit_test(unusable_memory_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
