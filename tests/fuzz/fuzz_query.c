/*
 * fuzz_query.c - --query: an expression, a newline, a JSON text. Any input gives a value or a
 * message.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "jmespath_node.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *input = calloc(1, size + 2);
    const jm_value *value = NULL;
    const jm_node *node = NULL;
    sgp_arena *arena;
    size_t end;
    jm j;

    if (!input || sgp_arena_new(&arena, NULL, 4u * 1024u * 1024u, NULL) != SGP_OK) abort();
    if (size > 0) memcpy(input, data, size);
    end = strcspn(input, "\n");
    memset(&j, 0, sizeof j);
    j.arena = arena;
    if (end < size) value = jm_from_json(&j, sgp_str_from(input + end + 1));
    input[end] = '\0';
    if (!value) value = jm_null();
    node = jm_parse(&j, input);
    REQUIRE((node != NULL) == !j.has_failed);
    if (node) value = jm_search(&j, node, value);
    if (node && value) value = jm_to_json(&j, value);
    REQUIRE(!node || (value != NULL) == !j.has_failed);
    REQUIRE(j.has_failed == (j.message[0] != '\0'));
    sgp_arena_free(arena);
    free(input);
    return 0;
}
