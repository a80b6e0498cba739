/*
 * http1_error.c - what a failed exchange is reported as: botocore's sentences with the URL
 * (botocore/exceptions.py), and whether another try may go better.
 */
#include "http1_state.h"

#include <stdio.h>
#include <string.h>

/* Long URLs are cut; the message could not hold them anyway. */
typedef struct url_text {
    char text[SGP_URL_MAX + 1];
} url_text;

static url_text url_of(const sgp_http_request *request)
{
    url_text url;
    char host[SGP_HOST_MAX + 9];

    (void)snprintf(url.text, sizeof url.text, "%s://%s%.*s", request->is_tls ? "https" : "http",
                   sgp_http_request_host(request, host, sizeof host),
                   (int)(request->path.len < SGP_URL_MAX ? request->path.len : SGP_URL_MAX),
                   request->path.ptr ? request->path.ptr : "");
    return url;
}

/* Puts botocore's sentence in the place of the stream's own, keeping errno. */
static sgp_status replace(const http1_call *call, sgp_status status, const char *before,
                          const char *after)
{
    url_text url = url_of(call->request);
    int os_error = call->err->os_error;

    sgp__http1_trace_cause(call);
    sgp_error_reset(call->err);
    (void)sgp_error_set(call->err, status, "%s%s%s", before, url.text, after);
    call->err->os_error = os_error;
    return status;
}

static sgp_status explain_timeout(const http1_call *call)
{
    if (call->h->now_us >= call->deadline.at_us)
        return replace(call, SGP_ERR_TIMEOUT,
                       "The call's deadline passed in an exchange with endpoint URL: \"", "\"");
    if (call->h->state == HTTP1_CONNECT)
        return replace(call, SGP_ERR_TIMEOUT, "Connect timeout on endpoint URL: \"", "\"");
    return replace(call, SGP_ERR_TIMEOUT, "Read timeout on endpoint URL: \"", "\"");
}

/* botocore/exceptions.py, ProxyConnectionError; what a proxy itself has said stands behind it. */
static sgp_status explain_proxy(const http1_call *call)
{
    const sgp__proxy_place *proxy = call->h->proxy;
    sgp_error cause = *call->err;
    int has_said = cause.status == SGP_ERR_PROXY && cause.message[0] != '\0';

    sgp__http1_trace_cause(call);
    sgp_error_reset(call->err);
    (void)sgp_error_set(call->err, SGP_ERR_PROXY,
                        "Failed to connect to proxy URL: \"%s\"%s%.300s%s",
                        proxy ? proxy->shown : "", has_said ? " (" : "",
                        has_said ? cause.message : "", has_said ? ")" : "");
    call->err->os_error = cause.os_error;
    call->err->http_status = cause.http_status;
    return SGP_ERR_PROXY;
}

static sgp_status explain_broken(const http1_call *call, sgp_status status)
{
    if (call->h->proxy && status == SGP_ERR_CONNECT) return explain_proxy(call);
    if (call->h->state <= HTTP1_CONNECT)
        return replace(call, SGP_ERR_CONNECT, "Could not connect to the endpoint URL: \"", "\"");
    return replace(call, SGP_ERR_NETWORK,
                   "Connection was closed before we received a valid response from endpoint "
                   "URL: \"",
                   "\".");
}

static sgp_status explain_tls(const http1_call *call)
{
    char reason[256];

    (void)snprintf(reason, sizeof reason, " %.250s", call->err->message);
    return replace(call, SGP_ERR_TLS, "SSL validation failed for ", reason);
}

/* The parser's and the bounds' own sentences, with the URL before them. */
static sgp_status explain_refusal(const http1_call *call, sgp_status status)
{
    url_text url = url_of(call->request);

    if (call->h->state < HTTP1_HEAD) return status; /* not about a response */
    sgp_error_prefix(call->err, "Invalid response from endpoint URL: \"%s\"", url.text);
    return status;
}

sgp_status sgp__http1_explain(const http1_call *call, sgp_status status)
{
    sgp_error unread = SGP_ERROR_INIT;
    http1_call own = *call;

    if (!own.err) own.err = &unread;
    switch (status) {
    case SGP_ERR_TIMEOUT:
        status = explain_timeout(&own);
        break;
    case SGP_ERR_CONNECT:
    case SGP_ERR_NETWORK:
        status = explain_broken(&own, status);
        break;
    case SGP_ERR_PROXY:
        status = explain_proxy(&own);
        break;
    case SGP_ERR_TLS:
        status = explain_tls(&own);
        break;
    case SGP_ERR_PROTOCOL:
    case SGP_ERR_LIMIT:
        return explain_refusal(&own, status);
    default:
        return sgp_error_set(own.err, status, "the stream failed and did not say why");
    }
    own.err->retryable = 1;
    return status;
}
