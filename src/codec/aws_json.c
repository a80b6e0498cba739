/*
 * aws_json.c - the codec objects. Their slots are in aws_json_request.c,
 * aws_json_page.c, aws_json_error.c and resume_token.c.
 */
#include "sgp_aws_json.h"

#include "sgp_resume_token.h"
#include "sagepager/builtin.h"

static const sgp_codec_type aws_json_type = { sizeof(sgp_codec_type),     "aws_json",
                                              sgp__aws_json_encode,       sgp__aws_json_decode,
                                              sgp__aws_json_decode_error, sgp__resume_token_encode,
                                              sgp__resume_token_decode,   NULL };

/* The objects are const, because no slot writes to them. */
sgp_codec *sgp_aws_json(void)
{
    static const sgp__aws_json codec = { { &aws_json_type }, 0 };

    return (sgp_codec *)&codec;
}

sgp_codec *sgp_aws_json_raw_timestamps(void)
{
    static const sgp__aws_json codec = { { &aws_json_type }, 1 };

    return (sgp_codec *)&codec;
}
