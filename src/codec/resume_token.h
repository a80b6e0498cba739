/*
 * resume_token.h - botocore's resume token (botocore/paginate.py) to and from a position.
 */
#ifndef SGP_CODEC_RESUME_TOKEN_H
#define SGP_CODEC_RESUME_TOKEN_H

#include "sagepager/sys/codec.h"

/* The codec's slots; see sys/codec.h. */
sgp_status sgp__resume_token_encode(void *self, const sgp_position *position, sgp_arena *arena,
                                    sgp_str *out, sgp_error *err);
sgp_status sgp__resume_token_decode(void *self, sgp_str text, sgp_arena *arena, sgp_position *out,
                                    sgp_error *err);

/*
 * The two spellings without JSON: TOKEN___INDEX and the service's own next token, in both of which
 * the word None stands for "no token" (botocore/paginate.py, _parse_starting_token_deprecated).
 * SGP_ERR_TOKEN for three parts or more and for an index beyond 64 bits; SGP_ERR_LIMIT.
 */
SGP_MUST_CHECK sgp_status sgp__plain_token_decode(sgp_str text, sgp_arena *arena, sgp_position *out,
                                                  sgp_error *err);

#endif
