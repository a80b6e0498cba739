/*
 * trust_files.h - certificates in files: the one place of the transport that reads a file system.
 *
 * Where there is none, trust_files_none.c takes the place of trust_files_posix.c.
 */
#ifndef SGP_TRANSPORT_TRUST_FILES_H
#define SGP_TRANSPORT_TRUST_FILES_H

#include "buf.h"

/* Appends a file's bytes to out, whose bound holds. SGP_ERR_CONFIG, naming the path. */
SGP_MUST_CHECK sgp_status sgp__trust_read_file(const char *path, sgp__buf *out, sgp_error *err);

/* Non-zero when the folder has names as `openssl rehash` makes them: "HHHHHHHH.N". */
int sgp__trust_is_hashed(const char *folder);

/* Appends all files of a folder with such names. SGP_ERR_CONFIG when there are none. */
SGP_MUST_CHECK sgp_status sgp__trust_read_folder(const char *folder, sgp__buf *out, sgp_error *err);

/* Where systems keep their bundle; ends with NULL. */
extern const char *const sgp__trust_system_files[];

#endif
