/*
 * own_clock.c - brings its own platform: a wall clock that is told what time it is.
 *
 * For a device without a battery behind its clock: it learns the time from somewhere (here: how
 * many seconds its clock is behind, as an argument), and signatures then carry that.
 * Usage: own_clock SECONDS-BEHIND [IMAGE]
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct corrected_clock {
    sgp_platform real;
    int64_t behind_us;
} corrected_clock;

static int64_t wall_us(void *self)
{
    corrected_clock *c = self;

    return c->real.wall_us(c->real.self) + c->behind_us;
}

/* The rest is passed on: nothing else in the library looks at a clock, waits or draws numbers. */
static int64_t monotonic_us(void *self)
{
    corrected_clock *c = self;

    return c->real.monotonic_us(c->real.self);
}

static sgp_status fill_random(void *self, void *bytes, size_t len)
{
    corrected_clock *c = self;

    return c->real.random(c->real.self, bytes, len);
}

static sgp_status wait_until(void *self, const sgp_wants *wants)
{
    corrected_clock *c = self;

    return c->real.wait(c->real.self, wants);
}

static const char *variable(void *self, const char *name)
{
    corrected_clock *c = self;

    return c->real.getenv(c->real.self, name);
}

int main(int argc, char **argv)
{
    corrected_clock clock = { sgp_platform_posix(), 0 };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_platform platform = SGP_PLATFORM_INIT;
    sgp_client *client = NULL;
    sgp_page page;
    sgp_error err;
    sgp_status status;
    char text[SGP_ERROR_MESSAGE_MAX + 200];

    clock.behind_us = argc > 1 ? strtoll(argv[1], NULL, 10) * 1000000 : 0;
    platform.self = &clock;
    platform.wall_us = wall_us;
    platform.monotonic_us = monotonic_us;
    platform.random = fill_random;
    platform.wait = wait_until;
    platform.getenv = variable;
    options.client.platform = &platform;
    request.image_name = argc > 2 ? argv[2] : "my-image";
    sgp_page_init(&page, NULL);
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = sgp_client_list_image_versions(client, &request, &page, &err);
    if (status == SGP_OK)
        printf("%zu items\n", page.count);
    else
        fprintf(stderr, "%s\n", sgp_error_describe(&err, text, sizeof text));
    sgp_page_deinit(&page);
    sgp_client_free(client);
    return status == SGP_OK ? 0 : 1;
}
