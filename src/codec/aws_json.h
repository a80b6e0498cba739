/*
 * aws_json.h - what the files of the AWS JSON codec share; its slots are described in sys/codec.h.
 */
#ifndef SGP_CODEC_AWS_JSON_H
#define SGP_CODEC_AWS_JSON_H

#include "sagepager/sys/codec.h"

/* The members of ListImageVersionsRequest in the model's order, which is that of the wire. */
#define SGP__REQUEST_MEMBERS 9
extern const char *const sgp__request_members[SGP__REQUEST_MEMBERS];

/* SGP_ERR_LIMIT when a next token is longer than SGP_NEXT_TOKEN_MAX. */
SGP_MUST_CHECK sgp_status sgp__next_token_check(sgp_str next_token, sgp_error *err);

/* Copies text into a C string, cut between characters. A NUL, which would end it, and every byte
 * that is not valid UTF-8 become U+FFFD. */
void sgp__copy_printable(char *out, size_t capacity, sgp_str text);

sgp_status sgp__aws_json_encode_request(void *self, const sgp_list_image_versions_request *request,
                                        sgp_http_request *out, sgp_error *err);

/* Sets decode_page and decode_part, whose self NULL means that items have no sent_times. Of the
 * file that SGP_JSON chooses: aws_json_page.c, or aws_json_page_cjson.c, which reads no parts. */
void sgp__aws_json_read_pages(sgp_codec *codec);

sgp_status sgp__aws_json_decode_error(void *self, const sgp_http_response *response,
                                      sgp_error *err);

#endif
