/*
 * sgp_posix_process.h - the slots process_run and process_end of the POSIX platform, for posix.c.
 */
#ifndef SGP_PLATFORM_POSIX_PROCESS_H
#define SGP_PLATFORM_POSIX_PROCESS_H

#include "sagepager/sys/platform.h"

sgp_status sgp__posix_process_run(sgp_platform *platform, sgp_process *process, sgp_error *err);
void sgp__posix_process_end(sgp_platform *platform, sgp_process *process);

#endif
