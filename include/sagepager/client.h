/*
 * sagepager/client.h - a client of the service: endpoint, signer and one operation.
 *
 * sgp_client_new takes every part from the caller and links none.
 * sgp_client_new_default (builtin.h) fills in the shipped parts. One thread at a time
 * may use a client. Two clients share only the parts that the caller gave to both.
 * Making a client opens no connection.
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

/*
 * Options of a client. Start from SGP_CLIENT_OPTIONS_INIT; zero means default. Texts are
 * copied. The client owns http, codec, signer and credentials (sys/http.h describes
 * ownership and lending). platform, allocator and trace are borrowed and must outlive the
 * client.
 */
typedef struct sgp_client_options {
    size_t size;

    /* Where. Signing needs the region even with an endpoint_url. */
    const char *region;       /* "us-west-2"; required; one host label */
    const char *endpoint_url; /* "https://host[:port][/path]"; NULL or "": from the region.
                                 Over http anyone on the path can read the listing and the
                                 session token, which is useless without the secret key, and
                                 can repeat a signed request while its time is valid */
    int use_fips;             /* ignored with endpoint_url, as in botocore */
    int use_dualstack;        /* ignored with endpoint_url, as in botocore */

    /* Parts. All are required, except credentials if the signer's type is_anonymous. */
    sgp_http *http;
    sgp_codec *codec;
    sgp_signer *signer;
    sgp_credentials_provider *credentials;
    sgp_platform *platform;
    const sgp_allocator *allocator; /* NULL: the C library's, see base.h */
    const sgp_trace *trace;         /* NULL: no trace */

    /* How. */
    const char *user_agent; /* NULL: "sagepager/<version>" */
    int nonblocking;        /* non-zero: calls return SGP_AGAIN instead of waiting */
    sgp_retry_mode retry_mode;
    int max_attempts;        /* the first included; 0: the mode's; negative: SGP_ERR_CONFIG */
    int omit_retry_headers;  /* non-zero: omit amz-sdk-invocation-id and amz-sdk-request, the
                                headers that describe retries to the service */
    size_t max_body_bytes;   /* of a response; 0: SGP_RESPONSE_BODY_MAX */
    int64_t call_timeout_ms; /* of a whole call, retries included; 0: SGP_CALL_TIMEOUT_MS;
                                negative: SGP_ERR_CONFIG */
} sgp_client_options;

#define SGP_CLIENT_OPTIONS_INIT SGP_SIZED_INIT(sgp_client_options)

/*
 * sgp_client_new: makes a client of the caller's parts and stores it in *out. It resolves
 * the endpoint (botocore endpoint-rule-set-1.json) and checks region and host, so that no
 * request is signed for, or sent to, an unexpected host. On failure the parts stay the
 * caller's. SGP_ERR_USAGE names the part or slot that is missing; SGP_ERR_NO_REGION;
 * SGP_ERR_CONFIG for an invalid region, URL or number; SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_new(sgp_client **out,
                                                 const sgp_client_options *options, sgp_error *err);

/* sgp_client_free: aborts a running call, destroys the owned parts and wipes secrets. NULL is
 * allowed. */
SGP_API void sgp_client_free(sgp_client *client);

/*
 * sgp_client_list_image_versions: makes one call of the service and stores the result in
 * `page`; it applies no paging rules. It validates the request and sends it. If the retry
 * mode permits a retry, it sends the request up to max_attempts times. Expired credentials
 * and a wrong clock each cost at most one more request, which does not count. `page` is the
 * caller's (sgp_page_new). The call empties the page when it begins and fills it on
 * SGP_OK; after an error the page is empty. If the arguments themselves are refused
 * (SGP_ERR_USAGE), the page does not change.
 *
 * With `nonblocking` the call may return SGP_AGAIN. Then wait for what sgp_client_wants
 * stores, and repeat the call with the same arguments. Until the call ends or is
 * cancelled, the request must not change, and the page must not be freed, reset or given
 * to another call. A client runs one call at a time: a call with another request or page
 * is SGP_ERR_USAGE and does not disturb the running call. A prefetch of a paginator is
 * not such a call: the new call aborts it.
 *
 * A call with `nonblocking` is short whatever the peer sends: with sgp_http1_new
 * (transport.h) it exchanges bytes for at most SGP_HTTP_SLICE_MS and one more operation
 * of the stream. An operation of the shipped TLS makes at most 64 calls of the stream below
 * and may verify a certificate chain. A paginator adds at most the start of the next
 * page's request. Not bounded by this: name resolution by sgp_tcp_dialer_new
 * (getaddrinfo), and the caller's own parts.
 *
 * Errors, by kind; the client stays usable after each:
 *   the caller        SGP_ERR_USAGE (also for options that are only checked here, such as
 *                     a control character in user_agent), _PARAM, _CONFIG (such as an
 *                     unusable CA file)
 *   credentials       _NO_CREDENTIALS, _CREDENTIALS
 *   the network       _CONNECT, _PROXY, _TLS, _TIMEOUT, _NETWORK, _PROTOCOL
 *   the service       _SERVICE, _RESPONSE
 *   the environment   _LIMIT, _MEMORY, _CRYPTO, _PLATFORM
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_list_image_versions(
    sgp_client *client, const sgp_list_image_versions_request *request, sgp_page *page,
    sgp_error *err);

/*
 * sgp_client_get_credentials: copies the credentials with which the client would now sign
 * a request to `out` (sgp_credentials_new). It asks the provider as a call does and sends
 * nothing to the service. It counts as a call: it may return SGP_AGAIN with `nonblocking`,
 * and it aborts a prefetch. SGP_ERR_USAGE (NULL, or another call is running),
 * _NO_CREDENTIALS, _TIMEOUT, _MEMORY, _PLATFORM, or the error of the provider, mostly
 * _CREDENTIALS.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_client_get_credentials(sgp_client *client,
                                                             sgp_credentials *out, sgp_error *err);

/* sgp_client_cancel: aborts the running call, if any, and closes the connection that it uses. The
 * client stays usable. NULL is allowed. */
SGP_API void sgp_client_cancel(sgp_client *client);

/* sgp_client_wants: stores in *out what to wait for after SGP_AGAIN. at_us is at most
 * the call's deadline. */
SGP_API void sgp_client_wants(sgp_client *client, sgp_poll_interest *out);

/* sgp_client_endpoint_url: returns the URL of the endpoint; valid as long as the client. */
SGP_API const char *sgp_client_endpoint_url(const sgp_client *client);

/* sgp_client_page_source: returns the client as a page source; valid as long as the client. */
SGP_API sgp_page_source *sgp_client_page_source(sgp_client *client);

/* sgp_client_codec: returns the client's codec; valid as long as the client. */
SGP_API sgp_codec *sgp_client_codec(const sgp_client *client);

/* sgp_client_allocator: returns the allocator of the options, or NULL for the C library's. */
SGP_API const sgp_allocator *sgp_client_allocator(const sgp_client *client);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_CLIENT_H */
