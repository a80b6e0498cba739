/*
 * sagepager/builtin.h - the default client, and the shipped platform, codec, parsers and signers.
 *
 * providers.h declares the shipped credentials providers; transport.h declares dialers,
 * TLS and HTTP. A program links only the parts that it names. A program that calls
 * sgp_client_new instead of sgp_client_new_default can therefore do without a TLS and a
 * JSON library. Functions without an `out` return static objects that need no cleanup and
 * may be shared.
 */
#ifndef SAGEPAGER_BUILTIN_H
#define SAGEPAGER_BUILTIN_H

#include "sagepager/client.h"
#include "sagepager/providers.h"
#include "sagepager/transport.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- parts ------------------------------------------------------------------------------------ */

/* sgp_platform_posix: returns the platform of POSIX.1-2008: clock_gettime, poll, /dev/urandom,
 * getenv, files, posix_spawn. Missing if the library was built with SGP_PLATFORM=none. */
SGP_API sgp_platform *sgp_platform_posix(void);

/* sgp_aws_json: returns the codec for AWS JSON 1.1 and botocore's resume token. */
SGP_API sgp_codec *sgp_aws_json(void);

/*
 * sgp_aws_json_raw_timestamps: returns a codec that also sets raw_timestamps of each item.
 * Use it to print times as the service sent them. It takes 48 more bytes an item on 64-bit
 * machines, and the texts.
 */
SGP_API sgp_codec *sgp_aws_json_raw_timestamps(void);

/* sgp_json_document_parser: returns the parser and writer of JSON documents. It uses cJSON, which
 * allocates from the C library. It wipes the values. Missing if the library was built with
 * SGP_PLATFORM=none. */
SGP_API sgp_document_parser *sgp_json_document_parser(void);

/* sgp_xml_document_parser: returns the parser of XML documents, for the STS providers; it does not
 * write. It uses expat, which allocates from the C library. It wipes expat's memory. Missing if
 * the library was built with SGP_PLATFORM=none. */
SGP_API sgp_document_parser *sgp_xml_document_parser(void);

/*
 * sgp_sigv4_new: makes a signer for AWS Signature Version 4 in headers
 * (docs.aws.amazon.com, "Signing AWS API requests"). The signer caches the signing key of
 * the day for the last credentials and scope; it wipes the key when it replaces or frees
 * it. crypto, trace and allocator are borrowed; trace may be NULL. SGP_ERR_USAGE,
 * SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_sigv4_new(sgp_signer **out, sgp_crypto *crypto,
                                                const sgp_trace *trace,
                                                const sgp_allocator *allocator, sgp_error *err);

/* sgp_sign_none: returns a signer that leaves requests unsigned and needs no credentials. */
SGP_API sgp_signer *sgp_sign_none(void);

/* --- default client --------------------------------------------------------------------------- */

/*
 * Options of sgp_client_new_default. Start from SGP_DEFAULT_OPTIONS_INIT. Nested options and
 * texts are borrowed during the call; NULL means defaults. Shipped parts replace the parts
 * that `client` leaves NULL. If the trace of tls or http1 is NULL, the client's is used.
 */
typedef struct sgp_default_options {
    size_t size;
    const sgp_client_options *client;
    const sgp_tls_options *tls;     /* no CA given: AWS_CA_BUNDLE, the profile's, the system's */
    const sgp_http1_options *http1; /* proxy NULL: from the environment, see below */
    const char *access_key_id;      /* NULL or "": from environment or profile */
    const char *secret_access_key;
    const char *session_token;
    const sgp_backend *backend;       /* NULL: sgp_backend_at(0) */
    const char *profile;              /* NULL or "": AWS_PROFILE, AWS_DEFAULT_PROFILE, "default" */
    sgp_mfa_callback mfa_callback;    /* asks for the MFA code of a role; NULL: such a role fails */
    void *mfa_data;                   /* passed to mfa_callback */
    const sgp_creds_iot_options *iot; /* credentials from AWS IoT, by the certificate in tls */
    intptr_t no_sign_request;         /* non-zero: requests are not signed */
    intptr_t insecure_clear_text_credentials; /* see sgp_creds_parts; INSECURE if non-zero */
    /* Shares the credentials of roles, web identities and SSO with other programs
     * (sgp_creds_shared_new). Borrowed: it must outlive the client. NULL: not shared. Needs sha1 of
     * the backend's crypto; without it nothing is shared. */
    sgp_credentials_cache *credentials_cache;
} sgp_default_options;

#define SGP_DEFAULT_OPTIONS_INIT SGP_SIZED_INIT(sgp_default_options)

/*
 * sgp_client_new_default: makes a client of the shipped parts and stores it in *out: POSIX
 * sockets, TLS and SHA-256 of a backend, HTTP/1.1, SigV4 and AWS JSON. options may be NULL.
 * Ownership and errors as for sgp_client_new, and in addition the errors of sgp_profile_new
 * and SGP_ERR_CONFIG for an invalid setting.
 *
 * Options that are not given come from the environment, else from the profile. An empty
 * value counts as not set:
 *   region          AWS_REGION, AWS_DEFAULT_REGION, `region`
 *   endpoint_url    AWS_ENDPOINT_URL_SAGEMAKER, AWS_ENDPOINT_URL, sgp_profile_endpoint_url; none
 *                   of them if AWS_IGNORE_CONFIGURED_ENDPOINT_URLS or
 *                   `ignore_configured_endpoint_urls` is true
 *   use_fips        AWS_USE_FIPS_ENDPOINT, `use_fips_endpoint`
 *   use_dualstack   AWS_USE_DUALSTACK_ENDPOINT, `use_dualstack_endpoint`
 *   max_attempts    AWS_MAX_ATTEMPTS, `max_attempts`
 *   retry_mode      AWS_RETRY_MODE, `retry_mode`: standard, adaptive or legacy
 *   user_agent      "sagepager/<version> app/ID" with the ID of AWS_SDK_UA_APP_ID,
 *                   `sdk_ua_app_id`
 *   tls.ca_file     AWS_CA_BUNDLE, `ca_bundle`, REQUESTS_CA_BUNDLE; not if tls names ca_pem or
 *                   ca_folder, or skips verification. As in botocore, one that is set but empty
 *                   or blank is SGP_ERR_CONFIG, ca_file too
 *   http1.proxy     https_proxy, http_proxy and no_proxy, else the same names in capitals. An
 *                   empty lower-case variable disables the other one. HTTP_PROXY is ignored
 *                   if REQUEST_METHOD is set, as in a CGI program.
 *
 * Credentials come from `iot` if it is given. Otherwise they come from the first of these
 * sources that is configured (botocore/credentials.py, create_credential_resolver):
 *   1. the options
 *   2. the environment, unless options.profile is given
 *   3. the profile: a role (source_profile, credential_source), web identity
 *      (AWS_WEB_IDENTITY_TOKEN_FILE first, unless options.profile is given), SSO, keys of
 *      the credentials file, a session of `aws login` (AWS_LOGIN_CACHE_DIRECTORY),
 *      credential_process, keys of the config file
 *   4. the container (AWS_CONTAINER_CREDENTIALS_*)
 *   5. the instance, unless AWS_EC2_METADATA_DISABLED is true
 * Providers are queried lazily, in order, at the first call that needs credentials.
 * sgp_creds_cache_new caches the result.
 *
 * The URLs of STS, SSO, sign-in, container, instance and AWS IoT must be https, or http
 * to this host (sgp_creds_parts); otherwise the call fails with SGP_ERR_CONFIG.
 * AWS_ENDPOINT_URL and `endpoint_url` of the profile redirect STS, SSO and sign-in too;
 * AWS_ENDPOINT_URL_SAGEMAKER redirects the service alone. The service's own endpoint may be
 * http to any host (see client.h).
 *
 * A library without a backend needs options.backend. Without it, the client's signer or
 * no_sign_request must be given (SGP_ERR_CONFIG), and the shipped HTTP refuses https
 * (SGP_ERR_USAGE at the first call). A library built with SGP_PLATFORM=none does not
 * provide this function.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_new_default(sgp_client **out,
                                                         const sgp_default_options *options,
                                                         sgp_error *err);

/*
 * sgp_instance_region: asks the metadata service of this EC2 instance for its region and
 * writes it to `region`, NUL-terminated. The AWS CLI does so if no region is configured;
 * sgp_client_new_default does not, like boto3. The options are those of
 * sgp_client_new_default; of the client's options platform, allocator, http and trace count.
 * options may be NULL. Settings: AWS_EC2_METADATA_DISABLED and those of sgp_creds_imds_new.
 *
 * It blocks, at most for two timeouts. Unless an endpoint is configured, it asks only if the
 * firmware names Amazon (/sys/devices/virtual/dmi/id/sys_vendor), the hypervisor is EC2's, or
 * the firmware's name cannot be read. Requests are direct: they never use a proxy.
 *
 * SGP_NOT_CONFIGURED if the service is disabled, does not answer, or has no usable zone;
 * `region` is then "". SGP_ERR_CONFIG for an invalid setting, SGP_ERR_USAGE, SGP_ERR_MEMORY,
 * or the error of sgp_profile_new. Source: awscli/utils.py, InstanceMetadataRegionFetcher.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_instance_region(const sgp_default_options *options,
                                                      char region[SGP_REGION_MAX + 1],
                                                      sgp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_BUILTIN_H */
