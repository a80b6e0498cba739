/*
 * fuzz_profile.c - the shared config files: a profile's name, a newline, then the text of both
 * files. The result must be a valid profile or an error with a message.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "sagepager/profile.h"

typedef struct text_platform {
    sgp_platform base;
    sgp_str text; /* of every file */
} text_platform;

static const char *no_variable(sgp_platform *platform, const char *name)
{
    (void)platform;
    (void)name;
    return NULL;
}

static sgp_status read_text(sgp_platform *platform, const char *path, size_t max_bytes,
                            sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    sgp_str text = ((const text_platform *)platform)->text;

    (void)path;
    (void)max_bytes;
    return sgp_arena_copy(arena, text.ptr, text.len, out, err);
}

static void look_at(sgp_profile *profile)
{
    static const char *const keys[] = { "region", "services", "aws_access_key_id", "a", "" };
    const char *url = NULL;
    sgp_error err = SGP_ERROR_INIT;
    sgp_status status = sgp_profile_endpoint_url(profile, "sagemaker", &url, &err);

    REQUIRE(status == SGP_OK || status == SGP_ERR_CONFIG);
    REQUIRE(!url || url[0] != '\0');
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        for (int file = SGP_PROFILE_BOTH; file <= SGP_PROFILE_CREDENTIALS; file++) {
            const char *value = sgp_profile_get(profile, (sgp_profile_file)file, keys[i]);
            REQUIRE(!value || strlen(value) < SGP_CONFIG_BYTES_MAX);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const sgp_platform_type type = {
        .size = sizeof type, .name = "text", .getenv = no_variable, .read_file = read_text
    };
    text_platform platform = { { &type }, { NULL, 0 } };
    sgp_error err = SGP_ERROR_INIT;
    sgp_profile *profile = NULL;
    char *input = calloc(1, size + 1);
    sgp_str text;
    sgp_status status;

    if (!input) return 0;
    if (size > 0) memcpy(input, data, size);
    text.ptr = input + strcspn(input, "\n");
    if (text.ptr < input + size) {
        input[text.ptr - input] = '\0';
        text.ptr++;
    }
    text.len = (size_t)(input + size - text.ptr);
    platform.text = text;
    status = sgp_profile_new(&profile, input, &platform.base, NULL, &err);
    REQUIRE(status == SGP_OK || status == SGP_ERR_CONFIG || status == SGP_ERR_LIMIT);
    REQUIRE((status == SGP_OK) == (sgp_error_message(&err)[0] == '\0'));
    if (profile) look_at(profile);
    sgp_profile_free(profile);
    free(input);
    return 0;
}
