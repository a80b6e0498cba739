/*
 * sgp_this_host.h - the hosts of which credentials are requested in clear text.
 */
#ifndef SGP_AUTH_THIS_HOST_H
#define SGP_AUTH_THIS_HOST_H

#include "sagepager/base.h"

/* Non-zero for "localhost", loopback addresses, and the addresses of the agents of containers and
 * of instance metadata. Other names are not looked up. */
int sgp__is_this_host(sgp_str host);

#endif
