/*
 * debug.h - --debug: the library's trace and the settings in use, on standard error.
 *
 * The library masks secrets; of credentials only the variables' names are shown.
 */
#ifndef SAGEPAGER_CLI_DEBUG_H
#define SAGEPAGER_CLI_DEBUG_H

#include "args.h"
#include "sagepager/client.h"

/* debug_trace: returns the callback for the library. Static. */
const sgp_trace *debug_trace(void);

/* debug_settings: prints each setting in use and the option or variable that it comes from. */
void debug_settings(const args *a, const sgp_client *client, sgp_platform *platform);

#endif /* SAGEPAGER_CLI_DEBUG_H */
