/*
 * sgp_sso.h - shared by creds_sso.c and sso_token.c.
 */
#ifndef SGP_AUTH_SSO_H
#define SGP_AUTH_SSO_H

#include "sgp_http_provider.h"

/* What the URLs are in messages. */
#define SGP__SSO_PORTAL_URL                                                                        \
    "the SSO portal endpoint (AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL or endpoint_url)"
#define SGP__SSO_OIDC_URL                                                                          \
    "the SSO OIDC endpoint (AWS_ENDPOINT_URL_SSO_OIDC, AWS_ENDPOINT_URL or endpoint_url)"

/* The content of the cache file; arena holds the texts. */
typedef struct sgp__sso_token {
    sgp_arena arena;
    sgp_str access;
    int64_t expires_us;
    sgp_str refresh; /* absent, like the next three: the token cannot be refreshed */
    sgp_str client_id;
    sgp_str client_secret;
    sgp_str registration_expiry; /* absent: never */
} sgp__sso_token;

typedef struct sgp__sso_provider {
    sgp__http_provider base;
    sgp_creds_sso_options options;
    const char *cache_path;
    sgp__sso_token token; /* of the current get */
    int has_token;
    int is_waiting; /* for the token of another process, until base.resume_at_us */
} sgp__sso_provider;

/* Sets cache_path to FOLDER/<SHA-1 of the session's name or the start URL>.json (botocore/utils.py,
 * SSOTokenLoader). Uses options.crypto and sets it to NULL, because it is borrowed for the
 * constructor only. SGP_ERR_CRYPTO, SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__sso_set_cache_path(sgp__sso_provider *p, sgp_error *err);

/* Fills p->token from the cache file and refreshes it if necessary and possible. If the refresh
 * fails, it reads the file again, because another process may have refreshed the token, and uses a
 * token that has not expired. SGP_AGAIN, SGP_ERR_CREDENTIALS, SGP_ERR_MEMORY, or the error of the
 * platform. */
SGP_MUST_CHECK sgp_status sgp__sso_get_token(sgp__sso_provider *p, int64_t now_us,
                                             sgp_deadline deadline, sgp_error *err);

/* Fails with botocore/exceptions.py, UnauthorizedSSOTokenError. */
sgp_status sgp__sso_unauthorized(sgp_error *err);

#endif
