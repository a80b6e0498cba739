/*
 * sgp_err.h - helpers to pass errors on. The public part is in sagepager/base.h.
 */
#ifndef SGP_BASE_ERR_H
#define SGP_BASE_ERR_H

#include "sagepager/base.h"

/* Returns the status of call from the calling function unless it is SGP_OK. Use
 * it only where the function owns nothing. */
#define SGP_TRY(call)                                                                              \
    do {                                                                                           \
        sgp_status sgp_try_status_ = (call);                                                       \
        if (sgp_try_status_ != SGP_OK) return sgp_try_status_;                                     \
    } while (0)

/* Sets "out of memory" and returns SGP_ERR_MEMORY. */
sgp_status sgp__no_memory(sgp_error *err);

/* Puts a printf-formatted text before the message, as sgp_error_prefix does but
 * without ": ". */
void sgp__error_insert(sgp_error *err, const char *format, ...) SGP_PRINTF(2, 3);

/* Appends a printf-formatted text to the message, truncated as by
 * sgp_error_set. Does nothing if err is NULL or holds no error. */
void sgp__error_append(sgp_error *err, const char *format, ...) SGP_PRINTF(2, 3);

/* Copies everything but the buffer; the message is truncated to what `to` can
 * hold. */
void sgp__error_copy(sgp_error *to, const sgp_error *from);

/* Copies text into an array, truncated to capacity - 1 bytes at a UTF-8
 * character boundary. capacity > 0. */
void sgp__copy_truncated(char *out, size_t capacity, sgp_str text);

#endif
