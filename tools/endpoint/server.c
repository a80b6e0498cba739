/*
 * The server on libevent's evhttp: listener, connections and dispatch, in one
 * thread. See server.h.
 */
#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "fault_send.h"
#include "list_image_versions.h"
#include "request_log.h"

enum {
    MAX_BODY = 1024 * 1024,
    /* Above this size evhttp closes the connection; below it, a large body gets
     * a 413. */
    MAX_READ = 8 * MAX_BODY,
    MAX_HEADERS = 64 * 1024,
    REQUEST_ID_SIZE = 37, /* 8-4-4-4-12 and NUL */
};

struct connection {
    struct connection *next;
    struct ep_server *server;
    struct evhttp_connection *http;
    unsigned long number;
    struct ep_sending *sending; /* a fault's bytes; NULL: none */
};

struct ep_server {
    struct ep_server_config config;
    struct event_base *base;
    struct evhttp *http;
    struct event *on_interrupt;
    struct event *on_terminate;
    struct connection *connections;
    unsigned long last_connection;
    struct ep_text url;
};

/* libevent closes the socket without close_notify, which a TLS peer must treat
 * as an attack. */
static void say_goodbye(struct evhttp_connection *http)
{
    SSL *ssl = bufferevent_openssl_get_ssl(evhttp_connection_get_bufferevent(http));

    SSL_set_shutdown(ssl, SSL_RECEIVED_SHUTDOWN); /* do not wait for the other side */
    (void)SSL_shutdown(ssl);                      /* best effort: the peer may be gone */
}

static void on_close(struct evhttp_connection *http, void *arg)
{
    struct connection *closing = arg;
    struct connection **place = &closing->server->connections;

    if (closing->server->config.tls != NULL) say_goodbye(http);
    while (*place != closing)
        place = &(*place)->next;
    *place = closing->next;
    ep_sending_free(closing->sending);
    free(closing);
}

/* Connections are numbered from 1 in the order of their first requests. */
static struct connection *connection_of(struct ep_server *server, struct evhttp_request *http)
{
    struct evhttp_connection *wanted = evhttp_request_get_connection(http);
    struct connection *connection = server->connections;

    while (connection != NULL && connection->http != wanted)
        connection = connection->next;
    if (connection != NULL) return connection;
    connection = ep_alloc(1, sizeof *connection);
    *connection = (struct connection){ server->connections, server, wanted,
                                       ++server->last_connection, NULL };
    server->connections = connection;
    evhttp_connection_set_closecb(wanted, on_close, connection);
    return connection;
}

static const char *method_name(enum evhttp_cmd_type method)
{
    switch (method) {
    case EVHTTP_REQ_POST:
        return "POST";
    case EVHTTP_REQ_GET:
        return "GET";
    case EVHTTP_REQ_HEAD:
        return "HEAD";
    case EVHTTP_REQ_PUT:
        return "PUT";
    case EVHTTP_REQ_DELETE:
        return "DELETE";
    case EVHTTP_REQ_OPTIONS:
        return "OPTIONS";
    case EVHTTP_REQ_PATCH:
        return "PATCH";
    default:
        return "OTHER";
    }
}

static struct ep_header *list_headers(struct evhttp_request *http, size_t *count)
{
    struct evkeyvalq *received = evhttp_request_get_input_headers(http);
    struct ep_header *headers;
    struct evkeyval *header;
    size_t i = 0;

    *count = 0;
    TAILQ_FOREACH(header, received, next)
    ++*count;
    headers = ep_alloc(*count, sizeof *headers);
    TAILQ_FOREACH(header, received, next)
    headers[i++] = (struct ep_header){ header->key, header->value };
    return headers;
}

/* The caller frees `headers`; everything else belongs to `http`. */
static struct ep_request view_request(struct evhttp_request *http)
{
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(http);
    struct evbuffer *body = evhttp_request_get_input_buffer(http);
    const char *path = evhttp_uri_get_path(uri);
    const char *query = evhttp_uri_get_query(uri);
    struct ep_request request = {
        .method = method_name(evhttp_request_get_command(http)),
        .target = evhttp_request_get_uri(http),
        .path = path != NULL && path[0] != '\0' ? path : "/",
        .query = query != NULL ? query : "",
        .body_len = evbuffer_get_length(body),
        .body = "",
    };

    if (request.body_len > 0) request.body = (const char *)evbuffer_pullup(body, -1);
    request.headers = list_headers(http, &request.header_count);
    return request;
}

static bool is_list_image_versions(const struct ep_request *request)
{
    const char *target = ep_request_header(request, "X-Amz-Target");
    const char *type = ep_request_header(request, "Content-Type");

    return target != NULL && strcmp(target, "SageMaker.ListImageVersions") == 0 && type != NULL &&
           strcmp(type, "application/x-amz-json-1.1") == 0;
}

static void answer(const struct ep_server *server, const struct ep_request *request,
                   struct ep_reply *reply)
{
    const struct ep_auth *auth = server->config.auth;

    if (request->body_len > MAX_BODY)
        ep_reply_error(reply, 413, "RequestEntityTooLargeException",
                       "The request body is larger than %d bytes.", MAX_BODY);
    else if (strcmp(request->path, "/") != 0)
        ep_reply_error(reply, 404, "UnknownOperationException", "Only the path / is served.");
    else if (strcmp(request->method, "POST") != 0)
        ep_reply_error(reply, 405, "UnknownOperationException", "Only the method POST is served.");
    else if (!is_list_image_versions(request))
        ep_reply_error(reply, 400, "UnknownOperationException",
                       "Only X-Amz-Target: SageMaker.ListImageVersions with Content-Type: "
                       "application/x-amz-json-1.1 is served.");
    else if (!auth->enabled || ep_sigv4_check(auth, request, (int64_t)time(NULL), reply))
        ep_list_image_versions(server->config.dataset, request, reply);
}

/* A random UUID (RFC 4122 section 4.4). */
static void make_request_id(char out[REQUEST_ID_SIZE])
{
    unsigned char b[16] = { 0 };

    (void)RAND_bytes(b, sizeof b); /* an ID of zeros does no harm */
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    (void)snprintf(out, REQUEST_ID_SIZE,
                   "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0],
                   b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
                   b[14], b[15]);
}

static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Request Entity Too Large";
    case 500:
        return "Internal Server Error";
    default:
        return "Bad Request";
    }
}

/* evhttp adds Date and Connection. It would also send a body in response to
 * HEAD. */
static void send_reply(struct evhttp_request *http, const struct ep_reply *reply)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(http);
    struct evbuffer *body = evhttp_request_get_output_buffer(http);
    char request_id[REQUEST_ID_SIZE];
    char length[24];

    make_request_id(request_id);
    (void)snprintf(length, sizeof length, "%zu", reply->body.len);
    evhttp_add_header(headers, "x-amzn-RequestId", request_id);
    evhttp_add_header(headers, "Content-Type", "application/x-amz-json-1.1");
    evhttp_add_header(headers, "Content-Length", length);
    if (reply->status == 405) evhttp_add_header(headers, "Allow", "POST");
    if (evhttp_request_get_command(http) != EVHTTP_REQ_HEAD)
        evbuffer_add(body, reply->body.data, reply->body.len);
    evhttp_send_reply(http, reply->status, reason_of(reply->status), NULL);
}

static bool send_fault(struct ep_server *server, struct connection *connection,
                       struct evhttp_request *http, const struct ep_reply *reply)
{
    const struct ep_fault *fault = ep_fault_next(&server->config.faults);
    struct ep_text bytes = { 0 };

    if (fault == NULL) return false;
    ep_fault_render(fault, &reply->body, &bytes);
    connection->sending = ep_fault_send(server->base, http, fault, &bytes);
    return true;
}

/* Logged before the response is sent, so a client that has the response finds
 * the line. */
static void on_request(struct evhttp_request *http, void *arg)
{
    struct ep_server *server = arg;
    struct connection *connection = connection_of(server, http);
    struct ep_request request = view_request(http);
    struct ep_reply reply = { 0 };

    answer(server, &request, &reply);
    if (server->config.request_log != NULL &&
        !ep_request_log_write(server->config.request_log, connection->number, &request,
                              reply.status))
        (void)fputs("sagepager-endpoint: --request-log: a line could not be written\n", stderr);
    if (!send_fault(server, connection, http, &reply)) send_reply(http, &reply);
    ep_text_free(&reply.body);
    free((void *)request.headers);
}

static struct bufferevent *new_tls_connection(struct event_base *base, void *arg)
{
    SSL *ssl = SSL_new(arg);

    if (ssl == NULL) return NULL;
    return bufferevent_openssl_socket_new(base, -1, ssl, BUFFEREVENT_SSL_ACCEPTING,
                                          BEV_OPT_CLOSE_ON_FREE);
}

struct address {
    struct sockaddr_storage storage;
    int size;
};

/* Returns false for names and for every address that is not loopback. */
static bool parse_host(const char *host, uint16_t port, struct address *address)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)&address->storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&address->storage;

    memset(address, 0, sizeof *address);
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address->size = (int)sizeof *v4;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    address->size = (int)sizeof *v6;
    return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

bool ep_server_host_valid(const char *host)
{
    struct address address;

    return parse_host(host, 0, &address);
}

static void describe_url(struct ep_server *server, evutil_socket_t fd)
{
    const char *host = server->config.host;
    bool v6 = strchr(host, ':') != NULL;
    struct sockaddr_storage bound = { 0 };
    socklen_t size = sizeof bound;
    uint16_t port = server->config.port;

    if (getsockname(fd, (struct sockaddr *)&bound, &size) == 0)
        port = ntohs(v6 ? ((struct sockaddr_in6 *)&bound)->sin6_port
                        : ((struct sockaddr_in *)&bound)->sin_port);
    ep_text_addf(&server->url, "%s://%s%s%s:%u", server->config.tls != NULL ? "https" : "http",
                 v6 ? "[" : "", host, v6 ? "]" : "", (unsigned)port);
}

static void configure_http(struct ep_server *server)
{
    static const enum evhttp_cmd_type methods = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
                                                EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE |
                                                EVHTTP_REQ_OPTIONS | EVHTTP_REQ_PATCH;

    evhttp_set_allowed_methods(server->http, (ev_uint16_t)methods);
    evhttp_set_max_body_size(server->http, MAX_READ);
    evhttp_set_max_headers_size(server->http, MAX_HEADERS);
    evhttp_set_gencb(server->http, on_request, server);
    if (server->config.tls != NULL)
        evhttp_set_bevcb(server->http, new_tls_connection, server->config.tls);
}

static void end_pause(evutil_socket_t fd, short events, void *arg)
{
    (void)fd;
    (void)events;
    (void)evconnlistener_enable(arg); /* fails only without a callback */
}

/*
 * Without a free descriptor the listener stays readable, and libevent would print a failure and try
 * again at once. If the timer cannot be set, that is still better than to stop listening. The
 * argument is evhttp's, so the fact that the message was printed has no better place.
 */
static void pause_accepting(struct evconnlistener *listener, void *arg)
{
    static const struct timeval pause = { 0, 100000 };
    static bool has_told;
    const char *why = strerror(EVUTIL_SOCKET_ERROR());

    (void)arg;
    if (!has_told)
        (void)fprintf(stderr,
                      "sagepager-endpoint: cannot accept a connection: %s; further ones wait until "
                      "others are closed\n",
                      why);
    has_told = true;
    if (event_base_once(evconnlistener_get_base(listener), -1, EV_TIMEOUT, end_pause, listener,
                        &pause) == 0)
        (void)evconnlistener_disable(listener);
}

static bool listen_on(struct ep_server *server, struct ep_text *why)
{
    const int on = 1;
    struct address address;
    struct evconnlistener *listener = NULL;
    evutil_socket_t fd;

    configure_http(server);
    if (parse_host(server->config.host, server->config.port, &address))
        listener = evconnlistener_new_bind(
            server->base, NULL, NULL,
            LEV_OPT_REUSEABLE | LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, -1,
            (const struct sockaddr *)&address.storage, address.size);
    if (listener == NULL) {
        ep_text_addf(why, "cannot listen on %s port %u: %s", server->config.host,
                     (unsigned)server->config.port, strerror(errno));
        return false;
    }
    fd = evconnlistener_get_fd(listener);
    /* Accepted sockets inherit it. Without it, a response in two TLS records
     * would wait for the client's ACK. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    describe_url(server, fd);
    evconnlistener_set_error_cb(listener, pause_accepting);
    if (evhttp_bind_listener(server->http, listener) != NULL) return true;
    evconnlistener_free(listener);
    ep_text_addf(why, "cannot serve HTTP on the listening socket");
    return false;
}

static void on_signal(evutil_socket_t number, short events, void *arg)
{
    (void)number; /* both signals mean the same */
    (void)events;
    event_base_loopbreak(arg);
}

static bool take_signals(struct ep_server *server)
{
    const struct sigaction ignore = { .sa_handler = SIG_IGN };

    server->on_interrupt = evsignal_new(server->base, SIGINT, on_signal, server->base);
    server->on_terminate = evsignal_new(server->base, SIGTERM, on_signal, server->base);
    /* A client that closes its connection must not end the server. */
    return server->on_interrupt != NULL && server->on_terminate != NULL &&
           event_add(server->on_interrupt, NULL) == 0 &&
           event_add(server->on_terminate, NULL) == 0 && sigaction(SIGPIPE, &ignore, NULL) == 0;
}

struct ep_server *ep_server_start(const struct ep_server_config *config, struct ep_text *why)
{
    struct ep_server *server = ep_alloc(1, sizeof *server);

    server->config = *config;
    server->base = event_base_new();
    server->http = server->base != NULL ? evhttp_new(server->base) : NULL;
    if (server->http == NULL || !take_signals(server))
        ep_text_addf(why, "the event loop cannot be set up: %s", strerror(errno));
    else if (listen_on(server, why))
        return server;
    ep_server_free(server);
    return NULL;
}

const char *ep_server_url(const struct ep_server *server)
{
    return server->url.data;
}

bool ep_server_run(struct ep_server *server)
{
    return event_base_dispatch(server->base) == 0;
}

void ep_server_free(struct ep_server *server)
{
    if (server == NULL) return;
    if (server->http != NULL) evhttp_free(server->http);
    if (server->on_interrupt != NULL) event_free(server->on_interrupt);
    if (server->on_terminate != NULL) event_free(server->on_terminate);
    if (server->base != NULL) event_base_free(server->base);
    ep_text_free(&server->url);
    free(server);
}
