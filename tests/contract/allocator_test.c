/*
 * allocator_test.c - the contract of sgp_allocator (sagepager/base.h), on the C library's, on the
 * pool and on the fake of the tests.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_mem.h"

#include <stdlib.h>

#define POOL_BYTES 65536

typedef struct subject {
    const sgp_allocator *allocator; /* NULL: the C library's */
    sgp_pool *pool;
    fail_alloc fake;
    void *memory;
} subject;

static void make_libc(subject *s)
{
    s->allocator = NULL;
}

static void make_pool(subject *s)
{
    s->memory = malloc(POOL_BYTES);
    assert_int_equal(sgp_pool_new(&s->pool, s->memory, POOL_BYTES), SGP_OK);
    s->allocator = sgp_pool_allocator(s->pool);
}

static void make_fake(subject *s)
{
    fail_alloc_init(&s->fake, -1);
    s->allocator = &s->fake.api;
}

typedef struct kind {
    void (*make)(subject *s);
} kind;

static void start(void **state, subject *s)
{
    memset(s, 0, sizeof *s);
    ((const kind *)*state)->make(s);
}

static void stop(subject *s)
{
    if (s->pool) assert_int_equal(sgp_pool_used_bytes(s->pool), 0);
    assert_int_equal(s->fake.live_blocks, 0);
    assert_int_equal(s->fake.unwiped, 0);
    assert_int_equal(s->fake.wrong_size, 0);
    free(s->memory);
}

static void the_table_is_complete(void **state)
{
    subject s;

    start(state, &s);
    assert_true(sgp__allocator_valid(s.allocator));
    stop(&s);
}

static void blocks_are_aligned_zeroed_by_us_and_apart(void **state)
{
    subject s;
    unsigned char *blocks[40];

    start(state, &s);
    for (size_t i = 0; i < 40; i++) {
        blocks[i] = sgp__alloc(s.allocator, i * 7 + 1);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % sizeof(void *), 0);
        for (size_t k = 0; k < i * 7 + 1; k++)
            assert_int_equal(blocks[i][k], 0);
        memset(blocks[i], (int)i + 1, i * 7 + 1);
    }
    for (size_t i = 0; i < 40; i++) {
        for (size_t k = 0; k < i * 7 + 1; k++)
            assert_int_equal(blocks[i][k], i + 1);
        sgp__free(s.allocator, blocks[i], i * 7 + 1);
    }
    stop(&s);
}

static void memory_given_back_serves_again(void **state)
{
    subject s;

    start(state, &s);
    for (int i = 0; i < 1000; i++) {
        void *block = sgp__alloc(s.allocator, POOL_BYTES / 2);
        assert_non_null(block);
        sgp__free(s.allocator, block, POOL_BYTES / 2);
    }
    stop(&s);
}

static void growing_preserves_the_content(void **state)
{
    subject s;
    char *text;

    start(state, &s);
    text = sgp__copy_text(s.allocator, "text");
    text = sgp__realloc(s.allocator, text, 5, 5000);
    assert_string_equal(text, "text");
    text = sgp__realloc(s.allocator, text, 5000, 5);
    assert_string_equal(text, "text");
    sgp__free(s.allocator, text, 5);
    stop(&s);
}

static void freeing_nothing_is_fine(void **state)
{
    subject s;

    start(state, &s);
    if (s.allocator) s.allocator->free(s.allocator->self, NULL, 0);
    sgp__free(s.allocator, NULL, 0);
    stop(&s);
}

static int run(const char *name, const kind *made)
{
    void *state = (void *)(uintptr_t)made;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(the_table_is_complete, state),
        cmocka_unit_test_prestate(blocks_are_aligned_zeroed_by_us_and_apart, state),
        cmocka_unit_test_prestate(memory_given_back_serves_again, state),
        cmocka_unit_test_prestate(growing_preserves_the_content, state),
        cmocka_unit_test_prestate(freeing_nothing_is_fine, state),
    };
    return cmocka_run_group_tests_name(name, tests, NULL, NULL);
}

int main(void)
{
    static const kind libc = { make_libc }, pool = { make_pool }, fake = { make_fake };

    return run("C library", &libc) + run("pool", &pool) + run("fake", &fake);
}
