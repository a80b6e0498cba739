/*
 * sgp_sts.h - requests to the Security Token Service: a form out, XML back (AWS query protocol;
 * botocore data/sts/2011-06-15/service-2.json).
 */
#ifndef SGP_AUTH_STS_H
#define SGP_AUTH_STS_H

#include "sgp_http_provider.h"

/* What the URL is in messages. */
#define SGP__STS_URL "the STS endpoint (AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url)"

/* A parameter of a request. An absent value is left out. */
typedef struct sgp__sts_parameter {
    const char *name;
    sgp_str value;
} sgp__sts_parameter;

extern const sgp__http_provider_policy sgp__sts_policy;

/* Starts "POST url" with the form Action=operation&Version=2011-06-15&... */
SGP_MUST_CHECK sgp_status sgp__sts_begin(sgp__http_provider *p, const char *url,
                                         const char *operation,
                                         const sgp__sts_parameter *parameters, size_t count,
                                         sgp_error *err);

/* Checks the response and parses its credentials into out. Errors as for
 * sgp__http_provider_refuse_call and sgp__http_provider_parse. */
SGP_MUST_CHECK sgp_status sgp__sts_check(sgp__http_provider *p, const char *operation,
                                         const sgp__creds_paths *paths, int64_t now_us,
                                         sgp_credentials *out, sgp_error *err);

#define SGP__STS_SESSION_NAME_BYTES 48

/* Returns name. If name is NULL, writes "sagepager-session-<epoch seconds>" to out and returns
 * that. */
sgp_str sgp__sts_session_name(const char *name, int64_t now_us,
                              char out[SGP__STS_SESSION_NAME_BYTES]);

#endif
