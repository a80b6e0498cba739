/*
 * posix.c - sgp_platform on POSIX.1-2008: clocks, random bytes, waiting, environment, files.
 *
 * The platform has no state and holds no descriptors between calls. The random bytes come from
 * /dev/urandom because getrandom and getentropy are not in that standard; they only spread retries.
 */
#include "sagepager/builtin.h"

#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_posix_folder.h"
#include "sgp_posix_home.h"
#include "sgp_posix_lock.h"
#include "sgp_posix_process.h"
#include "sgp_units.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_US 1000

static int64_t posix_read_clock(clockid_t clock)
{
    struct timespec now;

    if (clock_gettime(clock, &now) != 0) return -1;
    return (int64_t)now.tv_sec * SGP__US_PER_SECOND + now.tv_nsec / NS_PER_US;
}

static int64_t posix_wall_us(sgp_platform *platform)
{
    (void)platform;
    return posix_read_clock(CLOCK_REALTIME);
}

static int64_t posix_monotonic_us(sgp_platform *platform)
{
    (void)platform;
    return posix_read_clock(CLOCK_MONOTONIC);
}

/* read may be interrupted or return fewer bytes. */
static sgp_status read_fully(int fd, unsigned char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t got = read(fd, bytes, len);

        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return SGP_ERR_PLATFORM;
        bytes += got;
        len -= (size_t)got;
    }
    return SGP_OK;
}

static sgp_status posix_random(sgp_platform *platform, void *bytes, size_t len)
{
    sgp_status status;
    int fd;

    (void)platform;
    do {
        fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) return SGP_ERR_PLATFORM;
    status = read_fully(fd, bytes, len);
    (void)close(fd); /* nothing was written, so a failure does not matter */
    return status;
}

/* Returns the milliseconds until at_us for poll. Rounds up, because the caller would otherwise spin
 * at the end. */
static int poll_timeout_ms(int64_t at_us, int64_t now_us)
{
    int64_t left_us, ms;

    if (at_us == INT64_MAX) return -1;
    if (at_us <= now_us) return 0;
    left_us = at_us - now_us;
    ms = left_us / SGP__US_PER_MS + (left_us % SGP__US_PER_MS != 0);
    return ms < INT_MAX ? (int)ms : INT_MAX;
}

static short poll_events(unsigned wanted)
{
    int events = 0;

    if (wanted & SGP_POLL_READ) events |= POLLIN;
    if (wanted & SGP_POLL_WRITE) events |= POLLOUT;
    return (short)events;
}

static sgp_status posix_wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    struct pollfd target;
    int64_t now_us = posix_monotonic_us(platform);
    int ready;

    /* Without a descriptor and a time, poll would never return. */
    if (now_us < 0 || (interest->fd < 0 && interest->at_us == INT64_MAX)) return SGP_ERR_PLATFORM;
    target.fd = interest->fd;
    target.events = poll_events(interest->events);
    target.revents = 0;
    ready = poll(&target, interest->fd < 0 ? 0 : 1, poll_timeout_ms(interest->at_us, now_us));
    /* A signal wakes the caller early, so that it can check its own flags. */
    if (ready < 0) return errno == EINTR ? SGP_OK : SGP_ERR_PLATFORM;
    /* A closed descriptor is always "ready": the caller would spin on it. */
    return target.revents & POLLNVAL ? SGP_ERR_PLATFORM : SGP_OK;
}

static const char *posix_getenv(sgp_platform *platform, const char *name)
{
    (void)platform;
    return getenv(name);
}

#define FIRST_READ_BYTES 4096

typedef struct file_text {
    char *bytes; /* NUL-terminated: the arena's memory is zeroed */
    size_t len;
    size_t capacity;
} file_text;

/* Makes room for one more byte and the NUL. */
static sgp_status posix_make_room(file_text *text, sgp_arena *arena, sgp_error *err)
{
    size_t capacity = text->capacity ? text->capacity * 2 : FIRST_READ_BYTES;
    char *larger;

    if (text->len + 1 < text->capacity) return SGP_OK;
    larger = sgp_arena_alloc(arena, capacity);
    if (!larger) return sgp__no_memory(err);
    if (text->bytes) memcpy(larger, text->bytes, text->len);
    text->bytes = larger;
    text->capacity = capacity;
    return SGP_OK;
}

static sgp_status read_to_end(int fd, const char *path, size_t max_bytes, sgp_arena *arena,
                              file_text *text, sgp_error *err)
{
    ssize_t got = 1;

    while (got != 0) {
        SGP_TRY(posix_make_room(text, arena, err));
        got = read(fd, text->bytes + text->len, text->capacity - 1 - text->len);
        if (got < 0 && errno == EISDIR) return SGP_NOT_CONFIGURED; /* a directory */
        if (got < 0 && errno != EINTR)
            return SGP__FAIL(err, SGP_ERR_PLATFORM, 7001, "%s: cannot be read (errno %d)", path,
                             errno);
        if (got > 0) text->len += (size_t)got;
        if (text->len > max_bytes)
            return SGP__FAIL(err, SGP_ERR_LIMIT, 7002, "%s: it is longer than %lu bytes", path,
                             (unsigned long)max_bytes);
    }
    return SGP_OK;
}

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static sgp_status posix_read_file(sgp_platform *platform, const char *path, size_t max_bytes,
                                  sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    file_text text = { NULL, 0, 0 };
    sgp_status status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    (void)platform;
    if (fd < 0) return SGP_NOT_CONFIGURED;
    status = read_to_end(fd, path, max_bytes, arena, &text, err);
    (void)close(fd); /* nothing was written, so a failure does not matter */
    if (status != SGP_OK) return status;
    out->ptr = text.bytes;
    out->len = text.len;
    return SGP_OK;
}

/* --- writing ---------------------------------------------------------------------------------- */

static int write_fully(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, bytes, len);

        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return 0;
        bytes += put;
        len -= (size_t)put;
    }
    return 1;
}

/* Several processes may write the same file at once, so each needs a temporary file of its own. */
#define RANDOM_NAME_BYTES 8
#define NEW_FILE_ATTEMPTS 8

/* Sets *out to PATH.<random>.tmp. Zero on failure, with errno. */
static int put_new_path(sgp_platform *platform, const char *path, sgp__buf *out)
{
    unsigned char name[RANDOM_NAME_BYTES];

    if (posix_random(platform, name, sizeof name) != SGP_OK) return 0;
    sgp__buf_reset(out);
    sgp__buf_put_text(out, path);
    sgp__buf_put_char(out, '.');
    sgp__buf_put_hex(out, name, sizeof name);
    sgp__buf_put_text(out, ".tmp");
    if (out->status == SGP_OK) return 1;
    errno = out->status == SGP_ERR_MEMORY ? ENOMEM : ENAMETOOLONG;
    return 0;
}

/* Returns the descriptor of a file that did not exist, with its path in *new_path, or -1. O_EXCL
 * follows no link. mkstemp cannot set close-on-exec. */
static int open_new_file(sgp_platform *platform, const char *path, sgp__buf *new_path)
{
    int fd = -1;

    errno = EEXIST;
    for (int i = 0; i < NEW_FILE_ATTEMPTS && fd < 0 && errno == EEXIST; i++) {
        if (!put_new_path(platform, path, new_path)) return -1;
        fd = open(new_path->ptr, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    }
    return fd;
}

/* Closes fd. Without fsync, a crash of the machine soon after the rename could leave an empty
 * file. */
static int write_and_close(int fd, sgp_str text)
{
    int is_good = write_fully(fd, text.ptr, text.len) && fsync(fd) == 0;
    int failure = errno;

    if (close(fd) != 0) return 0;
    errno = failure;
    return is_good;
}

/* Writes the rename to the disk too. Some file systems cannot; the file is complete without it. */
static void sync_folder(const char *path, sgp__buf *folder)
{
    const char *slash = strrchr(path, '/');
    int fd;

    sgp__buf_reset(folder);
    sgp__buf_put(folder, path, slash ? (size_t)(slash - path) + 1 : 0);
    sgp__buf_put_text(folder, "."); /* "/tmp/." or "." */
    if (folder->status != SGP_OK) return;
    fd = open(folder->ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return;
    (void)fsync(fd);
    (void)close(fd);
}

/* Non-zero on success. Otherwise errno is the cause, and no file is left behind. */
static int replace_file(sgp_platform *platform, const char *path, sgp_str text, sgp__buf *new_path)
{
    int failure, fd = open_new_file(platform, path, new_path);

    if (fd < 0) return 0;
    if (write_and_close(fd, text) && rename(new_path->ptr, path) == 0) {
        sync_folder(path, new_path);
        return 1;
    }
    failure = errno;
    (void)unlink(new_path->ptr);
    errno = failure;
    return 0;
}

/* As the AWS CLI writes the files of its caches (botocore 1.43, utils.py,
 * JSONFileCache.__setitem__): mkstemp in the same folder, fsync, os.replace. So a link is replaced,
 * not followed, and the mode becomes 0600. */
static sgp_status posix_write_file(sgp_platform *platform, const char *path, sgp_str text,
                                   sgp_error *err)
{
    sgp__buf new_path;
    int is_written, failure;

    sgp__buf_init(&new_path, NULL, PATH_MAX);
    is_written = replace_file(platform, path, text, &new_path);
    failure = errno;
    sgp__buf_deinit(&new_path);
    if (is_written) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 7003, "%s: it cannot be written (errno %d)", path,
                     failure);
}

static int posix_is_open_to_others(sgp_platform *platform, const char *path)
{
    struct stat file;

    (void)platform;
    return stat(path, &file) == 0 && (file.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

sgp_platform *sgp_platform_posix(void)
{
    static const sgp_platform_type type = {
        sizeof type,
        "posix",
        posix_wall_us,
        posix_monotonic_us,
        posix_random,
        posix_wait,
        posix_getenv,
        posix_read_file,
        posix_write_file,
        posix_is_open_to_others,
        sgp__posix_process_run,
        sgp__posix_process_end,
        sgp__posix_lock_file,
        sgp__posix_unlock_file,
        sgp__posix_make_folder,
        sgp__posix_home,
    };
    static const sgp_platform platform = { &type };

    return (sgp_platform *)(uintptr_t)&platform;
}
