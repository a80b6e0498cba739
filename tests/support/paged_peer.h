/*
 * paged_peer.h - a server in memory that reads what it is asked: the page of the request's next
 * token. One of its calls can go wrong, or its first answers break off.
 */
#ifndef SGP_TEST_PAGED_PEER_H
#define SGP_TEST_PAGED_PEER_H

#include "sagepager/sys/stream.h"

#include <stdio.h>
#include <string.h>

typedef enum paged_fault {
    PAGED_ERROR, /* SGP_ERR_NETWORK */
    PAGED_END,   /* SGP_END where bytes are read, else the error */
    PAGED_AGAIN, /* SGP_AGAIN */
    PAGED_SHORT  /* one byte is moved */
} paged_fault;

typedef struct paged_peer {
    const char
        *pages[4]; /* bodies: the n-th is sent for the next token "t<n>", the first without */
    int fault_at;  /* the call that goes wrong, of connect, read and write: 1 is the first */
    paged_fault fault;
    size_t cut_at; /* the bytes after which the connection ends, of all it sends; 0: never */

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

/* Non-zero: this call goes wrong. */
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

static inline sgp_status paged__connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    paged_peer *p = self;

    (void)deadline;
    if (paged__is_broken(p) && p->fault != PAGED_SHORT) return paged__break(p, 0, err);
    return SGP_OK;
}

static inline sgp_status paged__read(void *self, void *buffer, size_t capacity, size_t *got,
                                     sgp_deadline deadline, sgp_error *err)
{
    paged_peer *p = self;
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

static inline sgp_status paged__write(void *self, const void *bytes, size_t len, size_t *put,
                                      sgp_deadline deadline, sgp_error *err)
{
    paged_peer *p = self;

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

static inline void paged__close(void *self)
{
    ((paged_peer *)self)->closes++;
}

static inline sgp_status paged__open(void *self, const sgp_target *target, sgp_stream *stream,
                                     sgp_error *err)
{
    static const sgp_stream empty = SGP_STREAM_INIT;
    paged_peer *p = self;

    (void)target;
    (void)err;
    p->opens++;
    p->request_len = 0;
    p->response_len = p->response_at = 0;
    *stream = empty;
    stream->self = p;
    stream->connect = paged__connect;
    stream->read = paged__read;
    stream->write = paged__write;
    stream->close = paged__close;
    return SGP_OK;
}

static inline sgp_dialer paged_peer_dialer(paged_peer *p)
{
    sgp_dialer dialer = SGP_DIALER_INIT;

    dialer.self = p;
    dialer.open = paged__open;
    return dialer;
}

#endif
