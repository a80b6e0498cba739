/*
 * err.h - shorthands for handing errors on. The public part is in sagepager/base.h.
 */
#ifndef SGP_BASE_ERR_H
#define SGP_BASE_ERR_H

#include "sagepager/base.h"

/* Returns from the calling function unless call gives SGP_OK. Only where nothing is owned. */
#define SGP_TRY(call)                                                                              \
    do {                                                                                           \
        sgp_status sgp_try_status_ = (call);                                                       \
        if (sgp_try_status_ != SGP_OK) return sgp_try_status_;                                     \
    } while (0)

/* Records "out of memory" and returns SGP_ERR_MEMORY. */
sgp_status sgp__no_memory(sgp_error *err);

/* Copies text into a fixed array, cut at capacity - 1 bytes and never inside a UTF-8 character. */
void sgp__copy_cut(char *out, size_t capacity, sgp_str text);

/*
 * Non-zero when the slot lies inside the caller's struct and is set: the struct may be older and
 * shorter than ours. Use on a table that was copied with sgp__table_copy.
 */
#define SGP_HAS(table, slot) ((table)->slot != NULL)

/*
 * Copies min(size of theirs, ours_bytes) bytes of an interface or options struct into a zeroed one
 * of ours. Both begin with `size_t size`. Returns 0 when theirs is NULL or its size is too small to
 * hold `size` and `self` (minimum_bytes).
 */
int sgp__table_copy(void *ours, size_t ours_bytes, const void *theirs, size_t minimum_bytes);

#endif
