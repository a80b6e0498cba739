/*
 * sts.h - a request to the Security Token Service and its answer (AWS query protocol: a form out,
 * XML back; botocore data/sts/2011-06-15/service-2.json).
 */
#ifndef SGP_AUTH_STS_H
#define SGP_AUTH_STS_H

#include "creds_fetch.h"

/* A parameter; value NULL or absent: left out. */
typedef struct sgp__sts_parameter {
    const char *name;
    sgp_str value;
} sgp__sts_parameter;

extern const sgp__fetch_policy sgp__sts_policy;

/* Begins "POST url" with the form Action=operation&Version=2011-06-15&... */
SGP_MUST_CHECK sgp_status sgp__sts_begin(sgp__fetch *fetch, const char *url, const char *operation,
                                         const sgp__sts_parameter *parameters, size_t count,
                                         sgp_error *err);

/* Reads the answer. An error of the service is told in botocore's sentence (exceptions.py,
 * ClientError) as SGP_ERR_CREDENTIALS, err->code and http_status set. */
SGP_MUST_CHECK sgp_status sgp__sts_judge(sgp__fetch *fetch, const char *operation,
                                         const sgp__creds_paths *paths, int64_t now_us,
                                         sgp_credentials *out, sgp_error *err);

/* "sagepager-session-<seconds>", as botocore names sessions nobody has named. */
typedef struct sgp__session_name {
    char text[48];
} sgp__session_name;
sgp__session_name sgp__default_session_name(int64_t now_us);

#endif
