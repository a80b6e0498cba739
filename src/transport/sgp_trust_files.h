/*
 * sgp_trust_files.h - reads certificates from files; the only part of the transport
 * that reads files.
 *
 * trust_files_none.c replaces trust_files_posix.c on systems without files.
 */
#ifndef SGP_TRANSPORT_TRUST_FILES_H
#define SGP_TRANSPORT_TRUST_FILES_H

#include "sgp_buf.h"

/* Appends a file's bytes to out. SGP_ERR_CONFIG names a file that cannot be
 * read; SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__trust_read_file(const char *path, sgp__buf *out, sgp_error *err);

/* Non-zero if the folder has names as `openssl rehash` makes: "HHHHHHHH.N". */
int sgp__trust_is_hashed(const char *folder);

/* Appends all files with names of that form. SGP_ERR_CONFIG if there are none;
 * other errors as for sgp__trust_read_file. */
SGP_MUST_CHECK sgp_status sgp__trust_read_folder(const char *folder, sgp__buf *out, sgp_error *err);

/* The paths of the bundles of common systems; ends with NULL. */
extern const char *const sgp__trust_system_files[];

#endif
