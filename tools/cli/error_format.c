/*
 * error_format.c - finds the format of error messages; see error_format.h.
 */
#include "error_format.h"

#include <string.h>
#include <strings.h>

#include "args.h"
#include "sagepager/sagepager.h"

static const char *const names[] = { NULL, "legacy", "json", "yaml", "text", "table", "enhanced" };

#define NAME_COUNT (sizeof(names) / sizeof(names[0]))

error_format error_format_find(const char *name)
{
    for (size_t i = 1; i < NAME_COUNT; i++)
        if (strcmp(names[i], name) == 0) return (error_format)i;
    return ERROR_FORMAT_UNSET;
}

int error_format_is_document(error_format format)
{
    return format != ERROR_FORMAT_LEGACY && format != ERROR_FORMAT_ENHANCED;
}

/* An empty value counts as given: it hides what the next source says. */
static error_format of_setting(const char *value)
{
    for (size_t i = 1; i < NAME_COUNT; i++)
        if (strcasecmp(names[i], value) == 0) return (error_format)i;
    return ERROR_FORMAT_ENHANCED;
}

static error_format of_profile(const args *a, sgp_platform *platform)
{
    const char *name = a->profile != NULL && a->profile[0] != '\0' ? a->profile : NULL;
    const char *value = NULL;
    sgp_profile *profile = NULL;
    error_format format = ERROR_FORMAT_ENHANCED;

    if (sgp_profile_new(&profile, name, platform, NULL, NULL) != SGP_OK) return ERROR_FORMAT_LEGACY;
    value = sgp_profile_get(profile, SGP_PROFILE_BOTH, "cli_error_format");
    if (value != NULL) format = of_setting(value);
    sgp_profile_free(profile);
    return format;
}

error_format error_format_resolve(const args *a)
{
    sgp_platform *platform = sgp_platform_posix();
    const char *variable = platform->type->getenv(platform, "AWS_CLI_ERROR_FORMAT");

    if (a->error_format != ERROR_FORMAT_UNSET) return a->error_format;
    return variable != NULL ? of_setting(variable) : of_profile(a, platform);
}
