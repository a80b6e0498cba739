/*
 * sgp_posix_lock.h - the slots lock_file and unlock_file of the POSIX platform.
 */
#ifndef SGP_PLATFORM_POSIX_LOCK_H
#define SGP_PLATFORM_POSIX_LOCK_H

#include "sagepager/sys/platform.h"

SGP_MUST_CHECK sgp_status sgp__posix_lock_file(sgp_platform *platform, const char *path,
                                               int64_t *lock, sgp_error *err);
void sgp__posix_unlock_file(sgp_platform *platform, int64_t lock);

#endif
