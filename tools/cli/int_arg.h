/*
 * int_arg.h - whole numbers on the command line, as Python's int() reads them.
 *
 * Decimal only; Python's other-script digits are not taken.
 */
#ifndef SAGEPAGER_CLI_INT_ARG_H
#define SAGEPAGER_CLI_INT_ARG_H

#include <stdint.h>

/*
 * int_arg_parse: blanks around, one sign, digits with single underscores between them (Python
 * language reference, 2.4.5; argparse's type=int). Returns non-zero and sets *value; zero for any
 * other text. Python's integers have no end; here, what does not fit becomes the largest or the
 * smallest number of 64 bits, which no service takes either.
 */
int int_arg_parse(const char *text, int64_t *value);

#endif /* SAGEPAGER_CLI_INT_ARG_H */
