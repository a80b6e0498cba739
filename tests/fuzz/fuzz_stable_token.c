/*
 * fuzz_stable_token.c - any text as a stable resume token, and any cursor with
 * the right hash, as a forger computes it: no crash. A token that is accepted is
 * written again as the same text, apart from leading zeros and the case of its
 * hash.
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

/* Moves up to eight bytes from the input to *number. */
static size_t take_number(const uint8_t *data, size_t size, int64_t *number)
{
    size_t bytes = size < sizeof *number ? size : sizeof *number;

    *number = 0;
    if (bytes > 0) memcpy(number, data, bytes);
    return bytes;
}

/* The input is the key, and the versions with that key. */
static void read_forged(const uint8_t *data, size_t size, const sgp__order *order)
{
    sgp__cursor cursor, read;
    sgp_arena *arena;
    sgp_str token;
    size_t at;

    memset(&cursor, 0, sizeof cursor);
    cursor.is_set = 1;
    at = take_number(data, size, &cursor.key);
    do {
        at += take_number(data + at, size - at, &cursor.versions[cursor.count++]);
    } while (at < size && cursor.count < SGP__TIES_MAX);
    REQUIRE(sgp_arena_new(&arena, NULL, 65536, NULL) == SGP_OK);
    REQUIRE(sgp__stable_token_write(&cursor, order, arena, &token, NULL) == SGP_OK);
    if (sgp__stable_token_read(token, order, &read, NULL) == SGP_OK)
        require_round_trip(&read, order);
    sgp_arena_free(arena);
}

static void read_text(const uint8_t *data, size_t size, const sgp__order *order)
{
    char text[1024];
    sgp__cursor cursor;
    sgp_str token;

    if (size >= sizeof text) return;
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    token.ptr = text;
    token.len = size;
    if (sgp__stable_token_read(token, order, &cursor, NULL) == SGP_OK)
        require_round_trip(&cursor, order);
}

/* The first byte of a forged cursor is its order, 0..3. Tokens are text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    int is_forged = size > 0 && data[0] < 4;
    sgp__order order;

    request.image_name = "img";
    if (is_forged && data[0] & 1) request.sort_by = "VERSION";
    if (is_forged && data[0] & 2) request.sort_order = "ASCENDING";
    REQUIRE(sgp__order_of(&request, &order));
    if (is_forged)
        read_forged(data + 1, size - 1, &order);
    else
        read_text(data, size, &order);
    return 0;
}
