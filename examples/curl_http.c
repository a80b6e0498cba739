/*
 * curl_http.c - an HTTP layer on libcurl: one easy handle, one exchange at a time.
 *
 * libcurl handles sockets, TLS, proxies and HTTP. The layer blocks and never returns
 * SGP_AGAIN; a nonblocking layer would use curl_multi. A program with threads also sets
 * CURLOPT_NOSIGNAL and ignores SIGPIPE itself.
 */
#include "curl_http.h"

#include <curl/curl.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct curl_http {
    sgp_http base;
    CURL *curl;
    const char *ca_file; /* NULL: libcurl's trust store */
    sgp_platform *platform;

    /* The running exchange. */
    sgp_http_response *response;
    sgp_error *err;
    sgp_status status; /* of the callbacks; anything but SGP_OK ends the transfer */
    int is_in_head;    /* non-zero: between a status line and the empty line */
    char text[CURL_ERROR_SIZE];
} curl_http;

/* --- the response ----------------------------------------------------------------------------- */

/* Each status line begins the response again: a final one follows every 1xx. */
static sgp_status on_status_line(curl_http *h, const char *line, size_t len)
{
    const char *code = memchr(line, ' ', len);
    size_t left = code ? len - (size_t)(code - line) : 0;
    sgp_str reason = { NULL, 0 };
    int status;

    if (left < 4) return sgp_error_set(h->err, SGP_ERR_PROTOCOL, "libcurl: no status code");
    status = (code[1] - '0') * 100 + (code[2] - '0') * 10 + (code[3] - '0');
    reason.ptr = code + 4;
    reason.len = left - 4;
    if (reason.len > 0 && *reason.ptr == ' ') {
        reason.ptr++;
        reason.len--;
    }
    h->is_in_head = 1;
    return sgp_http_response_begin(h->response, status, reason, h->err);
}

static sgp_status on_field(curl_http *h, const char *line, size_t len)
{
    const char *colon = memchr(line, ':', len);
    sgp_str name = { line, 0 }, value = { NULL, 0 };

    if (!colon || *line == ' ' || *line == '\t')
        return sgp_error_set(h->err, SGP_ERR_PROTOCOL, "libcurl: a header line has no name");
    name.len = (size_t)(colon - line);
    value.ptr = colon + 1;
    value.len = len - name.len - 1;
    return sgp_http_response_add_header(h->response, name, value, h->err);
}

/* libcurl passes one line at a time, not NUL-terminated. After the empty line, a status
 * line begins another response; all other lines are trailers, which are ignored. */
static size_t on_line(char *line, size_t size, size_t count, void *data)
{
    curl_http *h = data;
    size_t len = size * count, text_len = len;

    while (text_len > 0 && (line[text_len - 1] == '\r' || line[text_len - 1] == '\n'))
        text_len--;
    if (text_len >= 5 && memcmp(line, "HTTP/", 5) == 0)
        h->status = on_status_line(h, line, text_len);
    else if (text_len == 0)
        h->is_in_head = 0;
    else if (h->is_in_head)
        h->status = on_field(h, line, text_len);
    return h->status == SGP_OK ? len : 0;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data)
{
    curl_http *h = data;

    h->status = sgp_http_response_append_body(h->response, bytes, size * count, h->err);
    return h->status == SGP_OK ? size * count : 0;
}

/* --- the request ------------------------------------------------------------------------------ */

/* The caller frees the URL; NULL if there is no memory. */
static char *url_of(const sgp_http_request *request)
{
    char host[SGP_HOST_MAX + 9];
    size_t bytes = sizeof "https://" + sizeof host + request->path.len;
    char *url = malloc(bytes);

    if (url)
        (void)snprintf(url, bytes, "%s://%s%s", request->is_tls ? "https" : "http",
                       sgp_http_request_host(request, host, sizeof host), request->path.ptr);
    return url;
}

/* Appends a line and wipes its own copy; returns zero if there is no memory. */
static int add_line(struct curl_slist **list, const char *name, const char *mark, const char *value)
{
    size_t bytes = strlen(name) + strlen(mark) + strlen(value) + 1;
    struct curl_slist *longer = NULL;
    char *line = malloc(bytes);

    if (!line) return 0;
    (void)snprintf(line, bytes, "%s%s%s", name, mark, value);
    longer = curl_slist_append(*list, line);
    sgp_wipe(line, bytes);
    free(line);
    if (longer) *list = longer;
    return longer != NULL;
}

/* Adds the request's headers unchanged, because they are signed. libcurl may add no
 * header of its own but Host and Content-Length. "Name;" is libcurl's notation for an
 * empty value, and "Name:" removes a header that libcurl would add. */
static int add_headers(struct curl_slist **list, const sgp_http_request *request)
{
    static const char *const removed[] = { "Accept", "Content-Type", "Expect" };
    int ok = 1;

    for (size_t i = 0; ok && i < request->header_count; i++) {
        const char *value = request->headers[i].value.ptr;
        int is_empty = value[strspn(value, " \t")] == '\0';
        ok = add_line(list, request->headers[i].name.ptr, is_empty ? ";" : ": ",
                      is_empty ? "" : value);
    }
    for (size_t i = 0; ok && i < sizeof removed / sizeof *removed; i++)
        if (!sgp_http_request_find_header(request, removed[i]).ptr)
            ok = add_line(list, removed[i], ":", "");
    return ok;
}

static void free_headers(struct curl_slist *list)
{
    for (struct curl_slist *line = list; line; line = line->next)
        sgp_wipe(line->data, strlen(line->data)); /* Authorization, session tokens */
    curl_slist_free_all(list);
}

/* --- the options ------------------------------------------------------------------------------ */

/* Sets an option unless an earlier one failed. Each call must succeed: without
 * CURLOPT_PROXY, a direct request would send its token to the proxy. */
#define SET(option, value)                                                                         \
    do {                                                                                           \
        if (code == CURLE_OK) code = curl_easy_setopt(h->curl, option, value);                     \
    } while (0)

/* Sends a body only if there is one. PUT and POST without a body announce Content-Length: 0. */
static CURLcode set_method(curl_http *h, const sgp_http_request *request)
{
    int is_head = strcmp(request->method.ptr, "HEAD") == 0;
    CURLcode code = CURLE_OK;

    if (request->body.len > 0 || (!is_head && strcmp(request->method.ptr, "GET") != 0)) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
        SET(CURLOPT_POSTFIELDS, request->body.len > 0 ? request->body.ptr : "");
    }
    if (is_head) SET(CURLOPT_NOBODY, 1L);
    SET(CURLOPT_CUSTOMREQUEST, request->method.ptr);
    return code;
}

static CURLcode set_route(curl_http *h, const sgp_http_request *request, const char *url)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_URL, url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_PATH_AS_IS, 1L); /* the path is signed */
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (request->is_direct) { /* overrides http_proxy and ALL_PROXY */
        SET(CURLOPT_PROXY, "");
        SET(CURLOPT_NOPROXY, "*");
    }
    return code;
}

/* Trusts the CA file alone: unless CURLOPT_CAPATH is cleared, libcurl also trusts its
 * default folder. A TLS library without support for folders refuses that option. */
static CURLcode set_trust(curl_http *h)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (!h->ca_file) return code;
    SET(CURLOPT_CAINFO, h->ca_file);
    if (code != CURLE_OK) return code;
    code = curl_easy_setopt(h->curl, CURLOPT_CAPATH, NULL);
    return code == CURLE_NOT_BUILT_IN ? CURLE_OK : code;
}

/* An exchange fails if the peer is silent for SGP_READ_TIMEOUT_MS. The client announces
 * this time to the service, because the layer has no `read_timeout_ms`. */
static CURLcode set_limits(curl_http *h, sgp_deadline deadline)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)SGP_CONNECT_TIMEOUT_MS);
    SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(CURLOPT_LOW_SPEED_TIME, (long)SGP_READ_TIMEOUT_MS / 1000);
    if (deadline.at_us != INT64_MAX) {
        int64_t ms = (deadline.at_us - h->platform->type->monotonic_us(h->platform)) / 1000;
        if (ms <= 0) return CURLE_OPERATION_TIMEDOUT; /* 0 would mean: no limit */
        SET(CURLOPT_TIMEOUT_MS, ms < INT_MAX ? (long)ms : (long)INT_MAX);
    }
    return code;
}

static CURLcode set_callbacks(curl_http *h)
{
    CURLcode code = CURLE_OK;

    SET(CURLOPT_HEADERFUNCTION, on_line);
    SET(CURLOPT_HEADERDATA, h);
    SET(CURLOPT_WRITEFUNCTION, on_body);
    SET(CURLOPT_WRITEDATA, h);
    SET(CURLOPT_ERRORBUFFER, h->text);
    return code;
}

static CURLcode perform(curl_http *h, const sgp_http_request *request, const char *url,
                        struct curl_slist *headers, sgp_deadline deadline)
{
    CURLcode code = set_callbacks(h);

    SET(CURLOPT_HTTPHEADER, headers);
    if (code == CURLE_OK) code = set_method(h, request);
    if (code == CURLE_OK) code = set_route(h, request, url);
    if (code == CURLE_OK && request->is_tls) code = set_trust(h);
    if (code == CURLE_OK) code = set_limits(h, deadline);
    return code == CURLE_OK ? curl_easy_perform(h->curl) : code;
}

/* --- the exchange ----------------------------------------------------------------------------- */

/* An unreachable proxy is SGP_ERR_CONNECT: libcurl before 8.7 does not say whether
 * it used one. */
static sgp_status status_of(const curl_http *h, CURLcode code)
{
    long connect_status = 0;

    (void)curl_easy_getinfo(h->curl, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    if (connect_status >= 300) return SGP_ERR_PROXY; /* the proxy refused the tunnel */
    switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return SGP_ERR_PROXY;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return SGP_ERR_CONNECT;
    case CURLE_OPERATION_TIMEDOUT:
        return SGP_ERR_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return SGP_ERR_TLS;
    case CURLE_SSL_CACERT_BADFILE:
        return SGP_ERR_CONFIG;
    case CURLE_WEIRD_SERVER_REPLY:
        return SGP_ERR_PROTOCOL;
    case CURLE_OUT_OF_MEMORY:
        return SGP_ERR_MEMORY;
    case CURLE_UNKNOWN_OPTION:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
        return SGP_ERR_USAGE;
    default:
        return SGP_ERR_NETWORK;
    }
}

/* Every HTTP status is a success here. libcurl quotes an unusable proxy URL with its
 * password, so a text with '@' is replaced by a general one. */
static sgp_status result_of(const curl_http *h, CURLcode code)
{
    int is_general = h->text[0] == '\0' || strchr(h->text, '@');
    sgp_status status;

    if (h->status != SGP_OK || code == CURLE_OK) return h->status; /* a callback filled err */
    status = status_of(h, code);
    if (h->err)
        h->err->retryable = status == SGP_ERR_PROXY || status == SGP_ERR_CONNECT ||
                            status == SGP_ERR_TIMEOUT || status == SGP_ERR_NETWORK;
    return sgp_error_set(h->err, status, "libcurl: %s",
                         is_general ? curl_easy_strerror(code) : h->text);
}

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    curl_http *h = (curl_http *)http;
    struct curl_slist *headers = NULL;
    char *url = url_of(request);
    CURLcode code = CURLE_OUT_OF_MEMORY;
    sgp_status status;

    h->response = response;
    h->err = err;
    h->status = SGP_OK;
    h->is_in_head = 0;
    h->text[0] = '\0';
    if (url && add_headers(&headers, request)) code = perform(h, request, url, headers, deadline);
    status = result_of(h, code);
    curl_easy_reset(h->curl); /* resets every option but retains connections */
    free_headers(headers);
    free(url);
    if (status != SGP_OK) sgp_http_response_reset(response);
    return status;
}

/* --- the object ------------------------------------------------------------------------------- */

static void destroy(sgp_http *http)
{
    curl_easy_cleanup(((curl_http *)http)->curl);
    free(http);
}

sgp_status curl_http_new(sgp_http **out, const char *ca_file, sgp_platform *platform,
                         sgp_error *err)
{
    static const sgp_http_type type = {
        .size = sizeof type, .name = "curl", .exchange = exchange, .destroy = destroy
    };
    curl_http *h = calloc(1, sizeof *h);

    if (h) h->curl = curl_easy_init();
    if (!h || !h->curl) {
        free(h);
        return sgp_error_set(err, SGP_ERR_MEMORY, "no memory for a libcurl handle");
    }
    h->base.type = &type;
    h->ca_file = ca_file;
    h->platform = platform;
    *out = &h->base;
    return SGP_OK;
}
