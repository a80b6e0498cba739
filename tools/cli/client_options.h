/*
 * client_options.h - from the command line to a client.
 */
#ifndef SAGEPAGER_CLI_CLIENT_OPTIONS_H
#define SAGEPAGER_CLI_CLIENT_OPTIONS_H

#include "args.h"

/* client_options: fills options, which come as SGP_DEFAULT_OPTIONS_INIT. SGP_ERR_CONFIG for a
 * time-out that is none. */
sgp_status client_options(const args *a, const sgp_platform *platform, sgp_default_options *options,
                          sgp_error *err);

/* client_output: the output format: the option, AWS_DEFAULT_OUTPUT, the profile's `output`, json.
 * SGP_ERR_CONFIG for one that is none (awscli/formatter.py, get_formatter), and what
 * sgp_profile_new says. */
sgp_status client_output(const args *a, const sgp_platform *platform, const output_format **out,
                         sgp_error *err);

#endif /* SAGEPAGER_CLI_CLIENT_OPTIONS_H */
