/*
 * version.c - which library is linked.
 */
#include "sagepager/sagepager.h"

const char *sgp_version(void)
{
    return SGP_VERSION;
}
