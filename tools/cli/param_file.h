/*
 * param_file.h - values "file://PATH" and "fileb://PATH": the text of a file instead.
 */
#ifndef SAGEPAGER_CLI_PARAM_FILE_H
#define SAGEPAGER_CLI_PARAM_FILE_H

#include "sagepager/base.h"

/*
 * param_file_read: *value becomes the file's text, in memory of arena, if it names one; '~' is
 * HOME. Returns 0, or -1 and why (awscli/paramfile.py). A newline at the end stays.
 */
int param_file_read(const char **value, sgp_arena *arena, char *why, size_t why_size);

#endif /* SAGEPAGER_CLI_PARAM_FILE_H */
