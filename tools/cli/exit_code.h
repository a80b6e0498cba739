/*
 * exit_code.h - maps errors to the AWS CLI's exit codes and messages.
 *
 * Codes: awscli/constants.py; classes: awscli/errorhandler.py (2.34).
 */
#ifndef SAGEPAGER_CLI_EXIT_CODE_H
#define SAGEPAGER_CLI_EXIT_CODE_H

#include "args.h"

#define EXIT_CODE_OK 0
#define EXIT_CODE_SIGNAL 128 /* plus the signal's number: 130 for Ctrl-C */
#define EXIT_CODE_PARAM 252
#define EXIT_CODE_CONFIG 253
#define EXIT_CODE_SERVICE 254
#define EXIT_CODE_GENERAL 255

/* exit_kind: assigns an SGP_ERR_CONFIG error to one of the AWS CLI's classes with the exit code
 * EXIT_CODE_CONFIG. Returns its status. */
sgp_status exit_kind(sgp_error *err, const char *kind);

/* exit_report: prints the error of a failed library call, as --cli-error-format says, and returns
 * its exit code. */
int exit_report(const args *a, const sgp_error *err);

#endif /* SAGEPAGER_CLI_EXIT_CODE_H */
