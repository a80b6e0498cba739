/*
 * deadline_driver.c - how long one call takes whose deadline passes: prints its status and by how
 * many microseconds it overran the deadline.
 *
 * Usage: deadline_driver blocking|nonblocking MILLISECONDS BACKEND; where to comes from the
 * environment.
 */
#define _POSIX_C_SOURCE 200809L

#include "sagepager/sagepager.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t now_us(void)
{
    sgp_platform platform = sgp_platform_posix();

    return platform.monotonic_us(platform.self);
}

/* Waits as the library itself does when it may block. */
static void wait_for(sgp_client *client)
{
    sgp_wants wants = SGP_WANTS_INIT;
    sgp_platform platform = sgp_platform_posix();

    sgp_client_wants(client, &wants);
    (void)platform.wait(platform.self, &wants);
}

static sgp_status run(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages *pages = NULL;
    const sgp_page *page;
    sgp_status status;

    request.image_name = "img";
    status = sgp_pages_new(&pages, client, &request, NULL, err);
    if (status == SGP_OK) status = sgp_pages_next(pages, &page, err);
    while (status == SGP_AGAIN) {
        wait_for(client);
        status = sgp_pages_next(pages, &page, err);
    }
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client *client = NULL;
    sgp_error err;
    sgp_status status;
    int64_t started_us;

    if (argc != 4) return 2;
    options.client.nonblocking = strcmp(argv[1], "nonblocking") == 0;
    options.client.call_timeout_ms = strtol(argv[2], NULL, 10);
    options.backend = sgp_backend_find(argv[3]);
    status = sgp_client_new_default(&client, &options, &err);
    started_us = now_us();
    if (status == SGP_OK) status = run(client, &err);
    printf("%d %" PRId64 " %s\n", (int)status,
           now_us() - started_us - options.client.call_timeout_ms * 1000, err.message);
    sgp_client_free(client);
    return 0;
}
