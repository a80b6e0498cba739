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

/* Skips a digit, and an underscore between it and another digit. NULL: there is no digit. */
static const char *next_digit(const char *text)
{
    if (*text < '0' || *text > '9') return NULL;
    return text[1] == '_' && text[2] >= '0' && text[2] <= '9' ? text + 2 : text + 1;
}

sgp__number_result sgp__read_number(const char *text, int *number)
{
    const char *next;
    int64_t value = 0;
    int is_negative, digits = 0;

    text += strspn(text, " \t");
    is_negative = *text == '-';
    if (*text == '-' || *text == '+') text++;
    for (; (next = next_digit(text)) != NULL; text = next, digits++)
        if (value <= INT_MAX) value = value * 10 + (*text - '0');
    if (digits == 0 || text[strspn(text, " \t")]) return SGP__NUMBER_INVALID;
    if (value > INT_MAX) return SGP__NUMBER_TOO_LARGE;
    *number = (int)(is_negative ? -value : value);
    return SGP__NUMBER_READ;
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
