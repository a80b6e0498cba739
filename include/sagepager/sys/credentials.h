/*
 * sagepager/sys/credentials.h - implement sgp_credentials_provider to provide credentials.
 *
 * providers.h lists the shipped providers.
 */
#ifndef SAGEPAGER_SYS_CREDENTIALS_H
#define SAGEPAGER_SYS_CREDENTIALS_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * One set of credentials, made by the library. Read the texts through the pointer and set
 * them by sgp_credentials_set; a provider may set expires_us itself. The texts live in one
 * private block that is wiped before it is freed or replaced. Each text has at most
 * SGP_CREDENTIAL_MAX bytes. Later versions may append members.
 */
typedef struct sgp_credentials {
    sgp_str access_key_id;
    sgp_str secret_access_key;
    sgp_str session_token; /* absent: long-term credentials */
    int64_t expires_us;    /* on the machine's wall clock, microseconds since the epoch;
                              INT64_MAX: never */
    const char *source;    /* name of the provider for traces; static; may be NULL */
} sgp_credentials;

/* sgp_credentials_new: makes an empty set and stores it in *out. The allocator is borrowed.
 * SGP_ERR_USAGE, SGP_ERR_MEMORY. */
SGP_API SGP_MUST_CHECK sgp_status sgp_credentials_new(sgp_credentials **out,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);

/* sgp_credentials_free: wipes and frees the set. NULL is allowed. */
SGP_API void sgp_credentials_free(sgp_credentials *credentials);

/*
 * sgp_credentials_set: replaces the content by copies of the texts and sets expires_us
 * to INT64_MAX. session_token may be absent; an empty one counts as absent. `source` is
 * not copied and must be static. The old texts are wiped first, even if the call then
 * fails, so do not pass them in. SGP_ERR_CREDENTIALS for an empty key ID or secret, or for
 * a text with CR, LF, NUL or another control character but tab; SGP_ERR_LIMIT;
 * SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_credentials_set(sgp_credentials *credentials,
                                                      sgp_str access_key_id,
                                                      sgp_str secret_access_key,
                                                      sgp_str session_token, const char *source,
                                                      sgp_error *err);

/* A source of credentials. Ownership as described in sys/http.h. */
typedef struct sgp_credentials_provider sgp_credentials_provider;

typedef struct sgp_credentials_provider_type {
    size_t size;      /* sizeof(sgp_credentials_provider_type) where it was compiled */
    const char *name; /* "env"; static */
    /*
     * Mandatory. Fills out with the credentials to use at now_us, which is the platform's
     * wall clock, even if the service has said that it is wrong. If the issuer says what
     * time it is (Date), convert expires_us to this clock. The shipped providers do that for
     * differences above four minutes.
     * Returns
     *   SGP_OK
     *   SGP_NOT_CONFIGURED  the provider has nothing to offer; a chain asks the next one
     *   SGP_AGAIN           the caller waits and calls again; now_us may then be later
     *   an error            the provider is configured but fails, which ends a chain; mostly
     *                       SGP_ERR_CREDENTIALS
     */
    sgp_status (*get)(sgp_credentials_provider *provider, int64_t now_us, sgp_credentials *out,
                      sgp_deadline deadline, sgp_error *err);
    /* Optional. Stores in *out, preset to SGP_POLL_INTEREST_INIT, what to wait for after SGP_AGAIN.
     * If the slot is missing or sets nothing, the caller polls every few milliseconds. */
    void (*wants)(sgp_credentials_provider *provider, sgp_poll_interest *out);
    /* Optional. Aborts a get that returned SGP_AGAIN; the next get begins again. */
    void (*reset)(sgp_credentials_provider *provider);
    /* Optional. Wipes secrets and frees the object. */
    void (*destroy)(sgp_credentials_provider *provider);
    /* Optional. The service rejected the last credentials as expired: do not return them again. A
     * provider that stores no credentials needs no invalidate. */
    void (*invalidate)(sgp_credentials_provider *provider);
} sgp_credentials_provider_type;

struct sgp_credentials_provider {
    const sgp_credentials_provider_type *type;
};

/* A loan of a provider, in memory of the caller. Frozen at 1.0. Set it only with
 * sgp_credentials_provider_lend. */
typedef struct sgp_credentials_provider_loan {
    sgp_credentials_provider base;
    sgp_credentials_provider *provider;
} sgp_credentials_provider_loan;

/* sgp_credentials_provider_lend: returns an object that forwards to `provider` and has no destroy.
 * The rules are those of sgp_http_lend (sys/http.h). */
SGP_API sgp_credentials_provider *sgp_credentials_provider_lend(
    sgp_credentials_provider_loan *loan, sgp_credentials_provider *provider);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CREDENTIALS_H */
