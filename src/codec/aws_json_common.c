/*
 * aws_json_common.c - helpers shared by the files of the AWS JSON codec.
 */
#include "sgp_aws_json.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_utf8.h"

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

sgp_status sgp__next_token_check(sgp_str next_token, sgp_error *err)
{
    if (next_token.len <= SGP_NEXT_TOKEN_MAX) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_LIMIT, 3001, "NextToken has %lu bytes: at most %d are accepted",
                     (unsigned long)next_token.len, SGP_NEXT_TOKEN_MAX);
}

static int aws_json_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

sgp_str sgp__strip_blanks(sgp_str text)
{
    while (text.len > 0 && aws_json_is_blank(text.ptr[0]))
        text = sgp__slice(text, 1, text.len);
    while (text.len > 0 && aws_json_is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

void sgp__copy_printable(char *out, size_t capacity, sgp_str text)
{
    size_t used = 0, at = 0;

    while (at < text.len) {
        sgp_str rest = { text.ptr + at, text.len - at };
        uint32_t code = 0;
        size_t bytes = sgp__utf8_decode(rest, &code);
        const char *from = code == 0 ? SGP__REPLACEMENT : rest.ptr;
        size_t wanted = code == 0 ? sizeof SGP__REPLACEMENT - 1 : bytes;
        if (wanted >= capacity - used) break;
        memcpy(out + used, from, wanted);
        used += wanted;
        at += bytes > 0 ? bytes : 1;
    }
    out[used] = '\0';
}
