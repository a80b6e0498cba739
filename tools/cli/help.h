/*
 * help.h - the texts of --help and of the usage block.
 */
#ifndef SAGEPAGER_CLI_HELP_H
#define SAGEPAGER_CLI_HELP_H

#include <stdio.h>

/* help_print: prints the whole help page. */
void help_print(FILE *to);

/* help_usage: prints the lines that follow a refused command line. */
void help_usage(FILE *to);

#endif /* SAGEPAGER_CLI_HELP_H */
