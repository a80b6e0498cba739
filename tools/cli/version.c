/*
 * version.c - what this command is and contains; see version.h.
 */
#include "version.h"

#include "matched_versions.h"
#include "output.h"
#include "sagepager/sagepager.h"

/* The build defines SAGEPAGER_TLS_VERSIONS: " OpenSSL/3.0.19", or "" without a backend. */
void version_print(FILE *to)
{
    (void)fprintf(to, "sagepager %s%s\n", sgp_version(), SAGEPAGER_TLS_VERSIONS);
    (void)fputs("Matches: aws-cli/" MATCHED_AWS_CLI " botocore/" MATCHED_BOTOCORE "\n", to);
    (void)fputs("Backends:", to);
    for (size_t i = 0; sgp_backend_at(i) != NULL; i++)
        (void)fprintf(to, " %s", sgp_backend_at(i)->name);
    (void)fputs("\nFormats:", to);
    for (size_t i = 0; output_at(i) != NULL; i++)
        (void)fprintf(to, " %s", output_at(i)->name);
    (void)fputs("\nCredentials: environment role web-identity sso profile login process container "
                "imds\n"
                "Features: color imds-region jmespath mfa pager proxy resume-tokens stable-tokens "
                "yaml\n",
                to);
}
