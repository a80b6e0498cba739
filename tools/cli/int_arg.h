/*
 * int_arg.h - integers on the command line, as Python's int() parses them.
 *
 * Decimal only; digits of other scripts are not accepted.
 */
#ifndef SAGEPAGER_CLI_INT_ARG_H
#define SAGEPAGER_CLI_INT_ARG_H

#include <stdint.h>

/*
 * int_arg_parse: parses one sign and digits, with blanks around and single underscores between
 * digits (Python language reference, 2.4.5; argparse's type=int). Sets *value and returns non-zero;
 * returns zero for other text. Python's integers are unbounded; here a number that does not fit
 * becomes the largest or smallest of 64 bits, which no service accepts either.
 */
int int_arg_parse(const char *text, int64_t *value);

#endif /* SAGEPAGER_CLI_INT_ARG_H */
