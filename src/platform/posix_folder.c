/*
 * posix_folder.c - makes folders, as Python's os.makedirs does.
 */
#include "sgp_posix_folder.h"

#include "sgp_buf.h"
#include "sgp_err.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

/* Only the last failure counts: a parent may exist where it cannot be made. */
static int make_each(char *path)
{
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        (void)mkdir(path, 0777);
        *at = '/';
    }
    return mkdir(path, 0777);
}

static int is_folder(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

/* The umask applies, as in os.makedirs. */
sgp_status sgp__posix_make_folder(sgp_platform *platform, const char *path, sgp_error *err)
{
    sgp__buf copy;
    int failure = ENOMEM;

    (void)platform;
    sgp__buf_init(&copy, NULL, PATH_MAX);
    sgp__buf_put_text(&copy, path);
    if (copy.status == SGP_OK && copy.len > 0) failure = make_each(copy.ptr) == 0 ? 0 : errno;
    sgp__buf_deinit(&copy);
    if (failure == 0 || (failure == EEXIST && is_folder(path))) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 7007, "%s: the folder cannot be made (errno %d)", path,
                     failure);
}
