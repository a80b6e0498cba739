/*
 * fail_alloc.h - an sgp_allocator over malloc that counts, fails on request and
 * checks wiping.
 */
#ifndef SGP_TEST_FAIL_ALLOC_H
#define SGP_TEST_FAIL_ALLOC_H

#include "sagepager/base.h"

#include <stdlib.h>
#include <string.h>

typedef struct fail_alloc {
    sgp_allocator api;
    int fail_at;      /* the first allocation that fails, from 0; -1: none */
    int fails;        /* allocations that fail from there on; 0: all */
    int count;        /* calls of alloc */
    long live_blocks; /* allocated and not yet freed */
    long live_bytes;
    long peak_bytes;
    size_t refused; /* bytes of the last allocation that failed */
    int unwiped;    /* blocks freed without being wiped */
    int wrong_size; /* blocks freed with a size other than the requested one */
} fail_alloc;

static inline void *fail_alloc__alloc(void *self, size_t bytes)
{
    fail_alloc *f = self;
    size_t *block;
    int nth = f->count++;

    if (f->fail_at >= 0 && nth >= f->fail_at && (!f->fails || nth < f->fail_at + f->fails)) {
        f->refused = bytes;
        return NULL;
    }
    block = malloc(bytes + 16);
    if (!block) return NULL;
    block[0] = bytes;
    f->live_blocks++;
    f->live_bytes += (long)bytes;
    if (f->live_bytes > f->peak_bytes) f->peak_bytes = f->live_bytes;
    memset((char *)block + 16, 0xA5, bytes); /* callers must not rely on zeroed memory */
    return (char *)block + 16;
}

static inline void fail_alloc__free(void *self, void *ptr, size_t bytes)
{
    fail_alloc *f = self;
    size_t *block = ptr ? (size_t *)(void *)((char *)ptr - 16) : NULL;

    if (!block) return;
    if (block[0] != bytes) f->wrong_size++;
    for (size_t i = 0; i < bytes; i++)
        if (((char *)ptr)[i] != 0) {
            f->unwiped++;
            break;
        }
    f->live_blocks--;
    f->live_bytes -= (long)block[0];
    free(block);
}

static inline void fail_alloc_init(fail_alloc *f, int fail_at)
{
    memset(f, 0, sizeof *f);
    f->api.size = sizeof f->api;
    f->api.self = f;
    f->api.alloc = fail_alloc__alloc;
    f->api.free = fail_alloc__free;
    f->fail_at = fail_at;
}

#endif
