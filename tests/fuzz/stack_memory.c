/*
 * stack_memory.c - the allocator of the targets that run the whole stack.
 */
#include "stack_memory.h"

#include "fuzz.h"

#include <string.h>

#define LIVE 0x4C495645u
#define FREED 0x46524545u
/* Keeps the alignment of malloc. */
#define HEADER_BYTES 16

typedef struct header {
    size_t bytes;
    unsigned state;
} header;

static int is_refused(stack_memory *m)
{
    m->count++;
    if (m->every > 0 && m->count % m->every == 0) return 1;
    if (m->fails == 0) return 0;
    if (m->fail_after > 0) {
        m->fail_after--;
        return 0;
    }
    m->fails--;
    return 1;
}

static void *memory_alloc(void *self, size_t bytes)
{
    stack_memory *m = self;
    header *block;

    REQUIRE(bytes > 0);
    if (is_refused(m)) return NULL;
    block = malloc(HEADER_BYTES + bytes);
    if (!block) return NULL;
    block->bytes = bytes;
    block->state = LIVE;
    m->live_blocks++;
    memset((char *)block + HEADER_BYTES, 0xA5, bytes); /* nobody may rely on zeroed memory */
    return (char *)block + HEADER_BYTES;
}

static int is_zero(const char *bytes, size_t len)
{
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0;
}

static void memory_free(void *self, void *ptr, size_t bytes)
{
    stack_memory *m = self;
    header *block;

    if (!ptr) return;
    block = (header *)(void *)((char *)ptr - HEADER_BYTES);
    REQUIRE(block->state == LIVE);
    REQUIRE(block->bytes == bytes);
    REQUIRE(is_zero(ptr, bytes)); /* base.h: the library wipes every block */
    block->state = FREED;
    m->live_blocks--;
    free(block);
}

void stack_memory_init(stack_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    memory->api.size = sizeof memory->api;
    memory->api.self = memory;
    memory->api.alloc = memory_alloc;
    memory->api.free = memory_free;
}

void stack_memory_fail(stack_memory *memory, unsigned after, unsigned fails, unsigned every)
{
    memory->fail_after = after;
    memory->fails = fails;
    memory->every = every;
}
