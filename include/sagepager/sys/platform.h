/*
 * sagepager/sys/platform.h - implement sgp_platform to replace clock, waiting, random bytes,
 * environment, files and programs.
 *
 * The library uses the operating system through this interface only, with three
 * exceptions. The TCP dialer opens sockets and resolves names. A TLS backend reads
 * certificate files, entropy and the time for the validity of certificates. The default
 * memory is the C library's. Shipped: sgp_platform_posix (builtin.h).
 */
#ifndef SAGEPAGER_SYS_PLATFORM_H
#define SAGEPAGER_SYS_PLATFORM_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A program that runs without a shell. It inherits standard input, so that it can ask a
 * person, as botocore's credential_process can. The library makes the struct and sets the
 * first three members; the other members are zero, and the platform sets them. Later
 * versions may append members.
 */
typedef struct sgp_process {
    const char *const *argv; /* program and arguments, NULL at the end */
    size_t max_bytes;        /* limit of standard output */
    sgp_arena *arena;        /* holds output and errors */
    sgp_str output;          /* standard output; NUL-terminated */
    sgp_str errors;          /* standard error, truncated to 2 KB; NUL-terminated */
    int exit_code;           /* -1: killed by a signal */
    sgp_poll_interest wants; /* after SGP_AGAIN: what to wait for */
    int64_t state[4];        /* private to the platform */
} sgp_process;

/* A platform. Always borrowed: it must outlive its users. */
typedef struct sgp_platform sgp_platform;

typedef struct sgp_platform_type {
    size_t size;      /* sizeof(sgp_platform_type) where the implementation was compiled */
    const char *name; /* "posix"; static */
    /* Mandatory. Returns the wall clock: microseconds since the epoch, UTC. Negative: failure. */
    int64_t (*wall_us)(sgp_platform *platform);
    /* Mandatory. Returns a monotonic clock in microseconds, with any origin. Negative: failure. */
    int64_t (*monotonic_us)(sgp_platform *platform);
    /* Mandatory. Fills `bytes` with random data. The data spreads retries and identifies calls; it
     * need not be secret. SGP_OK or SGP_ERR_PLATFORM. */
    sgp_status (*random)(sgp_platform *platform, void *bytes, size_t len);
    /*
     * Mandatory, except for a client with `nonblocking`, which never calls it. Waits until
     * the descriptor of `interest` is ready or the monotonic clock reaches its at_us. With
     * fd -1 it only sleeps. Waking early is harmless. SGP_OK or SGP_ERR_PLATFORM.
     */
    sgp_status (*wait)(sgp_platform *platform, const sgp_poll_interest *interest);
    /* Optional. Returns the value of an environment variable, valid until the next call, or
     * NULL. */
    const char *(*getenv)(sgp_platform *platform, const char *name);
    /*
     * Optional. Reads a whole file into memory of arena, NUL-terminated, and stores it in
     * *out. SGP_NOT_CONFIGURED if the file does not exist, cannot be opened or is a folder;
     * SGP_ERR_LIMIT for more than max_bytes; SGP_ERR_MEMORY; SGP_ERR_PLATFORM.
     */
    sgp_status (*read_file)(sgp_platform *platform, const char *path, size_t max_bytes,
                            sgp_arena *arena, sgp_str *out, sgp_error *err);
    /*
     * Optional. Replaces the content of a file by `text`, completely or not at all, even if
     * other processes read and write the file at the same time: a reader sees the old or
     * the new text, and the last writer wins. Only the owner can read the new file. A
     * symbolic link is replaced by the file, as the AWS CLI does. SGP_ERR_PLATFORM.
     */
    sgp_status (*write_file)(sgp_platform *platform, const char *path, sgp_str text,
                             sgp_error *err);
    /* Optional. Returns non-zero if others than its owner can read the file. */
    int (*is_open_to_others)(sgp_platform *platform, const char *path);
    /*
     * Optional; provide both or neither. The first call of process_run starts the program.
     * It returns SGP_AGAIN until the program has ended, then SGP_OK with output, errors and
     * exit_code set. SGP_ERR_PLATFORM if the program cannot be started, SGP_ERR_LIMIT past
     * max_bytes, SGP_ERR_MEMORY. Each call returns after a bounded time, however much the
     * program prints. The caller always calls process_end last, possibly while the program
     * runs: process_end kills the program then, and releases all resources. It need not
     * kill programs that the program has started.
     */
    sgp_status (*process_run)(sgp_platform *platform, sgp_process *process, sgp_error *err);
    void (*process_end)(sgp_platform *platform, sgp_process *process);
    /*
     * Optional; provide both or neither. lock_file takes a lock that one holder at a time has,
     * among all clients of all processes. `path` names it: a file that is made if necessary and
     * never removed. It never waits: SGP_AGAIN if somebody else holds the lock. On SGP_OK it stores
     * a number in *lock, which unlock_file takes. The system releases the lock if the process
     * ends, however it ends. SGP_ERR_PLATFORM if the file cannot be made or locked.
     */
    sgp_status (*lock_file)(sgp_platform *platform, const char *path, int64_t *lock,
                            sgp_error *err);
    void (*unlock_file)(sgp_platform *platform, int64_t lock);
    /* Optional. Makes a folder and the missing ones above it. SGP_OK if it exists already;
     * SGP_ERR_PLATFORM. */
    sgp_status (*make_folder)(sgp_platform *platform, const char *path, sgp_error *err);
    /*
     * Optional. Stores the home folder of a user, in memory of arena and NUL-terminated; user
     * NULL means the user of the process. The library asks for "~" where HOME is not set, and for
     * "~user" (Python's os.path.expanduser). SGP_NOT_CONFIGURED for an unknown user,
     * SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*home)(sgp_platform *platform, const char *user, sgp_arena *arena, sgp_str *out,
                       sgp_error *err);
} sgp_platform_type;

struct sgp_platform {
    const sgp_platform_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_PLATFORM_H */
