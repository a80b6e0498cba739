/*
 * param_file.c - reads values from files; see param_file.h.
 */
#include "param_file.h"

#include "sagepager/builtin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX 1048576u
#define PATH_BYTES 4096

/* As os.path.expanduser: HOME, else the home of the user, here and for "~user". */
static sgp_str home_of(const char *path, sgp_arena *arena)
{
    sgp_platform *platform = sgp_platform_posix();
    size_t len = strcspn(path, "/") - 1;
    sgp_str home = sgp_str_from(len == 0 ? getenv("HOME") : NULL);
    sgp_str user = { NULL, 0 };

    if (home.ptr != NULL) return home;
    if (len > 0 && sgp_arena_copy(arena, path + 1, len, &user, NULL) != SGP_OK) return home;
    (void)platform->type->home(platform, user.ptr, arena, &home, NULL); /* none: stays absent */
    return home;
}

/* Returns the file's path, or NULL if value names none. */
static const char *path_of(const char *value, char room[PATH_BYTES], sgp_arena *arena)
{
    const char *path = NULL;
    sgp_str home = { NULL, 0 };

    if (strncmp(value, "file://", 7) == 0) path = value + 7;
    if (strncmp(value, "fileb://", 8) == 0) path = value + 8;
    if (path != NULL && path[0] == '~') home = home_of(path, arena);
    if (home.ptr == NULL) return path;
    while (home.len > 0 && home.ptr[home.len - 1] == '/')
        home.len--;
    (void)snprintf(room, PATH_BYTES, "%.*s%s", (int)home.len, home.ptr, path + strcspn(path, "/"));
    return room;
}

/* Reads one byte more than allowed, to detect a file that is too long. Returns 0 or an errno. */
static int read_all(FILE *file, char *bytes, size_t *len)
{
    *len = fread(bytes, 1, FILE_BYTES_MAX + 1, file);
    if (ferror(file)) return errno != 0 ? errno : EIO;
    return *len > FILE_BYTES_MAX ? EFBIG : 0;
}

static int load(const char *path, sgp_arena *arena, const char **out)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    size_t len = 0;
    int failure = 0;

    if (file == NULL) return errno;
    bytes = sgp_arena_alloc(arena, FILE_BYTES_MAX + 2); /* zeroed: the NUL is there */
    failure = bytes != NULL ? read_all(file, bytes, &len) : ENOMEM;
    (void)fclose(file); /* nothing was written */
    *out = bytes;
    return failure == 0 && memchr(bytes, '\0', len) != NULL ? EILSEQ : failure;
}

int param_file_read(const char **value, sgp_arena *arena, char *why, size_t why_size)
{
    char room[PATH_BYTES];
    const char *path = path_of(*value, room, arena);
    const char *text = NULL;
    int failure = path != NULL ? load(path, arena, &text) : 0;

    if (path == NULL) return 0;
    if (failure == 0) {
        *value = text;
        return 0;
    }
    (void)snprintf(why, why_size, "Unable to load paramfile %.300s: [Errno %d] %s: '%.300s'",
                   *value, failure, strerror(failure), path);
    return -1;
}
