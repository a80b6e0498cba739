/*
 * platform.h - clock, random numbers and waiting for the library.
 */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <sagepager/sys/platform.h>

/* Returns the platform. start_seconds: the time at reset, in seconds since 1970. A real-time clock
 * or SNTP gives it; if it is wrong, the library corrects it by the service's clock. */
sgp_platform *device_platform(int64_t start_seconds);

#endif
