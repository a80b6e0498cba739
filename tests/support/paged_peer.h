/*
 * paged_peer.h - a server in memory. It reads the next token of each request
 * and sends the page of that token. One of its calls can fail, or its
 * connection can end once after some bytes.
 */
#ifndef SGP_TEST_PAGED_PEER_H
#define SGP_TEST_PAGED_PEER_H

#include "sagepager/sys/stream.h"

#include <stdio.h>
#include <string.h>

typedef enum paged_fault {
    PAGED_ERROR, /* SGP_ERR_NETWORK */
    PAGED_END,   /* SGP_END from read, else SGP_ERR_NETWORK */
    PAGED_AGAIN, /* SGP_AGAIN */
    PAGED_SHORT  /* moves one byte */
} paged_fault;

struct paged_peer;

typedef struct paged_stream {
    sgp_stream base;
    struct paged_peer *peer;
} paged_stream;

typedef struct paged_peer {
    sgp_dialer base; /* opens `stream` every time */
    paged_stream stream;
    const char
        *pages[4]; /* bodies: pages[n] answers the next token "t<n>", pages[0] a request without
                      one */
    int fault_at;  /* the failing call of connect, read and write, from 1 */
    paged_fault fault;
    size_t cut_at; /* the connection ends after that many sent bytes; 0: never */

    int calls;
    int opens;
    int closes;
    int requests;
    size_t sent; /* bytes */
    char request[4096];
    size_t request_len;
    char response[9000];
    size_t response_len;
    size_t response_at;
} paged_peer;

static inline paged_peer *paged__of(sgp_stream *stream)
{
    return ((paged_stream *)stream)->peer;
}

/* Counts the call; non-zero if it must fail. */
static inline int paged__is_broken(paged_peer *p)
{
    return ++p->calls == p->fault_at;
}

static inline sgp_status paged__break(const paged_peer *p, int is_read, sgp_error *err)
{
    if (p->fault == PAGED_AGAIN) return SGP_AGAIN;
    if (p->fault == PAGED_END && is_read) return SGP_END;
    return sgp_error_set(err, SGP_ERR_NETWORK, "the peer was told to fail");
}

static inline void paged__answer(paged_peer *p)
{
    const char *token = strstr(p->request, "\"NextToken\": \"t");
    const char *body = p->pages[token ? token[15] - '0' : 0];

    p->requests++;
    p->request_len = 0;
    p->response_at = 0;
    p->response_len = (size_t)snprintf(p->response, sizeof p->response,
                                       "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s",
                                       (int)strlen(body), body);
}

static inline sgp_status paged__connect(sgp_stream *self, sgp_deadline deadline, sgp_error *err)
{
    paged_peer *p = paged__of(self);

    (void)deadline;
    if (paged__is_broken(p) && p->fault != PAGED_SHORT) return paged__break(p, 0, err);
    return SGP_OK;
}

static inline sgp_status paged__read(sgp_stream *self, void *buffer, size_t capacity, size_t *got,
                                     sgp_deadline deadline, sgp_error *err)
{
    paged_peer *p = paged__of(self);
    size_t len = p->response_len - p->response_at;

    (void)deadline;
    if (paged__is_broken(p)) {
        if (p->fault != PAGED_SHORT) return paged__break(p, 1, err);
        capacity = 1;
    }
    if (p->cut_at && len > p->cut_at - p->sent) len = p->cut_at - p->sent;
    if (p->cut_at && p->cut_at == p->sent) {
        p->cut_at = 0;
        return SGP_END;
    }
    if (len == 0) return SGP_AGAIN;
    if (len > capacity) len = capacity;
    memcpy(buffer, p->response + p->response_at, len);
    p->response_at += len;
    p->sent += len;
    *got = len;
    return SGP_OK;
}

static inline sgp_status paged__write(sgp_stream *self, const void *bytes, size_t len, size_t *put,
                                      sgp_deadline deadline, sgp_error *err)
{
    paged_peer *p = paged__of(self);

    (void)deadline;
    if (paged__is_broken(p)) {
        if (p->fault != PAGED_SHORT) return paged__break(p, 0, err);
        len = 1;
    }
    if (len > sizeof p->request - 1 - p->request_len)
        return sgp_error_set(err, SGP_ERR_NETWORK, "the request is too long for this peer");
    memcpy(p->request + p->request_len, bytes, len);
    p->request_len += len;
    p->request[p->request_len] = '\0';
    if (p->request[p->request_len - 1] == '}') paged__answer(p);
    *put = len;
    return SGP_OK;
}

static inline void paged__close(sgp_stream *self)
{
    paged__of(self)->closes++;
}

static inline sgp_status paged__open(sgp_dialer *self, const sgp_target *target, sgp_stream **out,
                                     sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type, "paged_peer", paged__connect,
                                          paged__read, paged__write, paged__close,
                                          NULL };
    paged_peer *p = (paged_peer *)self;

    (void)target;
    (void)err;
    p->opens++;
    p->request_len = 0;
    p->response_len = p->response_at = 0;
    p->stream.base.type = &type;
    p->stream.peer = p;
    *out = &p->stream.base;
    return SGP_OK;
}

static inline sgp_dialer *paged_peer_dialer(paged_peer *p)
{
    static const sgp_dialer_type type = { sizeof type, "paged_peer", paged__open, NULL };

    p->base.type = &type;
    return &p->base;
}

#endif
