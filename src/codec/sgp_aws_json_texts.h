/*
 * sgp_aws_json_texts.h - what the codec does for messages alone. A build without
 * texts has aws_json_numbers.c instead of aws_json_texts.c.
 */
#ifndef SGP_CODEC_AWS_JSON_TEXTS_H
#define SGP_CODEC_AWS_JSON_TEXTS_H

#include "sagepager/sys/http.h"

#include "sgp_buf.h"
#include "sgp_json_value.h"

/* Appends text to the message; U+FFFD replaces NULs and bytes that are not valid
 * UTF-8. Does nothing if err holds no error. */
void sgp__error_append_printable(sgp_error *err, sgp_str text);

/* Stores the message of an error response as botocore reports it. body has no value
 * if the response's body is not a JSON object. The message is a view or in arena.
 * SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__service_message(const sgp_http_response *response,
                                               const sgp__json_value *body, sgp_arena *arena,
                                               sgp_str *out, sgp_error *err);

/* Returns the standard reason phrase of a status from 500 on, or "". */
const char *sgp__http_phrase(int status);

/* Append a line on a resume token's faulty member, in botocore's words. */
void sgp__report_unknown_member(sgp__buf *report, sgp_str name);
void sgp__report_token_type(sgp__buf *report, const sgp__json_value *value);

#endif
