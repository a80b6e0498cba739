/*
 * own_stream.c - brings its own byte stream: a dialer that reaches every host through
 * one UNIX socket.
 *
 * The library's TLS and HTTP/1.1 run over it. A device would use its modem in place of
 * the socket. Usage: own_stream SOCKET [IMAGE]
 *
 *
 */
#define _POSIX_C_SOURCE 200809L

#include <sagepager/sagepager.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* --- the stream ------------------------------------------------------------------------------- */

/* A stream is this one block of memory. No slot blocks, so only the caller checks deadlines. */
typedef struct channel {
    sgp_stream base;
    int fd;
    struct sockaddr_un address;
    sgp_poll_interest wants; /* of the last SGP_AGAIN */
} channel;

static sgp_status again_or_error(channel *c, unsigned events, const char *what, sgp_error *err)
{
    c->wants.fd = c->fd;
    c->wants.events = events;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return SGP_AGAIN;
    return sgp_error_set(err, SGP_ERR_NETWORK, "%s: %s", what, strerror(errno));
}

static sgp_status channel_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    channel *c = (channel *)stream;

    (void)deadline;
    if (connect(c->fd, (struct sockaddr *)&c->address, sizeof c->address) == 0 || errno == EISCONN)
        return SGP_OK;
    /* The server's queue is full. poll() cannot wait for that, so `wants` stays empty. */
    if (errno == EAGAIN) return SGP_AGAIN;
    return sgp_error_set(err, SGP_ERR_CONNECT, "%s: %s", c->address.sun_path, strerror(errno));
}

static sgp_status channel_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                               sgp_deadline deadline, sgp_error *err)
{
    channel *c = (channel *)stream;
    ssize_t n = recv(c->fd, buffer, capacity, 0);

    (void)deadline;
    if (n < 0) return again_or_error(c, SGP_POLL_READ, "read", err);
    *got = (size_t)n;
    return n == 0 ? SGP_END : SGP_OK;
}

static sgp_status channel_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                                sgp_deadline deadline, sgp_error *err)
{
    channel *c = (channel *)stream;
    ssize_t n = send(c->fd, bytes, len, MSG_NOSIGNAL);

    (void)deadline;
    if (n < 0) return again_or_error(c, SGP_POLL_WRITE, "write", err);
    *put = (size_t)n;
    return SGP_OK;
}

static void channel_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    *out = ((channel *)stream)->wants;
}

static void channel_close(sgp_stream *stream)
{
    (void)close(((channel *)stream)->fd);
    free(stream);
}

static const sgp_stream_type channel_type = { .size = sizeof(sgp_stream_type),
                                              .name = "channel",
                                              .connect = channel_connect,
                                              .read = channel_read,
                                              .write = channel_write,
                                              .close = channel_close,
                                              .wants = channel_wants };

/* --- the dialer ------------------------------------------------------------------------------- */

typedef struct channel_dialer {
    sgp_dialer base;
    const char *path; /* of the socket */
} channel_dialer;

static sgp_status channel_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                               sgp_error *err)
{
    static const sgp_poll_interest nothing = SGP_POLL_INTEREST_INIT;
    const char *path = ((channel_dialer *)dialer)->path;
    channel *c;

    if (target->is_tls || target->via)
        return sgp_error_set(err, SGP_ERR_USAGE, "this dialer has neither TLS nor proxies");
    if (strlen(path) >= sizeof c->address.sun_path)
        return sgp_error_set(err, SGP_ERR_CONFIG, "%s: the path of a socket has at most %zu bytes",
                             path, sizeof c->address.sun_path - 1);
    c = calloc(1, sizeof *c);
    if (!c) return sgp_error_set(err, SGP_ERR_MEMORY, "no memory for a stream");
    c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0) {
        free(c);
        return sgp_error_set(err, SGP_ERR_NETWORK, "socket: %s", strerror(errno));
    }
    c->base.type = &channel_type;
    c->address.sun_family = AF_UNIX;
    memcpy(c->address.sun_path, path, strlen(path) + 1);
    c->wants = nothing;
    *out = &c->base;
    return SGP_OK;
}

static const sgp_dialer_type channel_dialer_type = { .size = sizeof(sgp_dialer_type),
                                                     .name = "channel",
                                                     .open = channel_open };

/* --- the library's TLS and HTTP over it, and a listing ---------------------------------------- */

/* A constructor owns its parts once it succeeds. If it fails, this function destroys
 * them. The channels have no `destroy`, so they stay main's. */
static sgp_status make_http(sgp_http **http, sgp_dialer *channels, sgp_error *err)
{
    const sgp_backend *backend = sgp_backend_at(0);
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_dialer *dialer = NULL;
    sgp_tls *tls = NULL;
    sgp_status status;

    if (!backend) return sgp_error_set(err, SGP_ERR_CONFIG, "the library has no TLS backend");
    options.ca_file = getenv("AWS_CA_BUNDLE");
    status = backend->tls_new(&tls, &options, NULL, err);
    if (status != SGP_OK) return status;
    status = sgp_net_dialer_new(&dialer, channels, tls, NULL, err);
    if (status != SGP_OK) {
        if (SGP_HAS(tls, destroy)) tls->type->destroy(tls);
        return status;
    }
    status = sgp_http1_new(http, dialer, sgp_platform_posix(), NULL, NULL, err);
    if (status != SGP_OK && SGP_HAS(dialer, destroy)) dialer->type->destroy(dialer);
    return status;
}

static sgp_status make_client(sgp_client **client, sgp_dialer *channels, sgp_error *err)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_http *http = NULL;
    sgp_status status = make_http(&http, channels, err);

    if (status != SGP_OK) return status;
    client_options.http = http;
    options.client = &client_options;
    status = sgp_client_new_default(client, &options, err);
    if (status != SGP_OK && SGP_HAS(http, destroy)) http->type->destroy(http);
    return status;
}

static sgp_status list(sgp_client *client, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = image_name;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_paginator_free(paginator);
    return status;
}

int main(int argc, char **argv)
{
    channel_dialer channels = { { &channel_dialer_type }, argc > 1 ? argv[1] : NULL };
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_status status;

    if (argc < 2) {
        fprintf(stderr, "usage: own_stream SOCKET [IMAGE]\n");
        return 2;
    }
    status = make_client(&client, &channels.base, &err);
    if (status == SGP_OK) status = list(client, argc > 2 ? argv[2] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_message(&err));
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
