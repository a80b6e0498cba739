/*
 * int_arg.h - integers on the command line, as Python's int() parses them.
 *
 * Decimal only; digits of other scripts are not accepted.
 */
#ifndef SAGEPAGER_CLI_INT_ARG_H
#define SAGEPAGER_CLI_INT_ARG_H

#include <stdint.h>

typedef enum int_arg_result {
    INT_ARG_TAKEN,
    INT_ARG_INVALID,     /* no integer */
    INT_ARG_OUT_OF_RANGE /* Python's integers are unbounded, but these have 64 bits */
} int_arg_result;

/* The range, for messages. */
#define INT_ARG_RANGE "from -9223372036854775808 to 9223372036854775807"

/* int_arg_parse: parses one sign and digits, with blanks around and single underscores between
 * digits (Python language reference, 2.4.5; argparse's type=int). Sets *value if it is taken. */
int_arg_result int_arg_parse(const char *text, int64_t *value);

#endif /* SAGEPAGER_CLI_INT_ARG_H */
