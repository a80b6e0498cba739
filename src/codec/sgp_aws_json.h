/*
 * sgp_aws_json.h - declarations shared by the files of the AWS JSON codec.
 * sys/codec.h describes the slots.
 */
#ifndef SGP_CODEC_AWS_JSON_H
#define SGP_CODEC_AWS_JSON_H

#include "sagepager/sys/codec.h"

typedef struct sgp__aws_json {
    sgp_codec base;
    int raw_timestamps; /* non-zero: items get raw_timestamps */
} sgp__aws_json;

/* The members of ListImageVersionsRequest in the order of the model and of the wire. */
#define SGP__REQUEST_MEMBERS 9
extern const char *const sgp__request_members[SGP__REQUEST_MEMBERS];

/* SGP_ERR_LIMIT if a next token is longer than SGP_NEXT_TOKEN_MAX. */
SGP_MUST_CHECK sgp_status sgp__next_token_check(sgp_str next_token, sgp_error *err);

/* Returns text without the blanks at both ends, as Python's bytes.strip
 * does. */
sgp_str sgp__strip_blanks(sgp_str text);

#define SGP__REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* Copies text to a C string, truncated between characters. U+FFFD replaces
 * NULs, which would end the string, and bytes that are not valid UTF-8.
 * capacity > 0. */
void sgp__copy_printable(char *out, size_t capacity, sgp_str text);

sgp_status sgp__aws_json_encode(sgp_codec *codec, const sgp_list_image_versions_request *request,
                                const sgp_page_params *params, sgp_http_request *out,
                                sgp_error *err);
sgp_status sgp__aws_json_decode(sgp_codec *codec, sgp_page *page, size_t expected_items,
                                sgp_page_decoder **out, sgp_error *err);
sgp_status sgp__aws_json_decode_error(sgp_codec *codec, const sgp_http_response *response,
                                      sgp_error *err);

#endif
