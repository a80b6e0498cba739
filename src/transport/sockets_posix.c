/*
 * sockets_posix.c - the dialer on POSIX sockets: non-blocking TCP, every address of a name in turn.
 *
 * Name look-up is getaddrinfo's and blocks. No TLS, no proxy, no binding to an interface.
 */
#include "sagepager/builtin.h"

#include "err.h"
#include "mem.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct sockets {
    const sgp_allocator *allocator;
    sgp_platform platform;
} sockets;

typedef enum tcp_state {
    TCP_RESOLVE, /* the name is not looked up yet */
    TCP_NEXT,    /* an address is to be tried */
    TCP_WAIT,    /* its connection is being made */
    TCP_OPEN     /* bytes can flow */
} tcp_state;

typedef struct tcp {
    const sgp_allocator *allocator;
    sgp_platform platform;
    char host[SGP_HOST_MAX + 1];
    uint16_t port;
    tcp_state state;
    int fd;                     /* -1: none */
    unsigned waits_for;         /* SGP_WANT_...: what the last SGP_AGAIN was about */
    struct addrinfo *addresses; /* all, for freeing */
    struct addrinfo *address;   /* to be tried, or being tried */
    sgp_deadline attempt;       /* when the current address is given up */
    int last_error;             /* errno of the last address that failed */
    char failures[256];         /* all of them, for the message; cut if there are many */
} tcp;

/* --- addresses -------------------------------------------------------------------------------- */

static void close_socket(tcp *t)
{
    if (t->fd >= 0) (void)close(t->fd); /* nothing can be done about a failure */
    t->fd = -1;
}

static int64_t addresses_left(const tcp *t)
{
    int64_t count = 0;

    for (const struct addrinfo *a = t->address; a; a = a->ai_next)
        count++;
    return count;
}

/* Adds "ADDRESS: REASON" to the summary and goes on to the next address. */
static void give_up_address(tcp *t, int os_error)
{
    char numeric[64] = "?"; /* the longest IPv6 address and its zone */
    char reason[128] = "";
    size_t used = strlen(t->failures);

    close_socket(t);
    (void)getnameinfo(t->address->ai_addr, t->address->ai_addrlen, numeric, sizeof numeric, NULL, 0,
                      NI_NUMERICHOST); /* on failure the "?" stays */
    if (strerror_r(os_error, reason, sizeof reason) != 0)
        (void)snprintf(reason, sizeof reason, "error %d", os_error);
    (void)snprintf(t->failures + used, sizeof t->failures - used, "%s%s: %s", used > 0 ? ", " : "",
                   numeric, reason);
    t->last_error = os_error;
    t->address = t->address->ai_next;
    t->state = TCP_NEXT;
}

static sgp_status resolve_error(const tcp *t, int code, int os_error, sgp_error *err)
{
    (void)sgp_error_set(err, SGP_ERR_CONNECT, "the name %s was not resolved: %s", t->host,
                        gai_strerror(code));
    if (err && code == EAI_SYSTEM) err->os_error = os_error;
    return SGP_ERR_CONNECT;
}

static sgp_status resolve(tcp *t, sgp_error *err)
{
    struct addrinfo hints;
    char service[8];
    int code;

    memset(&hints, 0, sizeof hints);
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    (void)snprintf(service, sizeof service, "%u", (unsigned)t->port);
    code = getaddrinfo(t->host, service, &hints, &t->addresses);
    if (code != 0) return resolve_error(t, code, errno, err);
    t->address = t->addresses;
    t->state = TCP_NEXT;
    return SGP_OK;
}

/* Non-zero when the descriptor will not block, survives no exec and sends small writes at once. */
static int set_up_socket(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    int one = 1;

    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 &&
           setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0;
}

/* The time left is shared by the addresses left: a dead first one leaves some for the rest. */
static sgp_deadline share_of(const tcp *t, int64_t now_us, sgp_deadline deadline)
{
    if (deadline.at_us == INT64_MAX) return deadline;
    return sgp_deadline_in(now_us, (deadline.at_us - now_us) / addresses_left(t));
}

static void try_address(tcp *t, int64_t now_us, sgp_deadline deadline)
{
    t->attempt = share_of(t, now_us, deadline);
    t->fd = socket(t->address->ai_family, SOCK_STREAM, 0);
    if (t->fd < 0 || !set_up_socket(t->fd)) {
        give_up_address(t, errno);
        return;
    }
    t->state = TCP_WAIT;
    if (connect(t->fd, t->address->ai_addr, t->address->ai_addrlen) == 0) {
        t->state = TCP_OPEN;
    } else if (errno != EINPROGRESS && errno != EINTR) {
        /* An interrupted connect goes on by itself (POSIX connect), like one in progress. */
        give_up_address(t, errno);
    }
}

static sgp_status no_address_left(const tcp *t, int64_t now_us, sgp_deadline deadline,
                                  sgp_error *err)
{
    sgp_status status = now_us >= deadline.at_us ? SGP_ERR_TIMEOUT : SGP_ERR_CONNECT;

    (void)sgp_error_set(err, status, "no connection to %s port %u: %s", t->host, (unsigned)t->port,
                        t->failures);
    if (err) err->os_error = t->last_error;
    return status;
}

static sgp_status await_connection(tcp *t, int64_t now_us)
{
    struct pollfd ready = { t->fd, POLLOUT, 0 };
    int os_error = 0;
    socklen_t size = sizeof os_error;

    if (poll(&ready, 1, 0) <= 0) {
        if (now_us < t->attempt.at_us) return SGP_AGAIN;
        give_up_address(t, ETIMEDOUT);
        return SGP_OK;
    }
    if (getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &os_error, &size) != 0) os_error = errno;
    if (os_error != 0)
        give_up_address(t, os_error);
    else
        t->state = TCP_OPEN;
    return SGP_OK;
}

/* One step towards an open connection. */
static sgp_status step_connect(tcp *t, sgp_deadline deadline, sgp_error *err)
{
    int64_t now_us = t->platform.monotonic_us(t->platform.self);

    if (now_us < 0) return sgp_error_set(err, SGP_ERR_PLATFORM, "the monotonic clock failed");
    if (t->state == TCP_RESOLVE) return resolve(t, err);
    if (t->state == TCP_WAIT) return await_connection(t, now_us);
    if (!t->address) return no_address_left(t, now_us, deadline, err);
    try_address(t, now_us, deadline);
    return SGP_OK;
}

/* --- the stream ------------------------------------------------------------------------------- */

static sgp_status tcp_connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    tcp *t = self;

    t->waits_for = SGP_WANT_WRITE;
    while (t->state != TCP_OPEN)
        SGP_TRY(step_connect(t, deadline, err));
    return SGP_OK;
}

static int would_block(int os_error)
{
    return os_error == EAGAIN || os_error == EWOULDBLOCK;
}

static sgp_status broken(const tcp *t, int os_error, const char *what, sgp_error *err)
{
    (void)sgp_error_set(err, SGP_ERR_NETWORK, "%s %s port %u failed (errno %d)", what, t->host,
                        (unsigned)t->port, os_error);
    if (err) err->os_error = os_error;
    return SGP_ERR_NETWORK;
}

static sgp_status tcp_read(void *self, void *buffer, size_t capacity, size_t *got,
                           sgp_deadline deadline, sgp_error *err)
{
    tcp *t = self;
    ssize_t len;

    (void)deadline; /* never waits */
    do {
        len = recv(t->fd, buffer, capacity, 0);
    } while (len < 0 && errno == EINTR);
    t->waits_for = SGP_WANT_READ;
    if (len < 0) return would_block(errno) ? SGP_AGAIN : broken(t, errno, "reading from", err);
    *got = (size_t)len;
    return len > 0 ? SGP_OK : SGP_END;
}

static sgp_status tcp_write(void *self, const void *bytes, size_t len, size_t *put,
                            sgp_deadline deadline, sgp_error *err)
{
    tcp *t = self;
    ssize_t sent;

    (void)deadline; /* never waits */
    do {
        sent = send(t->fd, bytes, len, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    t->waits_for = SGP_WANT_WRITE;
    if (sent < 0) return would_block(errno) ? SGP_AGAIN : broken(t, errno, "writing to", err);
    *put = (size_t)sent;
    return SGP_OK;
}

static void tcp_close(void *self)
{
    tcp *t = self;

    close_socket(t);
    if (t->addresses) freeaddrinfo(t->addresses);
    sgp__free(t->allocator, t, sizeof *t);
}

static void tcp_wants(void *self, sgp_wants *out)
{
    const tcp *t = self;

    out->fd = t->fd;
    out->events = t->fd >= 0 ? t->waits_for : 0;
    out->at_us = t->state == TCP_OPEN ? INT64_MAX : t->attempt.at_us;
}

/* --- the dialer ------------------------------------------------------------------------------- */

static sgp_status sockets_open(void *self, const sgp_target *target, sgp_stream *stream,
                               sgp_error *err)
{
    static const sgp_stream empty = SGP_STREAM_INIT;
    sockets *s = self;
    size_t host_bytes = strlen(target->host) + 1;
    tcp *t;

    if (target->is_tls)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sockets carry no TLS: put sgp_connect_new around them");
    if (target->via)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sockets know no proxies: put sgp_connect_new around them");
    if (host_bytes > sizeof t->host)
        return sgp_error_set(err, SGP_ERR_USAGE, "the host is longer than %d bytes", SGP_HOST_MAX);
    t = sgp__alloc(s->allocator, sizeof *t);
    if (!t) return sgp__no_memory(err);
    t->allocator = s->allocator;
    t->platform = s->platform;
    memcpy(t->host, target->host, host_bytes);
    t->port = target->port;
    t->fd = -1;
    *stream = empty;
    stream->self = t;
    stream->connect = tcp_connect;
    stream->read = tcp_read;
    stream->write = tcp_write;
    stream->close = tcp_close;
    stream->wants = tcp_wants;
    return SGP_OK;
}

static void sockets_destroy(void *self)
{
    sockets *s = self;

    sgp__free(s->allocator, s, sizeof *s);
}

sgp_status sgp_sockets_new(sgp_dialer *out, const sgp_platform *platform,
                           const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_dialer empty = SGP_DIALER_INIT;
    sgp_platform own;
    sockets *s;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator) ||
        !sgp__table_copy(&own, sizeof own, platform, offsetof(sgp_platform, wall_us)) ||
        !SGP_HAS(&own, monotonic_us))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_sockets_new: out, allocator or platform.monotonic_us is not "
                             "usable");
    s = sgp__alloc(allocator, sizeof *s);
    if (!s) return sgp__no_memory(err);
    s->allocator = allocator;
    s->platform = own;
    *out = empty;
    out->self = s;
    out->open = sockets_open;
    out->destroy = sockets_destroy;
    return SGP_OK;
}
