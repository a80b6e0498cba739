/*
 * prefetch_driver.c - lists and works on each page until a line comes on standard input, to show
 * that the next page arrives meanwhile. Prints the number of items after each page.
 *
 * Usage: prefetch_driver prefetch|none. Endpoint and credentials come from the environment; the
 * image is img.
 */
#include "sagepager/sagepager.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static sgp_status list(sgp_client *client, const char *mode, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    const sgp_page *page;
    sgp_paginator *pages = NULL;
    sgp_status status;
    char line[16];

    request.image_name = "img";
    options.no_prefetch = strcmp(mode, "none") == 0;
    status = sgp_list_image_versions_paginator_new(&pages, client, &request, &options, err);
    while (status == SGP_OK && (status = sgp_paginator_next_page(pages, &page, err)) == SGP_OK) {
        printf("%" PRId64 "\n", sgp_paginator_item_count(pages));
        (void)fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) break;
    }
    sgp_paginator_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_client *client = NULL;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_status status;

    if (argc != 2) return 2;
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = list(client, argv[1], &err);
    sgp_client_free(client);
    if (status == SGP_END) return 0;
    (void)fprintf(stderr, "%s\n", sgp_error_message(&err));
    return 1;
}
