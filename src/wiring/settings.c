/*
 * settings.c - looks settings up: the environment before the profile (botocore/configprovider.py).
 */
#include "sgp_wiring.h"

#include "sgp_ascii.h"

#include <limits.h>
#include <string.h>

const char *sgp__env(sgp_platform *platform, const char *name)
{
    const char *value = SGP_HAS(platform, getenv) ? platform->type->getenv(platform, name) : NULL;

    return value && value[0] ? value : NULL;
}

const char *sgp__of_profile(const sgp_profile *profile, const char *key)
{
    const char *value = sgp_profile_get(profile, SGP_PROFILE_BOTH, key);

    return value && value[0] ? value : NULL;
}

const char *sgp__setting(sgp_platform *platform, const char *variable, const sgp_profile *profile,
                         const char *key)
{
    const char *value = variable ? sgp__env(platform, variable) : NULL;

    return value ? value : sgp__of_profile(profile, key);
}

int sgp__is_true(const char *text)
{
    return sgp__equal_nocase(sgp_str_from(text), "true");
}

int sgp__is_on(int option, sgp_platform *platform, const char *variable, const sgp_profile *profile,
               const char *key)
{
    return option || sgp__is_true(sgp__setting(platform, variable, profile, key));
}

int sgp__read_number(const char *text, int *number)
{
    int is_negative = 0, digits = 0;

    *number = 0;
    text += strspn(text, " \t");
    if (*text == '-' || *text == '+') is_negative = *text++ == '-';
    for (; *text >= '0' && *text <= '9'; text++, digits++)
        *number = *number > (INT_MAX - 9) / 10 ? INT_MAX : *number * 10 + (*text - '0');
    if (is_negative) *number = -*number;
    return digits > 0 && text[strspn(text, " \t")] == '\0';
}

sgp_status sgp__endpoint_setting(sgp_platform *platform, sgp_profile *profile, const char *service,
                                 const char *variable, const char **url, sgp_error *err)
{
    *url = NULL;
    if (sgp__is_on(0, platform, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profile,
                   "ignore_configured_endpoint_urls"))
        return SGP_OK;
    *url = sgp__env(platform, variable);
    if (!*url) *url = sgp__env(platform, "AWS_ENDPOINT_URL");
    return *url ? SGP_OK : sgp_profile_endpoint_url(profile, service, url, err);
}
