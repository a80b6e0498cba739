/*
 * error_report.h - prints an error in the format of --cli-error-format.
 */
#ifndef SAGEPAGER_CLI_ERROR_REPORT_H
#define SAGEPAGER_CLI_ERROR_REPORT_H

#include "args.h"

typedef struct error_info {
    const char *code;     /* the class "NoRegion", or the service's code; NULL: the AWS CLI formats
                            such errors in one way only */
    const char *message;  /* without the code */
    const char *sentence; /* of a service: code and message in one; NULL for classes */
    int has_message_first;
} error_info;

/* error_report: prints the error on standard error. Returns non-zero if a person reads it, so that
 * a hint may follow, and zero if a program does. */
int error_report(const args *a, const error_info *info);

#endif /* SAGEPAGER_CLI_ERROR_REPORT_H */
