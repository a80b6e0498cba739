/*
 * slow_consumer.c - a listing whose consumer takes its time with each page, for measuring and
 * testing that the next page comes meanwhile. Prints the number of items after each page.
 *
 * Usage: slow_consumer prefetch|none MILLISECONDS|line; `line`: works on a page until a line comes
 * on standard input. Where to, and for whom, comes from the environment; the image is img.
 */
#define _POSIX_C_SOURCE 200809L

#include "sagepager/sagepager.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void work(const char *how)
{
    struct timespec duration;
    char line[16];
    long ms = strtol(how, NULL, 10);

    if (strcmp(how, "line") == 0) {
        if (!fgets(line, sizeof line, stdin)) exit(1);
        return;
    }
    duration.tv_sec = ms / 1000;
    duration.tv_nsec = ms % 1000 * 1000000;
    (void)nanosleep(&duration, NULL);
}

static sgp_status list(sgp_client *client, const char *mode, const char *how, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = "img";
    options.no_prefetch = strcmp(mode, "none") == 0;
    status = sgp_pages_new(&pages, client, &request, &options, err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, err)) == SGP_OK) {
        printf("%" PRId64 "\n", sgp_pages_item_count(pages));
        (void)fflush(stdout);
        work(how);
    }
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_client *client = NULL;
    sgp_error err;
    sgp_status status;

    if (argc != 3) return 2;
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = list(client, argv[1], argv[2], &err);
    sgp_client_free(client);
    if (status == SGP_END) return 0;
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
}
