/*
 * sgp_fnv1a.h - the FNV-1a hash of 64 bits (Fowler, Noll, Vo).
 *
 * It detects mistakes. It does not protect against forgery.
 */
#ifndef SGP_CORE_FNV1A_H
#define SGP_CORE_FNV1A_H

#include <stddef.h>
#include <stdint.h>

#define SGP__FNV1A_INIT UINT64_C(14695981039346656037)

/* Extends `hash` by `len` bytes and returns the new hash. Start from SGP__FNV1A_INIT. */
static inline uint64_t sgp__fnv1a(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ b[i]) * UINT64_C(1099511628211);
    return hash;
}

#endif
