/*
 * static_memory.c - a listing in a static array: the library allocates nothing from the
 * heap.
 *
 * OpenSSL, Mbed TLS, cJSON and getaddrinfo still allocate from the C library. The
 * peak does not depend on the number of pages. Usage: static_memory [IMAGE]
 *
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

#define MEMORY_BYTES (256 * 1024)

static unsigned char memory[MEMORY_BYTES];

static sgp_status list(sgp_client *client, const char *image_name, int64_t *count, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_page *page;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = image_name;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK && (status = sgp_paginator_next_page(paginator, &page, err)) == SGP_OK)
        *count += (int64_t)page->count;
    sgp_paginator_free(paginator);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_pool *pool = NULL;
    sgp_status status;
    int64_t count = 0;

    if (sgp_pool_new(&pool, memory, sizeof memory) != SGP_OK) return 1;
    client_options.allocator = sgp_pool_allocator(pool);
    options.client = &client_options;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argc > 1 ? argv[1] : "my-image", &count, &err);
    sgp_client_free(client);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_message(&err));
    printf("%" PRId64 " items, at most %zu of %d bytes at once, %zu not freed\n", count,
           sgp_pool_peak_bytes(pool), MEMORY_BYTES, sgp_pool_used_bytes(pool));
    return status == SGP_END ? 0 : 1;
}
