/*
 * version.h - the text of --version.
 */
#ifndef SAGEPAGER_CLI_VERSION_H
#define SAGEPAGER_CLI_VERSION_H

#include <stdio.h>

/* version_print: writes the version, the versions of the TLS libraries that the command was built
 * with, the matched releases (matched_versions.h), and what was built in. Laid out as curl -V. */
void version_print(FILE *to);

#endif /* SAGEPAGER_CLI_VERSION_H */
