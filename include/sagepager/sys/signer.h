/*
 * sagepager/sys/signer.h - implement this to bring your own request authentication.
 *
 * Shipped: sgp_sigv4_new and sgp_sign_none (builtin.h). Headers under sys/ may change in a minor
 * release, with a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_SIGNER_H
#define SAGEPAGER_SYS_SIGNER_H

#include "sagepager/sys/credentials.h"
#include "sagepager/sys/http.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For what a request is signed. Both are borrowed during the call. */
typedef struct sgp_signing_scope {
    const char *region;  /* us-west-2 */
    const char *service; /* the signing name: sagemaker */
} sgp_signing_scope;

/* Ownership of self as in sgp_http: only if destroy is set, only after a constructor succeeded. */
typedef struct sgp_signer {
    size_t size;
    void *self;
    /*
     * Mandatory. Adds authentication headers to a complete request (target, headers and body set).
     * Called once for each attempt on a freshly encoded request. credentials is NULL when
     * needs_credentials is zero. now_us is the wall clock in microseconds since the epoch. Never
     * SGP_AGAIN. Failures: SGP_ERR_CRYPTO, _LIMIT, _MEMORY, _USAGE (a header that may not be sent),
     * _PLATFORM (now_us outside years 1..9999); the request is then as it was.
     */
    sgp_status (*sign)(void *self, sgp_http_request *request, const sgp_credentials *credentials,
                       const sgp_signing_scope *scope, int64_t now_us, sgp_error *err);
    /* Zero: no credentials are looked for at all (sgp_sign_none). */
    int needs_credentials;
    /* Optional. Wipes and frees self. */
    void (*destroy)(void *self);
} sgp_signer;

#define SGP_SIGNER_INIT { sizeof(sgp_signer), NULL, NULL, 1, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_SIGNER_H */
