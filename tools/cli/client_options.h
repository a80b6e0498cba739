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

/* How to print. */
typedef struct output_settings {
    const output_format *format; /* the option, AWS_DEFAULT_OUTPUT, the profile's `output`, json */
    time_format times;           /* the profile's `cli_timestamp_format`, iso8601 */
} output_settings;

/* output_settings_read: SGP_ERR_CONFIG for words that are none (awscli/formatter.py, get_formatter;
 * awscli/customizations/timestampformat.py), and what sgp_profile_new says. */
sgp_status output_settings_read(const args *a, const sgp_platform *platform, output_settings *out,
                                sgp_error *err);

#endif /* SAGEPAGER_CLI_CLIENT_OPTIONS_H */
