/*
 * prefetch_driver.c - a listing whose consumer works on each page until a line comes on standard
 * input, to see that the next page comes meanwhile. Prints the number of items after each page.
 *
 * Usage: prefetch_driver prefetch|none. Where to, and for whom, comes from the environment; the
 * image is img.
 */
#include "sagepager/sagepager.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static sgp_status list(sgp_client *client, const char *mode, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;
    char line[16];

    request.image_name = "img";
    options.no_prefetch = strcmp(mode, "none") == 0;
    status = sgp_pages_new(&pages, client, &request, &options, err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, err)) == SGP_OK) {
        printf("%" PRId64 "\n", sgp_pages_item_count(pages));
        (void)fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) break;
    }
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_client *client = NULL;
    sgp_error err;
    sgp_status status;

    if (argc != 2) return 2;
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = list(client, argv[1], &err);
    sgp_client_free(client);
    if (status == SGP_END) return 0;
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
}
