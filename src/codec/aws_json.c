/*
 * aws_json.c - the codec's table, and the little that its files share.
 *
 * The work is in aws_json_request.c, aws_json_page.c or what SGP_JSON puts in its place,
 * aws_json_error.c and resume_token.c. It keeps no state: self only says whether the times of items
 * are kept as they were sent.
 */
#include "aws_json.h"

#include "resume_token.h"
#include "sagepager/builtin.h"
#include "utf8.h"

#include <string.h>

const char *const sgp__request_members[SGP__REQUEST_MEMBERS] = {
    "CreationTimeAfter",
    "CreationTimeBefore",
    "ImageName",
    "LastModifiedTimeAfter",
    "LastModifiedTimeBefore",
    "MaxResults",
    "NextToken",
    "SortBy",
    "SortOrder",
};

sgp_codec sgp_aws_json(void)
{
    sgp_codec codec = SGP_CODEC_INIT;

    codec.encode_request = sgp__aws_json_encode_request;
    sgp__aws_json_read_pages(&codec);
    codec.decode_error = sgp__aws_json_decode_error;
    codec.encode_token = sgp__resume_token_encode;
    codec.decode_token = sgp__resume_token_decode;
    return codec;
}

sgp_codec sgp_aws_json_keeping_times(void)
{
    static const char keeps_times[] = "";
    sgp_codec codec = sgp_aws_json();

    codec.self = (void *)keeps_times; /* it only matters that there is one */
    return codec;
}

sgp_status sgp__next_token_check(sgp_str next_token, sgp_error *err)
{
    if (next_token.len <= SGP_NEXT_TOKEN_MAX) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_LIMIT, "NextToken: %zu bytes are more than the %d accepted",
                         next_token.len, SGP_NEXT_TOKEN_MAX);
}

void sgp__copy_printable(char *out, size_t capacity, sgp_str text)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    size_t used = 0, at = 0;

    while (at < text.len) {
        sgp_str rest = { text.ptr + at, text.len - at };
        uint32_t code = 0;
        size_t bytes = sgp__utf8_decode(rest, &code);
        const char *from = code == 0 ? replacement : rest.ptr;
        size_t wanted = code == 0 ? sizeof replacement - 1 : bytes;
        if (wanted >= capacity - used) break;
        memcpy(out + used, from, wanted);
        used += wanted;
        at += bytes > 0 ? bytes : 1;
    }
    out[used] = '\0';
}
