/*
 * cycle.c - Brent's cycle detection on hashes of texts (R. P. Brent, "An
 * improved Monte Carlo factorization algorithm", BIT 20, 1980).
 *
 * A weak hash is enough: only the service could cause a collision, and only its
 * own listing would end.
 */
#include "sgp_cycle.h"

#include "sgp_fnv1a.h"

uint64_t sgp__cycle_next(sgp__cycle *cycle, sgp_str text)
{
    uint64_t hash = sgp__fnv1a(SGP__FNV1A_INIT, text.ptr, text.len);

    if (cycle->power > 0) {
        cycle->since++;
        if (hash == cycle->mark) return cycle->since;
    }
    if (cycle->since == cycle->power) {
        cycle->mark = hash;
        cycle->since = 0;
        cycle->power = cycle->power > 0 ? cycle->power * 2 : 1;
    }
    return 0;
}
