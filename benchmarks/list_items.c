/*
 * list_items.c - the consumer of the library that scripts/bench measures. It lists all
 * items, reads each one and prints a checksum and the library's peak memory. Endpoint
 * and credentials come from the environment. It sleeps for PAUSE-MS after each page, in
 * place of work.
 *
 * Usage: list_items PAGE-SIZE prefetch|none PAUSE-MS
 *
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
    for (size_t i = 0; i < page->count; i++) {
        const sgp_image_version *item = sgp_page_image_version(page, i);
        *sum += (uint64_t)item->version + (uint64_t)item->creation_time_us +
                item->image_version_arn.len;
    }
}

/* Prints nothing, because the C library's buffer is not memory of a listing. */
static sgp_status list(sgp_client *client, char **argv, uint64_t *sum, int64_t *items,
                       sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    struct timespec pause = { 0, strtol(argv[3], NULL, 10) * 1000000 };
    const sgp_page *page;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = "demo-image";
    options.page_size = sgp_opt_int_of(strtol(argv[1], NULL, 10));
    options.no_prefetch = strcmp(argv[2], "none") == 0;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, &options, err);
    if (status != SGP_OK) return status;
    while ((status = sgp_paginator_next_page(paginator, &page, err)) == SGP_OK) {
        look_at(page, sum);
        if (pause.tv_nsec > 0) (void)nanosleep(&pause, NULL);
    }
    *items = sgp_paginator_item_count(paginator);
    sgp_paginator_free(paginator);
    return status;
}

int main(int argc, char **argv)
{
    memory m = { { sizeof(sgp_allocator), &m, allocate, release }, 0, 0 };
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    uint64_t sum = 0;
    int64_t items = 0;
    sgp_status status;

    if (argc != 4) return 2;
    client_options.allocator = &m.api;
    options.client = &client_options;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argv, &sum, &items, &err);
    sgp_client_free(client);
    if (status == SGP_END) {
        printf("items %" PRId64 "\nsum %" PRIu64 "\npeak %zu\n", items, sum, m.peak);
        return 0;
    }
    (void)fprintf(stderr, "list_items: %s\n", sgp_error_message(&err));
    return 1;
}
