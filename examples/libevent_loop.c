/*
 * libevent_loop.c - 100 listings at once in one thread under libevent.
 *
 * The same as poll_loop.c; any other event loop needs just what `wait_for` does.
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
    sgp_platform platform;
    sgp_client *client;
    sgp_pages *pages;
    sgp_status status;
    sgp_error err;
} listing;

static void on_ready(evutil_socket_t fd, short events, void *data);

/* What the client waits for, as an event: a descriptor, a time, or whichever comes first. */
static void wait_for(listing *l)
{
    sgp_wants wants = SGP_WANTS_INIT;
    struct timeval in;
    int64_t us;

    sgp_client_wants(l->client, &wants);
    us = wants.at_us - l->platform.monotonic_us(l->platform.self);
    if (us < 0) us = 0;
    in.tv_sec = (time_t)(us / 1000000);
    in.tv_usec = (suseconds_t)(us % 1000000);
    if (l->event) event_free(l->event);
    l->event = event_new(l->loop, wants.fd,
                         (short)((wants.events & SGP_WANT_READ ? EV_READ : 0) |
                                 (wants.events & SGP_WANT_WRITE ? EV_WRITE : 0)),
                         on_ready, l);
    if (!l->event || event_add(l->event, &in) < 0)
        l->status = sgp_error_set(&l->err, SGP_ERR_MEMORY, "libevent has no memory");
}

/* Goes on as far as it can without waiting. */
static void advance(listing *l)
{
    const sgp_page *page;

    while (l->status == SGP_OK || l->status == SGP_AGAIN) {
        l->status = sgp_pages_next(l->pages, &page, &l->err);
        if (l->status != SGP_AGAIN) continue;
        wait_for(l);
        return;
    }
}

static void on_ready(evutil_socket_t fd, short events, void *data)
{
    (void)fd;
    (void)events;
    advance(data);
}

static void start(listing *l, struct event_base *loop, const char *image_name)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;

    l->loop = loop;
    l->platform = sgp_platform_posix();
    request.image_name = image_name;
    options.client.nonblocking = 1;
    l->status = sgp_client_new_default(&l->client, &options, &l->err);
    if (l->status == SGP_OK)
        l->status = sgp_pages_new(&l->pages, l->client, &request, NULL, &l->err);
    advance(l);
}

/* Reports and frees; non-zero when the listing failed. */
static int finish(listing *l, int number)
{
    int failed = l->status != SGP_END;

    if (failed)
        fprintf(stderr, "listing %d: %s\n", number, l->err.message);
    else
        printf("listing %d: %" PRId64 " items\n", number, sgp_pages_item_count(l->pages));
    if (l->event) event_free(l->event);
    sgp_pages_free(l->pages);
    sgp_client_free(l->client);
    return failed;
}

int main(int argc, char **argv)
{
    static listing listings[LISTINGS];
    struct event_base *loop = event_base_new();
    int failed = 0;

    if (!loop) return 1;
    for (int i = 0; i < LISTINGS; i++)
        start(&listings[i], loop, argc > 1 ? argv[1] : "my-image");
    (void)event_base_dispatch(loop); /* returns once nobody waits */
    for (int i = 0; i < LISTINGS; i++)
        failed += finish(&listings[i], i);
    event_base_free(loop);
    return failed ? 1 : 0;
}
