/*
 * sgp_path_expand.h - paths in settings, as Python expands them.
 */
#ifndef SGP_BASE_PATH_EXPAND_H
#define SGP_BASE_PATH_EXPAND_H

#include "sagepager/sys/platform.h"

/*
 * Replaces "$NAME" and "${NAME}" by variables (os.path.expandvars), then a "~" or "~user" at the
 * start by a home folder (os.path.expanduser): HOME, else that of the platform's user. What is not
 * known stays. The platform must have getenv; path may be its last value. *out and temporary texts
 * are in arena. SGP_ERR_LIMIT, SGP_ERR_MEMORY.
 */
SGP_MUST_CHECK sgp_status sgp__path_expand(sgp_platform *platform, const char *path,
                                           sgp_arena *arena, sgp_str *out, sgp_error *err);

#endif
