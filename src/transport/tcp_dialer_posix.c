/*
 * tcp_dialer_posix.c - the dialer over POSIX sockets: non-blocking TCP, all
 * addresses of a name in turn.
 *
 * getaddrinfo resolves names and blocks. No TLS, no proxy, no binding to an
 * interface.
 */
#include "sagepager/transport.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_stream_call.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct tcp_dialer {
    sgp_dialer base;
    const sgp_allocator *allocator;
    sgp_platform *platform;
} tcp_dialer;

typedef enum tcp_state {
    TCP_RESOLVE, /* the name is not resolved yet */
    TCP_NEXT,    /* no attempt is running; `address` is the next one */
    TCP_WAIT,    /* waiting for its connection */
    TCP_OPEN     /* connected */
} tcp_state;

typedef struct tcp {
    sgp_stream base;
    const sgp_allocator *allocator;
    sgp_platform *platform;
    char host[SGP_HOST_MAX + 1];
    uint16_t port;
    tcp_state state;
    int fd;                     /* -1: none */
    unsigned waits_for;         /* SGP_POLL_...: the direction that returned SGP_AGAIN last */
    struct addrinfo *addresses; /* owned */
    struct addrinfo *address;   /* the current or next one */
    sgp_deadline attempt;       /* of the current address */
    int last_error;             /* errno of the last address that failed */
    char failures[256];         /* all failed addresses, for the message; may be truncated */
} tcp;

/* --- addresses -------------------------------------------------------------------------------- */

static void close_socket(tcp *t)
{
    if (t->fd >= 0) (void)close(t->fd); /* a failure changes nothing */
    t->fd = -1;
}

static int64_t addresses_left(const tcp *t)
{
    int64_t count = 0;

    for (const struct addrinfo *a = t->address; a; a = a->ai_next)
        count++;
    return count;
}

/* Appends "ADDRESS: REASON" to t->failures and moves to the next address. */
static void give_up_address(tcp *t, int os_error)
{
    char numeric[64] = "?"; /* the longest IPv6 address and its zone */
    char reason[128] = "";
    size_t used = strlen(t->failures);

    close_socket(t);
    (void)getnameinfo(t->address->ai_addr, t->address->ai_addrlen, numeric, sizeof numeric, NULL, 0,
                      NI_NUMERICHOST); /* on failure the "?" stays */
    if (strerror_r(os_error, reason, sizeof reason) != 0)
        (void)sgp__format(reason, sizeof reason, "error %d", os_error);
    (void)sgp__format(t->failures + used, sizeof t->failures - used, "%s%s: %s",
                      used > 0 ? ", " : "", numeric, reason);
    t->last_error = os_error;
    t->address = t->address->ai_next;
    t->state = TCP_NEXT;
}

static sgp_status resolve_error(const tcp *t, int code, int os_error, sgp_error *err)
{
    (void)SGP__FAIL(err, SGP_ERR_CONNECT, 5075, "the name %s was not resolved: %s", t->host,
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
    (void)sgp__format(service, sizeof service, "%u", (unsigned)t->port);
    code = getaddrinfo(t->host, service, &hints, &t->addresses);
    if (code != 0) return resolve_error(t, code, errno, err);
    t->address = t->addresses;
    t->state = TCP_NEXT;
    return SGP_OK;
}

/* Returns -1 on failure. Setting close-on-exec in a second step would be too late: a program that
 * another thread starts in between inherits the connection. The flags are in POSIX.1-2024 and older
 * in Linux and the BSDs. */
static int open_socket(int family)
{
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int one = 1;

    /* Without TCP_NODELAY a request is only slower. */
    if (fd >= 0) (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* Divides the time, so that a silent address leaves some for the rest. */
static sgp_deadline attempt_deadline(const tcp *t, int64_t now_us, sgp_deadline deadline)
{
    if (deadline.at_us == INT64_MAX) return deadline;
    return sgp_deadline_in(now_us, (deadline.at_us - now_us) / addresses_left(t));
}

static void try_address(tcp *t, int64_t now_us, sgp_deadline deadline)
{
    t->attempt = attempt_deadline(t, now_us, deadline);
    t->fd = open_socket(t->address->ai_family);
    if (t->fd < 0) {
        give_up_address(t, errno);
        return;
    }
    t->state = TCP_WAIT;
    if (connect(t->fd, t->address->ai_addr, t->address->ai_addrlen) == 0) {
        t->state = TCP_OPEN;
    } else if (errno != EINPROGRESS && errno != EINTR) {
        /* An interrupted connect continues by itself (POSIX connect). */
        give_up_address(t, errno);
    }
}

static sgp_status no_address_left(const tcp *t, int64_t now_us, sgp_deadline deadline,
                                  sgp_error *err)
{
    sgp_status status = now_us >= deadline.at_us ? SGP_ERR_TIMEOUT : SGP_ERR_CONNECT;

    (void)SGP__FAIL(err, status, 5076, "no connection to %s port %u: %s", t->host,
                    (unsigned)t->port, t->failures);
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

static sgp_status tcp_step_connect(tcp *t, sgp_deadline deadline, sgp_error *err)
{
    int64_t now_us = t->platform->type->monotonic_us(t->platform);

    if (now_us < 0) return SGP__FAIL(err, SGP_ERR_PLATFORM, 5077, "the monotonic clock failed");
    if (t->state == TCP_RESOLVE) return resolve(t, err);
    if (t->state == TCP_WAIT) return await_connection(t, now_us);
    if (!t->address) return no_address_left(t, now_us, deadline, err);
    try_address(t, now_us, deadline);
    return SGP_OK;
}

/* --- the stream ------------------------------------------------------------------------------- */

static sgp_status tcp_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    tcp *t = (tcp *)stream;

    t->waits_for = SGP_POLL_WRITE;
    for (int left = SGP__INNER_CALLS_MAX; t->state != TCP_OPEN; left--) {
        if (left == 0) return SGP_AGAIN;
        SGP_TRY(tcp_step_connect(t, deadline, err));
    }
    return SGP_OK;
}

static int would_block(int os_error)
{
    return os_error == EAGAIN || os_error == EWOULDBLOCK;
}

static sgp_status tcp_broken(const tcp *t, int os_error, const char *what, sgp_error *err)
{
    (void)SGP__FAIL(err, SGP_ERR_NETWORK, 5078, "%s %s port %u failed (errno %d)", what, t->host,
                    (unsigned)t->port, os_error);
    if (err) err->os_error = os_error;
    return SGP_ERR_NETWORK;
}

static sgp_status tcp_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                           sgp_deadline deadline, sgp_error *err)
{
    tcp *t = (tcp *)stream;
    ssize_t len;

    (void)deadline; /* this never waits */
    do {
        len = recv(t->fd, buffer, capacity, 0);
    } while (len < 0 && errno == EINTR);
    t->waits_for = SGP_POLL_READ;
    if (len < 0) return would_block(errno) ? SGP_AGAIN : tcp_broken(t, errno, "reading from", err);
    *got = (size_t)len;
    return len > 0 ? SGP_OK : SGP_END;
}

static sgp_status tcp_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                            sgp_deadline deadline, sgp_error *err)
{
    tcp *t = (tcp *)stream;
    ssize_t sent;

    (void)deadline; /* this never waits */
    do {
        sent = send(t->fd, bytes, len, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    t->waits_for = SGP_POLL_WRITE;
    if (sent < 0) return would_block(errno) ? SGP_AGAIN : tcp_broken(t, errno, "writing to", err);
    *put = (size_t)sent;
    return SGP_OK;
}

static void tcp_close(sgp_stream *stream)
{
    tcp *t = (tcp *)stream;

    close_socket(t);
    if (t->addresses) freeaddrinfo(t->addresses);
    sgp__free(t->allocator, t, sizeof *t);
}

/* TCP_NEXT: connect stopped after many addresses and has more. */
static int64_t wake_up_us(const tcp *t)
{
    if (t->state == TCP_NEXT) return SGP__AT_ONCE;
    return t->state == TCP_OPEN ? INT64_MAX : t->attempt.at_us;
}

static void tcp_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    const tcp *t = (const tcp *)stream;

    out->fd = t->fd;
    out->events = t->fd >= 0 ? t->waits_for : 0;
    out->at_us = wake_up_us(t);
}

/* --- the dialer ------------------------------------------------------------------------------- */

static sgp_status check_target(const sgp_target *target, sgp_error *err)
{
    if (target->is_tls)
        return SGP__FAIL(err, SGP_ERR_USAGE, 5079,
                         "the TCP dialer has no TLS: wrap it in sgp_net_dialer_new");
    if (target->via)
        return SGP__FAIL(err, SGP_ERR_USAGE, 5080,
                         "the TCP dialer has no proxies: wrap it in sgp_net_dialer_new");
    if (strlen(target->host) > SGP_HOST_MAX)
        return SGP__FAIL(err, SGP_ERR_USAGE, 5081, "the host is longer than %d bytes",
                         SGP_HOST_MAX);
    return SGP_OK;
}

static sgp_status tcp_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                           sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type, "tcp",     tcp_connect, tcp_read,
                                          tcp_write,   tcp_close, tcp_wants };
    const tcp_dialer *d = (tcp_dialer *)dialer;
    sgp_target own;
    sgp_proxy via;
    tcp *t;

    SGP_TRY(sgp__target_copy(&own, &via, target, err));
    SGP_TRY(check_target(&own, err));
    t = sgp__alloc(d->allocator, sizeof *t);
    if (!t) return SGP__NO_MEMORY(err, sizeof *t);
    t->base.type = &type;
    t->allocator = d->allocator;
    t->platform = d->platform;
    sgp__copy_truncated(t->host, sizeof t->host, sgp_str_from(own.host));
    t->port = own.port;
    t->fd = -1;
    *out = &t->base;
    return SGP_OK;
}

static void tcp_destroy(sgp_dialer *dialer)
{
    tcp_dialer *d = (tcp_dialer *)dialer;

    sgp__free(d->allocator, d, sizeof *d);
}

sgp_status sgp_tcp_dialer_new(sgp_dialer **out, sgp_platform *platform,
                              const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_dialer_type type = { sizeof type, "tcp", tcp_open, tcp_destroy };
    static const sgp__slot slots[] = { SGP__SLOT(sgp_platform_type, monotonic_us) };
    tcp_dialer *d;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 5111, "sgp_tcp_dialer_new", err));
    SGP_TRY(SGP__PART_CHECK(platform, 5110, "sgp_tcp_dialer_new", "platform", slots, err));
    d = sgp__alloc(allocator, sizeof *d);
    if (!d) return SGP__NO_MEMORY(err, sizeof *d);
    d->base.type = &type;
    d->allocator = allocator;
    d->platform = platform;
    *out = &d->base;
    return SGP_OK;
}
