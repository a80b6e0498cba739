/*
 * http_peer.c - any bytes as a server's answer to a whole HTTP/1.1 exchange.
 */
#include "http_peer.h"

#include "fuzz.h"

#include "fake_platform.h"
#include "sagepager/transport.h"

#include <string.h>

http_peer http_peer_make(const uint8_t *bytes, size_t size)
{
    http_peer p;

    memset(&p, 0, sizeof p);
    p.bytes = bytes;
    p.left = size;
    return p;
}

/* --- the stream ------------------------------------------------------------------------------- */

static http_peer *peer_of(sgp_stream *stream)
{
    return (http_peer *)(void *)((char *)stream - offsetof(http_peer, stream));
}

static sgp_status peer_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    (void)deadline;
    (void)err;
    return SGP_OK;
}

static sgp_status peer_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    http_peer *p = peer_of(stream);

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

static sgp_status peer_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    (void)bytes;
    (void)deadline;
    (void)err;
    *put = len;
    return SGP_OK;
}

static void peer_close(sgp_stream *stream)
{
    (void)stream;
}

static sgp_status peer_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                            sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type, "http_peer", peer_connect, peer_read,
                                          peer_write,  peer_close,  NULL };
    http_peer *p = (http_peer *)dialer;

    (void)target;
    (void)err;
    REQUIRE(p->opens++ == 0);
    p->stream.type = &type;
    *out = &p->stream;
    return SGP_OK;
}

/* --- one exchange ----------------------------------------------------------------------------- */

static sgp_http_request *new_request(void)
{
    sgp_http_request *request;

    REQUIRE(sgp_http_request_new(&request, NULL, NULL) == SGP_OK);
    request->method = sgp_str_from("POST");
    request->host = sgp_str_from("localhost");
    request->port = 80;
    request->path = sgp_str_from("/");
    return request;
}

sgp_status http_peer_run(http_peer *p, sgp_http_response *response)
{
    static const sgp_dialer_type type = { sizeof type, "http_peer", peer_open, NULL };
    fake_platform clock = { 0 };
    sgp_http_request *request = new_request();
    sgp_error err = SGP_ERROR_INIT;
    sgp_http *http;
    sgp_status status;

    p->dialer.type = &type;
    REQUIRE(sgp_http1_new(&http, &p->dialer, fake_platform_make(&clock), NULL, NULL, &err) ==
            SGP_OK);
    do {
        status = http->type->exchange(http, request, response, sgp_deadline_none(), &err);
    } while (status == SGP_AGAIN);
    REQUIRE(status == SGP_OK || (err.status == status && sgp_error_message(&err)[0]));
    REQUIRE(status == SGP_OK || response->body.len == 0);
    http->type->destroy(http);
    sgp_http_request_free(request);
    return status;
}
