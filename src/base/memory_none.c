/*
 * memory_none.c - no default allocator, for platforms without a heap
 * (SGP_PLATFORM=none). The library then does not link malloc.
 */
#include "sgp_mem.h"

const sgp_allocator *sgp__default_allocator(void)
{
    return NULL;
}
