/*
 * mfa.h - asks the person at the terminal for the code of an MFA device.
 */
#ifndef SAGEPAGER_CLI_MFA_H
#define SAGEPAGER_CLI_MFA_H

#include "sagepager/builtin.h"

/* mfa_prompt: an sgp_mfa_callback that needs no data. The prompt is the AWS CLI's (botocore/
 * credentials.py, AssumeRoleCredentialFetcher). Fails without a controlling terminal. */
sgp_status mfa_prompt(void *data, const char *serial, char *code, size_t code_bytes);

#endif /* SAGEPAGER_CLI_MFA_H */
