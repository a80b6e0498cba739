/*
 * posix_lock.c - locks between processes by flock.
 *
 * flock is not in POSIX, but every system with sockets has it. POSIX's own locks (fcntl, F_SETLK)
 * belong to the process: two clients in two threads would both get the lock, and closing any other
 * descriptor of the file would release it. A lock of flock belongs to the open file, so it ends
 * with the process, and nothing is left that another process could take for a lock. The file stays,
 * because removing it would let two processes lock two files of the same name.
 */
#include "sgp_posix_lock.h"

#include "sgp_err.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static int take_lock(int fd)
{
    int result;

    do {
        result = flock(fd, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result;
}

/* O_CLOEXEC: a program that the process starts must not keep the lock. */
sgp_status sgp__posix_lock_file(sgp_platform *platform, const char *path, int64_t *lock,
                                sgp_error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    int failure = errno;

    (void)platform;
    *lock = fd;
    if (fd >= 0 && take_lock(fd) == 0) return SGP_OK;
    if (fd >= 0) {
        failure = errno;
        (void)close(fd);
    }
    if (fd >= 0 && failure == EWOULDBLOCK) return SGP_AGAIN;
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 7006, "%s: it cannot be locked (errno %d)", path,
                     failure);
}

/* Closing the only descriptor of the open file releases its lock. */
void sgp__posix_unlock_file(sgp_platform *platform, int64_t lock)
{
    (void)platform;
    (void)close((int)lock);
}
