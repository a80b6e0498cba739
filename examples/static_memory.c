/*
 * static_memory.c - a listing in a static array: the library asks the heap for nothing.
 *
 * Only what OpenSSL or Mbed TLS, cJSON and getaddrinfo take for themselves still comes from the C
 * library. The peak does not depend on how many pages there are.
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
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = image_name;
    status = sgp_pages_new(&pages, client, &request, NULL, err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, err)) == SGP_OK)
        *count += (int64_t)page->count;
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client *client = NULL;
    sgp_error err = SGP_ERROR_INIT;
    sgp_pool pool;
    sgp_status status;
    int64_t count = 0;

    if (sgp_pool_init(&pool, memory, sizeof memory) != SGP_OK) return 1;
    options.client.allocator = sgp_pool_allocator(&pool);
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argc > 1 ? argv[1] : "my-image", &count, &err);
    sgp_client_free(client);
    if (status != SGP_END) fprintf(stderr, "%s\n", err.message);
    printf("%" PRId64 " items, at most %zu of %d bytes at once, %zu not given back\n", count,
           pool.peak_bytes, MEMORY_BYTES, pool.used_bytes);
    return status == SGP_END ? 0 : 1;
}
