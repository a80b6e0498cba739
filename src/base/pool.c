/*
 * pool.c - sgp_allocator over memory of the caller: a list of gaps in the order of their addresses.
 *
 * The first gap that is large enough serves, and neighbours are joined again when blocks come back.
 * Blocks need no header, because free is told their size. Not for thousands of live blocks: each
 * call walks the gaps.
 */
#include "sagepager/base.h"

/* malloc's alignment on every platform there is; also room for what a gap holds. */
#define UNIT 16u

typedef struct sgp_pool_gap {
    struct sgp_pool_gap *next; /* at a higher address */
    size_t bytes;
} gap;

/* A gap must fit into the smallest block. */
typedef char gap_fits_unit[sizeof(gap) <= UNIT ? 1 : -1];

static size_t round_up(size_t bytes)
{
    return bytes > SIZE_MAX - UNIT ? 0 : (bytes + UNIT - 1) / UNIT * UNIT;
}

static char *end_of(gap *g)
{
    return (char *)g + g->bytes;
}

/* Takes bytes from the end of a gap, so that the gap itself need not move. */
static void *take_from(gap **place, size_t bytes)
{
    gap *g = *place;

    g->bytes -= bytes;
    if (g->bytes == 0) *place = g->next;
    return (char *)g + g->bytes;
}

static void *pool_alloc(void *self, size_t bytes)
{
    sgp_pool *pool = self;
    size_t rounded = round_up(bytes);
    gap **place = &pool->gaps;

    if (rounded == 0) return NULL;
    while (*place && (*place)->bytes < rounded)
        place = &(*place)->next;
    if (!*place) return NULL;
    pool->used_bytes += rounded;
    if (pool->used_bytes > pool->peak_bytes) pool->peak_bytes = pool->used_bytes;
    return take_from(place, rounded);
}

static void join_with_next(gap *g)
{
    if (!g->next || end_of(g) != (char *)g->next) return;
    g->bytes += g->next->bytes;
    g->next = g->next->next;
}

static void pool_free(void *self, void *ptr, size_t bytes)
{
    sgp_pool *pool = self;
    gap **place = &pool->gaps;
    gap *before = NULL;
    gap *freed = ptr;

    if (!ptr) return;
    while (*place && (char *)*place < (char *)ptr) {
        before = *place;
        place = &before->next;
    }
    freed->bytes = round_up(bytes);
    freed->next = *place;
    *place = freed;
    pool->used_bytes -= freed->bytes;
    join_with_next(freed);
    if (before) join_with_next(before);
}

sgp_status sgp_pool_init(sgp_pool *pool, void *memory, size_t bytes)
{
    static const sgp_allocator empty = SGP_ALLOCATOR_INIT;
    size_t skipped = memory ? (UNIT - (uintptr_t)memory % UNIT) % UNIT : 0;

    if (!pool || !memory || bytes < skipped + UNIT) return SGP_ERR_USAGE;
    pool->used_bytes = 0;
    pool->peak_bytes = 0;
    pool->gaps = (gap *)(void *)((char *)memory + skipped);
    pool->gaps->next = NULL;
    pool->gaps->bytes = (bytes - skipped) / UNIT * UNIT;
    pool->allocator = empty;
    pool->allocator.self = pool;
    pool->allocator.alloc = pool_alloc;
    pool->allocator.free = pool_free;
    return SGP_OK;
}

const sgp_allocator *sgp_pool_allocator(const sgp_pool *pool)
{
    return &pool->allocator;
}
