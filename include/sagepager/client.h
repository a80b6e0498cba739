/*
 * sagepager/client.h - a client of the service: where it is, who signs, and one call.
 *
 * sgp_client_new takes every part from the caller and names none; sgp_client_new_default
 * (builtin.h) fills in the shipped ones. A client is used by one thread at a time; two clients
 * share nothing. Creating one opens no connection; sgp_client_new reads nothing but its options,
 * sgp_client_new_default the environment and the profile's files too.
 */
#ifndef SAGEPAGER_CLIENT_H
#define SAGEPAGER_CLIENT_H

#include "sagepager/model.h"
#include "sagepager/sys/codec.h"
#include "sagepager/sys/credentials.h"
#include "sagepager/sys/http.h"
#include "sagepager/sys/page_source.h"
#include "sagepager/sys/platform.h"
#include "sagepager/sys/signer.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sgp_client sgp_client;

/* What is tried again, after how long and how often; names as in AWS_RETRY_MODE. */
typedef enum sgp_retry_mode {
    SGP_RETRY_DEFAULT = 0,  /* standard */
    SGP_RETRY_STANDARD = 1, /* 3 attempts, waits of up to 20 s, a quota (retries/standard.py) */
    SGP_RETRY_ADAPTIVE = 2, /* and requests are held back once throttled (retries/adaptive.py) */
    SGP_RETRY_LEGACY = 3    /* 5 attempts, no quota: boto3's default (data/_retry.json) */
} sgp_retry_mode;

/*
 * Options of a client. Start from SGP_CLIENT_OPTIONS_INIT; zero means default. Texts are copied.
 *
 * The parts (http, codec, signer, credentials, platform) are copied by value; self of a part with a
 * `destroy` is the client's once sgp_client_new returned SGP_OK, and stays the caller's when it did
 * not.
 */
typedef struct sgp_client_options {
    size_t size;

    /* Where. The region is needed for signing even with an endpoint_url. */
    const char *region;       /* "us-west-2"; a host label; required */
    const char *endpoint_url; /* "https://host[:port][/path]"; NULL or "": from the region */
    int use_fips;             /* ignored with endpoint_url, as botocore does */
    int use_dualstack;        /* ignored with endpoint_url, as botocore does */

    /* Parts. credentials may be NULL only if the signer needs none. */
    const sgp_http *http;
    const sgp_codec *codec;
    const sgp_signer *signer;
    const sgp_credentials_provider *credentials;
    const sgp_platform *platform;
    const sgp_allocator *allocator; /* borrowed; NULL: the C library's */

    /* How. */
    int nonblocking;         /* non-zero: calls answer SGP_AGAIN instead of waiting */
    int max_attempts;        /* 0: the retry mode's; the first counts; negative: SGP_ERR_CONFIG */
    int64_t call_timeout_ms; /* 0: SGP_CALL_TIMEOUT_MS; one deadline for a call, retries included */
    size_t max_body_bytes;   /* 0: SGP_RESPONSE_BODY_MAX */
    const char *user_agent;  /* NULL: "sagepager/<version>" */
    sgp_trace trace;         /* line NULL: off */
    sgp_retry_mode retry_mode;
    int64_t read_timeout_ms; /* of http, for `ttl` of amz-sdk-request; 0: SGP_READ_TIMEOUT_MS;
                                negative: none, and no ttl */
    int no_attempt_headers; /* non-zero: no amz-sdk-invocation-id and amz-sdk-request, which
                               botocore sends and the AWS CLI does not */
} sgp_client_options;

#define SGP_CLIENT_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(sgp_client_options), NULL, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, 0, \
            0, NULL, SGP_TRACE_INIT, SGP_RETRY_DEFAULT, 0, 0                                       \
    }

/*
 * sgp_client_new: makes a client of parts brought by the caller. Resolves the endpoint (botocore
 * endpoint-rule-set-1.json) and checks region and host, so that nothing is ever signed for or sent
 * to a place the text does not plainly name. Errors: SGP_ERR_USAGE for a missing part or slot,
 * SGP_ERR_NO_REGION, SGP_ERR_CONFIG, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_new(sgp_client **out,
                                                 const sgp_client_options *options, sgp_error *err);

/* sgp_client_free: closes connections, destroys owned parts, wipes secrets. NULL is fine. */
SGP_API void sgp_client_free(sgp_client *client);

/*
 * sgp_client_list_image_versions: one call of the service, one page; no paging rules. Checks the
 * request, then sends it, with up to max_attempts tries where botocore's retry mode would try
 * again. page is caller-owned (sgp_page_init) and filled on SGP_OK; on an error it is empty,
 * but for the usage errors below, which touch no page. What it held is gone when a call has begun.
 *
 * With `nonblocking` it may answer SGP_AGAIN: wait as sgp_client_wants says and repeat the call
 * with the same arguments, which must live unchanged until then. Only one call may be under way:
 * another request or page before it has ended or was cancelled is SGP_ERR_USAGE, and the one under
 * way goes on.
 *
 * Errors: SGP_ERR_USAGE (that, or an option that shows only here, such as a control character in
 * user_agent), _CONFIG (an unusable CA file), _PARAM, _NO_CREDENTIALS, _CREDENTIALS, _CONNECT,
 * _PROXY, _TLS, _TIMEOUT, _NETWORK, _PROTOCOL, _RESPONSE, _SERVICE, _LIMIT, _MEMORY, _CRYPTO,
 * _PLATFORM.
 * The client is usable again after every one of them.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_list_image_versions(
    sgp_client *client, const sgp_list_image_versions_request *request, sgp_page *page,
    sgp_error *err);

/*
 * sgp_client_get_credentials: the credentials that the client would sign a request with now; asks
 * its provider as a call does, and sends nothing to the service. out is caller-owned
 * (sgp_credentials_init) and filled on SGP_OK. SGP_AGAIN with `nonblocking`, as for a call, of
 * which it counts as one. Errors: SGP_ERR_USAGE (another call is under way), _NO_CREDENTIALS,
 * _CREDENTIALS, _TIMEOUT, _MEMORY, _PLATFORM.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_get_credentials(sgp_client *client,
                                                             sgp_credentials *out, sgp_error *err);

/* sgp_client_cancel: drops a call under way and its connection. The client is usable again. NULL is
 * fine. */
SGP_API void sgp_client_cancel(sgp_client *client);

/* sgp_client_wants: after SGP_AGAIN: what to wait for; always with a time. */
SGP_API void sgp_client_wants(sgp_client *client, sgp_wants *out);

/* sgp_client_endpoint_url: the URL requests go to. Lives as long as the client. */
SGP_API const char *sgp_client_endpoint_url(const sgp_client *client);

/* sgp_client_page_source: the client as a paginator sees it. Borrows the client. */
SGP_API sgp_page_source sgp_client_page_source(sgp_client *client);

/* sgp_client_codec: the codec the client uses. Lives as long as the client. */
SGP_API const sgp_codec *sgp_client_codec(const sgp_client *client);

/* sgp_client_allocator: the allocator given in the options, or NULL for the C library's. */
SGP_API const sgp_allocator *sgp_client_allocator(const sgp_client *client);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_CLIENT_H */
