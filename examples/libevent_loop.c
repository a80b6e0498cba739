/*
 * libevent_loop.c - 100 listings at once in one thread under libevent.
 *
 * It does the same as poll_loop.c. For another event loop, replace `wait_for`. Usage:
 * libevent_loop [IMAGE]
 */
#define _POSIX_C_SOURCE 200809L

#include <sagepager/sagepager.h>

#include <event2/event.h>

#include <inttypes.h>
#include <stdio.h>

#define LISTINGS 100

typedef struct listing {
    struct event_base *loop;
    struct event *event;
    sgp_platform *platform;
    sgp_client *client;
    sgp_paginator *paginator;
    sgp_status status;
    sgp_error err;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
} listing;

static void on_ready(evutil_socket_t fd, short events, void *data);

/* Registers the client's interest as one event: a descriptor, a time, or the earlier
 * of both. */
static void wait_for(listing *l)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    struct timeval in;
    int64_t us;

    sgp_client_wants(l->client, &wants);
    us = wants.at_us - l->platform->type->monotonic_us(l->platform);
    if (us < 0) us = 0;
    in.tv_sec = (time_t)(us / 1000000);
    in.tv_usec = (suseconds_t)(us % 1000000);
    if (l->event) event_free(l->event);
    l->event = event_new(l->loop, wants.fd,
                         (short)((wants.events & SGP_POLL_READ ? EV_READ : 0) |
                                 (wants.events & SGP_POLL_WRITE ? EV_WRITE : 0)),
                         on_ready, l);
    if (!l->event || event_add(l->event, &in) < 0)
        l->status = sgp_error_set(&l->err, SGP_ERR_MEMORY, "no memory for an event");
}

/* Runs the listing as far as it gets without waiting. */
static void advance(listing *l)
{
    const sgp_page *page;

    if (l->status != SGP_OK && l->status != SGP_AGAIN) return;
    do
        l->status = sgp_paginator_next_page(l->paginator, &page, &l->err);
    while (l->status == SGP_OK);
    if (l->status == SGP_AGAIN) wait_for(l);
}

static void on_ready(evutil_socket_t fd, short events, void *data)
{
    (void)fd;
    (void)events;
    advance(data);
}

static sgp_status start(listing *l, struct event_base *loop, const char *image_name)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_status status;

    l->loop = loop;
    l->platform = sgp_platform_posix();
    l->err.buffer = l->text;
    l->err.buffer_bytes = sizeof l->text;
    request.image_name = image_name;
    client_options.nonblocking = 1;
    options.client = &client_options;
    status = sgp_client_new_default(&l->client, &options, &l->err);
    if (status != SGP_OK) return status;
    return sgp_list_image_versions_paginator_new(&l->paginator, l->client, &request, NULL, &l->err);
}

/* Reports and frees; non-zero if the listing failed. */
static int finish(listing *l, int number)
{
    int has_failed = l->status != SGP_END;

    if (has_failed)
        fprintf(stderr, "listing %d: %s\n", number, sgp_error_message(&l->err));
    else
        printf("listing %d: %" PRId64 " items\n", number, sgp_paginator_item_count(l->paginator));
    if (l->event) event_free(l->event);
    sgp_paginator_free(l->paginator);
    sgp_client_free(l->client);
    return has_failed;
}

int main(int argc, char **argv)
{
    static listing listings[LISTINGS];
    struct event_base *loop = event_base_new();
    int failures = 0;

    if (!loop) return 1;
    for (int i = 0; i < LISTINGS; i++) {
        listings[i].status = start(&listings[i], loop, argc > 1 ? argv[1] : "my-image");
        advance(&listings[i]);
    }
    (void)event_base_dispatch(loop); /* returns once no listing waits */
    for (int i = 0; i < LISTINGS; i++)
        failures += finish(&listings[i], i);
    event_base_free(loop);
    return failures ? 1 : 0;
}
