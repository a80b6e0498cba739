/*
 * sgp_posix_home.h - the slot home of the POSIX platform.
 */
#ifndef SGP_PLATFORM_POSIX_HOME_H
#define SGP_PLATFORM_POSIX_HOME_H

#include "sagepager/sys/platform.h"

SGP_MUST_CHECK sgp_status sgp__posix_home(sgp_platform *platform, const char *user,
                                          sgp_arena *arena, sgp_str *out, sgp_error *err);

#endif
