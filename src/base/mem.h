/*
 * mem.h - the only way to memory: a client's allocator, or the C library's for NULL.
 *
 * Not for: arenas (base.h) and growing buffers (buf.h), which are built on this.
 */
#ifndef SGP_BASE_MEM_H
#define SGP_BASE_MEM_H

#include "sagepager/base.h"

/* Non-zero when allocator is NULL or has every slot. */
int sgp__allocator_valid(const sgp_allocator *allocator);

/* bytes of zeroed memory, or NULL. bytes > 0. */
void *sgp__alloc(const sgp_allocator *allocator, size_t bytes);

/* Grows or shrinks by moving, so that the old block can be wiped; NULL leaves old as it is. old may
 * be NULL with old_bytes 0. */
void *sgp__realloc(const sgp_allocator *allocator, void *old, size_t old_bytes, size_t new_bytes);

/* Wipes bytes, then gives them back. ptr may be NULL. */
void sgp__free(const sgp_allocator *allocator, void *ptr, size_t bytes);

/* Empties an arena and keeps its memory, as sgp_arena_reset does, but wipes nothing. */
void sgp__arena_rewind(sgp_arena *arena);

/* As sgp_arena_alloc, but not zeroed. */
void *sgp__arena_take(sgp_arena *arena, size_t bytes);

/* Takes memory at once, if there is as much, for the bytes that an empty arena will most likely
 * give out. */
void sgp__arena_reserve(sgp_arena *arena, size_t bytes);

/* A place in an arena, to give back what it gives out from there on. Not valid after a reset. */
typedef struct sgp__arena_place {
    struct sgp_arena_block *block;
    size_t block_used, used_bytes;
} sgp__arena_place;

sgp__arena_place sgp__arena_here(const sgp_arena *arena);
void sgp__arena_go_back(sgp_arena *arena, sgp__arena_place place);

/* A NUL-terminated copy (strlen + 1 bytes); NULL for NULL or when there is no memory. */
char *sgp__copy_text(const sgp_allocator *allocator, const char *text);

/* Frees what sgp__copy_text gave. */
void sgp__free_text(const sgp_allocator *allocator, char *text);

#endif
