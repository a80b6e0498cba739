/*
 * sgp_buf.h - a growable byte buffer with a limit and a sticky error: many puts,
 * one check.
 */
#ifndef SGP_BASE_BUF_H
#define SGP_BASE_BUF_H

#include "sgp_err.h"

typedef struct sgp__buf {
    const sgp_allocator *allocator;
    char *ptr;         /* NUL-terminated; NULL if nothing was put or given */
    size_t len;        /* without the NUL */
    size_t capacity;   /* of ptr */
    char *given;       /* the caller's memory that it started with; NULL: none */
    size_t limit;      /* of len */
    size_t wanted;     /* bytes that were not there, if status is SGP_ERR_MEMORY */
    sgp_status status; /* after SGP_ERR_MEMORY or SGP_ERR_LIMIT puts do nothing */
} sgp__buf;

void sgp__buf_init(sgp__buf *buf, const sgp_allocator *allocator, size_t limit);

/* As sgp__buf_init, but allocates only if the content does not fit `given`,
 * which is borrowed until deinit. given_bytes > 0. */
void sgp__buf_init_on(sgp__buf *buf, char *given, size_t given_bytes,
                      const sgp_allocator *allocator, size_t limit);

void sgp__buf_put(sgp__buf *buf, const void *bytes, size_t len);
void sgp__buf_put_str(sgp__buf *buf, sgp_str text);
void sgp__buf_put_text(sgp__buf *buf, const char *text);
void sgp__buf_put_char(sgp__buf *buf, char c);
void sgp__buf_put_int(sgp__buf *buf, int64_t value);

/* Puts bytes in lower-case hexadecimal. */
void sgp__buf_put_hex(sgp__buf *buf, const void *bytes, size_t len);

/* Returns memory for `room` bytes behind the content, or NULL and sets status.
 * Write there, then call sgp__buf_commit with the number of bytes written. */
char *sgp__buf_reserve(sgp__buf *buf, size_t room);
void sgp__buf_commit(sgp__buf *buf, size_t used);

/* Removes the first `count` bytes. */
void sgp__buf_drop(sgp__buf *buf, size_t count);

/* Wipes the content, retains the memory and clears the error. */
void sgp__buf_reset(sgp__buf *buf);

/* Wipes and frees the memory, but does not free `given`, and clears the error. The
 * buffer stays usable, without `given`. */
void sgp__buf_deinit(sgp__buf *buf);

/* Returns the content, "" if it is empty. Valid until the next put. */
sgp_str sgp__buf_str(const sgp__buf *buf);

/* Returns status. After a failure, sets err to "WHAT is longer than LIMIT
 * bytes" or "out of memory". */
#define SGP__BUF_CHECK(buf, number, what, err)                                                     \
    sgp__buf_check((buf), (number), SGP__TEXT(what), (err))

SGP_MUST_CHECK sgp_status sgp__buf_check(const sgp__buf *buf, int number, const char *what,
                                         sgp_error *err);

#endif
