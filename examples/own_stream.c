/*
 * own_stream.c - brings its own bytes: a dialer that reaches every host through one UNIX socket.
 *
 * The library's TLS and HTTP/1.1 run over it. A device would talk to its modem here instead.
 * Usage: own_stream SOCKET [IMAGE]
 */
#define _POSIX_C_SOURCE 200809L

#include <sagepager/sagepager.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* --- the stream ------------------------------------------------------------------------------- */

/* self is this, and the only memory a stream takes. */
typedef struct channel {
    int fd;
    struct sockaddr_un address;
    sgp_wants wants;
} channel;

/* The library waits for what is wanted, so nothing here ever blocks. */
static sgp_status again_or_error(channel *c, unsigned events, const char *what, sgp_error *err)
{
    c->wants.fd = c->fd;
    c->wants.events = events;
    if (errno == EAGAIN || errno == EINTR) return SGP_AGAIN;
    return sgp_error_set(err, SGP_ERR_NETWORK, "%s: %s", what, strerror(errno));
}

static sgp_status channel_connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    channel *c = self;

    (void)deadline; /* of use to a stream that blocks */
    if (connect(c->fd, (struct sockaddr *)&c->address, sizeof c->address) == 0 || errno == EISCONN)
        return SGP_OK;
    /* EAGAIN of a UNIX socket is a full queue of its server, which poll() cannot wait for. */
    if (errno == EAGAIN) return SGP_AGAIN;
    return sgp_error_set(err, SGP_ERR_CONNECT, "%s: %s", c->address.sun_path, strerror(errno));
}

static sgp_status channel_read(void *self, void *buffer, size_t capacity, size_t *got,
                               sgp_deadline deadline, sgp_error *err)
{
    channel *c = self;
    ssize_t n = recv(c->fd, buffer, capacity, 0);

    (void)deadline;
    if (n < 0) return again_or_error(c, SGP_WANT_READ, "read", err);
    *got = (size_t)n;
    return n == 0 ? SGP_END : SGP_OK;
}

static sgp_status channel_write(void *self, const void *bytes, size_t len, size_t *put,
                                sgp_deadline deadline, sgp_error *err)
{
    channel *c = self;
    ssize_t n = send(c->fd, bytes, len, MSG_NOSIGNAL);

    (void)deadline;
    if (n < 0) return again_or_error(c, SGP_WANT_WRITE, "write", err);
    *put = (size_t)n;
    return SGP_OK;
}

static void channel_wants(void *self, sgp_wants *out)
{
    *out = ((channel *)self)->wants;
}

static void channel_close(void *self)
{
    close(((channel *)self)->fd);
    free(self);
}

static sgp_status channel_open(void *self, const sgp_target *target, sgp_stream *stream,
                               sgp_error *err)
{
    static const sgp_wants nothing = SGP_WANTS_INIT;
    static const sgp_stream empty = SGP_STREAM_INIT;
    channel *c;

    if (target->is_tls || target->via) return sgp_error_set(err, SGP_ERR_USAGE, "bytes alone");
    c = calloc(1, sizeof *c);
    if (!c) return sgp_error_set(err, SGP_ERR_MEMORY, "no memory for a stream");
    c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (c->fd < 0 || fcntl(c->fd, F_SETFL, O_NONBLOCK) < 0) {
        free(c);
        return sgp_error_set(err, SGP_ERR_NETWORK, "socket: %s", strerror(errno));
    }
    c->address.sun_family = AF_UNIX;
    (void)snprintf(c->address.sun_path, sizeof c->address.sun_path, "%s", (const char *)self);
    c->wants = nothing;
    *stream = empty;
    stream->self = c;
    stream->connect = channel_connect;
    stream->read = channel_read;
    stream->write = channel_write;
    stream->close = channel_close;
    stream->wants = channel_wants;
    return SGP_OK;
}

/* --- the library's TLS and HTTP over it, and a listing ---------------------------------------- */

/* Each constructor owns what it was given once it succeeded; until then it is ours to destroy. */
static sgp_status make_http(sgp_http *http, char *socket_path, sgp_error *err)
{
    sgp_platform platform = sgp_platform_posix();
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_dialer channels = SGP_DIALER_INIT, dialer;
    sgp_tls tls;
    sgp_status status;

    channels.self = socket_path;
    channels.open = channel_open;
    options.ca_file = getenv("AWS_CA_BUNDLE");
    status = sgp_backend_at(0)->tls_new(&tls, &options, NULL, err);
    if (status != SGP_OK) return status;
    status = sgp_connect_new(&dialer, &channels, &tls, NULL, err);
    if (status != SGP_OK) {
        tls.destroy(tls.self);
        return status;
    }
    status = sgp_http1_new(http, &dialer, &platform, NULL, NULL, err);
    if (status != SGP_OK) dialer.destroy(dialer.self);
    return status;
}

static sgp_status list(sgp_client *client, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = image_name;
    status = sgp_pages_new(&pages, client, &request, NULL, err);
    while (status == SGP_OK && (status = sgp_pages_next_item(pages, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_pages_free(pages);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client *client = NULL;
    sgp_error err = SGP_ERROR_INIT;
    sgp_http http;
    sgp_status status;

    if (argc < 2) {
        fprintf(stderr, "usage: own_stream SOCKET [IMAGE]\n");
        return 2;
    }
    status = make_http(&http, argv[1], &err);
    if (status == SGP_OK) {
        options.client.http = &http;
        status = sgp_client_new_default(&client, &options, &err);
        if (status != SGP_OK) http.destroy(http.self);
    }
    if (status == SGP_OK) status = list(client, argc > 2 ? argv[2] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", err.message);
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
