/*
 * profile_driver.c - prints a profile for comparison with botocore.
 *
 * Usage: profile_driver NAME [FILE:KEY]... FILE is both, config, credentials, or endpoint with a
 * service as KEY. Prints each setting as one line of JSON, a text or null, and a failure as "error:
 * MESSAGE". An empty NAME means no name.
 */
#include "sagepager/sagepager.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_text(const char *text)
{
    cJSON *value = text ? cJSON_CreateString(text) : cJSON_CreateNull();
    char *line = cJSON_PrintUnformatted(value);

    puts(line);
    free(line);
    cJSON_Delete(value);
}

static int print_error(const sgp_error *err)
{
    printf("error: %s\n", sgp_error_message(err));
    return 0;
}

static sgp_status print_setting(sgp_profile *profile, const char *what, sgp_error *err)
{
    const char *colon = strchr(what, ':');
    const char *value = NULL;
    sgp_status status = SGP_OK;

    if (!colon) return SGP_ERR_USAGE;
    if (what[0] == 'e')
        status = sgp_profile_endpoint_url(profile, colon + 1, &value, err);
    else
        value = sgp_profile_get(profile,
                                what[0] == 'b'   ? SGP_PROFILE_BOTH
                                : what[1] == 'o' ? SGP_PROFILE_CONFIG
                                                 : SGP_PROFILE_CREDENTIALS,
                                colon + 1);
    if (status == SGP_OK) print_text(value);
    return status;
}

int main(int argc, char **argv)
{
    sgp_platform *platform = sgp_platform_posix();
    sgp_profile *profile = NULL;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);

    if (argc < 2) return 2;
    if (sgp_profile_new(&profile, argv[1], platform, NULL, &err) != SGP_OK)
        return print_error(&err);
    for (int i = 2; i < argc; i++)
        if (print_setting(profile, argv[i], &err) != SGP_OK) (void)print_error(&err);
    sgp_profile_free(profile);
    return 0;
}
