/*
 * sgp_cycle.h - detects that a sequence of texts repeats, in constant memory.
 */
#ifndef SGP_CYCLE_H
#define SGP_CYCLE_H

#include "sagepager/base.h"

/* Start from all zero. */
typedef struct sgp__cycle {
    uint64_t mark;  /* hash of the text that later ones are compared with */
    uint64_t since; /* texts seen after the mark */
    uint64_t power; /* when `since` reaches it, the current text becomes the mark */
} sgp__cycle;

/* Records the next text. Returns the length of the cycle that the text closes,
 * or 0. After m other texts, a cycle of n texts is found within 3 * (m + n)
 * texts. */
uint64_t sgp__cycle_next(sgp__cycle *cycle, sgp_str text);

#endif
