/*
 * sgp_http_refusal.h - what a message says about a response that refuses credentials.
 */
#ifndef SGP_AUTH_HTTP_REFUSAL_H
#define SGP_AUTH_HTTP_REFUSAL_H

#include "sgp_http_provider.h"

/* What a response says about its refusal. A text is absent if the response has none, and a code
 * counts only if it has the form of one. */
typedef struct sgp__refusal {
    sgp_str code;
    sgp_str message;
} sgp__refusal;

/* Appends "CODE: MESSAGE" to the message, or the length of the body if neither is known. The text
 * is printable and bounded, and hidden secrets are masked. */
void sgp__refusal_append(const sgp__http_provider *p, const sgp__refusal *refusal, sgp_error *err);

/*
 * Appends to the message, which is set, what an unexpected response says: at status 300 and above
 * the members for code and message of the document (also STS's Error.Code), else its length only.
 * The rest of a body is never quoted. Returns the status of err; SGP_ERR_MEMORY.
 */
sgp_status sgp__http_provider_refuse(sgp__http_provider *p, sgp_error *err);

/* Stores the error code of the response; "" if it has none or memory is short. */
void sgp__http_provider_find_code(const sgp__http_provider *p, char code[SGP_ERROR_CODE_MAX + 1]);

/* Reports an unexpected response of a service in botocore's sentence (exceptions.py, ClientError):
 * SGP_ERR_CREDENTIALS with err->code and err->http_status. If the response has no code,
 * SGP_ERR_RESPONSE. SGP_ERR_MEMORY. */
sgp_status sgp__http_provider_refuse_call(sgp__http_provider *p, const char *operation,
                                          sgp_error *err);

#endif
