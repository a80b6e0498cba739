/*
 * buf.h - a growable byte buffer with a bound and a sticky error: many puts, one check.
 */
#ifndef SGP_BASE_BUF_H
#define SGP_BASE_BUF_H

#include "sagepager/base.h"

typedef struct sgp__buf {
    const sgp_allocator *allocator;
    char *ptr;         /* NUL-terminated once anything was put; NULL before */
    size_t len;        /* without the NUL */
    size_t capacity;   /* bytes held */
    char *given;       /* the caller's memory, with which it began; NULL: none */
    size_t limit;      /* len never passes it */
    sgp_status status; /* SGP_OK, SGP_ERR_MEMORY or SGP_ERR_LIMIT; then puts do nothing */
} sgp__buf;

void sgp__buf_init(sgp__buf *buf, const sgp_allocator *allocator, size_t limit);

/* The same, but what fits the given memory stays in it. Borrowed until deinit. */
void sgp__buf_init_on(sgp__buf *buf, char *given, size_t given_bytes,
                      const sgp_allocator *allocator, size_t limit);

void sgp__buf_put(sgp__buf *buf, const void *bytes, size_t len);
void sgp__buf_put_str(sgp__buf *buf, sgp_str text);
void sgp__buf_put_text(sgp__buf *buf, const char *text);
void sgp__buf_put_char(sgp__buf *buf, char c);
void sgp__buf_put_int(sgp__buf *buf, int64_t value);

/* Lower-case hexadecimal of bytes. */
void sgp__buf_put_hex(sgp__buf *buf, const void *bytes, size_t len);

/* Room for `room` more bytes at ptr + len, or NULL (status is set). Then sgp__buf_commit. */
char *sgp__buf_reserve(sgp__buf *buf, size_t room);
void sgp__buf_commit(sgp__buf *buf, size_t used);

/* Removes the first count bytes. */
void sgp__buf_drop(sgp__buf *buf, size_t count);

/* Empties it, wipes, keeps memory, forgets the error. */
void sgp__buf_reset(sgp__buf *buf);

/* Wipes and frees. May be called twice; memory that was given is then no longer used. */
void sgp__buf_deinit(sgp__buf *buf);

/* The content; valid until the next put. An empty buffer gives "" with length 0. */
sgp_str sgp__buf_str(const sgp__buf *buf);

/* SGP_OK, or the sticky error recorded in err as "WHAT is longer than LIMIT bytes" or no memory. */
SGP_MUST_CHECK sgp_status sgp__buf_check(const sgp__buf *buf, const char *what, sgp_error *err);

#endif
