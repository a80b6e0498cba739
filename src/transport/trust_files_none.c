/*
 * trust_files_none.c - refuses files on systems that have none.
 */
#include "sgp_trust_files.h"

#include "sgp_err.h"

const char *const sgp__trust_system_files[] = { NULL };

static sgp_status trust_none_refuse(const char *path, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5086,
                     "%s: this library is built without files; give certificates in memory", path);
}

sgp_status sgp__trust_read_file(const char *path, sgp__buf *out, sgp_error *err)
{
    (void)out;
    return trust_none_refuse(path, err);
}

int sgp__trust_is_hashed(const char *folder)
{
    (void)folder;
    return 0;
}

sgp_status sgp__trust_read_folder(const char *folder, sgp__buf *out, sgp_error *err)
{
    (void)out;
    return trust_none_refuse(folder, err);
}
