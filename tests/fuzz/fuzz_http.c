/*
 * fuzz_http.c - any bytes as a server's answer, once as they come, once byte by byte with SGP_AGAIN
 * between, and once with a body that is taken away in parts. All must end alike, with the same
 * body.
 */
#include "fuzz.h"

#include "http_peer.h"

#include <string.h>

#define BODY_MAX 65536

/* What was taken so far. */
typedef struct parts {
    char bytes[BODY_MAX];
    size_t len;
} parts;

/* All but a rest that is now longer and now shorter. */
static sgp_status take_part(void *self, sgp_http_response *response, sgp_error *err)
{
    parts *p = self;
    size_t bytes = response->body.len - response->body.len % 1999;

    (void)err;
    REQUIRE(bytes <= sizeof p->bytes - p->len);
    memcpy(p->bytes + p->len, response->body.ptr, bytes);
    p->len += bytes;
    sgp_http_response_take(response, bytes);
    return SGP_OK;
}

static void compare_parts(const uint8_t *data, size_t size, sgp_status wanted, sgp_str body)
{
    static parts taken;
    http_peer peer = { data, size, 0, 0, 0 };
    sgp_http_response response;

    taken.len = 0;
    sgp_http_response_init(&response, NULL, BODY_MAX);
    response.read = take_part;
    response.reader = &taken;
    REQUIRE(http_peer_run(&peer, &response) == wanted);
    if (wanted == SGP_OK) {
        REQUIRE(response.taken_bytes == taken.len);
        REQUIRE(taken.len + response.body.len == body.len);
        REQUIRE(memcmp(taken.bytes, body.ptr ? body.ptr : "", taken.len) == 0);
        REQUIRE(response.body.len == 0 ||
                memcmp(body.ptr + taken.len, response.body.ptr, response.body.len) == 0);
    }
    sgp_http_response_deinit(&response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    http_peer whole = { data, size, 0, 0, 0 };
    http_peer dripping = { data, size, 1, 0, 0 };
    sgp_http_response first, second;
    sgp_status status;

    sgp_http_response_init(&first, NULL, BODY_MAX);
    sgp_http_response_init(&second, NULL, BODY_MAX);
    status = http_peer_run(&whole, &first);
    REQUIRE(http_peer_run(&dripping, &second) == status || status == SGP_ERR_PROTOCOL);
    if (status == SGP_OK) {
        REQUIRE(first.status == second.status);
        REQUIRE(first.header_count == second.header_count);
        REQUIRE(sgp_str_equal(first.body, second.body));
    }
    compare_parts(data, size, status, first.body);
    sgp_http_response_deinit(&first);
    sgp_http_response_deinit(&second);
    return 0;
}
