/*
 * own_clock.c - brings its own platform: a corrected wall clock.
 *
 * A device whose clock has no battery must get the time from elsewhere. Here an
 * argument gives the number of seconds that the clock is behind. Signatures then
 * contain the corrected time. Usage: own_clock SECONDS-BEHIND [IMAGE]
 *
 *
 */
#include <sagepager/sagepager.h>

#include <stdio.h>
#include <stdlib.h>

typedef struct corrected_clock {
    sgp_platform base;
    sgp_platform *real;
    int64_t behind_us;
} corrected_clock;

static int64_t wall_us(sgp_platform *platform)
{
    corrected_clock *c = (corrected_clock *)platform;
    int64_t us = c->real->type->wall_us(c->real);

    return us < 0 ? us : us + c->behind_us; /* negative: the clock failed */
}

/* The other slots forward to the real platform. Without `read_file` the library reads
 * no config files. */
static int64_t monotonic_us(sgp_platform *platform)
{
    corrected_clock *c = (corrected_clock *)platform;

    return c->real->type->monotonic_us(c->real);
}

static sgp_status fill_random(sgp_platform *platform, void *bytes, size_t len)
{
    corrected_clock *c = (corrected_clock *)platform;

    return c->real->type->random(c->real, bytes, len);
}

static sgp_status wait_for(sgp_platform *platform, const sgp_poll_interest *interest)
{
    corrected_clock *c = (corrected_clock *)platform;

    return c->real->type->wait(c->real, interest);
}

static const char *variable(sgp_platform *platform, const char *name)
{
    corrected_clock *c = (corrected_clock *)platform;

    return SGP_HAS(c->real, getenv) ? c->real->type->getenv(c->real, name) : NULL;
}

static const sgp_platform_type corrected_clock_type = { .size = sizeof(sgp_platform_type),
                                                        .name = "corrected_clock",
                                                        .wall_us = wall_us,
                                                        .monotonic_us = monotonic_us,
                                                        .random = fill_random,
                                                        .wait = wait_for,
                                                        .getenv = variable };

static sgp_status call(sgp_client *client, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page *page = NULL;
    sgp_status status = sgp_page_new(&page, NULL, err);

    request.image_name = image_name;
    if (status == SGP_OK) status = sgp_client_list_image_versions(client, &request, page, err);
    if (status == SGP_OK) printf("%zu items\n", page->count);
    sgp_page_free(page);
    return status;
}

int main(int argc, char **argv)
{
    corrected_clock clock = { { &corrected_clock_type }, sgp_platform_posix(), 0 };
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    char message[SGP_ERROR_MESSAGE_MAX + 1], text[SGP_ERROR_MESSAGE_MAX + 200];
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_client *client = NULL;
    sgp_status status;

    clock.behind_us = argc > 1 ? (int64_t)strtol(argv[1], NULL, 10) * 1000000 : 0;
    client_options.platform = &clock.base;
    options.client = &client_options;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = call(client, argc > 2 ? argv[2] : "my-image", &err);
    if (status != SGP_OK) fprintf(stderr, "%s\n", sgp_error_describe(&err, text, sizeof text));
    sgp_client_free(client);
    return status == SGP_OK ? 0 : 1;
}
