/*
 * arena.c - many small blocks, freed together. Not for blocks that must be given back singly.
 */
#include "sagepager/base.h"

#include "err.h"
#include "mem.h"

#include <string.h>

#define FIRST_BLOCK_BYTES 256u
#define SMALL_BLOCK_BYTES_MAX 4096u
#define BESIDES_BYTES 256u /* a multiple of any alignment */
/* More would overflow when rounded up or doubled. */
#define BLOCK_BYTES_MAX (SIZE_MAX / 4)

/* The union makes what follows the header aligned for any type. */
typedef struct sgp_arena_block {
    union {
        struct {
            struct sgp_arena_block *next; /* an older, smaller block */
            size_t capacity;
            size_t used;
        } head;
        long double align_long_double;
        void *align_pointer;
        int64_t align_int64;
    } u;
} block;

#define ALIGN_BYTES                                                                                \
    sizeof(union {                                                                                 \
        long double d;                                                                             \
        void *p;                                                                                   \
        int64_t i;                                                                                 \
    })

void sgp_arena_init(sgp_arena *arena, const sgp_allocator *allocator, size_t limit_bytes)
{
    arena->allocator = allocator;
    arena->blocks = NULL;
    arena->used_bytes = 0;
    arena->limit_bytes = limit_bytes;
}

static char *block_memory(block *b)
{
    return (char *)(b + 1);
}

static size_t round_up(size_t bytes)
{
    return (bytes + ALIGN_BYTES - 1) / ALIGN_BYTES * ALIGN_BYTES;
}

/* Each new block doubles the last, up to a bound; a block for something larger has little room
 * besides, for what is small and comes after it. */
static block *add_block(sgp_arena *arena, size_t bytes)
{
    size_t capacity = arena->blocks ? arena->blocks->u.head.capacity * 2 : FIRST_BLOCK_BYTES;
    block *b;

    if (capacity > SMALL_BLOCK_BYTES_MAX) capacity = SMALL_BLOCK_BYTES_MAX;
    if (capacity > arena->limit_bytes) capacity = round_up(arena->limit_bytes);
    if (capacity < bytes) capacity = bytes + BESIDES_BYTES;
    b = sgp__alloc(arena->allocator, sizeof *b + capacity);
    if (!b) return NULL;
    b->u.head.capacity = capacity;
    b->u.head.next = arena->blocks;
    arena->blocks = b;
    return b;
}

static void drop_newest(sgp_arena *arena)
{
    block *newest = arena->blocks;

    arena->blocks = newest->u.head.next;
    sgp__free(arena->allocator, newest, sizeof *newest + newest->u.head.capacity);
}

static block *drop_blocks(sgp_arena *arena)
{
    while (arena->blocks)
        drop_newest(arena);
    return NULL;
}

sgp__arena_place sgp__arena_here(const sgp_arena *arena)
{
    sgp__arena_place place = { arena->blocks, 0, arena->used_bytes };

    if (place.block) place.block_used = place.block->u.head.used;
    return place;
}

void sgp__arena_go_back(sgp_arena *arena, sgp__arena_place place)
{
    if (place.used_bytes == 0) {
        sgp__arena_rewind(arena); /* its block may have had to go */
        return;
    }
    while (arena->blocks != place.block)
        drop_newest(arena);
    place.block->u.head.used = place.block_used;
    arena->used_bytes = place.used_bytes;
}

static int fits(const sgp_arena *arena, size_t bytes)
{
    return bytes <= arena->limit_bytes && arena->used_bytes <= arena->limit_bytes - bytes;
}

void *sgp__arena_take(sgp_arena *arena, size_t bytes)
{
    block *b = arena->blocks;
    char *memory;

    if (!fits(arena, bytes) || bytes > BLOCK_BYTES_MAX) return NULL;
    bytes = round_up(bytes > 0 ? bytes : 1);
    if (b && arena->used_bytes == 0 && b->u.head.capacity < bytes) b = drop_blocks(arena);
    if (!b || b->u.head.capacity - b->u.head.used < bytes) b = add_block(arena, bytes);
    if (!b) return NULL;
    memory = block_memory(b) + b->u.head.used;
    b->u.head.used += bytes;
    arena->used_bytes += bytes;
    return memory;
}

/* The memory may have been used before. */
void *sgp_arena_alloc(sgp_arena *arena, size_t bytes)
{
    void *memory = sgp__arena_take(arena, bytes);

    if (memory) memset(memory, 0, bytes);
    return memory;
}

static sgp_status no_room_for(const sgp_arena *arena, size_t len, sgp_error *err)
{
    if (len < SIZE_MAX && fits(arena, len + 1)) return sgp__no_memory(err);
    return sgp_error_set(err, SGP_ERR_LIMIT, "a text of %zu bytes does not fit the bound of %zu",
                         len, arena->limit_bytes);
}

sgp_status sgp_arena_copy(sgp_arena *arena, const void *bytes, size_t len, sgp_str *out,
                          sgp_error *err)
{
    char *copy = len < SIZE_MAX ? sgp__arena_take(arena, len + 1) : NULL;

    out->ptr = NULL;
    out->len = 0;
    if (!copy) return no_room_for(arena, len, err);
    if (len > 0) memcpy(copy, bytes, len);
    copy[len] = '\0';
    out->ptr = copy;
    out->len = len;
    return SGP_OK;
}

/* One block in place of several, that holds what they did: the next use, if it is like this one,
 * asks for no memory. Where there is none the arena is empty, as at first. */
static void merge_blocks(sgp_arena *arena)
{
    (void)drop_blocks(arena);
    (void)add_block(arena, round_up(arena->used_bytes));
}

void sgp__arena_rewind(sgp_arena *arena)
{
    block *only = arena->blocks;

    if (only && only->u.head.next)
        merge_blocks(arena);
    else if (only)
        only->u.head.used = 0;
    arena->used_bytes = 0;
}

void sgp_arena_reset(sgp_arena *arena)
{
    block *only = arena->blocks;

    if (only && !only->u.head.next) sgp_wipe(block_memory(only), only->u.head.used);
    sgp__arena_rewind(arena);
}

void sgp__arena_reserve(sgp_arena *arena, size_t bytes)
{
    if (!fits(arena, bytes) || (arena->blocks && arena->blocks->u.head.capacity >= bytes)) return;
    (void)drop_blocks(arena);
    (void)add_block(arena, round_up(bytes));
}

void sgp_arena_deinit(sgp_arena *arena)
{
    (void)drop_blocks(arena);
    arena->used_bytes = 0;
}
