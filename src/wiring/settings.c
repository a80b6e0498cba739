/*
 * settings.c - where a setting comes from: environment before profile (botocore/configprovider.py).
 */
#include "wiring.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

const char *sgp__env(const sgp_platform *platform, const char *name)
{
    const char *value = platform->getenv ? platform->getenv(platform->self, name) : NULL;

    return value && value[0] ? value : NULL;
}

const char *sgp__of_profile(const sgp_profile *profile, const char *key)
{
    const char *value = sgp_profile_get(profile, SGP_PROFILE_BOTH, key);

    return value && value[0] ? value : NULL;
}

const char *sgp__setting(const sgp_platform *platform, const char *variable,
                         const sgp_profile *profile, const char *key)
{
    const char *value = variable ? sgp__env(platform, variable) : NULL;

    return value ? value : sgp__of_profile(profile, key);
}

sgp_status sgp__keep(sgp_arena *arena, const char *text, const char **out, sgp_error *err)
{
    sgp_str copy = { NULL, 0 };

    *out = NULL;
    if (text) SGP_WIRE(sgp_arena_copy(arena, text, strlen(text), &copy, err));
    *out = copy.ptr;
    return SGP_OK;
}

int sgp__equals_nocase(const char *text, const char *small)
{
    size_t i = 0;

    while (text && text[i] && (text[i] | 0x20) == small[i])
        i++;
    return text && !text[i] && !small[i];
}

int sgp__is_true(const char *text)
{
    return sgp__equals_nocase(text, "true");
}

int sgp__is_on(int option, const sgp_platform *platform, const char *variable,
               const sgp_profile *profile, const char *key)
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

sgp_status sgp__endpoint_setting(const sgp_platform *platform, sgp_profile *profile,
                                 const char *service, const char *variable, const char **url,
                                 sgp_error *err)
{
    *url = NULL;
    if (sgp__is_on(0, platform, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", profile,
                   "ignore_configured_endpoint_urls"))
        return SGP_OK;
    *url = sgp__env(platform, variable);
    if (!*url) *url = sgp__env(platform, "AWS_ENDPOINT_URL");
    return *url ? SGP_OK : sgp_profile_endpoint_url(profile, service, url, err);
}

void sgp__look_at_file(const sgp_platform *platform, const sgp_trace *trace, const char *topic,
                       const char *path)
{
    char text[1024];

    if (!path || !trace->line || !platform->is_open_to_others ||
        !platform->is_open_to_others(platform->self, path))
        return;
    (void)snprintf(text, sizeof text,
                   "%s may be read by others than its owner: chmod 600 would mend it", path);
    trace->line(trace->self, topic, text, strlen(text));
}
