/*
 * sagepager/providers.h - constructors of the shipped credentials providers.
 *
 * A program links only the providers that it names. Each constructor stores a new
 * provider in *out; sys/http.h describes ownership. A provider owns its http, parser,
 * signer and source. Platforms, crypto, allocators and traces are borrowed and must
 * outlive the provider. Texts of options are copied; zero means default.
 *
 * Constructors fail with SGP_ERR_USAGE, whose message names the part and the slot, or the
 * required option, that is missing; with SGP_ERR_MEMORY; or with SGP_ERR_LIMIT if the
 * texts of the options exceed 64 KiB. Other errors are stated below.
 */
#ifndef SAGEPAGER_PROVIDERS_H
#define SAGEPAGER_PROVIDERS_H

#include "sagepager/profile.h"
#include "sagepager/sys/credentials.h"
#include "sagepager/sys/credentials_cache.h"
#include "sagepager/sys/crypto.h"
#include "sagepager/sys/document_parser.h"
#include "sagepager/sys/http.h"
#include "sagepager/sys/platform.h"
#include "sagepager/sys/signer.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- keys ------------------------------------------------------------------------------------- */

/*
 * sgp_creds_static_new: a provider that always returns the given credentials. It copies
 * the texts and wipes its copies. Each text may be NULL, which is the same as "". If both
 * access_key_id and secret_access_key are empty, get returns SGP_NOT_CONFIGURED. If only one
 * is empty, get fails with SGP_ERR_CREDENTIALS "Partial credentials found in options,
 * missing: ...".
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_static_new(
    sgp_credentials_provider **out, const char *access_key_id, const char *secret_access_key,
    const char *session_token, const sgp_allocator *allocator, sgp_error *err);

/*
 * sgp_creds_env_new: a provider that reads environment variables at each get
 * (botocore/credentials.py, EnvProvider): AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
 * AWS_SECURITY_TOKEN or else AWS_SESSION_TOKEN, and AWS_CREDENTIAL_EXPIRATION. An empty
 * variable counts as not set. Without a key ID, or without the platform's getenv, get
 * returns SGP_NOT_CONFIGURED. SGP_ERR_CREDENTIALS: "Partial credentials found in env,
 * missing: AWS_SECRET_ACCESS_KEY", as in botocore, or an expiry that has passed or is not
 * a time.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_env_new(sgp_credentials_provider **out,
                                                    sgp_platform *platform,
                                                    const sgp_allocator *allocator, sgp_error *err);

/*
 * sgp_creds_profile_new: a provider of the keys in a profile (botocore/credentials.py,
 * SharedCredentialProvider, ConfigProvider): aws_access_key_id, aws_secret_access_key, and
 * aws_security_token or else aws_session_token, from the given file. It copies the texts;
 * profile is borrowed during the call only. Without a key ID get returns
 * SGP_NOT_CONFIGURED. Without a secret it fails with SGP_ERR_CREDENTIALS "Partial
 * credentials found in shared-credentials-file, missing: aws_secret_access_key"; the name
 * of the file is "config-file" for SGP_PROFILE_CONFIG.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_profile_new(sgp_credentials_provider **out,
                                                        const sgp_profile *profile,
                                                        sgp_profile_file file,
                                                        const sgp_allocator *allocator,
                                                        sgp_error *err);

/*
 * sgp_creds_process_new: a provider that runs a command without a shell and parses its
 * output (credential_process; botocore/credentials.py, ProcessProvider): {"Version": 1,
 * "AccessKeyId", "SecretAccessKey", "SessionToken"?, "Expiration"?}. The command is split
 * into words as a shell splits it. The platform must have process_run and process_end. The
 * parser is owned; it must parse JSON. get fails with SGP_ERR_CREDENTIALS, whose message
 * quotes the command's standard error if the command failed. At the deadline it kills the
 * command and fails with SGP_ERR_TIMEOUT. SGP_ERR_MEMORY, SGP_ERR_PLATFORM. The
 * constructor fails with SGP_ERR_CONFIG if the command is empty or blank.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_process_new(sgp_credentials_provider **out,
                                                        const char *command, sgp_platform *platform,
                                                        sgp_document_parser *parser,
                                                        const sgp_allocator *allocator,
                                                        sgp_error *err);

/* --- providers that send HTTP requests -------------------------------------------------------- */

/* The services that providers send requests to. */
typedef enum sgp_service {
    SGP_SERVICE_STS,
    SGP_SERVICE_SSO_PORTAL,
    SGP_SERVICE_SSO_OIDC,
    SGP_SERVICE_SIGNIN
} sgp_service;

/*
 * sgp_service_url: writes the regional endpoint of a service to out
 * (botocore data/<service>/<version>/endpoint-rule-set-1.json). out_bytes of
 * SGP_HOST_MAX + 9 always suffices; a longer URL is truncated. SGP_ERR_USAGE for an
 * unknown service; SGP_ERR_NO_REGION if region is NULL or ""; SGP_ERR_CONFIG for an
 * invalid region, or if the region has no dual-stack endpoints.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_service_url(sgp_service service, const char *region,
                                                  int use_fips, int use_dualstack, char *out,
                                                  size_t out_bytes, sgp_error *err);

/*
 * Parts of the providers below. Start from SGP_CREDS_PARTS_INIT; http, parser and platform
 * are required. The provider owns http and parser; to share one http among several
 * providers and the client, lend it (sgp_http_lend). Of the platform the provider needs
 * wall_us, monotonic_us and random.
 *
 * The providers report failures alike. get fails with SGP_ERR_CREDENTIALS and "Error when
 * retrieving credentials from METHOD: CAUSE", or with botocore's own message if botocore
 * has one. METHOD is botocore's name: "container-role", "iam-role", "assume-role", ... At
 * the call's deadline get fails with SGP_ERR_TIMEOUT. SGP_ERR_MEMORY, SGP_ERR_PLATFORM,
 * SGP_ERR_USAGE and SGP_ERR_CRYPTO are passed on. Expired credentials are an error, except
 * those of an instance, and so are documents of more than SGP_DOCUMENT_BYTES_MAX bytes.
 *
 * Requests and responses hold secrets, so http is accepted only to this host: to
 * localhost, loopback addresses, 169.254.169.254, fd00:ec2::254, 169.254.170.2,
 * 169.254.170.23 and fd00:ec2::23. Names are not looked up. For another http URL the
 * constructor fails with SGP_ERR_CONFIG, as for an invalid URL. Requests over http are
 * direct: they never use a proxy. insecure_clear_text_credentials accepts every host,
 * for tests and closed networks. It is INSECURE: anyone on the path can read and replace
 * tokens and credentials.
 */
typedef struct sgp_creds_parts {
    size_t size;
    sgp_http *http;
    sgp_document_parser *parser; /* sgp_xml_document_parser for the STS providers, else JSON */
    sgp_platform *platform;
    const sgp_allocator *allocator;
    const sgp_trace *trace; /* NULL: no trace */
    intptr_t insecure_clear_text_credentials; /* non-zero: http to any host is allowed */
    intptr_t retry_mode;   /* an sgp_retry_mode, for calls to STS and SSO; adaptive does not limit
                              their rate, because they are rare */
    intptr_t max_attempts; /* of such a call; 0: the mode's */
} sgp_creds_parts;

#define SGP_CREDS_PARTS_INIT SGP_SIZED_INIT(sgp_creds_parts)

/* Options of sgp_creds_container_new, named after the variables AWS_CONTAINER_CREDENTIALS_* and
 * AWS_CONTAINER_AUTHORIZATION_*. Without a URI get returns SGP_NOT_CONFIGURED. */
typedef struct sgp_creds_container_options {
    size_t size;
    const char *relative_uri; /* below http://169.254.170.2; takes precedence over full_uri */
    const char *full_uri;     /* https, or http to this host; its query is never shown */
    const char *token_file;   /* read at each get; takes precedence over token */
    const char *token;        /* sent as Authorization */
} sgp_creds_container_options;

#define SGP_CREDS_CONTAINER_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_container_options)

/*
 * sgp_creds_container_new: a provider for ECS, EKS Pod Identity and Greengrass
 * (botocore/credentials.py, ContainerProvider). It makes up to three attempts of 2 s, one
 * second apart. Requests are direct: they never use a proxy.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_container_new(
    sgp_credentials_provider **out, const sgp_creds_parts *parts,
    const sgp_creds_container_options *options, sgp_error *err);

/* Options of sgp_creds_imds_new. */
typedef struct sgp_creds_imds_options {
    size_t size;
    const char *endpoint; /* NULL or "": http://169.254.169.254/ */
    int attempts;         /* of each of the three requests; 0: 1 */
    int is_v1_disabled;   /* non-zero: fail if the instance returns no token */
    int64_t timeout_ms;   /* of each attempt; 0: 1000 */
} sgp_creds_imds_options;

#define SGP_CREDS_IMDS_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_imds_options)

/*
 * sgp_creds_imds_new: a provider for the role of an EC2 instance (botocore/credentials.py,
 * InstanceMetadataProvider). If nothing answers or the instance has no role, get returns
 * SGP_NOT_CONFIGURED. Requests are direct: they never use a proxy. If the credentials have
 * expired, or expire within 17 to 25 minutes, the provider extends them by that time. AWS
 * accepts them, because an instance returns old credentials if their renewal fails.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_imds_new(sgp_credentials_provider **out,
                                                     const sgp_creds_parts *parts,
                                                     const sgp_creds_imds_options *options,
                                                     sgp_error *err);

/*
 * A callback that asks a person for the code of an MFA device. It writes the code to `code`, at
 * most code_bytes bytes with the NUL, and may block. It returns SGP_OK, or another status if there
 * is no code.
 */
typedef sgp_status (*sgp_mfa_callback)(void *data, const char *serial, char *code,
                                       size_t code_bytes);

/* Options of sgp_creds_assume_role_new. source, signer, endpoint_url, region and role_arn are
 * required. */
typedef struct sgp_creds_assume_role_options {
    size_t size;
    sgp_credentials_provider *source; /* whose credentials assume the role; owned */
    sgp_signer *signer;               /* owned */
    const char *endpoint_url;         /* "https://sts.us-west-2.amazonaws.com" */
    const char *region;               /* of the signature */
    const char *role_arn;
    const char *role_session_name; /* NULL: "sagepager-session-<seconds>" */
    const char *external_id;       /* NULL: not sent */
    int64_t duration_seconds;      /* 0: the service's default, one hour */
    const char *mfa_serial;        /* NULL: no MFA; the code serves once, so a refresh fails */
    sgp_mfa_callback mfa_callback; /* NULL: get fails if mfa_serial is given */
    void *mfa_data;                /* passed to mfa_callback */
    const char *no_source_message; /* error message if source is not configured; NULL: a default */
} sgp_creds_assume_role_options;

#define SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_assume_role_options)

/*
 * sgp_creds_assume_role_new: a provider that assumes a role by STS AssumeRole
 * (botocore/credentials.py, AssumeRoleCredentialFetcher). If the Date of a refusal shows
 * that the local clock is wrong, the provider signs the request again with that time, once
 * a get. A refusal of the service has botocore's message; err->code and err->http_status
 * are set.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_assume_role_new(
    sgp_credentials_provider **out, const sgp_creds_parts *parts,
    const sgp_creds_assume_role_options *options, sgp_error *err);

/* Options of sgp_creds_web_identity_new. endpoint_url and token_file are required. */
typedef struct sgp_creds_web_identity_options {
    size_t size;
    const char *endpoint_url;      /* "https://sts.us-west-2.amazonaws.com" */
    const char *role_arn;          /* NULL: get fails with botocore's message */
    const char *role_session_name; /* NULL: "sagepager-session-<seconds>" */
    const char *token_file;        /* read at each get; blanks at its end are removed */
} sgp_creds_web_identity_options;

#define SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_web_identity_options)

/* sgp_creds_web_identity_new: a provider that assumes a role by STS AssumeRoleWithWebIdentity, with
 * unsigned requests (EKS, CI systems; botocore/credentials.py, AssumeRoleWithWebIdentityProvider).
 * Refusals are reported as by sgp_creds_assume_role_new. */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_web_identity_new(
    sgp_credentials_provider **out, const sgp_creds_parts *parts,
    const sgp_creds_web_identity_options *options, sgp_error *err);

/* Options of sgp_creds_sso_new; all but session_name and region are required. */
typedef struct sgp_creds_sso_options {
    size_t size;
    const char *account_id;
    const char *role_name;
    const char *session_name; /* of the sso-session section; NULL: legacy form, never refreshed */
    const char *start_url;
    const char *region;
    const char *portal_url;   /* "https://portal.sso.us-west-2.amazonaws.com" */
    const char *oidc_url;     /* "https://oidc.us-west-2.amazonaws.com" */
    const char *cache_folder; /* "/home/me/.aws/sso/cache" */
    sgp_crypto *crypto;       /* must have sha1; borrowed during the call only */
} sgp_creds_sso_options;

#define SGP_CREDS_SSO_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_sso_options)

/*
 * sgp_creds_sso_new: a provider for IAM Identity Center (botocore/credentials.py,
 * SSOProvider). It uses the token that `aws sso login` stored in cache_folder, so the
 * platform must have read_file. If the token of a session expires within 15 minutes, the
 * provider refreshes the token and rewrites its file. A refresh needs `write` of the
 * parser; the file needs write_file of the platform. SGP_ERR_CRYPTO if sha1 fails.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_sso_new(sgp_credentials_provider **out,
                                                    const sgp_creds_parts *parts,
                                                    const sgp_creds_sso_options *options,
                                                    sgp_error *err);

/* Options of sgp_creds_login_new; all are required. */
typedef struct sgp_creds_login_options {
    size_t size;
    const char *session_name; /* login_session of the profile: an ARN */
    const char *signin_url;   /* "https://us-west-2.signin.aws.amazon.com" */
    const char *cache_folder; /* "/home/me/.aws/login/cache" */
    sgp_crypto *crypto;       /* borrowed: outlives the provider */
} sgp_creds_login_options;

#define SGP_CREDS_LOGIN_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_login_options)

/*
 * sgp_creds_login_new: a provider for a session that `aws login` began
 * (botocore/credentials.py, LoginProvider). It reads the session's file in cache_folder, so
 * the platform must have read_file. Five minutes before the credentials expire, it refreshes
 * the session and rewrites the file; unknown members stay. A refresh needs
 * es256_public_key and es256_sign of crypto, write and replace of the parser, and write_file
 * of the platform. If one is missing, get fails with SGP_ERR_CREDENTIALS as soon as the
 * credentials have expired.
 *
 * A refresh token works once. With lock_file of the platform one process refreshes while the
 * others wait, at most 30 s, and use its result; the lock's name is the file's with ".lock"
 * behind it. The AWS CLI takes no lock. If the service refuses the refresh, get fails with
 * botocore's message, which says when to run `aws login` again. The constructor fails with
 * SGP_ERR_CRYPTO if SHA-256 fails.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_login_new(sgp_credentials_provider **out,
                                                      const sgp_creds_parts *parts,
                                                      const sgp_creds_login_options *options,
                                                      sgp_error *err);

/* --- credentials shared with other programs --------------------------------------------------- */

/*
 * sgp_role_cache_key, sgp_sso_cache_key: write the key under which the AWS CLI stores the
 * credentials of a role, or of SSO, to `key`. For a web identity, `role` has role_arn and
 * role_session_name only. Other members of `role` and `sso` that are not part of the key may be
 * NULL. json is sgp_json_document_parser; role keys need write, SSO keys need replace. crypto needs
 * sha1. Both are borrowed during the call. SGP_ERR_USAGE also for texts that are not UTF-8;
 * SGP_ERR_CRYPTO, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_role_cache_key(const sgp_creds_assume_role_options *role,
                                                     sgp_document_parser *json, sgp_crypto *crypto,
                                                     const sgp_allocator *allocator,
                                                     char key[SGP_CREDENTIALS_CACHE_KEY_BYTES],
                                                     sgp_error *err);
SGP_API SGP_MUST_CHECK sgp_status sgp_sso_cache_key(const sgp_creds_sso_options *sso,
                                                    sgp_document_parser *json, sgp_crypto *crypto,
                                                    const sgp_allocator *allocator,
                                                    char key[SGP_CREDENTIALS_CACHE_KEY_BYTES],
                                                    sgp_error *err);

/* Options of sgp_creds_shared_new. provider, cache and key are required. */
typedef struct sgp_creds_shared_options {
    size_t size;
    sgp_credentials_provider *provider; /* requests the credentials; owned */
    sgp_credentials_cache *cache;       /* borrowed: outlives the provider */
    const char *key;                    /* of at most 40 bytes; see the functions above */
    const char *account_id;             /* stored with the credentials; NULL: unknown */
    const sgp_trace *trace;             /* NULL: no trace */
    const sgp_allocator *allocator;
} sgp_creds_shared_options;

#define SGP_CREDS_SHARED_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_shared_options)

/*
 * sgp_creds_shared_new: a provider that returns the credentials in the cache while they last for 15
 * minutes or more, else asks `provider` and stores what it returns. So a person is asked for an
 * MFA code once, not by every program. A cache that fails is the same as one that has nothing. A
 * failure to store is only traced. After invalidate the cache is not asked again until `provider`
 * has returned credentials.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_shared_new(sgp_credentials_provider **out,
                                                       const sgp_creds_shared_options *options,
                                                       sgp_error *err);

/*
 * sgp_file_credentials_cache_new: a cache in the files of the AWS CLI, FOLDER/KEY.json: each
 * of the two reads what the other has written. folder NULL means ~/.aws/cli/cache, where '~'
 * is HOME; without HOME the cache is empty. The folder is made when something is stored.
 * Files are replaced as a whole, and only their owner can read them. The platform needs
 * getenv, read_file and write_file, and make_folder for the folder. parser is owned on
 * success: sgp_json_document_parser, with parse and replace.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_file_credentials_cache_new(
    sgp_credentials_cache **out, const char *folder, sgp_platform *platform,
    sgp_document_parser *parser, const sgp_allocator *allocator, sgp_error *err);

/* --- devices ---------------------------------------------------------------------------------- */

/* Options of sgp_creds_iot_new. endpoint_url and role_alias are required. */
typedef struct sgp_creds_iot_options {
    size_t size;
    const char *endpoint_url; /* "https://<prefix>.credentials.iot.<region>.amazonaws.com" */
    const char *role_alias;   /* 1..128 letters, digits, '=', '@', '-' */
    const char *thing_name;   /* must match the certificate; NULL: not sent */
} sgp_creds_iot_options;

#define SGP_CREDS_IOT_OPTIONS_INIT SGP_SIZED_INIT(sgp_creds_iot_options)

/*
 * sgp_creds_iot_new: a provider for devices with an X.509 certificate (AWS IoT Core
 * developer guide, "Authorizing direct calls to AWS services"). parts->http must present
 * the device's certificate: set client_cert_file or client_cert_pem in the options of its
 * TLS. SGP_ERR_CONFIG for an invalid role_alias.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_iot_new(sgp_credentials_provider **out,
                                                    const sgp_creds_parts *parts,
                                                    const sgp_creds_iot_options *options,
                                                    sgp_error *err);

/* --- cache and chain -------------------------------------------------------------------------- */

/*
 * sgp_creds_cache_new: a provider that caches the credentials of `inner`
 * (botocore/credentials.py, RefreshableCredentials). It asks inner again in the last 15
 * minutes before expiry, every 30 s at most while the cached credentials are valid. If
 * inner fails, get returns the cached credentials until 10 minutes before expiry, and later
 * the failure. invalidate makes the next get ask inner. Owns inner. trace may be NULL.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_cache_new(sgp_credentials_provider **out,
                                                      sgp_credentials_provider *inner,
                                                      const sgp_trace *trace,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);

/*
 * sgp_creds_chain_new: a provider that asks each of `count` providers in order until one
 * returns something other than SGP_NOT_CONFIGURED. If none is configured, get returns
 * SGP_NOT_CONFIGURED, which the client reports as SGP_ERR_NO_CREDENTIALS. Owns the
 * providers; the array is copied and may be NULL if count is 0. SGP_ERR_USAGE for more than
 * 16 providers.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_creds_chain_new(sgp_credentials_provider **out,
                                                      sgp_credentials_provider *const *providers,
                                                      size_t count, const sgp_allocator *allocator,
                                                      sgp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_PROVIDERS_H */
