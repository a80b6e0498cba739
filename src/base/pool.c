/*
 * pool.c - an allocator over the caller's memory: a list of gaps in the order
 * of their addresses.
 *
 * alloc takes the first gap that is large enough; free joins neighbouring gaps.
 * Blocks need no header, because free gets their size. Each call walks the
 * gaps, so a pool suits hundreds of live blocks, not thousands.
 */
#include "sagepager/base.h"

/* Aligns any type, and is at least as large as a gap. */
#define UNIT 16u

typedef struct sgp_pool_gap {
    struct sgp_pool_gap *next; /* at a higher address */
    size_t bytes;
} gap;

/* Lives at the start of the caller's memory. */
struct sgp_pool {
    size_t used_bytes;   /* allocated now */
    size_t peak_bytes;   /* highest value of used_bytes */
    size_t wanted_bytes; /* highest value that a refused request would have given */
    gap *gaps;
    sgp_allocator allocator;
};

/* Fails to compile if a gap does not fit into the smallest block. */
typedef char gap_fits_unit[sizeof(gap) <= UNIT ? 1 : -1];

static size_t pool_round_up(size_t bytes)
{
    return bytes > SIZE_MAX - UNIT ? 0 : (bytes + UNIT - 1) / UNIT * UNIT;
}

/* Takes bytes from the end of a gap, so that the gap itself does not move. */
static void *take_from(gap **link, size_t bytes)
{
    gap *g = *link;

    g->bytes -= bytes;
    if (g->bytes == 0) *link = g->next;
    return (char *)g + g->bytes;
}

static void *pool_refuse(sgp_pool *pool, size_t bytes)
{
    size_t wanted = pool->used_bytes + bytes;

    if (wanted > pool->wanted_bytes) pool->wanted_bytes = wanted;
    return NULL;
}

static void *pool_alloc(void *self, size_t bytes)
{
    sgp_pool *pool = self;
    size_t rounded = pool_round_up(bytes);
    gap **link = &pool->gaps;

    if (rounded == 0) return NULL;
    while (*link && (*link)->bytes < rounded)
        link = &(*link)->next;
    if (!*link) return pool_refuse(pool, rounded);
    pool->used_bytes += rounded;
    if (pool->used_bytes > pool->peak_bytes) pool->peak_bytes = pool->used_bytes;
    return take_from(link, rounded);
}

static void join_with_next(gap *g)
{
    if ((char *)g + g->bytes != (char *)g->next) return;
    g->bytes += g->next->bytes;
    g->next = g->next->next;
}

static void pool_free(void *self, void *ptr, size_t bytes)
{
    sgp_pool *pool = self;
    gap **link = &pool->gaps;
    gap *before = NULL;
    gap *freed = ptr;

    if (!ptr) return;
    while (*link && (char *)*link < (char *)ptr) {
        before = *link;
        link = &before->next;
    }
    freed->bytes = pool_round_up(bytes);
    freed->next = *link;
    *link = freed;
    pool->used_bytes -= freed->bytes;
    join_with_next(freed);
    if (before) join_with_next(before);
}

sgp_status sgp_pool_new(sgp_pool **out, void *memory, size_t bytes)
{
    static const sgp_allocator functions = { sizeof(sgp_allocator), NULL, pool_alloc, pool_free };
    size_t skipped = memory ? (UNIT - (uintptr_t)memory % UNIT) % UNIT : 0;
    size_t first_gap = skipped + pool_round_up(sizeof(sgp_pool));
    sgp_pool *pool;

    if (!out || !memory || bytes < first_gap + UNIT) return SGP_ERR_USAGE;
    pool = (sgp_pool *)(void *)((char *)memory + skipped);
    pool->used_bytes = 0;
    pool->peak_bytes = 0;
    pool->wanted_bytes = 0;
    pool->gaps = (gap *)(void *)((char *)memory + first_gap);
    pool->gaps->next = NULL;
    pool->gaps->bytes = (bytes - first_gap) / UNIT * UNIT;
    pool->allocator = functions;
    pool->allocator.self = pool;
    *out = pool;
    return SGP_OK;
}

const sgp_allocator *sgp_pool_allocator(const sgp_pool *pool)
{
    return &pool->allocator;
}

size_t sgp_pool_used_bytes(const sgp_pool *pool)
{
    return pool->used_bytes;
}

size_t sgp_pool_peak_bytes(const sgp_pool *pool)
{
    return pool->peak_bytes;
}

size_t sgp_pool_wanted_bytes(const sgp_pool *pool)
{
    return pool->wanted_bytes;
}
