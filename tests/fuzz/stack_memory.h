/*
 * stack_memory.h - an sgp_allocator that fails as the input says. It stops the fuzzer if a block is
 * freed twice, with another size, or without being wiped.
 */
#ifndef SGP_TEST_STACK_MEMORY_H
#define SGP_TEST_STACK_MEMORY_H

#include "sagepager/base.h"

typedef struct stack_memory {
    sgp_allocator api;
    unsigned fail_after; /* allocations until the first failure */
    unsigned fails;      /* allocations that fail from there on */
    unsigned every;      /* every nth allocation fails; 0: none */
    unsigned count;
    long live_blocks;
} stack_memory;

void stack_memory_init(stack_memory *memory);

/* Makes `fails` allocations fail after `after` more, and every nth one; 0: none. */
void stack_memory_fail(stack_memory *memory, unsigned after, unsigned fails, unsigned every);

#endif
