/*
 * list_items.c - the library's consumer that scripts/bench measures: lists all, looks at each item
 * and prints what it saw, and the most memory that the library held. Where to, and for whom, comes
 * from the environment. PAUSE-MS is how long it then works on each page.
 *
 * Usage: list_items PAGE-SIZE prefetch|none PAUSE-MS
 */
#define _POSIX_C_SOURCE 200809L

#include "sagepager/sagepager.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct memory {
    sgp_allocator api;
    size_t bytes, peak;
} memory;

static void *allocate(void *self, size_t bytes)
{
    memory *m = self;
    void *ptr = malloc(bytes);

    if (!ptr) return NULL;
    m->bytes += bytes;
    if (m->bytes > m->peak) m->peak = m->bytes;
    return ptr;
}

static void release(void *self, void *ptr, size_t bytes)
{
    if (ptr) ((memory *)self)->bytes -= bytes;
    free(ptr);
}

static void look_at(const sgp_page *page, uint64_t *sum)
{
    for (size_t i = 0; i < page->count; i++)
        *sum += (uint64_t)page->items[i].version + (uint64_t)page->items[i].creation_time_us +
                page->items[i].image_version_arn.len;
}

/* Prints nothing: the C library's buffer is no memory of a listing. */
static sgp_status list(sgp_client *client, char **argv, uint64_t *sum, int64_t *items,
                       sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    struct timespec pause = { 0, strtol(argv[3], NULL, 10) * 1000000 };
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = "demo-image";
    options.page_size = sgp_opt(atoi(argv[1]));
    options.no_prefetch = strcmp(argv[2], "none") == 0;
    status = sgp_pages_new(&pages, client, &request, &options, err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, err)) == SGP_OK) {
        look_at(page, sum);
        if (pause.tv_nsec > 0) (void)nanosleep(&pause, NULL);
    }
    *items = sgp_pages_item_count(pages);
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    memory m = { { sizeof(sgp_allocator), &m, allocate, release }, 0, 0 };
    sgp_client *client = NULL;
    uint64_t sum = 0;
    int64_t items = 0;
    sgp_error err;
    sgp_status status;

    if (argc != 4) return 2;
    options.client.allocator = &m.api;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argv, &sum, &items, &err);
    sgp_client_free(client);
    if (status == SGP_END) {
        printf("items %" PRId64 "\nsum %" PRIu64 "\npeak %zu\n", items, sum, m.peak);
        return 0;
    }
    (void)fprintf(stderr, "list_items: %s\n", err.message);
    return 1;
}
