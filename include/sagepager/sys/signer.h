/*
 * sagepager/sys/signer.h - implement sgp_signer to replace request authentication.
 *
 * Shipped: sgp_sigv4_new and sgp_sign_none (builtin.h).
 */
#ifndef SAGEPAGER_SYS_SIGNER_H
#define SAGEPAGER_SYS_SIGNER_H

#include "sagepager/sys/credentials.h"
#include "sagepager/sys/http.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The region and service that a signature is valid for. Start from SGP_SIGNING_SCOPE_INIT. */
typedef struct sgp_signing_scope {
    size_t size;
    const char *region;  /* "us-west-2" */
    const char *service; /* signing name: "sagemaker" */
} sgp_signing_scope;

#define SGP_SIGNING_SCOPE_INIT SGP_SIZED_INIT(sgp_signing_scope)

/* A signer. Ownership as described in sys/http.h. */
typedef struct sgp_signer sgp_signer;

typedef struct sgp_signer_type {
    size_t size;      /* sizeof(sgp_signer_type) where the implementation was compiled */
    const char *name; /* "sigv4"; static */
    /*
     * Mandatory. Adds authentication headers to a request whose target, headers and body
     * are set. It is called once for each attempt, on a newly encoded request. credentials
     * is NULL if is_anonymous is set. now_us is the wall clock in microseconds since the
     * epoch. Never SGP_AGAIN. SGP_ERR_CRYPTO, _LIMIT, _MEMORY, _USAGE (such as an invalid
     * header), _PLATFORM (now_us outside years 1..9999). After an error the request has the
     * headers that it had before.
     */
    sgp_status (*sign)(sgp_signer *signer, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err);
    /* Optional. Wipes keys and frees the object. */
    void (*destroy)(sgp_signer *signer);
    /* Non-zero: the signer needs no credentials, so the client asks no provider. */
    intptr_t is_anonymous;
} sgp_signer_type;

struct sgp_signer {
    const sgp_signer_type *type;
};

/* A loan of a signer, in memory of the caller. Frozen at 1.0. Set it only with sgp_signer_lend. */
typedef struct sgp_signer_loan {
    sgp_signer base;
    sgp_signer *signer;
} sgp_signer_loan;

/* sgp_signer_lend: returns an object that forwards to `signer` and has no destroy. The rules are
 * those of sgp_http_lend (sys/http.h). */
SGP_API sgp_signer *sgp_signer_lend(sgp_signer_loan *loan, sgp_signer *signer);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_SIGNER_H */
