/*
 * sgp_wiring.h - shared by the files of the default wiring: settings, transport, and
 * credentials of the profile.
 *
 * A file calls only files that come later in this order: instance_region.c, client.c, transport.c,
 * profile_provider.c, profile_role.c, profile_sources.c, profile_shared.c, imds_options.c,
 * settings.c.
 */
#ifndef SGP_WIRING_H
#define SGP_WIRING_H

#include "sgp_arena.h"
#include "sagepager/builtin.h"

/* The state of sgp_client_new_default. client, tls, http1 and backend are full-size copies of the
 * nested options; the pointers in `options` are not used. */
typedef struct sgp__wiring {
    sgp_default_options options;
    sgp_client_options client;
    sgp_tls_options tls;
    sgp_http1_options http1;
    sgp_backend backend;  /* zeroed: none */
    sgp_arena texts;      /* settings from environment and profile */
    sgp_profile *profile; /* NULL once the credentials provider owns it */
    /* Parts made here; NULL: the caller's is used. The client owns them once it is made. */
    sgp_signer *made_signer;
    sgp_http *made_http;
    sgp_credentials_provider *made_credentials;
} sgp__wiring;

/* --- client.c --------------------------------------------------------------------------------- */

/* Makes the state and copies the options into it, those of the client, of TLS and of HTTP too.
 * SGP_ERR_USAGE, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__wiring_new(sgp__wiring **made, const sgp_default_options *options,
                                          sgp_error *err);
void sgp__wiring_free(sgp__wiring *wiring);

/* Sets the platform, if the options have none, and loads the profile. SGP_ERR_USAGE, or the errors
 * of sgp_profile_new. */
SGP_MUST_CHECK sgp_status sgp__wiring_load_profile(sgp__wiring *wiring, sgp_error *err);

/* --- imds_options.c --------------------------------------------------------------------------- */

/* Reads the settings of the instance's metadata service; the endpoint stays NULL if none is
 * configured. Texts are copied to arena. SGP_NOT_CONFIGURED if the service is disabled;
 * SGP_ERR_CONFIG, SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__imds_options(sgp_platform *platform, const sgp_profile *profile,
                                            sgp_arena *arena, sgp_creds_imds_options *out,
                                            sgp_error *err);

/* --- settings.c ------------------------------------------------------------------------------- */

/* Returns the value of an environment variable, or NULL if it is not set or empty. Valid until the
 * next look-up. */
const char *sgp__env(sgp_platform *platform, const char *name);

/* Returns a setting of the profile, or NULL if it is not set or empty. */
const char *sgp__of_profile(const sgp_profile *profile, const char *key);

/* Returns the variable, else the setting of the profile, else NULL. variable may be NULL. */
const char *sgp__setting(sgp_platform *platform, const char *variable, const sgp_profile *profile,
                         const char *key);

/* Non-zero if text is "true" in any case (botocore/utils.py, ensure_boolean). text may be NULL. */
int sgp__is_true(const char *text);

/* Non-zero if the option is set, or if the variable, else the profile, says "true". */
int sgp__is_on(int option, sgp_platform *platform, const char *variable, const sgp_profile *profile,
               const char *key);

typedef enum sgp__number_result {
    SGP__NUMBER_READ,
    SGP__NUMBER_INVALID,
    SGP__NUMBER_TOO_LARGE /* or too small */
} sgp__number_result;

/* Parses an integer as Python's int() does, with a sign, blanks around it and underscores between
 * digits. Sets *number if it was read. */
sgp__number_result sgp__read_number(const char *text, int *number);

/* Stores the configured URL of a service ("sagemaker", "sts") in *url, or NULL. `variable` is its
 * AWS_ENDPOINT_URL_<SERVICE>. Valid until the next look-up (botocore/configprovider.py,
 * ConfiguredEndpointProvider). */
SGP_MUST_CHECK sgp_status sgp__endpoint_setting(sgp_platform *platform, sgp_profile *profile,
                                                const char *service, const char *variable,
                                                const char **url, sgp_error *err);

/* --- transport.c ------------------------------------------------------------------------------ */

/* Sets and returns SGP_ERR_CONFIG: `part` needs a backend. */
sgp_status sgp__no_backend(const char *part, sgp_error *err);

/* Makes HTTP/1.1 over sockets, proxies and TLS. The caller owns *out. Errors as for the
 * constructors of these parts; SGP_ERR_CONFIG for an empty path of the CA bundle. */
SGP_MUST_CHECK sgp_status sgp__make_http(sgp_http **out, const sgp__wiring *wiring, sgp_error *err);

/* --- profile_provider.c ----------------------------------------------------------------------- */

/* The credentials provider that the profile, the container or the instance configures. */
typedef struct sgp__profile_provider {
    sgp_credentials_provider base;
    sgp_arena arena; /* owns all texts */
    const sgp_allocator *allocator;
    const sgp_trace *trace;
    sgp_platform *platform;
    sgp_http_loan http; /* of the client's http and signer: the client destroys them after this */
    sgp_signer_loan signer;
    sgp_crypto *crypto; /* NULL: none */
    sgp_credentials_cache *credentials_cache; /* NULL: none */
    sgp_mfa_callback mfa_callback;
    void *mfa_data;
    const char *region;
    int use_fips;
    int use_dualstack;
    int is_clear_text_allowed;
    sgp_retry_mode retry_mode;
    int max_attempts;
    int is_profile_named; /* in the options, so environment variables do not count */
    sgp_profile *profile; /* owned */

    sgp_credentials_provider *chosen; /* NULL before the first get */
    int is_not_configured;
    int is_of_profile; /* error messages name the profile */
} sgp__profile_provider;

/*
 * Makes the provider for the sources that botocore's chain asks after the environment variables.
 * The first get chooses the source by the settings, in botocore's order. With options.iot the
 * source is AWS IoT. On success the provider owns wiring->profile. SGP_ERR_LIMIT, SGP_ERR_MEMORY,
 * or the error of sgp_creds_iot_new.
 */
SGP_MUST_CHECK sgp_status sgp__profile_provider_new(sgp_credentials_provider **out,
                                                    const sgp__wiring *wiring, sgp_error *err);

/* --- profile_role.c --------------------------------------------------------------------------- */

/* Non-zero if the profile assumes a role with the credentials of a source. */
int sgp__has_role(const sgp_profile *profile);

/* Makes the provider of a profile with a role, its sources included. */
SGP_MUST_CHECK sgp_status sgp__make_role(sgp__profile_provider *p, sgp_credentials_provider **out,
                                         sgp_error *err);

/* --- profile_sources.c: one source each; *out stays NULL if it is not configured -------------- */

/* Makes the provider of the source that a profile itself configures: web identity, SSO, keys, a
 * login session or a process. Without is_environment_used the variables of web identity do not
 * count. */
SGP_MUST_CHECK sgp_status sgp__make_profile_source(sgp__profile_provider *p, sgp_profile *profile,
                                                   int is_environment_used,
                                                   sgp_credentials_provider **out, sgp_error *err);

SGP_MUST_CHECK sgp_status sgp__make_container(sgp__profile_provider *p,
                                              sgp_credentials_provider **out, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__make_imds(sgp__profile_provider *p, sgp_credentials_provider **out,
                                         sgp_error *err);

/* Returns the parts of a provider that sends requests. */
sgp_creds_parts sgp__profile_provider_parts(sgp__profile_provider *p, sgp_document_parser *parser);

/* Stores the endpoint of STS in *url: the configured one, else that of the region. */
SGP_MUST_CHECK sgp_status sgp__sts_url(sgp__profile_provider *p, const char **url, sgp_error *err);

/* --- profile_shared.c ------------------------------------------------------------------------- */

/* Replaces *provider by one that shares its credentials through the cache of the options, if there
 * is one. On failure it destroys *provider and sets it to NULL. */
SGP_MUST_CHECK sgp_status sgp__share_role(sgp__profile_provider *p,
                                          const sgp_creds_assume_role_options *role,
                                          sgp_credentials_provider **provider, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__share_sso(sgp__profile_provider *p, const sgp_creds_sso_options *sso,
                                         sgp_credentials_provider **provider, sgp_error *err);

#endif
