/*
 * arena.c - many small blocks that are freed together.
 */
#include "sgp_arena.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

#define SMALLEST_BLOCK_BYTES 128u
#define USUAL_BLOCK_BYTES_MAX 4096u
#define SPARE_BYTES_MAX 256u
/* Larger sizes would overflow when rounded up or enlarged. */
#define BLOCK_BYTES_MAX (SIZE_MAX / 4)

/* A multiple of SGP__ALIGN_BYTES, so that the memory behind it is aligned too. */
typedef struct sgp_arena_block {
    union {
        struct {
            struct sgp_arena_block *next; /* an older block */
            size_t capacity;
            size_t used;
        } head;
        char padded[2 * SGP__ALIGN_BYTES];
    } u;
} arena_block;

void sgp__arena_init(sgp_arena *arena, const sgp_allocator *allocator, size_t limit_bytes)
{
    arena->allocator = allocator;
    arena->blocks = NULL;
    arena->used_bytes = 0;
    arena->limit_bytes = limit_bytes;
}

static char *block_memory(arena_block *b)
{
    return (char *)(b + 1);
}

static size_t arena_round_up(size_t bytes)
{
    return (bytes + SGP__ALIGN_BYTES - 1) / SGP__ALIGN_BYTES * SGP__ALIGN_BYTES;
}

static arena_block *add_block(sgp_arena *arena, size_t capacity)
{
    arena_block *b = sgp__alloc(arena->allocator, sizeof *b + capacity);

    if (!b) return NULL;
    b->u.head.capacity = capacity;
    b->u.head.next = arena->blocks;
    arena->blocks = b;
    return b;
}

/* Returns the capacity of a block for `bytes` bytes and a little more, such as small
 * requests behind a large one. */
static size_t with_spare(size_t bytes)
{
    size_t spare = bytes / 8;

    return arena_round_up(bytes + (spare < SPARE_BYTES_MAX ? spare : SPARE_BYTES_MAX));
}

/* An arena grows by half of what it holds, so that it needs few blocks and wastes
 * little memory. */
static size_t usual_capacity(const sgp_arena *arena, size_t bytes)
{
    size_t capacity = arena->used_bytes / 2;

    if (capacity < SMALLEST_BLOCK_BYTES) capacity = SMALLEST_BLOCK_BYTES;
    if (capacity > USUAL_BLOCK_BYTES_MAX) capacity = USUAL_BLOCK_BYTES_MAX;
    if (capacity > arena->limit_bytes) capacity = arena->limit_bytes;
    return capacity < bytes ? with_spare(bytes) : arena_round_up(capacity);
}

size_t sgp__arena_wanted(const sgp_arena *arena, size_t bytes)
{
    return sizeof(arena_block) + usual_capacity(arena, arena_round_up(bytes));
}

static void free_newest(sgp_arena *arena)
{
    arena_block *newest = arena->blocks;

    arena->blocks = newest->u.head.next;
    sgp__free(arena->allocator, newest, sizeof *newest + newest->u.head.capacity);
}

static void free_blocks(sgp_arena *arena)
{
    while (arena->blocks)
        free_newest(arena);
}

void sgp__arena_deinit(sgp_arena *arena)
{
    free_blocks(arena);
    arena->used_bytes = 0;
}

/* --- allocation ------------------------------------------------------------------------------- */

int sgp__arena_fits(const sgp_arena *arena, size_t bytes)
{
    return bytes <= arena->limit_bytes && arena->used_bytes <= arena->limit_bytes - bytes;
}

static int newest_has_room(const sgp_arena *arena, size_t bytes)
{
    const arena_block *newest = arena->blocks;

    return newest && newest->u.head.capacity - newest->u.head.used >= bytes;
}

/* Returns a block with `bytes` bytes left. */
static arena_block *block_for(sgp_arena *arena, size_t bytes)
{
    if (newest_has_room(arena, bytes)) return arena->blocks;
    if (arena->used_bytes == 0) free_blocks(arena); /* replaces an empty block that is too small */
    return add_block(arena, usual_capacity(arena, bytes));
}

void *sgp__arena_take(sgp_arena *arena, size_t bytes)
{
    char *memory;
    arena_block *b;

    if (!sgp__arena_fits(arena, bytes) || bytes > BLOCK_BYTES_MAX) return NULL;
    bytes = arena_round_up(bytes > 0 ? bytes : 1);
    b = block_for(arena, bytes);
    if (!b) return NULL;
    memory = block_memory(b) + b->u.head.used;
    b->u.head.used += bytes;
    arena->used_bytes += bytes;
    return memory;
}

void *sgp_arena_alloc(sgp_arena *arena, size_t bytes)
{
    void *memory = sgp__arena_take(arena, bytes);

    if (memory) memset(memory, 0, bytes);
    return memory;
}

static sgp_status copy_failed(const sgp_arena *arena, size_t len, sgp_error *err)
{
    if (len < SIZE_MAX && sgp__arena_fits(arena, len + 1))
        return SGP__NO_MEMORY(err, sgp__arena_wanted(arena, len + 1));
    return SGP__FAIL(err, SGP_ERR_LIMIT, 1010, "a text of %lu bytes does not fit the limit of %lu",
                     (unsigned long)len, (unsigned long)arena->limit_bytes);
}

sgp_status sgp_arena_copy(sgp_arena *arena, const void *bytes, size_t len, sgp_str *out,
                          sgp_error *err)
{
    char *copy = len < SIZE_MAX ? sgp__arena_take(arena, len + 1) : NULL;

    out->ptr = NULL;
    out->len = 0;
    if (!copy) return copy_failed(arena, len, err);
    if (len > 0) memcpy(copy, bytes, len);
    copy[len] = '\0';
    out->ptr = copy;
    out->len = len;
    return SGP_OK;
}

sgp_status sgp__arena_copy_text(sgp_arena *arena, const char *text, const char **out,
                                sgp_error *err)
{
    sgp_str copy = { NULL, 0 };

    if (text) SGP_TRY(sgp_arena_copy(arena, text, strlen(text), &copy, err));
    *out = copy.ptr;
    return SGP_OK;
}

void sgp__arena_reserve(sgp_arena *arena, size_t bytes)
{
    if (arena->used_bytes > 0 || bytes > BLOCK_BYTES_MAX || !sgp__arena_fits(arena, bytes)) return;
    if (newest_has_room(arena, bytes)) return;
    free_blocks(arena);
    (void)add_block(arena, arena_round_up(bytes));
}

/* --- reset ------------------------------------------------------------------------------------ */

/* Replaces several blocks by one for all that they hold, so that a similar next
 * use allocates nothing. Without memory the arena is left without blocks. */
static void merge_blocks(sgp_arena *arena)
{
    free_blocks(arena);
    (void)add_block(arena, with_spare(arena->used_bytes));
}

void sgp__arena_rewind(sgp_arena *arena)
{
    arena_block *newest = arena->blocks;

    if (newest && newest->u.head.next)
        merge_blocks(arena);
    else if (newest)
        newest->u.head.used = 0;
    arena->used_bytes = 0;
}

void sgp_arena_reset(sgp_arena *arena)
{
    arena_block *newest = arena->blocks;

    /* Several blocks are wiped when they are freed. */
    if (newest && !newest->u.head.next) sgp_wipe(block_memory(newest), newest->u.head.used);
    sgp__arena_rewind(arena);
}

sgp__arena_mark sgp__arena_mark_end(const sgp_arena *arena)
{
    sgp__arena_mark mark = { arena->blocks, 0, arena->used_bytes };

    if (mark.block) mark.block_used = mark.block->u.head.used;
    return mark;
}

void sgp__arena_rewind_to(sgp_arena *arena, sgp__arena_mark mark)
{
    if (mark.used_bytes == 0) {
        sgp__arena_rewind(arena); /* the marked block may have been replaced */
        return;
    }
    while (arena->blocks != mark.block)
        free_newest(arena);
    mark.block->u.head.used = mark.block_used;
    arena->used_bytes = mark.used_bytes;
}

/* --- arenas of callers ------------------------------------------------------------------------ */

sgp_status sgp_arena_new(sgp_arena **out, const sgp_allocator *allocator, size_t limit_bytes,
                         sgp_error *err)
{
    sgp_arena *arena;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 1043, "sgp_arena_new", err));
    arena = sgp__alloc(allocator, sizeof *arena);
    if (!arena) return SGP__NO_MEMORY(err, sizeof *arena);
    sgp__arena_init(arena, allocator, limit_bytes);
    *out = arena;
    return SGP_OK;
}

void sgp_arena_free(sgp_arena *arena)
{
    if (!arena) return;
    sgp__arena_deinit(arena);
    sgp__free(arena->allocator, arena, sizeof *arena);
}
