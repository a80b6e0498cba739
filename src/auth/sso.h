/*
 * sso.h - what creds_sso.c and the token it needs, sso_token.c, share.
 */
#ifndef SGP_AUTH_SSO_H
#define SGP_AUTH_SSO_H

#include "creds_fetch.h"

/* What the cache file holds; texts in arena. */
typedef struct sso_token {
    sgp_arena arena;
    sgp_str access;
    int64_t expires_us;
    sgp_str refresh; /* absent, like the three that follow: it cannot be refreshed */
    sgp_str client_id;
    sgp_str client_secret;
    sgp_str registration_expiry;
} sso_token;

typedef struct sso_provider {
    sgp__fetch fetch;
    const char *account_id;
    const char *role_name;
    const char *session_name; /* NULL: the legacy form, without refresh */
    const char *start_url;
    const char *region;
    const char *portal_url;
    const char *oidc_url;
    const char *cache_path;
    sso_token token; /* of one get */
    int has_token;
} sso_provider;

extern const sgp__fetch_policy sgp__sso_policy;

/* cache_folder/<SHA-1 of the session's name or the start URL>.json (botocore/utils.py,
 * SSOTokenLoader). */
SGP_MUST_CHECK sgp_status sgp__sso_cache_path(sso_provider *p, const sgp_crypto *crypto,
                                              const char *cache_folder, sgp_error *err);

/* Fills p->token from the cache file, refreshed if that is due and possible. SGP_AGAIN. */
SGP_MUST_CHECK sgp_status sgp__sso_get_token(sso_provider *p, int64_t now_us, sgp_deadline deadline,
                                             sgp_error *err);

/* botocore/exceptions.py, UnauthorizedSSOTokenError. */
sgp_status sgp__sso_login_again(sgp_error *err);

#endif
