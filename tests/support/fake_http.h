/*
 * fake_http.h - an sgp_http that returns responses of a list and records the
 * requests.
 */
#ifndef SGP_TEST_FAKE_HTTP_H
#define SGP_TEST_FAKE_HTTP_H

#include "sagepager/sys/http.h"

#include <stdio.h>
#include <string.h>

#define FAKE_HTTP_MAX 8

typedef struct fake_http {
    sgp_http base;
    sgp_http_type type;                        /* set by fake_http_make; tests may clear slots */
    const char *bodies[FAKE_HTTP_MAX];         /* NULL: the exchange fails */
    int statuses[FAKE_HTTP_MAX];               /* 0: 200 */
    const char *const *headers[FAKE_HTTP_MAX]; /* name, value, ..., NULL; NULL: none */
    sgp_status failures[FAKE_HTTP_MAX];        /* retryable; SGP_OK: SGP_ERR_NETWORK */
    int again;                                 /* calls that return SGP_AGAIN first */

    int next;                       /* completed exchanges */
    char sent[FAKE_HTTP_MAX][1024]; /* request bodies, truncated */
    char seen[FAKE_HTTP_MAX][1024]; /* "GET http://host:80/path\nName: value\n...", truncated */
    sgp_http_request last_request;  /* its texts live as long as the caller's request */
    sgp_deadline last_deadline;
    int resets;
    int destroys;
} fake_http;

static inline sgp_status fake_http__fail(sgp_status status, sgp_error *err)
{
    if (status == SGP_OK) status = SGP_ERR_NETWORK;
    (void)sgp_error_set(err, status, "fake_http failure");
    if (err) err->retryable = 1;
    return status;
}

static inline void fake_http__see(char *out, size_t size, const sgp_http_request *request)
{
    size_t used = (size_t)snprintf(out, size, "%s http%s://%s:%u%s\n", request->method.ptr,
                                   request->is_tls ? "s" : "", request->host.ptr,
                                   (unsigned)request->port, request->path.ptr);

    for (size_t i = 0; i < request->header_count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s: %s\n", request->headers[i].name.ptr,
                                 request->headers[i].value.ptr);
}

static inline sgp_status fake_http__exchange(sgp_http *self, const sgp_http_request *request,
                                             sgp_http_response *response, sgp_deadline deadline,
                                             sgp_error *err)
{
    fake_http *f = (fake_http *)self;
    const char *body;
    sgp_status status;
    int n;

    if (f->again-- > 0) return SGP_AGAIN;
    if (f->next == FAKE_HTTP_MAX) return fake_http__fail(SGP_OK, err);
    n = f->next++;
    f->last_request = *request;
    f->last_deadline = deadline;
    fake_http__see(f->seen[n], sizeof f->seen[n], request);
    if (request->body.len > 0)
        memcpy(f->sent[n], request->body.ptr,
               request->body.len < sizeof f->sent[n] ? request->body.len : sizeof f->sent[n] - 1);
    body = f->bodies[n];
    sgp_http_response_reset(response);
    if (!body) return fake_http__fail(f->failures[n], err);
    status = sgp_http_response_begin(response, f->statuses[n] ? f->statuses[n] : 200,
                                     sgp_str_from(""), err);
    for (const char *const *h = f->headers[n]; status == SGP_OK && h && h[0]; h += 2)
        status = sgp_http_response_add_header(response, sgp_str_from(h[0]), sgp_str_from(h[1]),
                                              err);
    if (status == SGP_OK) status = sgp_http_response_append_body(response, body, strlen(body), err);
    if (status != SGP_OK) sgp_http_response_reset(response);
    return status;
}

static inline void fake_http__wants(sgp_http *self, sgp_poll_interest *out)
{
    static const sgp_poll_interest at_once = { -1, 0u, 0 };

    (void)self;
    *out = at_once;
}

static inline void fake_http__reset(sgp_http *self)
{
    ((fake_http *)self)->resets++;
}

static inline void fake_http__destroy(sgp_http *self)
{
    ((fake_http *)self)->destroys++;
}

static inline sgp_http *fake_http_make(fake_http *f)
{
    static const sgp_http_type type = {
        sizeof type,        "fake_http", fake_http__exchange, fake_http__wants, fake_http__reset,
        fake_http__destroy, NULL
    };

    f->type = type;
    f->base.type = &f->type;
    return &f->base;
}

#endif
