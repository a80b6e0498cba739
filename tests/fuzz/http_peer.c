/*
 * http_peer.c - any bytes as a server's answer, through the whole HTTP/1.1 exchange.
 */
#include "http_peer.h"

#include "fuzz.h"

#include "fake_platform.h"
#include "sagepager/builtin.h"

#include <string.h>

static sgp_status peer_connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    (void)self;
    (void)deadline;
    (void)err;
    return SGP_OK;
}

static sgp_status peer_read(void *self, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    http_peer *p = self;

    (void)deadline;
    (void)err;
    p->is_even = !p->is_even;
    if (p->drips && p->is_even) return SGP_AGAIN;
    if (p->left == 0) return SGP_END;
    if (p->drips) capacity = 1;
    *got = p->left < capacity ? p->left : capacity;
    memcpy(buffer, p->bytes, *got);
    p->bytes += *got;
    p->left -= *got;
    return SGP_OK;
}

static sgp_status peer_write(void *self, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    (void)self;
    (void)bytes;
    (void)deadline;
    (void)err;
    *put = len;
    return SGP_OK;
}

static void peer_close(void *self)
{
    (void)self;
}

static sgp_status peer_open(void *self, const sgp_target *target, sgp_stream *stream,
                            sgp_error *err)
{
    sgp_stream out = SGP_STREAM_INIT;
    http_peer *p = self;

    (void)target;
    REQUIRE(p->opens++ == 0);
    (void)err;
    out.self = p;
    out.connect = peer_connect;
    out.read = peer_read;
    out.write = peer_write;
    out.close = peer_close;
    *stream = out;
    return SGP_OK;
}

sgp_status http_peer_run(http_peer *p, sgp_http_response *response)
{
    sgp_dialer dialer = SGP_DIALER_INIT;
    fake_platform clock = { 0 };
    sgp_platform platform = fake_platform_make(&clock);
    sgp_http_request request;
    sgp_error err = SGP_ERROR_INIT;
    sgp_http http;
    sgp_status status;

    dialer.self = p;
    dialer.open = peer_open;
    sgp_http_request_init(&request, NULL);
    request.method = sgp_str_from("POST");
    request.host = sgp_str_from("localhost");
    request.port = 80;
    request.path = sgp_str_from("/");
    REQUIRE(sgp_http1_new(&http, &dialer, &platform, NULL, NULL, &err) == SGP_OK);
    do {
        status = http.exchange(http.self, &request, response, sgp_deadline_none(), &err);
    } while (status == SGP_AGAIN);
    REQUIRE(status == SGP_OK || (err.status == status && err.message[0]));
    REQUIRE(status == SGP_OK || response->body.len == 0);
    http.destroy(http.self);
    sgp_http_request_deinit(&request);
    return status;
}
