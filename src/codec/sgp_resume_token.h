/*
 * sgp_resume_token.h - encodes and decodes botocore's resume token
 * (botocore/paginate.py).
 */
#ifndef SGP_CODEC_RESUME_TOKEN_H
#define SGP_CODEC_RESUME_TOKEN_H

#include "sagepager/sys/codec.h"

#include "sgp_json_value.h"

/* Slots of the codec, see sys/codec.h. */
sgp_status sgp__resume_token_encode(sgp_codec *codec, const sgp_position *position,
                                    sgp_arena *arena, sgp_str *out, sgp_error *err);
sgp_status sgp__resume_token_decode(sgp_codec *codec, sgp_str text, sgp_arena *arena,
                                    sgp_position *out, sgp_error *err);

/*
 * Checks the members of a token's JSON object as botocore does (TokenDecoder;
 * validate.py). SGP_ERR_TOKEN, SGP_ERR_PARAM with the list of all faults,
 * SGP_ERR_LIMIT, SGP_ERR_MEMORY. `arena` holds temporary texts.
 */
SGP_MUST_CHECK sgp_status sgp__resume_token_check(const sgp__json_value *object, sgp_arena *arena,
                                                  sgp_error *err);

/*
 * Parses the two forms that are not JSON: TOKEN___INDEX, and a token of the
 * service. In both the word None means no token (botocore/paginate.py,
 * _parse_starting_token_deprecated). SGP_ERR_TOKEN for three parts or more and
 * for an index beyond 64 bits, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
 */
SGP_MUST_CHECK sgp_status sgp__plain_token_decode(sgp_str text, sgp_arena *arena, sgp_position *out,
                                                  sgp_error *err);

#endif
