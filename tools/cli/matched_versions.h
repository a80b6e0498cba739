/*
 * matched_versions.h - the releases whose behaviour this version reproduces.
 *
 * `sagepager --version` prints them, README.md states them, and tests/rules compares the two.
 */
#ifndef SAGEPAGER_CLI_MATCHED_VERSIONS_H
#define SAGEPAGER_CLI_MATCHED_VERSIONS_H

#define MATCHED_AWS_CLI "2.40.0"
#define MATCHED_BOTOCORE "1.44.0"

#endif /* SAGEPAGER_CLI_MATCHED_VERSIONS_H */
