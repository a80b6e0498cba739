/*
 * poll_loop.c - 100 listings at once in one thread: nonblocking clients and poll().
 */
#define _POSIX_C_SOURCE 200809L

#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>

#define LISTINGS 100

typedef struct listing {
    sgp_client *client;
    sgp_pages *pages;
    sgp_status status;
    sgp_error err;
} listing;

static sgp_status start(listing *l, const char *image_name)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;

    request.image_name = image_name;
    options.client.nonblocking = 1;
    l->status = sgp_client_new_default(&l->client, &options, &l->err);
    if (l->status == SGP_OK)
        l->status = sgp_pages_new(&l->pages, l->client, &request, NULL, &l->err);
    return l->status;
}

/* Goes on as far as it can without waiting. */
static void advance(listing *l)
{
    const sgp_page *page;

    while (l->status == SGP_OK || l->status == SGP_AGAIN) {
        l->status = sgp_pages_next(l->pages, &page, &l->err);
        if (l->status != SGP_OK) return;
    }
}

/* One poll() for all that wait; returns how many do. */
static int wait_for_any(listing *listings, int64_t now_us)
{
    struct pollfd fds[LISTINGS];
    int64_t until_us = INT64_MAX;
    int waiting = 0;

    for (int i = 0; i < LISTINGS; i++) {
        sgp_wants wants = SGP_WANTS_INIT;
        fds[i].fd = -1; /* poll() passes over it */
        fds[i].events = 0;
        if (listings[i].status != SGP_AGAIN) continue;
        waiting++;
        sgp_client_wants(listings[i].client, &wants);
        fds[i].fd = wants.fd;
        if (wants.events & SGP_WANT_READ) fds[i].events |= POLLIN;
        if (wants.events & SGP_WANT_WRITE) fds[i].events |= POLLOUT;
        if (wants.at_us < until_us) until_us = wants.at_us;
    }
    if (waiting > 0) {
        int64_t ms = (until_us - now_us) / 1000 + 1;
        (void)poll(fds, LISTINGS, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms);
    }
    return waiting;
}

int main(int argc, char **argv)
{
    sgp_platform platform = sgp_platform_posix();
    listing listings[LISTINGS] = { { NULL, NULL, SGP_OK, SGP_ERROR_INIT } };
    int failed = 0;

    for (int i = 0; i < LISTINGS; i++)
        (void)start(&listings[i], argc > 1 ? argv[1] : "my-image"); /* the status stays in it */
    do {
        for (int i = 0; i < LISTINGS; i++)
            advance(&listings[i]);
    } while (wait_for_any(listings, platform.monotonic_us(platform.self)) > 0);

    for (int i = 0; i < LISTINGS; i++) {
        listing *l = &listings[i];
        if (l->status == SGP_END)
            printf("listing %d: %" PRId64 " items\n", i, sgp_pages_item_count(l->pages));
        else
            fprintf(stderr, "listing %d: %s\n", i, l->err.message);
        failed += l->status != SGP_END;
        sgp_pages_free(l->pages);
        sgp_client_free(l->client);
    }
    return failed ? 1 : 0;
}
