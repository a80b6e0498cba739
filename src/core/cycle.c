/*
 * cycle.c - Brent's cycle detection on hashes of texts.
 */
#include "cycle.h"

/* FNV-1a, 64 bits: good enough here, because a collision could only come from the one service whose
 * own listing it would end. */
static uint64_t hash(sgp_str text)
{
    uint64_t h = 14695981039346656037u;

    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.ptr[i]) * 1099511628211u;
    return h;
}

uint64_t sgp__cycle_next(sgp__cycle *cycle, sgp_str text)
{
    uint64_t h = hash(text);

    if (cycle->power > 0) {
        cycle->since++;
        if (h == cycle->kept) return cycle->since;
    }
    if (cycle->since == cycle->power) {
        cycle->kept = h;
        cycle->since = 0;
        cycle->power = cycle->power > 0 ? cycle->power * 2 : 1;
    }
    return 0;
}
