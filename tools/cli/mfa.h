/*
 * mfa.h - asks whoever sits at the terminal for the code of an MFA device.
 */
#ifndef SAGEPAGER_CLI_MFA_H
#define SAGEPAGER_CLI_MFA_H

#include "sagepager/builtin.h"

/* mfa_prompt: what sgp_default_options.mfa wants. The prompt is the AWS CLI's (botocore/
 * credentials.py, AssumeRoleCredentialFetcher); without a controlling terminal there is no code. */
sgp_mfa mfa_prompt(void);

#endif /* SAGEPAGER_CLI_MFA_H */
