/*
 * version.c - the version of the linked library.
 */
#include "sagepager/sagepager.h"

const char *sgp_version(void)
{
    return SGP_VERSION;
}
