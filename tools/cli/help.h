/*
 * help.h - the texts of --help and of the usage block.
 */
#ifndef SAGEPAGER_CLI_HELP_H
#define SAGEPAGER_CLI_HELP_H

#include <stdio.h>

/* help_print: prints the whole help page. */
void help_print(FILE *to);

/* HELP_USAGE: the lines that follow a refused command line. */
#define HELP_USAGE                                                                                 \
    "usage: sagepager [options] list-image-versions --image-name NAME [options]\n"                 \
    "To see help text, you can run:\n\n  sagepager --help\n"

#endif /* SAGEPAGER_CLI_HELP_H */
