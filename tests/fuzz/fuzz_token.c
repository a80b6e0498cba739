/*
 * fuzz_token.c - any bytes as a starting token; after a first byte 'j' they are
 * put in base64 first, which a fuzzer does not find by itself. What can be read
 * is written and read again.
 */
#include "fuzz.h"

#include "sgp_base64.h"
#include "sagepager/builtin.h"

#include <string.h>

/* As large as a listing gives to one token. */
#define TOKEN_MEMORY (2u * SGP_STARTING_TOKEN_MAX)

static void require_round_trip(sgp_codec *codec, const sgp_position *first, sgp_arena *arena)
{
    char message[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_position again = SGP_POSITION_INIT;
    sgp_str token;

    REQUIRE(codec->type->encode_token(codec, first, arena, &token, &err) == SGP_OK);
    REQUIRE(token.len <= SGP_STARTING_TOKEN_MAX && token.ptr[token.len] == '\0');
    REQUIRE(codec->type->decode_token(codec, token, arena, &again, &err) == SGP_OK);
    REQUIRE(sgp_str_equal(first->next_token, again.next_token));
    REQUIRE(first->truncate.is_set == again.truncate.is_set);
    REQUIRE(first->truncate.value == again.truncate.value);
}

static void run(sgp_str text)
{
    sgp_codec *codec = sgp_aws_json();
    char message[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_position position = SGP_POSITION_INIT;
    sgp_arena *first, *second;
    sgp_status status;

    REQUIRE(sgp_arena_new(&first, NULL, TOKEN_MEMORY, NULL) == SGP_OK);
    REQUIRE(sgp_arena_new(&second, NULL, TOKEN_MEMORY, NULL) == SGP_OK);
    status = codec->type->decode_token(codec, text, first, &position, &err);
    if (status == SGP_OK)
        require_round_trip(codec, &position, second);
    else
        REQUIRE(status == SGP_ERR_TOKEN || status == SGP_ERR_PARAM || status == SGP_ERR_LIMIT);
    REQUIRE(err.status == status && (status == SGP_OK || sgp_error_message(&err)[0]));
    sgp_arena_free(second);
    sgp_arena_free(first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_str text = { (const char *)data, size };
    sgp__buf base64;

    if (size == 0 || data[0] != 'j') {
        run(text);
        return 0;
    }
    sgp__buf_init(&base64, NULL, 2 * size + 8);
    sgp__base64_encode(&base64, data + 1, size - 1);
    run(sgp__buf_str(&base64));
    sgp__buf_deinit(&base64);
    return 0;
}
