/*
 * trust_files_posix.c - reads certificates from files, on POSIX.1-2008.
 */
#include "sgp_trust_files.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder's path, a slash and "HHHHHHHH.N" with a few digits. */
#define TRUST_POSIX_PATH_BYTES_MAX 4096

const char *const sgp__trust_system_files[] = { "/etc/ssl/certs/ca-certificates.crt", /* Debian */
                                                "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora */
                                                "/etc/ssl/cert.pem", /* Alpine, BSDs */
                                                NULL };

/* Reserves memory for the whole file; a system's bundle has half a megabyte. */
static void reserve_for(int fd, sgp__buf *out)
{
    size_t most = out->limit - out->len;
    struct stat info;

    if (most < SGP_HTTP_READ_BYTES || fstat(fd, &info) != 0 || info.st_size <= 0) return;
    if ((uintmax_t)info.st_size <= most - SGP_HTTP_READ_BYTES)
        (void)sgp__buf_reserve(out, (size_t)info.st_size + SGP_HTTP_READ_BYTES);
}

/* Non-zero on success. Otherwise errno is the cause, or 0 if the buffer failed. */
static int read_all(int fd, sgp__buf *out)
{
    ssize_t got;

    reserve_for(fd, out);
    do {
        char *buffer = sgp__buf_reserve(out, SGP_HTTP_READ_BYTES);
        errno = 0;
        if (!buffer) return 0;
        got = read(fd, buffer, SGP_HTTP_READ_BYTES);
        if (got > 0) sgp__buf_commit(out, (size_t)got);
    } while (got > 0 || (got < 0 && errno == EINTR));
    return got == 0;
}

static sgp_status unreadable(const char *path, int os_error, sgp_error *err)
{
    (void)SGP__FAIL(err, SGP_ERR_CONFIG, 5087,
                    "Invalid CA bundle: the file %s cannot be read (errno %d); check the path "
                    "given (option ca_file, AWS_CA_BUNDLE or --ca-bundle, or the client "
                    "certificate's options)",
                    path, os_error);
    if (err) err->os_error = os_error;
    return SGP_ERR_CONFIG;
}

sgp_status sgp__trust_read_file(const char *path, sgp__buf *out, sgp_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int is_read, os_error;

    if (fd < 0) return unreadable(path, errno, err);
    is_read = read_all(fd, out);
    os_error = errno;
    (void)close(fd); /* reading loses nothing */
    SGP_TRY(SGP__BUF_CHECK(out, 5114, path, err));
    return is_read ? SGP_OK : unreadable(path, os_error, err);
}

static int is_hash_link(const char *name)
{
    for (int i = 0; i < 8; i++)
        if (sgp__hex_value(name[i]) < 0) return 0;
    return name[8] == '.' && sgp__is_digit(name[9]);
}

/* Returns the next name of that form, or NULL at the end. */
static const char *next_hash_link(DIR *dir)
{
    const struct dirent *entry;

    while ((entry = readdir(dir)) != NULL)
        if (is_hash_link(entry->d_name)) return entry->d_name;
    return NULL;
}

int sgp__trust_is_hashed(const char *folder)
{
    DIR *dir = opendir(folder);
    int found = dir && next_hash_link(dir);

    if (dir) (void)closedir(dir);
    return found;
}

static sgp_status set_path(sgp__buf *path, const char *folder, const char *name, sgp_error *err)
{
    sgp__buf_reset(path);
    sgp__buf_put_text(path, folder);
    sgp__buf_put_char(path, '/');
    sgp__buf_put_text(path, name);
    if (path->status == SGP_ERR_LIMIT)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5088, "the path of ca_folder is too long");
    return path->status == SGP_OK ? SGP_OK : sgp__no_memory(err);
}

static sgp_status read_links(DIR *dir, const char *folder, sgp__buf *out, sgp_error *err)
{
    sgp__buf path;
    const char *name;
    sgp_status status = SGP_OK;

    sgp__buf_init(&path, out->allocator, TRUST_POSIX_PATH_BYTES_MAX);
    while (status == SGP_OK && (name = next_hash_link(dir)) != NULL) {
        status = set_path(&path, folder, name, err);
        if (status == SGP_OK) status = sgp__trust_read_file(path.ptr, out, err);
    }
    sgp__buf_deinit(&path);
    return status;
}

sgp_status sgp__trust_read_folder(const char *folder, sgp__buf *out, sgp_error *err)
{
    size_t before = out->len;
    DIR *dir = opendir(folder);
    sgp_status status;

    if (!dir) return unreadable(folder, errno, err);
    status = read_links(dir, folder, out, err);
    (void)closedir(dir);
    if (status == SGP_OK && out->len == before)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5089,
                         "Invalid CA folder: %s holds no certificate under its hash; run "
                         "`openssl rehash` on it or give a bundle (ca_file)",
                         folder);
    return status;
}
