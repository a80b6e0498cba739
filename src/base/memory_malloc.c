/*
 * memory_malloc.c - the default allocator is the C library's. Only this file
 * names malloc.
 */
#include "sgp_mem.h"

#include <stdlib.h>

static void *malloc_alloc(void *self, size_t bytes)
{
    (void)self;
    return malloc(bytes);
}

static void malloc_free(void *self, void *ptr, size_t bytes)
{
    (void)self;
    (void)bytes;
    free(ptr);
}

const sgp_allocator *sgp__default_allocator(void)
{
    static const sgp_allocator allocator = { sizeof allocator, NULL, malloc_alloc, malloc_free };

    return &allocator;
}
