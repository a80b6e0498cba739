/*
 * deadline_driver.c - makes a call whose deadline passes; prints its status, by how many
 * microseconds it exceeded the deadline, and the microseconds of the longest call.
 *
 * Usage: deadline_driver blocking|nonblocking MILLISECONDS BACKEND; the endpoint comes from the
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
    sgp_platform *platform = sgp_platform_posix();

    return platform->type->monotonic_us(platform);
}

/* Waits as the library does in blocking mode. */
static void wait_for(sgp_client *client)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    sgp_platform *platform = sgp_platform_posix();

    sgp_client_wants(client, &wants);
    (void)platform->type->wait(platform, &wants);
}

static int64_t longest_us;

static sgp_status next_page(sgp_paginator *pages, sgp_error *err)
{
    const sgp_page *page;
    int64_t started_us = now_us(), took_us;
    sgp_status status = sgp_paginator_next_page(pages, &page, err);

    took_us = now_us() - started_us;
    if (took_us > longest_us) longest_us = took_us;
    return status;
}

static sgp_status run(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator *pages = NULL;
    sgp_status status;

    request.image_name = "img";
    status = sgp_list_image_versions_paginator_new(&pages, client, &request, NULL, err);
    if (status == SGP_OK) status = next_page(pages, err);
    while (status == SGP_AGAIN) {
        wait_for(client);
        status = next_page(pages, err);
    }
    sgp_paginator_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_client *client = NULL;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_status status;
    int64_t started_us;

    if (argc != 4) return 2;
    client_options.nonblocking = strcmp(argv[1], "nonblocking") == 0;
    client_options.call_timeout_ms = strtol(argv[2], NULL, 10);
    options.client = &client_options;
    options.backend = sgp_backend_find(argv[3]);
    status = sgp_client_new_default(&client, &options, &err);
    started_us = now_us();
    if (status == SGP_OK) status = run(client, &err);
    printf("%d %" PRId64 " %" PRId64 " %s\n", (int)status,
           now_us() - started_us - client_options.call_timeout_ms * 1000, longest_us,
           sgp_error_message(&err));
    sgp_client_free(client);
    return 0;
}
