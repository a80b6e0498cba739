/*
 * poll_loop.c - 100 listings at once in one thread: nonblocking clients and poll().
 *
 * Usage: poll_loop [IMAGE]
 */
#define _POSIX_C_SOURCE 200809L

#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>

#define LISTINGS 100

typedef struct listing {
    sgp_client *client;
    sgp_paginator *paginator;
    sgp_status status;
    sgp_error err;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
} listing;

static sgp_status start(listing *l, const char *image_name)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_status status;

    l->err.buffer = l->text;
    l->err.buffer_bytes = sizeof l->text;
    request.image_name = image_name;
    client_options.nonblocking = 1;
    options.client = &client_options;
    status = sgp_client_new_default(&l->client, &options, &l->err);
    if (status != SGP_OK) return status;
    return sgp_list_image_versions_paginator_new(&l->paginator, l->client, &request, NULL, &l->err);
}

/* Runs the listing as far as it gets without waiting. */
static void advance(listing *l)
{
    const sgp_page *page;

    if (l->status != SGP_OK && l->status != SGP_AGAIN) return;
    do
        l->status = sgp_paginator_next_page(l->paginator, &page, &l->err);
    while (l->status == SGP_OK);
}

/* Stores the interest of a waiting listing in *fd and lowers *until_us to its time. */
static void add_interest(const listing *l, struct pollfd *fd, int64_t *until_us)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    sgp_client_wants(l->client, &wants);
    fd->fd = wants.fd;
    if (wants.events & SGP_POLL_READ) fd->events |= POLLIN;
    if (wants.events & SGP_POLL_WRITE) fd->events |= POLLOUT;
    if (wants.at_us < *until_us) *until_us = wants.at_us;
}

/* Calls poll() once for all waiting listings and returns their number. */
static int wait_for_any(const listing *listings, sgp_platform *platform)
{
    struct pollfd fds[LISTINGS];
    int64_t until_us = INT64_MAX, ms;
    int waiting = 0;

    for (int i = 0; i < LISTINGS; i++) {
        fds[i].fd = -1; /* poll() skips it */
        fds[i].events = 0;
        if (listings[i].status != SGP_AGAIN) continue;
        add_interest(&listings[i], &fds[i], &until_us);
        waiting++;
    }
    if (waiting == 0) return 0;
    ms = (until_us - platform->type->monotonic_us(platform)) / 1000 + 1;
    (void)poll(fds, LISTINGS, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms);
    return waiting;
}

/* Reports and frees; non-zero if the listing failed. */
static int finish(listing *l, int number)
{
    int has_failed = l->status != SGP_END;

    if (has_failed)
        fprintf(stderr, "listing %d: %s\n", number, sgp_error_message(&l->err));
    else
        printf("listing %d: %" PRId64 " items\n", number, sgp_paginator_item_count(l->paginator));
    sgp_paginator_free(l->paginator);
    sgp_client_free(l->client);
    return has_failed;
}

int main(int argc, char **argv)
{
    static listing listings[LISTINGS];
    sgp_platform *platform = sgp_platform_posix();
    int failures = 0;

    for (int i = 0; i < LISTINGS; i++)
        listings[i].status = start(&listings[i], argc > 1 ? argv[1] : "my-image");
    do {
        for (int i = 0; i < LISTINGS; i++)
            advance(&listings[i]);
    } while (wait_for_any(listings, platform) > 0);
    for (int i = 0; i < LISTINGS; i++)
        failures += finish(&listings[i], i);
    return failures ? 1 : 0;
}
