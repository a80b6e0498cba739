/*
 * fuzz_http.c - any bytes as a server's answer: at once, byte by byte with
 * SGP_AGAIN between, and with a sink that consumes the body while it arrives.
 * All three must end with the same status and body.
 */
#include "fuzz.h"

#include "sgp_http_message.h"
#include "http_peer.h"

#include <string.h>

#define BODY_MAX 65536

/* A sink that collects what it consumes. */
typedef struct collector {
    sgp__body_sink base;
    char bytes[BODY_MAX];
    size_t len;
} collector;

/* Consumes all but a rest of varying length. */
static sgp_status collect(sgp__body_sink *sink, const sgp_http_response *response, size_t *consumed,
                          sgp_error *err)
{
    collector *c = (collector *)sink;
    size_t bytes = response->body.len - response->body.len % 1999;

    (void)err;
    REQUIRE(bytes <= sizeof c->bytes - c->len);
    memcpy(c->bytes + c->len, response->body.ptr, bytes);
    c->len += bytes;
    *consumed = bytes;
    return SGP_OK;
}

static void restart(sgp__body_sink *sink)
{
    ((collector *)sink)->len = 0;
}

/* The rest of the body, after the collected bytes, is `body`. */
static void compare_bodies(const collector *c, sgp_str rest, sgp_str body)
{
    REQUIRE(c->len + rest.len == body.len);
    REQUIRE(c->len == 0 || memcmp(c->bytes, body.ptr, c->len) == 0);
    REQUIRE(rest.len == 0 || memcmp(body.ptr + c->len, rest.ptr, rest.len) == 0);
}

static void run_with_sink(const uint8_t *data, size_t size, sgp_status wanted, sgp_str body)
{
    static collector c = { { collect, restart }, { 0 }, 0 };
    http_peer peer = http_peer_make(data, size);
    sgp__http_response response;

    c.len = 0;
    sgp__http_response_init(&response, NULL, BODY_MAX);
    response.sink = &c.base;
    REQUIRE(http_peer_run(&peer, &response.api) == wanted);
    if (wanted == SGP_OK) {
        REQUIRE(response.consumed_bytes == c.len);
        compare_bodies(&c, response.api.body, body);
    }
    sgp__http_response_deinit(&response);
}

static sgp_http_response *new_response(void)
{
    sgp_http_response *response;

    REQUIRE(sgp_http_response_new(&response, NULL, BODY_MAX, NULL) == SGP_OK);
    return response;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    http_peer whole = http_peer_make(data, size);
    http_peer dripping = http_peer_make(data, size);
    sgp_http_response *first = new_response(), *second = new_response();
    sgp_status status = http_peer_run(&whole, first);

    dripping.drips = 1;
    REQUIRE(http_peer_run(&dripping, second) == status || status == SGP_ERR_PROTOCOL);
    if (status == SGP_OK) {
        REQUIRE(first->status == second->status);
        REQUIRE(first->header_count == second->header_count);
        REQUIRE(sgp_str_equal(first->body, second->body));
    }
    run_with_sink(data, size, status, first->body);
    sgp_http_response_free(first);
    sgp_http_response_free(second);
    return 0;
}
