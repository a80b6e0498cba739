/*
 * sgp_arena.h - the arena's struct, for arenas inside other structs, and its
 * internal functions. The public part is in sagepager/base.h.
 */
#ifndef SGP_BASE_ARENA_H
#define SGP_BASE_ARENA_H

#include "sagepager/base.h"

struct sgp_arena {
    const sgp_allocator *allocator;
    struct sgp_arena_block *blocks; /* the newest first */
    size_t used_bytes;              /* allocated since init or reset */
    size_t limit_bytes;
};

/* Makes an empty arena; allocates nothing. */
void sgp__arena_init(sgp_arena *arena, const sgp_allocator *allocator, size_t limit_bytes);

/* Wipes and frees all memory. May be called twice. */
void sgp__arena_deinit(sgp_arena *arena);

/* Empties an arena and retains its memory, like sgp_arena_reset, but wipes nothing. */
void sgp__arena_rewind(sgp_arena *arena);

/* Non-zero if the limit permits `bytes` more bytes. */
int sgp__arena_fits(const sgp_arena *arena, size_t bytes);

/* Like sgp_arena_alloc, but the memory is not zeroed. */
void *sgp__arena_take(sgp_arena *arena, size_t bytes);

/* Returns the bytes of the block that the arena would take for `bytes` bytes: the
 * number for SGP__NO_MEMORY. */
size_t sgp__arena_wanted(const sgp_arena *arena, size_t bytes);

/* Gives an empty arena one block of at least `bytes` bytes. It is a hint: failures are ignored. */
void sgp__arena_reserve(sgp_arena *arena, size_t bytes);

/* The end of an arena at some moment. Invalid after a reset. */
typedef struct sgp__arena_mark {
    struct sgp_arena_block *block;
    size_t block_used, used_bytes;
} sgp__arena_mark;

/* Returns a mark at the arena's current end. */
sgp__arena_mark sgp__arena_mark_end(const sgp_arena *arena);

/* Frees the memory allocated since the mark. */
void sgp__arena_rewind_to(sgp_arena *arena, sgp__arena_mark mark);

/* Copies a C string; *out is NULL for NULL. SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__arena_copy_text(sgp_arena *arena, const char *text, const char **out,
                                               sgp_error *err);

#endif
