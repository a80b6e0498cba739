/*
 * sagepager/sys/platform.h - implement this to bring your own clock, sleep, random, environment
 * and files.
 *
 * Nothing else in the library reads a clock, waits, draws random bytes, looks at the environment,
 * touches files or runs programs, but for the certificates of a TLS backend.
 * Shipped: sgp_platform_posix (builtin.h). Headers under sys/ may change in a minor release, with a
 * note in the changelog.
 */
#ifndef SAGEPAGER_SYS_PLATFORM_H
#define SAGEPAGER_SYS_PLATFORM_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A program that is run, without a shell, its input empty. Caller-owned; zero-initialise it, then
 * set the first three.
 */
typedef struct sgp_run {
    const char *const *argv; /* its words, the program's first, NULL at the end */
    size_t max_bytes;        /* of what it may print on standard output */
    sgp_arena *arena;        /* holds what it prints */
    sgp_str output;          /* standard output; NUL-terminated */
    sgp_str errors;          /* standard error, cut at 2 KB; NUL-terminated */
    int exit_code;           /* -1: a signal ended it */
    sgp_wants wants;         /* after SGP_AGAIN: what to wait for */
    int64_t state[4];        /* private to the platform */
} sgp_run;

/* Never owned: self must outlive its users. */
typedef struct sgp_platform {
    size_t size;
    void *self;
    /* Mandatory. Wall clock: microseconds since the epoch, UTC. Negative: it failed. */
    int64_t (*wall_us)(void *self);
    /* Mandatory. A clock that never goes back; any origin; microseconds. Negative: it failed. */
    int64_t (*monotonic_us)(void *self);
    /* Mandatory. Fills bytes that need not be secret (jitter). SGP_OK or SGP_ERR_PLATFORM. */
    sgp_status (*random)(void *self, void *bytes, size_t len);
    /*
     * Mandatory. Waits until the descriptor of wants is ready or the monotonic clock reaches
     * wants->at_us; with fd -1 it just sleeps. Waking early is harmless. SGP_OK or
     * SGP_ERR_PLATFORM. Called by src/core/drive.c alone, and never for a client made with
     * `nonblocking`.
     */
    sgp_status (*wait)(void *self, const sgp_wants *wants);
    /* Optional. The value of an environment variable, or NULL; valid until the next call. */
    const char *(*getenv)(void *self, const char *name);
    /*
     * Optional. The whole of a file, in memory of arena, NUL-terminated. SGP_NOT_CONFIGURED when
     * there is no such file or it cannot be opened; SGP_ERR_LIMIT, _MEMORY, _PLATFORM with err
     * filled.
     */
    sgp_status (*read_file)(void *self, const char *path, size_t max_bytes, sgp_arena *arena,
                            sgp_str *out, sgp_error *err);
    /* Optional. Puts text in the place of a file, whole or not at all, for its owner alone.
     * SGP_ERR_PLATFORM. */
    sgp_status (*write_file)(void *self, const char *path, sgp_str text, sgp_error *err);
    /* Optional. Non-zero when others than its owner may read a file. */
    int (*is_open_to_others)(void *self, const char *path);
    /*
     * Optional, both or none. run starts the program at the first call; SGP_AGAIN until it has
     * ended, then SGP_OK with output, errors and exit_code. SGP_ERR_PLATFORM when it cannot be
     * started, SGP_ERR_LIMIT past max_bytes, SGP_ERR_MEMORY. run_end: after every one of them, and
     * to give up: ends the program if it still runs and gives back what run holds.
     */
    sgp_status (*run)(void *self, sgp_run *run, sgp_error *err);
    void (*run_end)(void *self, sgp_run *run);
} sgp_platform;

#define SGP_PLATFORM_INIT                                                                          \
    {                                                                                              \
        sizeof(sgp_platform), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL     \
    }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_PLATFORM_H */
