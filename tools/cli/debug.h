/*
 * debug.h - --debug: the library's trace and the settings in force, on standard error.
 *
 * Secrets are masked before they get here; of credentials only the variables' names are shown.
 */
#ifndef SAGEPAGER_CLI_DEBUG_H
#define SAGEPAGER_CLI_DEBUG_H

#include "args.h"
#include "sagepager/client.h"

/* debug_trace: the callback for the library. */
sgp_trace debug_trace(void);

/* debug_settings: what is used and whether an option or which variable said so. */
void debug_settings(const args *a, const sgp_client *client, const sgp_platform *platform);

#endif /* SAGEPAGER_CLI_DEBUG_H */
