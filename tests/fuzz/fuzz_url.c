/*
 * fuzz_url.c - any text as an endpoint URL or, after a first byte 'r', as a
 * region. An accepted text must yield a plain host.
 */
#include "fuzz.h"

#include "sgp_ascii.h"
#include "sgp_core.h"

#include <string.h>

static void require_plain(const sgp__endpoint *endpoint)
{
    sgp_str host = sgp_str_from(endpoint->host);

    REQUIRE(sgp__is_host_name(host) || sgp__is_ipv6(host));
    REQUIRE(endpoint->uri.port > 0);
    REQUIRE(sgp__is_region(sgp_str_from(endpoint->region)));
    REQUIRE(sgp__is_field_value(endpoint->uri.path));
    REQUIRE(!strpbrk(endpoint->host, "@/#?%\r\n "));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp__endpoint endpoint;
    sgp_error err = SGP_ERROR_INIT;
    char text[4096];
    int is_region = size > 0 && data[0] == 'r';
    sgp_status status;

    if (size >= sizeof text) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    status = sgp__endpoint_resolve(is_region ? text + 1 : "us-west-2", size % 2 > 0, size % 3 > 0,
                                   is_region ? NULL : text, NULL, &endpoint, &err);
    if (status == SGP_OK)
        require_plain(&endpoint);
    else
        REQUIRE(status == SGP_ERR_CONFIG || status == SGP_ERR_NO_REGION);
    if (status == SGP_OK && is_region) REQUIRE(strstr(endpoint.host, ".sagemaker"));
    sgp__endpoint_deinit(&endpoint, NULL);
    return 0;
}
