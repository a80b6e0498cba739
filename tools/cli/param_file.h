/*
 * param_file.h - replaces values "file://PATH" and "fileb://PATH" by the text of a file.
 */
#ifndef SAGEPAGER_CLI_PARAM_FILE_H
#define SAGEPAGER_CLI_PARAM_FILE_H

#include "sagepager/base.h"

/*
 * param_file_read: if *value names a file, replaces it by the file's text, in memory of arena; a
 * newline at the end stays. "~" and "~user" are home folders. Returns 0, or -1 and why
 * (awscli/paramfile.py).
 */
int param_file_read(const char **value, sgp_arena *arena, char *why, size_t why_size);

#endif /* SAGEPAGER_CLI_PARAM_FILE_H */
