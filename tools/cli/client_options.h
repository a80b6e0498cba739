/*
 * client_options.h - options of the client and of the output, from the command line.
 */
#ifndef SAGEPAGER_CLI_CLIENT_OPTIONS_H
#define SAGEPAGER_CLI_CLIENT_OPTIONS_H

#include "args.h"

/* Options of sgp_client_new_default and the nested ones that `all` points to, so it cannot be
 * copied. */
typedef struct client_options {
    sgp_default_options all;
    sgp_client_options client;
    sgp_tls_options tls;
    sgp_http1_options http1;
} client_options;

/* client_options_read: fills options from the command line. all.credentials_cache is the AWS CLI's;
 * the caller ends it by credentials_cache_end after the client, also after a failure.
 * SGP_ERR_CONFIG for a negative time-out; SGP_ERR_MEMORY. */
sgp_status client_options_read(const args *a, sgp_platform *platform, client_options *options,
                               sgp_error *err);

/* client_options_open: makes the client. If no region is configured, it asks the instance for one,
 * as the AWS CLI does (awscli/clidriver.py, _construct_cli_region_chain), which blocks. Errors of
 * sgp_client_new_default and sgp_instance_region. */
sgp_status client_options_open(client_options *options, sgp_client **out, sgp_error *err);

/* credentials_cache_end: destroys the cache. NULL is allowed. */
void credentials_cache_end(sgp_credentials_cache *cache);

/* How to print items. */
typedef struct output_settings {
    const output_format *format; /* the option, AWS_DEFAULT_OUTPUT, the profile's `output`, json */
    time_format times;           /* the profile's `cli_timestamp_format`, iso8601 */
} output_settings;

/* output_settings_read: fails with SGP_ERR_CONFIG for an unknown name (awscli/formatter.py,
 * get_formatter; awscli/customizations/timestampformat.py), or as sgp_profile_new does. */
sgp_status output_settings_read(const args *a, sgp_platform *platform, output_settings *out,
                                sgp_error *err);

#endif /* SAGEPAGER_CLI_CLIENT_OPTIONS_H */
