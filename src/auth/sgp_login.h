/*
 * sgp_login.h - a provider of login sessions, and what login_session.c does with it.
 */
#ifndef SGP_AUTH_LOGIN_H
#define SGP_AUTH_LOGIN_H

#include "sgp_http_provider.h"

/* What the URL is in messages. */
#define SGP__LOGIN_URL                                                                             \
    "the sign-in endpoint (AWS_ENDPOINT_URL_SIGNIN, AWS_ENDPOINT_URL or endpoint_url)"
#define SGP__LOGIN_CONSTRUCTOR "sgp_creds_login_new"

/* The content of the cache file; arena holds the texts. */
typedef struct sgp__login_session {
    sgp_arena arena;
    sgp_str text; /* the file */
    sgp_str access_key_id;
    sgp_str secret_access_key;
    sgp_str session_token;
    int64_t expires_us;
    sgp_str refresh_token;
    sgp_str client_id;
    sgp_str key; /* private, PEM */
} sgp__login_session;

typedef enum sgp__login_step {
    SGP__LOGIN_READ, /* the file as it is */
    SGP__LOGIN_LOCK, /* wait for the lock, then read again */
    SGP__LOGIN_SEND  /* refresh */
} sgp__login_step;

typedef struct sgp__login_provider {
    sgp__http_provider base;
    sgp_creds_login_options options;
    const char *cache_path;
    const char *lock_path;

    /* The current get. */
    sgp__login_step step;
    sgp__login_session session;
    int64_t lock;
    int is_locked;
    int64_t lock_until_us;       /* end of the wait for the lock; 0: it has not begun */
    int64_t clock_correction_us; /* 0: none */
} sgp__login_provider;

/* Sets cache_path to FOLDER/<SHA-256 of the session's name>.json (botocore/utils.py,
 * generate_login_cache_key), and lock_path. SGP_ERR_USAGE, SGP_ERR_CRYPTO, SGP_ERR_LIMIT,
 * SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__login_set_paths(sgp__login_provider *p, sgp_error *err);

/* Reads the session from its file. SGP_ERR_CREDENTIALS in botocore's words, SGP_ERR_MEMORY, or the
 * error of the platform. */
SGP_MUST_CHECK sgp_status sgp__login_load(sgp__login_provider *p, sgp_error *err);

/* Writes the new credentials and the new refresh token into the file. All other bytes stay. */
SGP_MUST_CHECK sgp_status sgp__login_save(sgp__login_provider *p, sgp_error *err);

/* Empties the session and wipes its texts. */
void sgp__login_forget(sgp__login_provider *p);

/* Takes the lock that a refresh needs, if the platform has locks. SGP_AGAIN while another process
 * has it; SGP_ERR_TIMEOUT if it keeps it for too long or until the deadline; SGP_ERR_PLATFORM. */
SGP_MUST_CHECK sgp_status sgp__login_lock(sgp__login_provider *p, sgp_deadline deadline,
                                          sgp_error *err);
void sgp__login_unlock(sgp__login_provider *p);

/* Computes the SHA-256 of text. SGP_ERR_USAGE, SGP_ERR_CRYPTO, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__login_sha256(sgp__login_provider *p, sgp_str text,
                                            unsigned char digest[SGP_SHA256_BYTES], sgp_error *err);

#endif
