/*
 * list_items.c - the library's consumer that scripts/bench measures: lists all, looks at each item
 * and prints what it saw. Where to, and for whom, comes from the environment.
 *
 * Usage: list_items PAGE-SIZE
 */
#include "sagepager/sagepager.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static sgp_status list(sgp_client *client, int page_size, uint64_t *sum, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = "demo-image";
    options.page_size = sgp_opt(page_size);
    status = sgp_pages_new(&pages, client, &request, &options, err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, err)) == SGP_OK)
        for (size_t i = 0; i < page->count; i++)
            *sum += (uint64_t)page->items[i].version + (uint64_t)page->items[i].creation_time_us +
                    page->items[i].image_version_arn.len;
    if (status == SGP_END) printf("%" PRId64 " items, ", sgp_pages_item_count(pages));
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_client *client = NULL;
    uint64_t sum = 0;
    sgp_error err;
    sgp_status status;

    if (argc != 2) return 2;
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = list(client, atoi(argv[1]), &sum, &err);
    sgp_client_free(client);
    if (status == SGP_END) {
        printf("sum %" PRIu64 "\n", sum);
        return 0;
    }
    (void)fprintf(stderr, "list_items: %s\n", err.message);
    return 1;
}
