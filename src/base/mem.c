/*
 * mem.c - calls the caller's allocator, or the platform's default
 * (memory_malloc.c, memory_none.c).
 */
#include "sgp_mem.h"

#include "sgp_err.h"

#include <string.h>

static const sgp_allocator *given_or_default(const sgp_allocator *allocator)
{
    return allocator ? allocator : sgp__default_allocator();
}

int sgp__allocator_valid(const sgp_allocator *allocator)
{
    return !allocator ||
           (allocator->size >= offsetof(sgp_allocator, free) + sizeof allocator->free &&
            allocator->alloc && allocator->free);
}

sgp_status sgp__no_memory(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_MEMORY, 1001, "out of memory");
}

sgp_status sgp__no_memory_for(sgp_error *err, size_t bytes)
{
    int is_first = err && err->status == SGP_OK;

    (void)sgp__no_memory(err);
    if (is_first) SGP__APPEND(err, ": %lu bytes were wanted", (unsigned long)bytes);
    return SGP_ERR_MEMORY;
}

void *sgp__alloc(const sgp_allocator *allocator, size_t bytes)
{
    const sgp_allocator *from = given_or_default(allocator);
    void *ptr = from ? from->alloc(from->self, bytes) : NULL;

    if (ptr) memset(ptr, 0, bytes);
    return ptr;
}

void *sgp__realloc(const sgp_allocator *allocator, void *old, size_t old_bytes, size_t new_bytes)
{
    void *ptr = sgp__alloc(allocator, new_bytes);

    if (!ptr || !old) return ptr;
    memcpy(ptr, old, old_bytes < new_bytes ? old_bytes : new_bytes);
    sgp__free(allocator, old, old_bytes);
    return ptr;
}

void sgp__free(const sgp_allocator *allocator, void *ptr, size_t bytes)
{
    const sgp_allocator *from = given_or_default(allocator);

    if (!ptr) return;
    sgp_wipe(ptr, bytes);
    from->free(from->self, ptr, bytes);
}

char *sgp__copy_text(const sgp_allocator *allocator, const char *text)
{
    size_t bytes = text ? strlen(text) + 1 : 0;
    char *copy = text ? sgp__alloc(allocator, bytes) : NULL;

    if (copy) memcpy(copy, text, bytes);
    return copy;
}

void sgp__free_text(const sgp_allocator *allocator, char *text)
{
    if (text) sgp__free(allocator, text, strlen(text) + 1);
}

void sgp_wipe(void *ptr, size_t bytes)
{
    /* The compiler cannot remove a call through a volatile pointer. */
    void *(*volatile wipe_with)(void *, int, size_t) = memset;

    if (bytes > 0) wipe_with(ptr, 0, bytes);
}
