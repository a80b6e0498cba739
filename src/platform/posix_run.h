/*
 * posix_run.h - the slots run and run_end of sgp_platform, for posix.c.
 */
#ifndef SGP_PLATFORM_POSIX_RUN_H
#define SGP_PLATFORM_POSIX_RUN_H

#include "sagepager/sys/platform.h"

sgp_status sgp__posix_run(void *self, sgp_run *run, sgp_error *err);
void sgp__posix_run_end(void *self, sgp_run *run);

#endif
