/*
 * sgp_mem.h - the only source of memory: the caller's allocator, or the default one
 * for NULL. Arenas (sgp_arena.h) and growing buffers (sgp_buf.h) are built on it.
 */
#ifndef SGP_BASE_MEM_H
#define SGP_BASE_MEM_H

#include "sagepager/base.h"

/* Alignment of an arena's memory, and of malloc's on common machines. It suits any
 * type, except `long double` on some 32-bit machines. */
#define SGP__ALIGN_BYTES (2 * sizeof(void *))

/* Returns the allocator that NULL stands for: the C library's (memory_malloc.c), or
 * NULL if there is none (memory_none.c). Constructors refuse NULL then, see
 * sgp__out_check. */
const sgp_allocator *sgp__default_allocator(void);

/* Non-zero if allocator is NULL or has every mandatory function. */
int sgp__allocator_valid(const sgp_allocator *allocator);

/* Sets "out of memory" and returns SGP_ERR_MEMORY. Where the number of bytes is known,
 * call SGP__NO_MEMORY (sgp_err.h). */
sgp_status sgp__no_memory(sgp_error *err);

/* What SGP__NO_MEMORY calls. */
sgp_status sgp__no_memory_for(sgp_error *err, size_t bytes);

/* Returns bytes of zeroed memory, or NULL. bytes > 0. */
void *sgp__alloc(const sgp_allocator *allocator, size_t bytes);

/* Moves a block to one of new_bytes bytes and wipes the old one. On failure it
 * returns NULL and leaves old unchanged. old may be NULL with old_bytes 0. */
void *sgp__realloc(const sgp_allocator *allocator, void *old, size_t old_bytes, size_t new_bytes);

/* Wipes a block, then frees it. ptr may be NULL. */
void sgp__free(const sgp_allocator *allocator, void *ptr, size_t bytes);

/* Returns a copy of a C string; NULL for NULL and if no memory is left. */
char *sgp__copy_text(const sgp_allocator *allocator, const char *text);

/* Wipes and frees a text of sgp__copy_text. text may be NULL. */
void sgp__free_text(const sgp_allocator *allocator, char *text);

#endif
