/*
 * sgp_err.h - how the library reports a failure. The public part is in
 * sagepager/base.h.
 *
 * Each place that can fail has a number of its own, which never changes its
 * meaning: scripts/explain-error turns it into the sentence. The number precedes
 * the sentence in a call of one of the SGP__ macros. A build without texts
 * (SGP_NO_TEXTS) drops the sentence and its arguments, and keeps the number. So an
 * argument may change nothing but memory that only texts use.
 */
#ifndef SGP_BASE_ERR_H
#define SGP_BASE_ERR_H

#include "sgp_format.h"

/* Returns the status of call from the calling function unless it is SGP_OK. Use
 * it only where the function owns nothing. */
#define SGP_TRY(call)                                                                              \
    do {                                                                                           \
        sgp_status sgp_try_status_ = (call);                                                       \
        if (sgp_try_status_ != SGP_OK) return sgp_try_status_;                                     \
    } while (0)

/*
 * SGP__FAIL(err, status, number, format, ...): sgp_error_set with the number of
 * this place. SGP__INSERT(err, format, ...): puts a text before the message, as
 * sgp_error_prefix does but without ": ". SGP__PREFIX: sgp_error_prefix.
 * SGP__APPEND: puts a text behind the message. SGP__TEXT(text): the text of an
 * argument that only messages need, or NULL. SGP__NO_MEMORY(err, bytes): sets "out of
 * memory: BYTES bytes were wanted" and returns SGP_ERR_MEMORY; needs sgp_mem.h.
 */
#ifdef SGP_NO_TEXTS
#define SGP__DROP(...) ((void)(0 && sgp__format(NULL, 0, __VA_ARGS__)))
#define SGP__FAIL(err, status, number, ...)                                                        \
    (SGP__DROP(__VA_ARGS__), sgp__fail_at((err), (status), (number)))
#define SGP__INSERT(err, ...) ((void)(err), SGP__DROP(__VA_ARGS__))
#define SGP__PREFIX(err, ...) ((void)(err), SGP__DROP(__VA_ARGS__))
#define SGP__APPEND(err, ...) ((void)(err), SGP__DROP(__VA_ARGS__))
#define SGP__TEXT(text) (0 ? (text) : NULL)
#define SGP__NO_MEMORY(err, bytes) ((void)(0 && (bytes)), sgp__no_memory(err))
#else
#define SGP__FAIL(err, status, number, ...) sgp__fail((err), (status), (number), __VA_ARGS__)
#define SGP__INSERT(err, ...) sgp__error_insert((err), __VA_ARGS__)
#define SGP__PREFIX(err, ...) sgp_error_prefix((err), __VA_ARGS__)
#define SGP__APPEND(err, ...) sgp__error_append((err), __VA_ARGS__)
#define SGP__TEXT(text) (text)
#define SGP__NO_MEMORY(err, bytes) sgp__no_memory_for((err), (bytes))
#endif

/* What SGP__FAIL calls: see sgp_error_set. */
sgp_status sgp__fail(sgp_error *err, sgp_status status, int number, const char *format, ...)
    SGP_PRINTF(4, 5);

/* What SGP__FAIL calls in a build without texts. */
sgp_status sgp__fail_at(sgp_error *err, sgp_status status, int number);

/* Returns the memory of the message and stores its size, the NUL included. */
char *sgp__message_of(sgp_error *err, size_t *capacity);

/* What SGP__INSERT calls. */
void sgp__error_insert(sgp_error *err, const char *format, ...) SGP_PRINTF(2, 3);

/* What SGP__APPEND calls: truncates as sgp_error_set does. Does nothing if err is
 * NULL or holds no error. */
void sgp__error_append(sgp_error *err, const char *format, ...) SGP_PRINTF(2, 3);

/* Copies everything but the buffer; the message is truncated to what `to` can
 * hold. */
void sgp__error_copy(sgp_error *to, const sgp_error *from);

/* Copies text into an array, truncated to capacity - 1 bytes at a UTF-8
 * character boundary. capacity > 0. */
void sgp__copy_truncated(char *out, size_t capacity, sgp_str text);

/* Removes the first bytes of a character whose last bytes were truncated. */
void sgp__drop_partial_character(char *text);

#endif
