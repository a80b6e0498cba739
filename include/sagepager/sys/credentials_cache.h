/*
 * sagepager/sys/credentials_cache.h - implement sgp_credentials_cache to keep the credentials of
 * roles beyond the life of a client.
 *
 * sgp_creds_shared_new asks it before it requests credentials, so that several
 * programs, or several runs of one, request them once. Shipped:
 * sgp_file_credentials_cache_new (providers.h), whose files are those of the AWS CLI.
 */
#ifndef SAGEPAGER_SYS_CREDENTIALS_CACHE_H
#define SAGEPAGER_SYS_CREDENTIALS_CACHE_H

#include "sagepager/sys/credentials.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a key with its NUL: a SHA-1 in lower-case hexadecimal. */
#define SGP_CREDENTIALS_CACHE_KEY_BYTES 41

/* A cache. Always borrowed by its users: it must outlive them. */
typedef struct sgp_credentials_cache sgp_credentials_cache;

typedef struct sgp_credentials_cache_type {
    size_t size;      /* sizeof(sgp_credentials_cache_type) where it was compiled */
    const char *name; /* "file"; static */
    /*
     * Mandatory. Fills out with the credentials that were stored under key; expired ones too.
     * SGP_NOT_CONFIGURED if there are none, or none that it can read; SGP_ERR_MEMORY. After any
     * other error the caller requests new credentials too.
     */
    sgp_status (*load)(sgp_credentials_cache *cache, const char *key, sgp_credentials *out,
                       sgp_error *err);
    /*
     * Mandatory. Stores a copy of the credentials under key and replaces what was there, completely
     * or not at all. source of the credentials says where they are from: "sso", "assume-role".
     * account_id is the AWS account, or NULL. An error is only traced.
     */
    sgp_status (*store)(sgp_credentials_cache *cache, const char *key,
                        const sgp_credentials *credentials, const char *account_id, sgp_error *err);
    /* Optional. Wipes secrets and frees the object. Whoever made the cache calls it. */
    void (*destroy)(sgp_credentials_cache *cache);
} sgp_credentials_cache_type;

struct sgp_credentials_cache {
    const sgp_credentials_cache_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CREDENTIALS_CACHE_H */
