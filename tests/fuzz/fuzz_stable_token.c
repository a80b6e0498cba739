/*
 * fuzz_stable_token.c - a stable resume token. Whatever it is: no crash, and one that is taken is
 * written again as the same text, but for leading zeros and the case of its hash.
 */
#include "fuzz.h"

#include <string.h>

#include "stable_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    char text[1024];
    sgp__order order;
    sgp__place place, again;
    sgp_arena arena;
    sgp_str token, written;
    sgp_error err = SGP_ERROR_INIT;

    if (size >= sizeof text) return 0;
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    token.ptr = text;
    token.len = size;
    request.image_name = "img";
    REQUIRE(sgp__order_of(&request, &order));
    if (sgp__stable_token_read(token, &order, &place, &err) != SGP_OK) return 0;
    sgp_arena_init(&arena, NULL, 65536);
    REQUIRE(sgp__stable_token_write(&place, &order, &arena, &written, &err) == SGP_OK);
    REQUIRE(sgp__stable_token_read(written, &order, &again, &err) == SGP_OK);
    REQUIRE(again.key == place.key && again.count == place.count);
    sgp__place_narrow(&again, &order, &request);
    sgp_arena_deinit(&arena);
    return 0;
}
