/*
 * error_format.h - the format of error messages, --cli-error-format (awscli/errorhandler.py).
 */
#ifndef SAGEPAGER_CLI_ERROR_FORMAT_H
#define SAGEPAGER_CLI_ERROR_FORMAT_H

#include <stddef.h>

struct args;

typedef enum error_format {
    ERROR_FORMAT_UNSET, /* the option was not given */
    ERROR_FORMAT_LEGACY,
    ERROR_FORMAT_JSON,
    ERROR_FORMAT_YAML,
    ERROR_FORMAT_TEXT,
    ERROR_FORMAT_TABLE,
    ERROR_FORMAT_ENHANCED
} error_format;

/* Names as the option takes them, in the order of the AWS CLI's list. */
#define ERROR_FORMAT_NAMES "legacy, json, yaml, text, table, enhanced"

/* error_format_find: returns the format of that name in lower case, or ERROR_FORMAT_UNSET. */
error_format error_format_find(const char *name);

/*
 * error_format_resolve: returns the format of the option, of AWS_CLI_ERROR_FORMAT or of the
 * profile's cli_error_format. The latter two are case-insensitive; the default and every other
 * value are enhanced. If the profile cannot be read, the format is legacy, as in the AWS CLI.
 */
error_format error_format_resolve(const struct args *a);

/* error_format_is_document: non-zero for the formats that programs parse. */
int error_format_is_document(error_format format);

#endif /* SAGEPAGER_CLI_ERROR_FORMAT_H */
