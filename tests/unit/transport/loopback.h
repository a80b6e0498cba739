/*
 * loopback.h - a TCP peer on this machine, driven by the test. It accepts one
 * connection at a time, answers each request that ends in '}' and may then
 * close or reset the connection.
 */
#ifndef SGP_TEST_LOOPBACK_H
#define SGP_TEST_LOOPBACK_H

#include "test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct loopback {
    int listener;
    int fd; /* the connection, or -1 */
    uint16_t port;
    const char *answer;
    int closes; /* non-zero: closes after the answer */
    int resets; /* non-zero: closes with RST after the answer */
    size_t received;
} loopback;

static inline void loopback__nonblocking(int fd)
{
    assert_int_equal(fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK), 0);
}

static inline int loopback__bind(loopback *l, const struct sockaddr *address, socklen_t size)
{
    l->fd = -1;
    l->listener = socket(address->sa_family, SOCK_STREAM, 0);
    if (l->listener < 0) return 0;
    if (bind(l->listener, address, size) != 0) {
        (void)close(l->listener);
        l->listener = -1;
        return 0;
    }
    assert_int_equal(listen(l->listener, 4), 0);
    loopback__nonblocking(l->listener);
    return 1;
}

static inline void loopback_start(loopback *l, const char *answer)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;

    memset(l, 0, sizeof *l);
    memset(&address, 0, sizeof address);
    l->answer = answer;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(loopback__bind(l, (struct sockaddr *)&address, size));
    assert_int_equal(getsockname(l->listener, (struct sockaddr *)&address, &size), 0);
    l->port = ntohs(address.sin_port);
}

/* Returns zero on a machine without IPv6. */
static inline int loopback_start_v6(loopback *l, const char *answer)
{
    struct sockaddr_in6 address;
    socklen_t size = sizeof address;

    memset(l, 0, sizeof *l);
    memset(&address, 0, sizeof address);
    l->answer = answer;
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    if (!loopback__bind(l, (struct sockaddr *)&address, size)) return 0;
    assert_int_equal(getsockname(l->listener, (struct sockaddr *)&address, &size), 0);
    l->port = ntohs(address.sin6_port);
    return 1;
}

static inline void loopback__hang_up(loopback *l)
{
    static const struct linger at_once = { 1, 0 };

    if (l->resets)
        assert_int_equal(setsockopt(l->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
    (void)close(l->fd);
    l->fd = -1;
}

static inline void loopback__answer(loopback *l)
{
    size_t len = strlen(l->answer);

    if (len > 0) assert_int_equal(send(l->fd, l->answer, len, MSG_NOSIGNAL), len);
    if (l->closes || l->resets) loopback__hang_up(l);
}

/* Accepts, reads and answers as far as that does not block. */
static inline void loopback_pump(loopback *l)
{
    char bytes[65536];
    ssize_t len;

    if (l->fd < 0) {
        l->fd = accept(l->listener, NULL, NULL);
        if (l->fd < 0) return;
        loopback__nonblocking(l->fd);
    }
    len = recv(l->fd, bytes, sizeof bytes, 0);
    if (len == 0) loopback__hang_up(l);
    if (len <= 0) return;
    l->received += (size_t)len;
    if (bytes[len - 1] == '}') loopback__answer(l);
}

static inline void loopback_stop(loopback *l)
{
    if (l->fd >= 0) (void)close(l->fd);
    if (l->listener >= 0) (void)close(l->listener);
}

#endif
