/*
 * posix_home.c - home folders from the user database.
 *
 * A static program of glibc needs the shared C library for this at run time, as it does for host
 * names. Without it every user is unknown.
 */
#include "sgp_posix_home.h"

#include "sgp_err.h"
#include "sgp_mem.h"

#include <errno.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define FIRST_ENTRY_BYTES 1024u
#define ENTRY_BYTES_MAX 65536u

/* Returns 0 or an errno; *found is NULL for an unknown user. */
static int find_user(const char *user, struct passwd *entry, char *texts, size_t size,
                     struct passwd **found)
{
    int failure;

    do {
        failure = user ? getpwnam_r(user, entry, texts, size, found)
                       : getpwuid_r(getuid(), entry, texts, size, found);
    } while (failure == EINTR);
    return failure;
}

/* Some systems report an unknown user as an error (POSIX names none for it), so every error but a
 * small buffer means that. */
sgp_status sgp__posix_home(sgp_platform *platform, const char *user, sgp_arena *arena, sgp_str *out,
                           sgp_error *err)
{
    struct passwd entry, *found = NULL;
    int failure = ERANGE;

    (void)platform;
    for (size_t size = FIRST_ENTRY_BYTES; failure == ERANGE && size <= ENTRY_BYTES_MAX; size *= 2) {
        char *texts = sgp_arena_alloc(arena, size);
        if (!texts) return sgp__no_memory(err);
        failure = find_user(user, &entry, texts, size, &found);
    }
    if (failure == ERANGE)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 7030, "the passwd entry of %.300s is too long",
                         user ? user : "the process's user");
    if (failure != 0 || !found || !entry.pw_dir) return SGP_NOT_CONFIGURED;
    *out = sgp_str_from(entry.pw_dir);
    return SGP_OK;
}
