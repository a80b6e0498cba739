/*
 * sagepager/sys/credentials.h - implement this to bring your own credentials.
 *
 * Shipped providers are listed in builtin.h. Headers under sys/ may change in a minor release, with
 * a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_CREDENTIALS_H
#define SAGEPAGER_SYS_CREDENTIALS_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One set of credentials. Texts live in one private block that is wiped before it is freed or
 * replaced. Each text is at most SGP_CREDENTIAL_MAX bytes.
 */
typedef struct sgp_credentials {
    sgp_str access_key_id;
    sgp_str secret_access_key;
    sgp_str session_token; /* absent: long-term credentials */
    int64_t expires_us;    /* wall clock, microseconds since the epoch; INT64_MAX: never */
    const char *source;    /* static name of the provider, for the trace; may be NULL */
    const sgp_allocator *allocator; /* private */
    char *memory;                   /* private */
    size_t memory_bytes;            /* private */
} sgp_credentials;

/* sgp_credentials_init: empty; allocates nothing. Borrowed allocator, NULL: the C library's. */
SGP_API void sgp_credentials_init(sgp_credentials *credentials, const sgp_allocator *allocator);

/*
 * sgp_credentials_set: replaces what was there by copies. session_token may be absent or empty (=
 * absent). Sets expires_us to INT64_MAX. SGP_ERR_CREDENTIALS for an empty key id or secret, or one
 * with CR, LF or NUL in it; SGP_ERR_LIMIT; SGP_ERR_MEMORY. The old texts are gone before the new
 * are copied, on failure too: they may not be handed in again.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_credentials_set(sgp_credentials *credentials,
                                                      sgp_str access_key_id,
                                                      sgp_str secret_access_key,
                                                      sgp_str session_token, const char *source,
                                                      sgp_error *err);

/* sgp_credentials_deinit: wipes and frees. May be called twice. */
SGP_API void sgp_credentials_deinit(sgp_credentials *credentials);

/*
 * A source of credentials. Ownership of self as in sgp_http: only if destroy is set, only after a
 * constructor succeeded.
 */
typedef struct sgp_credentials_provider {
    size_t size;
    void *self;
    /*
     * Mandatory. Fills out for a signing at now_us (wall clock): SGP_OK; SGP_NOT_CONFIGURED when it
     * has nothing to offer, so that a chain asks the next; SGP_AGAIN to be called again with the
     * same arguments; SGP_ERR_CREDENTIALS and the like when it is configured but failed: a chain
     * stops there.
     */
    sgp_status (*get)(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                      sgp_error *err);
    /* Optional. After SGP_AGAIN: what to wait for; out comes as SGP_WANTS_INIT. Absent, or nothing
     * set: the caller polls every few milliseconds. */
    void (*wants)(void *self, sgp_wants *out);
    /* Optional. Drops a get that answered SGP_AGAIN; the next one begins anew. */
    void (*reset)(void *self);
    /* Optional. Frees self and wipes what it holds. */
    void (*destroy)(void *self);
    /* Optional. The service has called the credentials last given out expired: they may not be
     * given out again. Absent: every get looks afresh anyway, or nothing can be done about it. */
    void (*invalidate)(void *self);
} sgp_credentials_provider;

#define SGP_CREDENTIALS_PROVIDER_INIT                                                              \
    {                                                                                              \
        sizeof(sgp_credentials_provider), NULL, NULL, NULL, NULL, NULL, NULL                       \
    }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CREDENTIALS_H */
