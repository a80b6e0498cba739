/*
 * page_server.c - a server that is as cheap as possible: it renders its pages before
 * the first request and serves one connection at a time, blocking. It checks no
 * signature and reads only the length and the next token of a request.
 *
 * Usage: page_server plain|tls PAGES ITEMS-A-PAGE DELAY-MS. Prints its URL, with tls
 * the CA's file on the next line, and serves until it is killed.
 *
 */
#define _POSIX_C_SOURCE 200809L

#include "tls_identity.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ITEM_BYTES_MAX 400
#define TOKEN_DIGITS 9
#define REQUEST_BYTES_MAX 65536

typedef struct answer {
    char *bytes; /* head and body */
    size_t len;
    char *token; /* the digits of its next token; NULL: the last page */
} answer;

typedef struct server {
    SSL_CTX *tls; /* NULL: plain */
    long pages, delay_ms;
    answer more, last;
} server;

typedef struct connection {
    int fd;
    SSL *ssl;
} connection;

static void die(const char *what)
{
    (void)fprintf(stderr, "page_server: %s\n", what);
    exit(1);
}

/* --- pages ------------------------------------------------------------------------------------ */

static size_t put_items(char *out, size_t size, long items)
{
    size_t used = (size_t)snprintf(out, size, "{\"ImageVersions\":[");

    for (long i = 0; i < items; i++)
        used += (size_t)snprintf(
            out + used, size - used,
            "%s{\"CreationTime\":%ld.%03ld,\"ImageArn\":\"arn:aws:sagemaker:us-west-2:123456789012:"
            "image/demo-image\",\"ImageVersionArn\":\"arn:aws:sagemaker:us-west-2:123456789012:"
            "image-version/demo-image/%ld\",\"ImageVersionStatus\":\"CREATED\","
            "\"LastModifiedTime\":%ld.%03ld,\"Version\":%ld}",
            i > 0 ? "," : "", 1614230400 + i * 61, i * 7 % 1000, 100000 + i, 1614231400 + i * 59,
            i * 13 % 1000, 100000 + i);
    return used + (size_t)snprintf(out + used, size - used, "]");
}

static answer render(long items, int is_last)
{
    size_t size = (size_t)items * ITEM_BYTES_MAX + 256, len;
    char *body = malloc(size);
    answer a = { malloc(size + 256), 0, NULL };

    if (!body || !a.bytes) die("out of memory");
    len = put_items(body, size, items);
    len += (size_t)snprintf(body + len, size - len, is_last ? "}" : ",\"NextToken\":\"t%0*d\"}",
                            TOKEN_DIGITS, 0);
    a.len = (size_t)snprintf(a.bytes, size + 256,
                             "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 00000000-0000-4000-8000-"
                             "000000000000\r\nContent-Type: application/x-amz-json-1.1\r\n"
                             "Content-Length: %zu\r\n\r\n%s",
                             len, body);
    if (!is_last) a.token = a.bytes + a.len - TOKEN_DIGITS - 2;
    free(body);
    return a;
}

/* Returns the page that the request's token selects; its next token is one higher. */
static const answer *answer_to(server *s, const char *request)
{
    const char *token = strstr(request, "\"NextToken\": \"t");
    long page = 1;
    char digits[24];

    if (!token) token = strstr(request, "\"NextToken\":\"t");
    if (token)
        page = strtol(strchr(token, 't') + strcspn(strchr(token, 't'), "0123456789"), NULL, 10) + 1;
    if (page >= s->pages) return &s->last;
    (void)snprintf(digits, sizeof digits, "%0*ld", TOKEN_DIGITS, page);
    memcpy(s->more.token, digits, TOKEN_DIGITS);
    return &s->more;
}

/* --- connections ------------------------------------------------------------------------------ */

static long receive(const connection *c, char *out, size_t size)
{
    return c->ssl ? SSL_read(c->ssl, out, (int)size) : (long)read(c->fd, out, size);
}

static int send_all(const connection *c, const char *bytes, size_t len)
{
    while (len > 0) {
        long put = c->ssl ? SSL_write(c->ssl, bytes, (int)len) : (long)write(c->fd, bytes, len);
        if (put <= 0) return 0;
        bytes += put;
        len -= (size_t)put;
    }
    return 1;
}

/* Reads one whole request; returns zero if the connection ends. */
static int read_request(const connection *c, char *out, size_t size)
{
    size_t len = 0, wanted = size;

    while (len < wanted) {
        const char *end, *length;
        long got = receive(c, out + len, size - 1 - len);
        if (got <= 0) return 0;
        len += (size_t)got;
        out[len] = '\0';
        end = strstr(out, "\r\n\r\n");
        length = strstr(out, "Content-Length: ");
        if (end && length) wanted = (size_t)(end + 4 - out) + strtoul(length + 16, NULL, 10);
    }
    return 1;
}

static void serve(server *s, const connection *c)
{
    static char request[REQUEST_BYTES_MAX];
    struct timespec delay = { s->delay_ms / 1000, s->delay_ms % 1000 * 1000000 };
    const answer *a;

    do {
        if (!read_request(c, request, sizeof request)) return;
        a = answer_to(s, request);
        if (s->delay_ms > 0) (void)nanosleep(&delay, NULL);
    } while (send_all(c, a->bytes, a->len));
}

static void serve_next(server *s, int listener)
{
    int on = 1;
    connection c = { accept(listener, NULL, NULL), NULL };

    if (c.fd < 0) die("accept failed");
    (void)setsockopt(c.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (s->tls) {
        c.ssl = SSL_new(s->tls);
        if (c.ssl && SSL_set_fd(c.ssl, c.fd) == 1 && SSL_accept(c.ssl) == 1) serve(s, &c);
        SSL_free(c.ssl);
    } else {
        serve(s, &c);
    }
    (void)close(c.fd);
}

static int listen_on_loopback(unsigned *port)
{
    struct sockaddr_in address;
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        die("cannot listen on 127.0.0.1");
    *port = ntohs(address.sin_port);
    return fd;
}

int main(int argc, char **argv)
{
    struct ep_tls_identity identity = { 0 };
    struct ep_text why = { 0 };
    server s = { 0 };
    unsigned port = 0;
    int listener;

    if (argc != 5) die("usage: page_server plain|tls PAGES ITEMS-A-PAGE DELAY-MS");
    if (strcmp(argv[1], "tls") == 0 && !ep_tls_identity_make(&identity, &why)) die(why.data);
    s.tls = identity.context;
    s.pages = strtol(argv[2], NULL, 10);
    s.delay_ms = strtol(argv[4], NULL, 10);
    s.more = render(strtol(argv[3], NULL, 10), 0);
    s.last = render(strtol(argv[3], NULL, 10), 1);
    listener = listen_on_loopback(&port);
    printf("http%s://localhost:%u\n%s%s", s.tls ? "s" : "", port, s.tls ? identity.ca_path : "",
           s.tls ? "\n" : "");
    (void)fflush(stdout);
    for (;;)
        serve_next(&s, listener);
}
