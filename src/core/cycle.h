/*
 * cycle.h - notices that a sequence of texts repeats, in constant memory.
 */
#ifndef SGP_CYCLE_H
#define SGP_CYCLE_H

#include "sagepager/base.h"

/* Zero-initialised it has seen nothing. */
typedef struct sgp__cycle {
    uint64_t kept;  /* hash of the text the later ones are compared with */
    uint64_t since; /* texts seen since it was kept */
    uint64_t power; /* when since reaches it, the current text is kept instead */
} sgp__cycle;

/*
 * Takes the next text; returns the length of the cycle when it closes one, else 0. A cycle of
 * length n that begins after m texts is noticed within 3 * (m + n) texts (R. P. Brent, "An improved
 * Monte Carlo factorization algorithm", BIT 20, 1980). Texts are compared by a 64-bit hash.
 */
uint64_t sgp__cycle_next(sgp__cycle *cycle, sgp_str text);

#endif
