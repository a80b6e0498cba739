/*
 * sagepager/sys/platform.h - implement this to bring your own clock, sleep, random, environment
 * and files.
 *
 * Nothing else in the library reads a clock, waits, draws random bytes, looks at the environment or
 * reads files, but for the certificates of a TLS backend.
 * Shipped: sgp_platform_posix (builtin.h). Headers under sys/ may change in a minor release, with a
 * note in the changelog.
 */
#ifndef SAGEPAGER_SYS_PLATFORM_H
#define SAGEPAGER_SYS_PLATFORM_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

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
} sgp_platform;

#define SGP_PLATFORM_INIT { sizeof(sgp_platform), NULL, NULL, NULL, NULL, NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_PLATFORM_H */
