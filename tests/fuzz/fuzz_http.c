/*
 * fuzz_http.c - any bytes as a server's answer, once as they come and once byte by byte with
 * SGP_AGAIN between. Both must end alike, with the same body.
 */
#include "fuzz.h"

#include "http_peer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    http_peer whole = { data, size, 0, 0, 0 };
    http_peer dripping = { data, size, 1, 0, 0 };
    sgp_http_response first, second;
    sgp_status status;

    sgp_http_response_init(&first, NULL, 65536);
    sgp_http_response_init(&second, NULL, 65536);
    status = http_peer_run(&whole, &first);
    REQUIRE(http_peer_run(&dripping, &second) == status || status == SGP_ERR_PROTOCOL);
    if (status == SGP_OK) {
        REQUIRE(first.status == second.status);
        REQUIRE(first.header_count == second.header_count);
        REQUIRE(sgp_str_equal(first.body, second.body));
    }
    sgp_http_response_deinit(&first);
    sgp_http_response_deinit(&second);
    return 0;
}
