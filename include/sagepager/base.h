/*
 * sagepager/base.h - what every other header needs: status, error, text, time limits, memory.
 *
 * Needs only C standard headers. Nothing here knows of AWS. No function here blocks, and none keeps
 * state outside its arguments.
 */
#ifndef SAGEPAGER_BASE_H
#define SAGEPAGER_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "sagepager/limits.h"

/* SGP_API marks what the shared library exports; everything else in it is hidden. */
#if defined(__GNUC__)
#define SGP_API __attribute__((visibility("default")))
#define SGP_MUST_CHECK __attribute__((warn_unused_result))
#define SGP_PRINTF(format_index, first_index) \
    __attribute__((format(printf, format_index, first_index)))
#else
#define SGP_API
#define SGP_MUST_CHECK
#define SGP_PRINTF(format_index, first_index)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The result of every call that can fail. Zero is success, a positive value is an outcome that is
 * not an error, a negative value is an error. New errors may be added: treat an unknown negative
 * value as a failure that may not be retried.
 */
typedef enum sgp_status {
    SGP_OK = 0,             /* done */
    SGP_AGAIN = 1,          /* not finished: wait (see sgp_wants), then repeat the same call */
    SGP_END = 2,            /* nothing more: end of a listing or of a stream */
    SGP_NOT_CONFIGURED = 3, /* this source has nothing to offer; ask the next one */

    SGP_ERR_USAGE = -1,          /* a mistake of the calling program: NULL, bad size, bad order */
    SGP_ERR_MEMORY = -2,         /* the allocator gave nothing */
    SGP_ERR_LIMIT = -3,          /* a bound of limits.h was reached */
    SGP_ERR_PARAM = -4,          /* the request does not pass the checks botocore makes */
    SGP_ERR_CONFIG = -5,         /* a setting is not usable (endpoint URL, CA file, region text) */
    SGP_ERR_NO_REGION = -6,      /* no region is known */
    SGP_ERR_NO_CREDENTIALS = -7, /* no provider had credentials */
    SGP_ERR_CREDENTIALS = -8,    /* a provider is configured but failed */
    SGP_ERR_CONNECT = -9,        /* name not resolved, or no address answered */
    SGP_ERR_TLS = -10,           /* handshake failed or the peer is not who it should be */
    SGP_ERR_TIMEOUT = -11,       /* a deadline passed */
    SGP_ERR_NETWORK = -12,       /* the connection broke in the middle of an exchange */
    SGP_ERR_PROTOCOL = -13,      /* the peer's HTTP is not acceptable */
    SGP_ERR_RESPONSE = -14,      /* the answer's body is not what the operation promises */
    SGP_ERR_SERVICE = -15,       /* the service answered with an error; see sgp_error.code */
    SGP_ERR_PAGING = -16,        /* the service's next tokens go round in a circle */
    SGP_ERR_TOKEN = -17,         /* the starting token is not usable */
    SGP_ERR_CRYPTO = -18,        /* the crypto library failed */
    SGP_ERR_PLATFORM = -19,      /* clock, random or another platform function failed */
    SGP_ERR_PROXY = -20          /* the HTTP proxy is not reached, or refuses */
} sgp_status;

/*
 * sgp_status_text: the name of a status as it stands in this header ("SGP_ERR_TLS"), or
 * "SGP_UNKNOWN". The text is static.
 */
SGP_API const char *sgp_status_text(sgp_status status);

/*
 * What went wrong, filled once by the layer that saw the failure. Plain data, caller-owned, no
 * pointers; zero-initialise it (= SGP_ERROR_INIT) and reuse it freely: every call of client.h,
 * pages.h and builtin.h that takes one resets it first. The helpers for implementers, which are
 * sgp_arena_copy and those of sys/, only add to it. Messages hold no secrets, no headers and no
 * bodies, except that an error answer that is no JSON is its own message, cut, as in botocore.
 */
typedef struct sgp_error {
    sgp_status status; /* SGP_OK when nothing failed */
    int http_status;   /* of the service's answer; 0 when there was none */
    int os_error;      /* errno of the failed system call; 0 when there was none */
    int attempts;      /* requests sent for this call, the first included */
    int retryable;     /* non-zero: the same call may succeed later */
    int retries_exhausted; /* non-zero: it was the last attempt that max_attempts permits */
    char code[SGP_ERROR_CODE_MAX + 1];       /* the service's error code, e.g. ResourceNotFound */
    char message[SGP_ERROR_MESSAGE_MAX + 1]; /* for SGP_ERR_SERVICE the service's own message */
    char request_id[SGP_REQUEST_ID_MAX + 1]; /* x-amzn-requestid; empty when there was none */
} sgp_error;

#define SGP_ERROR_INIT { SGP_OK, 0, 0, 0, 0, 0, { 0 }, { 0 }, { 0 } }

/*
 * sgp_error_reset: back to SGP_ERROR_INIT: the numbers 0, the texts empty. err may be NULL.
 */
SGP_API void sgp_error_reset(sgp_error *err);

/*
 * sgp_error_set: records status and a printf-formatted message in err, unless err already holds an
 * error: the first one is the most specific. Longer messages are cut at SGP_ERROR_MESSAGE_MAX
 * bytes, never inside a UTF-8 character. err may be NULL. Returns status, so that
 * `return sgp_error_set(err, SGP_ERR_TLS, ...)` reads well. For implementers of the sys/
 * interfaces.
 */
SGP_API sgp_status sgp_error_set(sgp_error *err, sgp_status status, const char *format, ...)
    SGP_PRINTF(3, 4);

/*
 * sgp_error_prefix: puts a printf-formatted text and ": " before the message err holds, to say what
 * was being done. Does nothing when err is NULL or holds no error. The result is cut like
 * sgp_error_set's.
 */
SGP_API void sgp_error_prefix(sgp_error *err, const char *format, ...) SGP_PRINTF(2, 3);

/*
 * sgp_error_describe: writes the one line (for SGP_ERR_PARAM several) that a person should read to
 * out, always NUL-terminated, cut at out_size. For SGP_ERR_SERVICE this is botocore's sentence
 * (botocore/exceptions.py, ClientError): "An error occurred (CODE) when calling the
 * ListImageVersions operation: MESSAGE", with " (reached max retries: N)" where botocore has it;
 * otherwise the message itself. Returns out.
 */
SGP_API const char *sgp_error_describe(const sgp_error *err, char *out, size_t out_size);

/*
 * Text that the library gives out: ptr[0..len) and a NUL at ptr[len]. It may hold further NULs.
 * ptr is NULL when the text is absent. Each function that returns one says how long it lives.
 */
typedef struct sgp_str {
    const char *ptr;
    size_t len;
} sgp_str;

/* sgp_str_from: a view of a C string; absent for NULL. Lives as long as text does. */
SGP_API sgp_str sgp_str_from(const char *text);

/* sgp_str_equal: non-zero when both hold the same bytes, or both are absent. */
SGP_API int sgp_str_equal(sgp_str a, sgp_str b);

/*
 * An optional integer, so that 0 can be a value. Zero-initialised it is not given.
 */
typedef struct sgp_opt_int {
    int is_set;
    int64_t value;
} sgp_opt_int;

/* sgp_opt: an sgp_opt_int that is given. */
SGP_API sgp_opt_int sgp_opt(int64_t value);

/*
 * An absolute point on the platform's monotonic clock, in microseconds. A call that takes one gives
 * SGP_ERR_TIMEOUT once it has passed. sgp_deadline_none() never passes.
 */
typedef struct sgp_deadline {
    int64_t at_us;
} sgp_deadline;

/* sgp_deadline_none: the deadline that never passes. */
SGP_API sgp_deadline sgp_deadline_none(void);

/* sgp_deadline_in: now_us + after_us without overflow; after_us < 0 counts as 0. */
SGP_API sgp_deadline sgp_deadline_in(int64_t now_us, int64_t after_us);

/* sgp_deadline_sooner: the earlier of the two. */
SGP_API sgp_deadline sgp_deadline_sooner(sgp_deadline a, sgp_deadline b);

/*
 * sgp_time_from_text: microseconds since the epoch of a time as people and services write it: epoch
 * seconds ("1614230400", "1.6142304E9", "-1.5"; digits alone are always seconds, as in botocore);
 * ISO 8601 "2020-01-02", "2020-01-02T03[:04[:05[.678]]]" with 'T' or a blank, '.' or ',', and Z, z,
 * UTC, GMT, +hh, +hhmm or +hh:mm; RFC 822 "Thu, 02 Jan 2020 03:04:05 GMT", the day of the week
 * optional. Blanks around it do no harm. Without an offset it is UTC. Fractions beyond
 * microseconds: numbers round half to even as Python does, the other forms are cut. SGP_ERR_PARAM
 * for anything else and for years outside 1..9999, with no message: the caller knows whose text it
 * was.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_time_from_text(sgp_str text, int64_t *us);

/*
 * What a call that answered SGP_AGAIN waits for. The caller waits until the descriptor is ready in
 * one of the wanted directions or the monotonic clock reaches at_us, whichever is first, and then
 * repeats the call. Waking too early is harmless.
 */
typedef struct sgp_wants {
    int fd;           /* descriptor for poll(), or -1: nothing to poll */
    unsigned events;  /* SGP_WANT_READ and/or SGP_WANT_WRITE; 0 with fd -1 */
    int64_t at_us;    /* monotonic microseconds; INT64_MAX: no time */
} sgp_wants;

#define SGP_WANT_READ 1u
#define SGP_WANT_WRITE 2u
#define SGP_WANTS_INIT { -1, 0u, INT64_MAX }

/*
 * Memory brought by the caller. Both functions are mandatory; there is no realloc, because one that
 * moves a block would leave secrets behind. `size` is sizeof(sgp_allocator)
 * as the caller's compiler sees it (SGP_ALLOCATOR_INIT does it); `self` is handed back in each call
 * and is never freed by the library. The struct is borrowed: it must outlive every object made with
 * it. Blocks must be aligned for any type, as malloc's are.
 *
 *   alloc    bytes > 0; NULL means there is none
 *   free     ptr may be NULL; bytes is the size asked for. Secrets are wiped before it is called.
 *
 * Wherever an allocator is taken, NULL means the C library's.
 */
typedef struct sgp_allocator {
    size_t size;
    void *self;
    void *(*alloc)(void *self, size_t bytes);
    void (*free)(void *self, void *ptr, size_t bytes);
} sgp_allocator;

#define SGP_ALLOCATOR_INIT { sizeof(sgp_allocator), NULL, NULL, NULL }

/*
 * A pool: an allocator over memory that the caller brings, a static array for instance; nothing
 * is ever taken from elsewhere. Plain data, caller-owned; the pool and its memory must outlive
 * what uses them, and a pool is used by one thread at a time. To size it, run the program once with
 * plenty and look at peak_bytes; blocks are multiples of 16 bytes and memory may be torn into gaps,
 * so leave some room.
 */
typedef struct sgp_pool {
    size_t used_bytes;         /* given out now, rounded up */
    size_t peak_bytes;         /* the most at once so far */
    struct sgp_pool_gap *gaps; /* private */
    sgp_allocator allocator;   /* private: use sgp_pool_allocator */
} sgp_pool;

/*
 * sgp_pool_init: a pool over `bytes` of memory, all of it free. Alignment may cost some bytes at
 * either end. SGP_ERR_USAGE when pool or memory is NULL or there is not room for one block.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pool_init(sgp_pool *pool, void *memory, size_t bytes);

/*
 * sgp_pool_allocator: the pool as whatever takes an allocator wants it; lives in the pool. When no
 * gap is large enough alloc gives NULL, which callers report as SGP_ERR_MEMORY.
 */
SGP_API const sgp_allocator *sgp_pool_allocator(const sgp_pool *pool);

/*
 * An arena: many small blocks, freed together. It grows block by block up to limit_bytes; reset
 * keeps the memory for the next use, which is how a long listing stays at constant memory. Plain
 * data, caller-owned, never copied while in use. allocator is borrowed.
 */
typedef struct sgp_arena {
    const sgp_allocator *allocator;
    struct sgp_arena_block *blocks; /* private */
    size_t used_bytes;              /* given out since init or reset */
    size_t limit_bytes;
} sgp_arena;

/* sgp_arena_init: an empty arena; allocates nothing. allocator NULL: the C library's. */
SGP_API void sgp_arena_init(sgp_arena *arena, const sgp_allocator *allocator, size_t limit_bytes);

/*
 * sgp_arena_alloc: bytes of zeroed memory, aligned for any type, that live until reset or deinit.
 * NULL when the allocator has none or the limit would be passed.
 */
SGP_API void *sgp_arena_alloc(sgp_arena *arena, size_t bytes);

/*
 * sgp_arena_copy: a NUL-terminated copy of len bytes in the arena; out->ptr is NULL on failure.
 * Returns SGP_OK, SGP_ERR_MEMORY or SGP_ERR_LIMIT (recorded in err, which may be NULL).
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_arena_copy(sgp_arena *arena, const void *bytes, size_t len,
                                                 sgp_str *out, sgp_error *err);

/* sgp_arena_reset: forgets every block given out, wipes them and keeps the memory for reuse. */
SGP_API void sgp_arena_reset(sgp_arena *arena);

/* sgp_arena_deinit: wipes and gives all memory back. May be called twice. */
SGP_API void sgp_arena_deinit(sgp_arena *arena);

/*
 * sgp_wipe: overwrites bytes with zeros in a way the compiler may not leave out. It cannot reach
 * copies the caller, the OS or a TLS library has made. ptr may be NULL when bytes is 0.
 */
SGP_API void sgp_wipe(void *ptr, size_t bytes);

/*
 * Trace: an optional callback that is told, in plain words, what the library does. `topic` is one
 * of "endpoint", "credentials", "request", "sign", "response", "retry", "connect"; `text` is
 * text_len bytes (may be several lines). Keys, tokens and signatures are masked before they get
 * here. NULL line: off. The callback must not call into the library.
 */
typedef struct sgp_trace {
    size_t size;
    void *self;
    void (*line)(void *self, const char *topic, const char *text, size_t text_len);
} sgp_trace;

#define SGP_TRACE_INIT { sizeof(sgp_trace), NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_BASE_H */
