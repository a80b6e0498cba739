/*
 * fuzz_stable_token.c - any text as a stable resume token: no crash. A token
 * that is accepted is written again as the same text, apart from leading zeros
 * and the case of its hash.
 */
#include "fuzz.h"

#include <string.h>

#include "sgp_stable_token.h"

static void require_round_trip(const sgp__cursor *cursor, const sgp__order *order)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__cursor again;
    sgp_arena *arena;
    sgp_str written;

    REQUIRE(sgp_arena_new(&arena, NULL, 65536, NULL) == SGP_OK);
    REQUIRE(sgp__stable_token_write(cursor, order, arena, &written, NULL) == SGP_OK);
    REQUIRE(sgp__stable_token_read(written, order, &again, NULL) == SGP_OK);
    REQUIRE(again.key == cursor->key && again.count == cursor->count);
    sgp__cursor_narrow(&again, order, &request);
    sgp_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    char text[1024];
    sgp__order order;
    sgp__cursor cursor;
    sgp_str token;

    if (size >= sizeof text) return 0;
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    token.ptr = text;
    token.len = size;
    request.image_name = "img";
    REQUIRE(sgp__order_of(&request, &order));
    if (sgp__stable_token_read(token, &order, &cursor, NULL) == SGP_OK)
        require_round_trip(&cursor, &order);
    return 0;
}
