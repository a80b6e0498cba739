/*
 * sagepager/base.h - shared types: status, error, text, time limits, memory.
 *
 * Needs only C standard headers. No function here blocks or keeps state outside
 * its arguments. docs/abi.md says how each kind of struct may grow.
 *
 * Rules of all headers:
 *   - A pointer must not be NULL unless its comment allows NULL. Constructors
 *     (`*_new`) and the calls of client.h and paginator.h that return a status
 *     report NULL as SGP_ERR_USAGE.
 *   - `err` may be NULL in every function and slot that returns a status.
 *   - A constructor that fails leaves *out unchanged.
 *   - `allocator` may be NULL: the C library's. A library built with
 *     SGP_PLATFORM=none has no such default; its constructors report NULL as
 *     SGP_ERR_USAGE.
 *   - Objects are not locked. One thread at a time may use an object and the
 *     parts that it owns or borrows.
 */
#ifndef SAGEPAGER_BASE_H
#define SAGEPAGER_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "sagepager/limits.h"

/* SGP_API marks the symbols that the shared library exports. */
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

/*
 * SGP_SIZED_INIT: initializer of a struct whose first member is `size`. Every
 * other member is zero, and zero means default.
 */
#ifdef __cplusplus
extern "C++" { /* so that the header may be included within extern "C" */
template <typename Sized> inline Sized sgp_sized_init()
{
    Sized sized = Sized(); /* `{ sizeof(type) }` warns about each member that it leaves out */
    sized.size = sizeof(Sized);
    return sized;
}
}
#define SGP_SIZED_INIT(type) sgp_sized_init<type>()
#else
#define SGP_SIZED_INIT(type) { .size = sizeof(type) }
#endif

/*
 * SGP_HAS: non-zero if the type table of `object` provides `slot`. A slot exists
 * if it lies inside the table's `size` and is not NULL. Check optional slots with
 * it before you call them.
 */
#define SGP_HAS(object, slot)                                                                      \
    ((size_t)((const char *)(&(object)->type->slot + 1) - (const char *)(object)->type) <=         \
         (object)->type->size &&                                                                   \
     (object)->type->slot != 0)

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Result of every call that can fail. Zero is success, a positive value is an
 * outcome that is not an error, a negative value is an error. Later versions may
 * add errors: treat an unknown negative value as a failure that must not be retried.
 */
typedef enum sgp_status {
    SGP_OK = 0,             /* done */
    SGP_AGAIN = 1,          /* not finished: wait (sgp_poll_interest), then repeat the call */
    SGP_END = 2,            /* end of a listing or of a stream */
    SGP_NOT_CONFIGURED = 3, /* this source has nothing to offer; ask the next one */

    SGP_ERR_USAGE = -1,          /* programming mistake: NULL, wrong size, wrong order */
    SGP_ERR_MEMORY = -2,         /* the allocator returned NULL */
    SGP_ERR_LIMIT = -3,          /* a limit of limits.h was exceeded */
    SGP_ERR_PARAM = -4,          /* a parameter of the request or the listing is invalid */
    SGP_ERR_CONFIG = -5,         /* a setting is unusable (endpoint URL, CA file, region) */
    SGP_ERR_NO_REGION = -6,      /* no region is configured */
    SGP_ERR_NO_CREDENTIALS = -7, /* no provider has credentials */
    SGP_ERR_CREDENTIALS = -8,    /* a configured provider failed */
    SGP_ERR_CONNECT = -9,        /* the name does not resolve, or no address accepts */
    SGP_ERR_TLS = -10,           /* the handshake or the certificate check failed */
    SGP_ERR_TIMEOUT = -11,       /* a deadline passed */
    SGP_ERR_NETWORK = -12,       /* the connection broke during an exchange */
    SGP_ERR_PROTOCOL = -13,      /* the peer sent unacceptable HTTP */
    SGP_ERR_RESPONSE = -14,      /* the response body is not what the operation returns */
    SGP_ERR_SERVICE = -15,       /* the service returned an error; see sgp_error.code */
    SGP_ERR_PAGING = -16,        /* the service's next tokens form a cycle */
    SGP_ERR_TOKEN = -17,         /* the starting token is unusable */
    SGP_ERR_CRYPTO = -18,        /* the crypto library failed */
    SGP_ERR_PLATFORM = -19,      /* a function of sgp_platform failed, such as the clock */
    SGP_ERR_PROXY = -20          /* the HTTP proxy is unreachable or refused */
} sgp_status;

/*
 * sgp_status_text: returns the status's identifier, such as "SGP_ERR_TLS", or
 * "SGP_UNKNOWN" for other values. The text is static.
 */
SGP_API const char *sgp_status_text(sgp_status status);

/* --- retries ---------------------------------------------------------------------------------- */

/*
 * The rules for retries, named as in AWS_RETRY_MODE. A retry follows a failed connection, a
 * status 500, 502, 503 or 504, or an error code that stands for throttling or a passing
 * failure.
 *
 * Standard: before retry n it waits rand * min(50 ms * 2^(n-1), 20 s), with 1 s instead of
 * 50 ms after throttling and rand uniform in [0, 1). x-amz-retry-after of the response can
 * extend that by up to 5 s. All calls of a client share 500 tokens: a retry takes 14, or 5
 * after throttling, and a success gives back those of its last retry, or 1. Without enough
 * tokens the call fails.
 *
 * Source: botocore 1.44, retries/standard.py and adaptive.py; for legacy retryhandler.py and
 * data/_retry.json.
 */
typedef enum sgp_retry_mode {
    SGP_RETRY_DEFAULT = 0,  /* standard, as boto3 1.44 and the AWS CLI 2.40 */
    SGP_RETRY_STANDARD = 1, /* 3 attempts */
    SGP_RETRY_ADAPTIVE = 2, /* the same, and limits the request rate once throttled */
    SGP_RETRY_LEGACY = 3    /* 5 attempts, rand * 2^(n-1) s, no tokens: boto3's former default */
} sgp_retry_mode;

/* --- errors ----------------------------------------------------------------------------------- */

/*
 * Details of a failure. The caller owns the struct; it is plain data of at most
 * 256 bytes. Its layout is frozen at 1.0. Start from SGP_ERROR_INIT.
 *
 * An error can be reused. Each constructor (`*_new`) and each call of client.h,
 * paginator.h and profile.h first resets the error that it gets; an attached
 * buffer stays attached. All other functions set the error only if it does not hold
 * one yet.
 *
 * Read the message with sgp_error_message. Without a buffer a message is
 * truncated to SGP_ERROR_SHORT_MESSAGE_MAX bytes. A buffer of
 * SGP_ERROR_MESSAGE_MAX + 1 bytes holds every message in full. Attach the buffer
 * while the error holds no message. It must live as long as the error.
 *
 *     char text[SGP_ERROR_MESSAGE_MAX + 1];
 *     sgp_error err = SGP_ERROR_INIT_WITH(text);
 *
 * A library that was built without texts (SGP_TEXTS=OFF) writes no messages. `place`
 * then says what failed: scripts/explain-error turns it into the sentence. A place
 * keeps its number in later versions.
 *
 * Messages contain no secrets, headers or bodies, with two exceptions. They quote
 * error responses that they cannot parse, truncated, as botocore does. They quote
 * the standard error of a credential_process that failed.
 */
typedef struct sgp_error {
    sgp_status status;     /* SGP_OK: no failure */
    int http_status;       /* of the response; 0: none */
    int os_error;          /* errno of the failed system call; 0: none */
    int attempts;          /* requests sent for this call, the first included */
    int retryable;         /* non-zero: the same call may succeed later */
    int retries_exhausted; /* non-zero: max_attempts permits no further attempt */
    int place;             /* number of the place in the library that failed; 0: not there */
    char *buffer;          /* holds the message instead of short_message; NULL: none; borrowed */
    size_t buffer_bytes;   /* of buffer, the NUL included */
    char code[SGP_ERROR_CODE_MAX + 1];                   /* the service's, "ResourceNotFound" */
    char request_id[SGP_REQUEST_ID_MAX + 1];             /* x-amzn-requestid; may be empty */
    char short_message[SGP_ERROR_SHORT_MESSAGE_MAX + 1]; /* private: use sgp_error_message */
} sgp_error;

#define SGP_ERROR_INIT { SGP_OK, 0, 0, 0, 0, 0, 0, NULL, 0, { 0 }, { 0 }, { 0 } }

/* SGP_ERROR_INIT_WITH: the same, and attaches a char array, not a pointer, as buffer. */
#define SGP_ERROR_INIT_WITH(array)                                                                 \
    { SGP_OK, 0, 0, 0, 0, 0, 0, (array), sizeof(array), { 0 }, { 0 }, { 0 } }

/* sgp_error_message: returns the message, NUL-terminated; "" if the error has none. The text lives
 * in the error or its buffer until the error is reset or changed. */
SGP_API const char *sgp_error_message(const sgp_error *err);

/* sgp_error_reset: sets numbers to 0 and texts to ""; a buffer stays attached. err may be NULL. */
SGP_API void sgp_error_reset(sgp_error *err);

/*
 * sgp_error_set: for implementers of sys/ interfaces: stores status and a formatted
 * message in err. Returns status, so that a slot can end with
 * `return sgp_error_set(err, SGP_ERR_TLS, "...")`. If err already holds an error,
 * err does not change: the first error is the most specific one. A message that is
 * too long is truncated at a UTF-8 character boundary. err may be NULL.
 *
 * The format is a subset of printf's: %s, %.Ns, %.*s, %c, %%; and %d, %u, %x, %X
 * with l, ll or z, and with 0 and a width such as %02d. Anything else is written as
 * it is, with all that follows.
 */
SGP_API sgp_status sgp_error_set(sgp_error *err, sgp_status status, const char *format, ...)
    SGP_PRINTF(3, 4);

/*
 * sgp_error_prefix: for implementers: inserts a formatted text and ": "
 * before the message, to name the operation that failed. The arguments must not
 * point into err. Truncates as sgp_error_set does. Does nothing if err is NULL or
 * holds no error.
 */
SGP_API void sgp_error_prefix(sgp_error *err, const char *format, ...) SGP_PRINTF(2, 3);

/*
 * sgp_error_describe: writes a description for a person to out, NUL-terminated and
 * truncated to out_bytes, and returns out. For SGP_ERR_SERVICE the description is
 * botocore's sentence (botocore/exceptions.py, ClientError): "An error occurred
 * (CODE) when calling the ListImageVersions operation: MESSAGE". " (reached max
 * retries: N)" precedes the colon if retries_exhausted is set. For other errors it
 * is the message, or sgp_status_text if there is no message. It can have several
 * lines for SGP_ERR_PARAM.
 */
SGP_API const char *sgp_error_describe(const sgp_error *err, char *out, size_t out_bytes);

/* --- small values: their layout is frozen at 1.0 ---------------------------------------------- */

/*
 * A counted text. ptr is NULL if the text is absent. A text that the library returns
 * has a NUL at ptr[len] and may contain further NULs; the function that returns it
 * documents its lifetime. A text that the library gets needs no NUL.
 */
typedef struct sgp_str {
    const char *ptr;
    size_t len;
} sgp_str;

/* sgp_str_from: returns a view of a C string, valid as long as `text`; absent for NULL. */
SGP_API sgp_str sgp_str_from(const char *text);

/* sgp_str_equal: non-zero if both hold the same bytes, or both are absent. */
SGP_API int sgp_str_equal(sgp_str a, sgp_str b);

/* An optional integer. If it is zero-initialised, it is not set. */
typedef struct sgp_opt_int {
    int is_set;
    int64_t value;
} sgp_opt_int;

/* sgp_opt_int_of: returns an sgp_opt_int that is set to `value`. */
SGP_API sgp_opt_int sgp_opt_int_of(int64_t value);

/*
 * A point in time on the platform's monotonic clock, in microseconds. A call that
 * takes a deadline fails with SGP_ERR_TIMEOUT once the deadline has passed.
 */
typedef struct sgp_deadline {
    int64_t at_us; /* INT64_MAX: never */
} sgp_deadline;

/* sgp_deadline_none: returns the deadline that never passes. */
SGP_API sgp_deadline sgp_deadline_none(void);

/* sgp_deadline_in: returns now_us + after_us without overflow; after_us < 0 counts as 0. */
SGP_API sgp_deadline sgp_deadline_in(int64_t now_us, int64_t after_us);

/* sgp_deadline_sooner: returns the earlier of the two. */
SGP_API sgp_deadline sgp_deadline_sooner(sgp_deadline a, sgp_deadline b);

/*
 * sgp_time_from_text: parses a time and stores it in *us as microseconds since the
 * epoch. Accepted forms, with or without blanks around them:
 *   epoch seconds  "1614230400", "1.6142304E9", "-1.5". Digits alone are always
 *                  seconds, as in botocore.
 *   ISO 8601       "2020-01-02", "2020-01-02T03[:04[:05[.678]]]". 'T' may be 't' or a
 *                  blank, and '.' may be ','. Also without dashes or colons:
 *                  "20200102T030405Z".
 *   HTTP dates     "Thu, 02 Jan 2020 03:04:05 GMT" (RFC 1123), "Thursday, 02-Jan-20
 *                  03:04:05 GMT" (RFC 850; years 1976 to 2075) and "Thu Jan  2
 *                  03:04:05 2020" (asctime; without an offset). The day of the week
 *                  is optional and not checked.
 * A time of day may end in Z, z, UTC, GMT, +hh, +hhmm or +hh:mm (or '-'); without
 * an offset it is UTC. A fraction finer than a microsecond is rounded half to even
 * in epoch seconds, as Python does, and truncated in the other forms.
 *
 * Returns SGP_OK, or SGP_ERR_PARAM for other text and for years outside 1..9999. It
 * sets no message, because only the caller knows where the text is from.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_time_from_text(sgp_str text, int64_t *us);

/*
 * What to wait for after SGP_AGAIN. Wait until fd is ready in one of the directions
 * of `events` or the monotonic clock reaches at_us, whichever comes first. Then
 * repeat the call. Waking early is harmless. If at_us has passed (0 has), repeat the
 * call at once: it has stopped in the middle of its work to give its caller a turn.
 */
typedef struct sgp_poll_interest {
    int fd;          /* descriptor for poll(); -1: none */
    unsigned events; /* SGP_POLL_READ | SGP_POLL_WRITE; 0 with fd -1 */
    int64_t at_us;   /* monotonic microseconds; INT64_MAX: no time limit */
} sgp_poll_interest;

#define SGP_POLL_READ 1u
#define SGP_POLL_WRITE 2u
#define SGP_POLL_INTEREST_INIT { -1, 0u, INT64_MAX }

/* --- memory ----------------------------------------------------------------------------------- */

/*
 * Memory functions that the caller provides. Both are mandatory. There is no
 * realloc, because a realloc that moves a block leaves secrets behind. `self` is
 * passed to each call; the library never frees it. The struct is borrowed and must
 * outlive every object made with it. Later versions may append optional functions.
 *
 *   alloc  Returns `bytes` bytes, aligned for any type as malloc's are, or NULL if no
 *          memory is left. bytes is at least 1.
 *   free   Frees a block; `bytes` is the size that was requested. ptr may be NULL. The
 *          library wipes every block before it frees it.
 */
typedef struct sgp_allocator {
    size_t size; /* sizeof(sgp_allocator) where the caller was compiled */
    void *self;
    void *(*alloc)(void *self, size_t bytes);
    void (*free)(void *self, void *ptr, size_t bytes);
} sgp_allocator;

#define SGP_ALLOCATOR_INIT SGP_SIZED_INIT(sgp_allocator)

/*
 * A pool: an allocator over a region of memory that the caller provides, such as a
 * static array. It takes memory from nowhere else. The pool itself lives in the
 * region and needs no cleanup. The region is borrowed and must outlive every object
 * made from the pool. One thread at a time may use a pool.
 *
 * To size a pool, run the program once with a large region and read
 * sgp_pool_peak_bytes. Blocks are multiples of 16 bytes, and memory can fragment,
 * so leave some slack.
 */
typedef struct sgp_pool sgp_pool;

/*
 * sgp_pool_new: makes a pool of `bytes` bytes at `memory` and stores it in *out.
 * Alignment and the pool's own data take less than 100 bytes. SGP_ERR_USAGE if out
 * or memory is NULL or `bytes` is too small.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pool_new(sgp_pool **out, void *memory, size_t bytes);

/*
 * sgp_pool_allocator: returns the pool's allocator; it lives as long as the pool.
 * Its alloc returns NULL if no gap is large enough; the library then reports
 * SGP_ERR_MEMORY.
 */
SGP_API const sgp_allocator *sgp_pool_allocator(const sgp_pool *pool);

/* sgp_pool_used_bytes: returns the bytes allocated now, rounded up to whole blocks. */
SGP_API size_t sgp_pool_used_bytes(const sgp_pool *pool);

/* sgp_pool_peak_bytes: returns the highest value that sgp_pool_used_bytes has had. */
SGP_API size_t sgp_pool_peak_bytes(const sgp_pool *pool);

/*
 * sgp_pool_wanted_bytes: returns how many bytes would have been in use if the pool had not
 * refused a request, at most; 0 if it refused none. After SGP_ERR_MEMORY it says how large
 * the pool should be at least.
 */
SGP_API size_t sgp_pool_wanted_bytes(const sgp_pool *pool);

/*
 * An arena: many small blocks that are freed together. It grows block by block up
 * to its limit. A reset retains the memory, so a long listing runs in constant memory.
 */
typedef struct sgp_arena sgp_arena;

/*
 * sgp_arena_new: makes an empty arena that holds at most limit_bytes and stores it
 * in *out. The allocator is borrowed. SGP_ERR_USAGE, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_arena_new(sgp_arena **out, const sgp_allocator *allocator,
                                                size_t limit_bytes, sgp_error *err);

/* sgp_arena_free: wipes and frees all memory. NULL is allowed. */
SGP_API void sgp_arena_free(sgp_arena *arena);

/*
 * sgp_arena_alloc: returns `bytes` bytes of zeroed memory, aligned to
 * 2 * sizeof(void *), that live until the arena is reset or freed. Returns NULL if the
 * allocator has no memory or the limit would be exceeded.
 */
SGP_API void *sgp_arena_alloc(sgp_arena *arena, size_t bytes);

/*
 * sgp_arena_copy: copies `len` bytes and a NUL into the arena and stores the copy in
 * *out. bytes may be NULL if len is 0. On failure *out is absent. SGP_ERR_MEMORY,
 * SGP_ERR_LIMIT.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_arena_copy(sgp_arena *arena, const void *bytes, size_t len,
                                                 sgp_str *out, sgp_error *err);

/* sgp_arena_reset: wipes all blocks and retains the memory for reuse. It replaces several blocks by
 * one of their total size; if that fails, the arena is empty and allocates later. */
SGP_API void sgp_arena_reset(sgp_arena *arena);

/*
 * sgp_wipe: overwrites bytes with zeros; the compiler cannot remove the write. Copies
 * that the caller, the OS or a TLS library made remain. ptr may be NULL if bytes is
 * 0.
 */
SGP_API void sgp_wipe(void *ptr, size_t bytes);

/* --- trace ------------------------------------------------------------------------------------ */

/*
 * A callback that receives descriptions of the library's actions. The struct is
 * borrowed and must outlive every object made with it. `line` is mandatory. `topic`
 * is one of "clock", "connect", "credentials", "endpoint", "request", "response",
 * "retry", "sign"; later versions may add topics. `text` has text_len bytes, may
 * contain several lines and is valid during the call only. Single lines are truncated
 * to 255 bytes; heads and bodies are complete. Keys, session tokens and signatures are
 * masked. The callback must not call into the library. A library built with
 * SGP_TRACE=OFF never calls it.
 */
typedef struct sgp_trace {
    size_t size; /* sizeof(sgp_trace) where the caller was compiled */
    void *self;  /* passed to each call */
    void (*line)(void *self, const char *topic, const char *text, size_t text_len);
} sgp_trace;

#define SGP_TRACE_INIT SGP_SIZED_INIT(sgp_trace)

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_BASE_H */
