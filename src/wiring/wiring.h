/*
 * wiring.h - what the files of the default wiring share: where settings come from, and the
 * credentials of environment and profile. They use public headers alone.
 */
#ifndef SGP_WIRING_H
#define SGP_WIRING_H

#include "sagepager/builtin.h"

/* Returns from the calling function unless call gives SGP_OK. Only where nothing is owned. */
#define SGP_WIRE(call)                                                                             \
    do {                                                                                           \
        sgp_status sgp_wire_status_ = (call);                                                      \
        if (sgp_wire_status_ != SGP_OK) return sgp_wire_status_;                                   \
    } while (0)

/* --- settings.c ------------------------------------------------------------------------------- */

/* The value of an environment variable, valid until the next look-up; an empty one counts as not
 * set. */
const char *sgp__env(const sgp_platform *platform, const char *name);

/* A setting of the profile; an empty one counts as not set. */
const char *sgp__of_profile(const sgp_profile *profile, const char *key);

/* The variable, or else the setting of the profile, or NULL. variable may be NULL. */
const char *sgp__setting(const sgp_platform *platform, const char *variable,
                         const sgp_profile *profile, const char *key);

/* Copies a text into an arena; *out is NULL for NULL. */
SGP_MUST_CHECK sgp_status sgp__keep(sgp_arena *arena, const char *text, const char **out,
                                    sgp_error *err);

/* A text in any case that is this one in small letters. text may be NULL. */
int sgp__equals_nocase(const char *text, const char *small);

/* "true" in any case (botocore/utils.py, ensure_boolean). */
int sgp__is_true(const char *text);

/* A switch that is on by option, variable or profile, the first of them that is set. */
int sgp__is_on(int option, const sgp_platform *platform, const char *variable,
               const sgp_profile *profile, const char *key);

/* Says in the trace that others than its owner may read a file with a secret. path may be NULL. */
void sgp__look_at_file(const sgp_platform *platform, const sgp_trace *trace, const char *topic,
                       const char *path);

/* A whole number with a sign and blanks around it, as Python's int() takes it; one too large is
 * INT_MAX. Zero when it is none. */
int sgp__read_number(const char *text, int *number);

/* The URL configured for a service ("sagemaker", "sts"), its variable AWS_ENDPOINT_URL_<SERVICE>
 * being given; NULL: none. Valid until the next look-up (botocore/configprovider.py,
 * ConfiguredEndpointProvider). */
SGP_MUST_CHECK sgp_status sgp__endpoint_setting(const sgp_platform *platform, sgp_profile *profile,
                                                const char *service, const char *variable,
                                                const char **url, sgp_error *err);

/* --- transport.c ------------------------------------------------------------------------------ */

/* The backend asked for, else the library's first; empty when there is none. */
sgp_backend sgp__backend_of(const sgp_default_options *options);

/* Says that a part cannot be made without one. */
sgp_status sgp__no_backend(const char *part, sgp_error *err);

/* HTTP/1.1 over sockets, proxies and TLS. */
SGP_MUST_CHECK sgp_status sgp__make_http(sgp_http *out, const sgp_default_options *options,
                                         const sgp_platform *platform, const sgp_profile *profile,
                                         sgp_error *err);

/* --- credentials.c, and the two files it calls ------------------------------------------------ */

/* Where the default wiring looks for credentials. The struct lives in its own arena, as all texts
 * do. The parts have no destroy: they are the client's. */
typedef struct sgp__session {
    sgp_arena arena;
    const sgp_allocator *allocator;
    sgp_platform platform;
    sgp_http http;
    sgp_signer signer;
    sgp_crypto crypto; /* zeroed: there is none */
    sgp_trace trace;
    sgp_mfa mfa;
    const char *region;
    int use_fips;
    int use_dualstack;
    int is_profile_named; /* in the options: the environment is not asked */
    sgp_profile *profile; /* owned */

    sgp_credentials_provider picked; /* at the first get; get NULL: not yet */
    int is_none;                     /* nothing is configured */
    int is_of_profile;               /* messages name it */
} sgp__session;

/*
 * The provider of what botocore's chain looks for after environment variables, in its order: which
 * one is used stands in settings and is found out at the first get. given is copied; its profile is
 * owned once this returned SGP_OK.
 */
SGP_MUST_CHECK sgp_status sgp__session_new(sgp_credentials_provider *out, const sgp__session *given,
                                           sgp_error *err);

/* The parts of a provider that asks over HTTP. documents is filled and must outlive them. */
sgp_creds_parts sgp__session_parts(const sgp__session *s, sgp_documents *documents);

/* Whatever a profile itself is configured for: web identity, SSO, keys, a process; without
 * is_environment_asked the variables of web identity do not count. out->get stays NULL when it is
 * none of them. */
SGP_MUST_CHECK sgp_status sgp__pick_of_profile(sgp__session *s, sgp_profile *profile,
                                               int is_environment_asked,
                                               sgp_credentials_provider *out, sgp_error *err);

int sgp__has_role(const sgp_profile *profile);

/* credentials_role.c: the provider of a profile with role_arn, its sources included. */
SGP_MUST_CHECK sgp_status sgp__make_role(sgp__session *s, sgp_credentials_provider *out,
                                         sgp_error *err);

/* credentials_remote.c: one provider each; out->get stays NULL when it is not configured. */
SGP_MUST_CHECK sgp_status sgp__make_web_identity(sgp__session *s, const sgp_profile *profile,
                                                 int is_environment_asked,
                                                 sgp_credentials_provider *out, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__make_sso(sgp__session *s, const sgp_profile *profile,
                                        sgp_credentials_provider *out, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__make_container(sgp__session *s, sgp_credentials_provider *out,
                                              sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__make_imds(sgp__session *s, sgp_credentials_provider *out,
                                         sgp_error *err);

/* The endpoint of STS: configured, or that of the region. In the arena. */
SGP_MUST_CHECK sgp_status sgp__sts_url(sgp__session *s, const char **url, sgp_error *err);

/* A copy of a variable, or a setting; *out is NULL for none. */
SGP_MUST_CHECK sgp_status sgp__keep_setting(sgp__session *s, const char *variable,
                                            const sgp_profile *profile, const char *key,
                                            const char **out, sgp_error *err);

#endif
