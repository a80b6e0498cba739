/*
 * sagepager/builtin.h - the parts list: constructors of everything shipped.
 *
 * Each constructor fills an interface of sys/. A program that names none of these and makes its
 * client with sgp_client_new links no TLS and no JSON library. Unless said otherwise the part has a
 * `destroy`, which the object it is handed to calls (see sys/http.h on ownership), and allocator is
 * borrowed, NULL meaning the C library's. OpenSSL, Mbed TLS, cJSON and getaddrinfo take their own
 * memory from the C library, whatever allocator is given.
 */
#ifndef SAGEPAGER_BUILTIN_H
#define SAGEPAGER_BUILTIN_H

#include "sagepager/client.h"
#include "sagepager/profile.h"
#include "sagepager/sys/crypto.h"
#include "sagepager/sys/documents.h"
#include "sagepager/sys/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- platform --------------------------------------------------------------------------------- */

/* sgp_platform_posix: clock_gettime, poll, /dev/urandom, getenv, files, posix_spawn. Nothing to
 * destroy. */
SGP_API sgp_platform sgp_platform_posix(void);

/* --- codec ------------------------------------------------------------------------------------ */

/* sgp_aws_json: AWS JSON 1.1 and botocore's resume token, on cJSON. Nothing to destroy. */
SGP_API sgp_codec sgp_aws_json(void);

/*
 * sgp_aws_json_keeping_times: the same, but each item has its sent_times: for programs that show
 * times as they came, with their offset or none. Takes 48 bytes an item more on 64-bit machines,
 * and the texts.
 */
SGP_API sgp_codec sgp_aws_json_keeping_times(void);

/* --- documents -------------------------------------------------------------------------------- */

/* Readers of credential documents: JSON on cJSON, which also writes; XML on expat, for the STS
 * providers. What they held is wiped. Nothing to destroy. */
SGP_API sgp_documents sgp_json_documents(void);
SGP_API sgp_documents sgp_xml_documents(void);

/* --- signers ---------------------------------------------------------------------------------- */

/*
 * sgp_sigv4_new: AWS Signature Version 4 (docs.aws.amazon.com, "Signing AWS API requests"; header
 * form). Keeps the signing key of the day for the last credentials and scope, and wipes it. crypto
 * is copied, its self borrowed. trace may be NULL; it is copied. SGP_ERR_USAGE, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_sigv4_new(sgp_signer *out, const sgp_crypto *crypto,
                                                const sgp_trace *trace,
                                                const sgp_allocator *allocator, sgp_error *err);

/* sgp_sign_none: sends requests unsigned (--no-sign-request). Nothing to destroy. */
SGP_API sgp_signer sgp_sign_none(void);

/* --- credentials ------------------------------------------------------------------------------ */

/*
 * sgp_creds_static_new: the same credentials for ever. Copies and wipes. session_token may be NULL.
 * access_key_id and secret_access_key NULL or empty both: get answers SGP_NOT_CONFIGURED; only one
 * of them: SGP_ERR_CREDENTIALS "Partial credentials found in options, missing: ..." from get.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_static_new(
    sgp_credentials_provider *out, const char *access_key_id, const char *secret_access_key,
    const char *session_token, const sgp_allocator *allocator, sgp_error *err);

/*
 * sgp_creds_env_new: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SECURITY_TOKEN or
 * AWS_SESSION_TOKEN, looked up at each get (botocore/credentials.py, EnvProvider). An empty
 * variable counts as not set. platform is copied, its self borrowed; without getenv nothing is
 * configured. "Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY" as in botocore.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_env_new(sgp_credentials_provider *out,
                                                    const sgp_platform *platform,
                                                    const sgp_allocator *allocator, sgp_error *err);

/*
 * sgp_creds_profile_new: aws_access_key_id, aws_secret_access_key and aws_security_token or
 * aws_session_token of a profile, from one of the two files (botocore/credentials.py,
 * SharedCredentialProvider, ConfigProvider). Without a key id there get answers SGP_NOT_CONFIGURED;
 * with half the keys "Partial credentials found in shared-credentials-file, missing:
 * aws_secret_access_key". Copies and wipes; profile is used during the call alone.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_profile_new(sgp_credentials_provider *out,
                                                        const sgp_profile *profile,
                                                        sgp_profile_file file,
                                                        const sgp_allocator *allocator,
                                                        sgp_error *err);

/*
 * sgp_creds_process_new: runs a command, without a shell, and reads what it prints
 * (credential_process; botocore/credentials.py, ProcessProvider): {"Version": 1, "AccessKeyId",
 * "SecretAccessKey", "SessionToken"?, "Expiration"?}. Words are split as a shell splits them.
 * platform needs run and run_end; both parts are copied. get: SGP_ERR_CREDENTIALS names what is
 * wrong, with what the command said on standard error when it failed; SGP_ERR_TIMEOUT ends it.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_process_new(sgp_credentials_provider *out,
                                                        const char *command,
                                                        const sgp_platform *platform,
                                                        const sgp_documents *documents,
                                                        const sgp_allocator *allocator,
                                                        sgp_error *err);

/* The services that providers ask. */
typedef enum sgp_service {
    SGP_SERVICE_STS,
    SGP_SERVICE_SSO_PORTAL,
    SGP_SERVICE_SSO_OIDC
} sgp_service;

/*
 * sgp_service_url: the endpoint of a service in a region, always the regional one (botocore
 * data/<service>/<version>/endpoint-rule-set-1.json). out_size of SGP_HOST_MAX + 9 always suffices.
 * SGP_ERR_NO_REGION, SGP_ERR_CONFIG for a region that is none.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_service_url(sgp_service service, const char *region,
                                                  int use_fips, int use_dualstack, char *out,
                                                  size_t out_size, sgp_error *err);

/*
 * What the providers below are made of, which ask somebody over HTTP. Start from
 * SGP_CREDS_PARTS_INIT; http, documents and platform are mandatory and copied; those with a destroy
 * are the provider's once its constructor returned SGP_OK. One http may serve several providers and
 * the client, if each but its owner gets a copy without destroy: they use it one after the other.
 *
 * Their get is SGP_ERR_CREDENTIALS "Error when retrieving credentials from <method>: <cause>", the
 * method being botocore's ("container-role", "iam-role", "assume-role", ...), or botocore's own
 * sentence where it has one; SGP_ERR_TIMEOUT when the call's deadline has passed; SGP_ERR_MEMORY,
 * SGP_ERR_PLATFORM. Documents are bounded by SGP_DOCUMENT_BYTES_MAX; one that has expired already
 * is an error. Options: texts are copied.
 */
typedef struct sgp_creds_parts {
    size_t size;
    const sgp_http *http;
    const sgp_documents *documents; /* sgp_xml_documents for the two that ask STS, else JSON */
    const sgp_platform *platform;
    const sgp_allocator *allocator;
    sgp_trace trace; /* line NULL: off */
} sgp_creds_parts;

#define SGP_CREDS_PARTS_INIT                                                                       \
    {                                                                                              \
        sizeof(sgp_creds_parts), NULL, NULL, NULL, NULL, SGP_TRACE_INIT                            \
    }

/* Options of sgp_creds_container_new, named after the variables AWS_CONTAINER_CREDENTIALS_* and
 * AWS_CONTAINER_AUTHORIZATION_*. Without a URI nothing is configured. */
typedef struct sgp_creds_container_options {
    size_t size;
    const char *relative_uri; /* below http://169.254.170.2; goes before full_uri */
    const char *full_uri;     /* https, or http to a loopback address, 169.254.170.2,
                                 169.254.170.23, fd00:ec2::23 or localhost */
    const char *token_file;   /* read at each get; goes before token */
    const char *token;        /* sent as Authorization */
} sgp_creds_container_options;

#define SGP_CREDS_CONTAINER_OPTIONS_INIT                                                           \
    {                                                                                              \
        sizeof(sgp_creds_container_options), NULL, NULL, NULL, NULL                                \
    }

/*
 * sgp_creds_container_new: ECS, EKS Pod Identity, Greengrass (botocore/credentials.py,
 * ContainerProvider). Three tries of 2 s, a second between them; never through a proxy.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_container_new(
    sgp_credentials_provider *out, const sgp_creds_parts *parts,
    const sgp_creds_container_options *options, sgp_error *err);

/* Options of sgp_creds_imds_new. Zero means default. */
typedef struct sgp_creds_imds_options {
    size_t size;
    const char *endpoint; /* NULL or "": http://169.254.169.254/ */
    int64_t timeout_ms;   /* of each try; 0: 1000 */
    int attempts;         /* of each of the three requests; 0: 1 */
    int is_v1_disabled;   /* non-zero: never go on without a token */
} sgp_creds_imds_options;

#define SGP_CREDS_IMDS_OPTIONS_INIT                                                                \
    {                                                                                              \
        sizeof(sgp_creds_imds_options), NULL, 0, 0, 0                                              \
    }

/*
 * sgp_creds_imds_new: the role of an EC2 instance (botocore/credentials.py,
 * InstanceMetadataProvider). Where nobody answers, or the instance has no role, nothing is
 * configured. Never through a proxy. Credentials that are about to expire or have are used for 17
 * to 25 minutes more: instances keep theirs when their renewal fails.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_imds_new(sgp_credentials_provider *out,
                                                     const sgp_creds_parts *parts,
                                                     const sgp_creds_imds_options *options,
                                                     sgp_error *err);

/* Asks a person for the code of an MFA device; it may block. SGP_OK with the code, NUL-terminated,
 * or anything else: there is none. ask NULL: there is nobody to ask. */
typedef struct sgp_mfa {
    void *self;
    sgp_status (*ask)(void *self, const char *serial, char *code, size_t code_size);
} sgp_mfa;

/* Options of sgp_creds_assume_role_new. NULL is left out of the request, where not said
 * otherwise. */
typedef struct sgp_creds_assume_role_options {
    size_t size;
    const sgp_credentials_provider *source; /* whose credentials assume the role; owned */
    const sgp_signer *signer;               /* owned */
    const char *endpoint_url;               /* "https://sts.us-west-2.amazonaws.com" */
    const char *region;                     /* it is signed for */
    const char *role_arn;
    const char *role_session_name; /* NULL: "sagepager-session-<seconds>" */
    const char *external_id;
    int64_t duration_seconds; /* 0: the service's default, an hour */
    const char *mfa_serial;   /* asked for once, by mfa: refreshing would need another code */
    sgp_mfa mfa;
    const char *no_source; /* said when the source has nothing to offer; NULL: a general sentence */
} sgp_creds_assume_role_options;

#define SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT                                                         \
    {                                                                                              \
        sizeof(sgp_creds_assume_role_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL,  \
            { NULL, NULL }, NULL                                                                   \
    }

/*
 * sgp_creds_assume_role_new: STS AssumeRole (botocore/credentials.py, AssumeRoleCredentialFetcher).
 * A refusal whose Date says that our clock is wrong is signed again with that time, once a get.
 * What the service refuses is told in botocore's sentence, with err->code and http_status set.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_assume_role_new(
    sgp_credentials_provider *out, const sgp_creds_parts *parts,
    const sgp_creds_assume_role_options *options, sgp_error *err);

/* Options of sgp_creds_web_identity_new. */
typedef struct sgp_creds_web_identity_options {
    size_t size;
    const char *endpoint_url; /* "https://sts.us-west-2.amazonaws.com" */
    const char *role_arn;     /* NULL: get fails in botocore's words */
    const char *role_session_name; /* NULL: "sagepager-session-<seconds>" */
    const char *token_file;        /* read at each get; blanks at its end are left out */
} sgp_creds_web_identity_options;

#define SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT                                                        \
    {                                                                                              \
        sizeof(sgp_creds_web_identity_options), NULL, NULL, NULL, NULL                             \
    }

/* sgp_creds_web_identity_new: STS AssumeRoleWithWebIdentity, unsigned (EKS, CI systems;
 * botocore/credentials.py, AssumeRoleWithWebIdentityProvider). Errors as above. */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_web_identity_new(
    sgp_credentials_provider *out, const sgp_creds_parts *parts,
    const sgp_creds_web_identity_options *options, sgp_error *err);

/* Options of sgp_creds_sso_new; all but session_name and region are mandatory. */
typedef struct sgp_creds_sso_options {
    size_t size;
    const char *account_id;
    const char *role_name;
    const char *session_name; /* of the sso-session section; NULL: the legacy form, no refresh */
    const char *start_url;
    const char *region;
    const char *portal_url;   /* "https://portal.sso.us-west-2.amazonaws.com" */
    const char *oidc_url;     /* "https://oidc.us-west-2.amazonaws.com" */
    const char *cache_folder; /* "/home/me/.aws/sso/cache" */
    const sgp_crypto *crypto; /* with sha1; used during the call alone */
} sgp_creds_sso_options;

#define SGP_CREDS_SSO_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(sgp_creds_sso_options), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL        \
    }

/*
 * sgp_creds_sso_new: IAM Identity Center (botocore/credentials.py, SSOProvider). The token is the
 * one that `aws sso login` has left in cache_folder; that of a session is refreshed when less than
 * 15 minutes are left, and the file is rewritten (platform: read_file, write_file).
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_sso_new(sgp_credentials_provider *out,
                                                    const sgp_creds_parts *parts,
                                                    const sgp_creds_sso_options *options,
                                                    sgp_error *err);

/* Options of sgp_creds_iot_new. */
typedef struct sgp_creds_iot_options {
    size_t size;
    const char *endpoint_url; /* "https://<prefix>.credentials.iot.<region>.amazonaws.com" */
    const char *role_alias;   /* 1..128 letters, digits, '=', '@', '-'; SGP_ERR_CONFIG */
    const char *thing_name;   /* NULL: left out; it must go with the certificate */
} sgp_creds_iot_options;

#define SGP_CREDS_IOT_OPTIONS_INIT                                                                 \
    {                                                                                              \
        sizeof(sgp_creds_iot_options), NULL, NULL, NULL                                            \
    }

/*
 * sgp_creds_iot_new: devices with an X.509 certificate (AWS IoT Core developer guide, "Authorizing
 * direct calls to AWS services"). parts->http must show the device's certificate: one of its own,
 * sgp_http1_new over sgp_connect_new over a TLS whose options name client_cert and client_key.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_iot_new(sgp_credentials_provider *out,
                                                    const sgp_creds_parts *parts,
                                                    const sgp_creds_iot_options *options,
                                                    sgp_error *err);

/*
 * sgp_creds_cache_new: keeps what `inner` gave (botocore/credentials.py, RefreshableCredentials).
 * With less than 15 minutes left it asks again, and goes on with what it has if that fails; with
 * less than 10 a failure is one. Credentials that live shorter than that are asked for every 30 s
 * at most while they are good. invalidate makes the next get ask. trace may be NULL; it is copied.
 * Owns inner once it returned SGP_OK.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_cache_new(sgp_credentials_provider *out,
                                                      const sgp_credentials_provider *inner,
                                                      const sgp_trace *trace,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);

/*
 * sgp_creds_chain_new: asks each of count providers (at most 16) in turn, goes on at
 * SGP_NOT_CONFIGURED and stops at anything else. Owns the providers once it returned SGP_OK. All
 * exhausted: SGP_NOT_CONFIGURED, which the client reports as SGP_ERR_NO_CREDENTIALS.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_chain_new(sgp_credentials_provider *out,
                                                      const sgp_credentials_provider *providers,
                                                      size_t count, const sgp_allocator *allocator,
                                                      sgp_error *err);

/* --- transport -------------------------------------------------------------------------------- */

/*
 * sgp_sockets_new: non-blocking TCP over POSIX sockets, TCP_NODELAY, no SIGPIPE. All addresses of a
 * name are tried in getaddrinfo's order, IPv6 and IPv4; the time left is divided among those left.
 * getaddrinfo blocks: bring your own dialer where that matters. Refuses is_tls and via. platform is
 * copied.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_sockets_new(sgp_dialer *out, const sgp_platform *platform,
                                                  const sgp_allocator *allocator, sgp_error *err);

/*
 * sgp_connect_new: a dialer that opens with `inner`, asks a proxy for a tunnel where the target
 * names one, and wraps in `tls` where TLS is asked for. tls may be NULL: then https is refused
 * (SGP_ERR_USAGE). Owns both once it returned SGP_OK.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_connect_new(sgp_dialer *out, const sgp_dialer *inner,
                                                  const sgp_tls *tls,
                                                  const sgp_allocator *allocator, sgp_error *err);

/*
 * Whom a TLS backend trusts and how it shows who we are. Start from SGP_TLS_OPTIONS_INIT; texts and
 * bytes are copied. Of ca_file, ca_pem and ca_folder those given are trusted, and nothing else;
 * none given: the system's trust store. What cannot be parsed in a bundle is skipped and counted in
 * the trace ("connect"). Files are read at the first connection. Certificates are not checked for
 * revocation: neither lists nor OCSP are asked.
 */
typedef struct sgp_tls_options {
    size_t size;
    const char *ca_file; /* PEM bundle, at most SGP_CA_BYTES_MAX */
    const void *ca_pem;  /* PEM bundle in memory */
    size_t ca_pem_bytes;
    const char *ca_folder; /* as `openssl rehash` leaves it; other files are not looked at */

    /* Mutual TLS: our certificate and those between it and its authority, and its key, unencrypted.
     * Each comes from a file or from memory, the file first. No key: it stands beside the
     * certificate (as in botocore's Config.client_cert). */
    const char *client_cert_file;
    const void *client_cert_pem;
    size_t client_cert_pem_bytes;
    const char *client_key_file;
    const void *client_key_pem;
    size_t client_key_pem_bytes;

    sgp_trace trace; /* line NULL: off */

    /* Non-zero: any certificate of anybody is taken, and none is trusted: whoever sits between sees
     * and changes everything but the signatures. For trying things out. */
    int insecure_skip_verification;
} sgp_tls_options;

#define SGP_TLS_OPTIONS_INIT                                                                       \
    {                                                                                              \
        sizeof(sgp_tls_options), NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL, 0,                \
            SGP_TRACE_INIT, 0                                                                      \
    }

/*
 * TLS of one library, what all have in common: TLS 1.2 or newer; chain and host verified, the host
 * against the certificate's alternative names alone (RFC 6125, 6.4: a wildcard only as the whole
 * leftmost label, over at least two more); SNI unless the host is an address; ALPN http/1.1. The
 * session of the last connection is kept for the next one to the same host. A file that cannot be
 * read or holds nothing usable: SGP_ERR_CONFIG from wrap, naming it.
 *
 * sgp_openssl_tls_new: on OpenSSL 3. A hashed folder, the system's too, is read lazily.
 * sgp_mbedtls_tls_new: on Mbed TLS 2.28 or 3.6. Everything trusted is parsed at the first wrap;
 * give a small bundle where memory is scarce.
 *
 * Each exists only in a library that was built with its backend (SGP_BACKENDS).
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_openssl_tls_new(sgp_tls *out, const sgp_tls_options *options,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);
SGP_API SGP_MUST_CHECK sgp_status sgp_mbedtls_tls_new(sgp_tls *out, const sgp_tls_options *options,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);

/* SHA-256 of the same libraries. Nothing to destroy. Mbed TLS's needs no memory but the context. */
SGP_API sgp_crypto sgp_openssl_crypto(void);
SGP_API sgp_crypto sgp_mbedtls_crypto(void);

/*
 * A backend: TLS and SHA-256 of one library under its name. Fill one of your own to make
 * sgp_client_new_default use another library.
 */
typedef struct sgp_backend {
    size_t size;
    const char *name;
    sgp_status (*tls_new)(sgp_tls *out, const sgp_tls_options *options,
                          const sgp_allocator *allocator, sgp_error *err);
    sgp_crypto (*crypto)(void);
} sgp_backend;

#define SGP_BACKEND_INIT                                                                           \
    {                                                                                              \
        sizeof(sgp_backend), NULL, NULL, NULL                                                      \
    }

/*
 * sgp_backend_at: the backends this library was built with, the default first; NULL past the last,
 * and for 0 when there is none. Static.
 */
SGP_API const sgp_backend *sgp_backend_at(size_t index);

/* sgp_backend_find: the one of that name ("openssl", "mbedtls"), or NULL. Static. */
SGP_API const sgp_backend *sgp_backend_find(const char *name);

/*
 * HTTP proxies, as botocore reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Start from
 * SGP_PROXY_OPTIONS_INIT; texts are copied, passwords wiped. A proxy is
 * "[http[s]://][user:password@]host[:port]", user and password percent-encoded; anything else is
 * SGP_ERR_CONFIG. https goes through a CONNECT tunnel, http as a request in absolute form (RFC
 * 9112, 3.2.2), where the proxy's own refusals look like answers of the service.
 */
typedef struct sgp_proxy_options {
    size_t size;
    const char *https_proxy; /* for https endpoints; NULL or "": directly */
    const char *http_proxy;  /* for http endpoints; NULL or "": directly */
    /* "*", or a comma list of hosts that are reached directly: each entry covers that host, that
     * "host:port", and everything below it (no address ranges). */
    const char *no_proxy;
} sgp_proxy_options;

#define SGP_PROXY_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(sgp_proxy_options), NULL, NULL, NULL                                                \
    }

/* Options of sgp_http1_new. Start from SGP_HTTP1_OPTIONS_INIT; zero means default. */
typedef struct sgp_http1_options {
    size_t size;
    int64_t connect_timeout_ms; /* 0: SGP_CONNECT_TIMEOUT_MS; negative: none */
    int64_t read_timeout_ms;    /* longest silence; 0: SGP_READ_TIMEOUT_MS; negative: none */
    sgp_trace trace;
    const sgp_proxy_options *proxy; /* NULL: none; copied */
} sgp_http1_options;

#define SGP_HTTP1_OPTIONS_INIT                                                                     \
    {                                                                                              \
        sizeof(sgp_http1_options), 0, 0, SGP_TRACE_INIT, NULL                                      \
    }

/*
 * sgp_http1_new: strict, bounded, resumable HTTP/1.1 over a dialer (RFC 9112). Keeps one connection
 * open for reuse; a kept one that turns out to be closed is replaced once, without counting as a
 * retry. Bytes that come with the end of a response are refused; bytes that come later drop the
 * kept connection at its next use. Owns dialer once it returned SGP_OK; platform is copied. options
 * may be NULL.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http1_new(sgp_http *out, const sgp_dialer *dialer,
                                                const sgp_platform *platform,
                                                const sgp_http1_options *options,
                                                const sgp_allocator *allocator, sgp_error *err);

/* --- everything together ---------------------------------------------------------------------- */

/*
 * Options of sgp_client_new_default. Start from SGP_DEFAULT_OPTIONS_INIT. Parts left NULL in
 * `client` are filled with the shipped ones; parts given are used, and owned as in
 * sgp_client_options.
 */
typedef struct sgp_default_options {
    size_t size;
    sgp_client_options client;
    sgp_tls_options tls;       /* ca_file NULL: AWS_CA_BUNDLE, the profile's, the system's */
    sgp_http1_options http1;   /* proxy NULL: HTTPS_PROXY, HTTP_PROXY, NO_PROXY */
    const char *access_key_id; /* NULL or "": from environment or profile */
    const char *secret_access_key;
    const char *session_token;
    int no_sign_request;        /* non-zero: requests go out unsigned */
    const sgp_backend *backend; /* copied; NULL: sgp_backend_at(0) */
    const char *profile;        /* NULL or "": AWS_PROFILE, AWS_DEFAULT_PROFILE, "default" */
    sgp_mfa mfa;                /* asks for the MFA code of a profile's role; none: refused */
    const sgp_creds_iot_options *iot; /* credentials from AWS IoT, with the certificate of tls */
} sgp_default_options;

#define SGP_DEFAULT_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(sgp_default_options), SGP_CLIENT_OPTIONS_INIT, SGP_TLS_OPTIONS_INIT,                \
            SGP_HTTP1_OPTIONS_INIT, NULL, NULL, NULL, 0, NULL, NULL, { NULL, NULL }, NULL          \
    }

/*
 * sgp_client_new_default: a client of the shipped parts: POSIX sockets, TLS and SHA-256 of a
 * backend, HTTP/1.1, SigV4, AWS JSON on cJSON. options may be NULL. Errors as sgp_client_new.
 *
 * What the options leave out comes from the environment and then from the profile, an empty value
 * counting as not set:
 *   region          AWS_REGION, AWS_DEFAULT_REGION, `region`
 *   endpoint_url    AWS_ENDPOINT_URL_SAGEMAKER, AWS_ENDPOINT_URL, sgp_profile_endpoint_url; none
 *                   of them where AWS_IGNORE_CONFIGURED_ENDPOINT_URLS or
 *                   `ignore_configured_endpoint_urls` is true
 *   use_fips        AWS_USE_FIPS_ENDPOINT, `use_fips_endpoint`
 *   use_dualstack   AWS_USE_DUALSTACK_ENDPOINT, `use_dualstack_endpoint`
 *   max_attempts    AWS_MAX_ATTEMPTS, `max_attempts`
 *   retry_mode      AWS_RETRY_MODE, `retry_mode`: standard, adaptive or legacy
 *   user_agent      with an app id: AWS_SDK_UA_APP_ID, `sdk_ua_app_id`
 *   tls.ca_file     AWS_CA_BUNDLE (not to be set to nothing: SGP_ERR_CONFIG, as in botocore),
 *                   `ca_bundle`
 *   proxies         https_proxy, http_proxy and no_proxy, or else those names in capitals (an
 *                   empty one in small letters cancels the other; HTTP_PROXY is not looked at
 *                   where REQUEST_METHOD is set, as in a CGI program)
 *
 * Credentials are those of `iot`; or else the first of these that is configured (botocore's
 * credentials.py, create_credential_resolver), kept by sgp_creds_cache_new: the options; the
 * environment, not where options.profile is given; of the profile: a role (source_profile,
 * credential_source), web identity (AWS_WEB_IDENTITY_TOKEN_FILE first), SSO, keys of the
 * credentials file, credential_process, keys of the config file; the container
 * (AWS_CONTAINER_CREDENTIALS_*); the instance, unless AWS_EC2_METADATA_DISABLED is true. Which one
 * it is, is found out at the first call; nobody is asked who need not be.
 *
 * A library built without a backend needs options.backend, or the parts `http` and `signer` (or
 * no_sign_request): SGP_ERR_CONFIG. One built with SGP_PLATFORM=none has not this function.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_new_default(sgp_client **out,
                                                         const sgp_default_options *options,
                                                         sgp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_BUILTIN_H */
