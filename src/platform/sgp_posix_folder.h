/*
 * sgp_posix_folder.h - the slot make_folder of the POSIX platform.
 */
#ifndef SGP_PLATFORM_POSIX_FOLDER_H
#define SGP_PLATFORM_POSIX_FOLDER_H

#include "sagepager/sys/platform.h"

SGP_MUST_CHECK sgp_status sgp__posix_make_folder(sgp_platform *platform, const char *path,
                                                 sgp_error *err);

#endif
