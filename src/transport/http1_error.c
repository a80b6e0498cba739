/*
 * http1_error.c - reports a failed exchange in botocore's sentences with the
 * URL (botocore/exceptions.py), and whether another attempt may succeed.
 */
#include "sgp_http1_state.h"

#include "sgp_err.h"
#include "sgp_uri.h"

/* A failure to connect is reported as such, or as the proxy's failure. */
static sgp_status reported_status(const http1_call *call, sgp_status status)
{
    if (status != SGP_ERR_CONNECT && status != SGP_ERR_NETWORK) return status;
    if (status == SGP_ERR_CONNECT && call->h->proxy) return SGP_ERR_PROXY;
    return call->h->state <= HTTP1_CONNECT ? SGP_ERR_CONNECT : SGP_ERR_NETWORK;
}

/* Non-zero if botocore has a sentence for the status. Another attempt may succeed. */
static int is_connection_failure(sgp_status status)
{
    return status == SGP_ERR_CONNECT || status == SGP_ERR_PROXY || status == SGP_ERR_TLS ||
           status == SGP_ERR_TIMEOUT || status == SGP_ERR_NETWORK;
}

/* Non-zero if the sentence quotes the stream's own message. */
static int quotes_cause(const sgp_error *err, sgp_status status)
{
    return (status == SGP_ERR_TLS || status == SGP_ERR_PROXY || status == SGP_ERR_CONNECT) &&
           sgp_error_message(err)[0] != '\0';
}

static void insert_url(const http1_call *call, const char *before, const char *after)
{
    const sgp_http_request *request = call->request;
    char host[SGP_HOST_MAX + 9];

    SGP__INSERT(
        call->err, "%s%s://%s" SGP__SHOWN_FORMAT "%s", before, request->is_tls ? "https" : "http",
        sgp_http_request_host(request, host, sizeof host), SGP__SHOWN(request->path), after);
}

static void insert_proxy(const http1_call *call, const char *after)
{
    SGP__INSERT(call->err, "Failed to connect to proxy URL: \"%s%s",
                call->h->proxy ? call->h->proxy->shown : "", after);
}

static const char *timeout_sentence(const http1_call *call)
{
    if (call->h->now_us >= call->deadline.at_us)
        return "The call's deadline passed in an exchange with endpoint URL: \"";
    if (call->h->state == HTTP1_CONNECT) return "Connect timeout on endpoint URL: \"";
    return "Read timeout on endpoint URL: \"";
}

/* The cause of a failed connection follows in parentheses. */
static void insert_sentence(const http1_call *call, sgp_status status, int has_cause)
{
    const char *after = has_cause ? "\" (" : "\"";

    if (has_cause && status != SGP_ERR_TLS) SGP__APPEND(call->err, ")");
    switch (status) {
    case SGP_ERR_TIMEOUT:
        insert_url(call, timeout_sentence(call), "\"");
        break;
    case SGP_ERR_CONNECT:
        insert_url(call, "Could not connect to the endpoint URL: \"", after);
        break;
    case SGP_ERR_NETWORK:
        insert_url(
            call, "Connection was closed before we received a valid response from endpoint URL: \"",
            "\".");
        break;
    case SGP_ERR_TLS:
        insert_url(call, "SSL validation failed for ", " ");
        break;
    default:
        insert_proxy(call, after);
        break;
    }
}

static void explain_connection(const http1_call *call, sgp_status status)
{
    sgp_error *err = call->err;
    int has_cause = quotes_cause(err, status), place = err->place;

    sgp__http1_trace_cause(call);
    if (has_cause) {
        err->status = status;
    } else {
        err->status = SGP_OK; /* replaces the message, but not os_error and http_status */
        (void)SGP__FAIL(err, status, 5042, "%s", "");
        if (place != 0) err->place = place;
    }
    insert_sentence(call, status, has_cause);
    err->retryable = 1;
}

sgp_status sgp__http1_explain(const http1_call *call, sgp_status status)
{
    status = reported_status(call, status);
    if (!call->err) return status;
    if (is_connection_failure(status)) {
        explain_connection(call, status);
        return status;
    }
    (void)SGP__FAIL(call->err, status, 5043, "the stream failed without a message");
    if ((status == SGP_ERR_PROTOCOL || status == SGP_ERR_LIMIT) && call->h->state >= HTTP1_HEAD)
        insert_url(call, "Invalid response from endpoint URL: \"", "\": ");
    return status;
}
