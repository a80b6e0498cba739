/*
 * own_http_curl.c - brings its own HTTP: one exchange by libcurl.
 *
 * Sockets, TLS, proxies and HTTP are libcurl's; signing, retries and paging stay the library's. It
 * blocks; a nonblocking one would use curl_multi and answer SGP_AGAIN.
 */
#include <sagepager/sagepager.h>

#include <curl/curl.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the exchange ----------------------------------------------------------------------------- */

typedef struct exchange {
    CURL *curl;
    sgp_platform platform;
    sgp_http_response *response;
    sgp_status status; /* of the callbacks: anything but SGP_OK ends the transfer */
    sgp_error *err;
} exchange;

/* libcurl hands over one line at a time: a status line, then its headers. */
static size_t on_header(char *line, size_t size, size_t len, void *data)
{
    exchange *e = data;
    const char *blank = memchr(line, ' ', len), *colon = memchr(line, ':', len);
    sgp_str no_reason = { NULL, 0 }, name = { line, 0 }, value = { NULL, 0 };

    if (blank && len > 5 && memcmp(line, "HTTP/", 5) == 0) {
        e->status = sgp_http_response_begin(e->response, (int)strtol(blank, NULL, 10),
                                            no_reason, e->err);
    } else if (colon) {
        name.len = (size_t)(colon - line);
        value.ptr = colon + 1;
        value.len = len - name.len - 1;
        e->status = sgp_http_response_header(e->response, name, value, e->err);
    }
    return e->status == SGP_OK ? size * len : 0;
}

static size_t on_body(char *bytes, size_t size, size_t len, void *data)
{
    exchange *e = data;

    e->status = sgp_http_response_body(e->response, bytes, size * len, e->err);
    return e->status == SGP_OK ? size * len : 0;
}

/* libcurl's result in the library's words. */
static sgp_status result_of(const exchange *e, CURLcode code)
{
    sgp_status status = code == CURLE_OPERATION_TIMEDOUT         ? SGP_ERR_TIMEOUT
                        : code == CURLE_COULDNT_CONNECT          ? SGP_ERR_CONNECT
                        : code == CURLE_PEER_FAILED_VERIFICATION ? SGP_ERR_TLS
                                                                 : SGP_ERR_NETWORK;

    if (e->status != SGP_OK || code == CURLE_OK) return e->status; /* a callback filled err */
    e->err->retryable = status != SGP_ERR_TLS;
    return sgp_error_set(e->err, status, "libcurl: %s", curl_easy_strerror(code));
}

/* Host and Content-Length are libcurl's to write. */
static struct curl_slist *headers_of(const sgp_http_request *request)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:"); /* no wait for 100 Continue */
    char line[SGP_CREDENTIAL_MAX + 256];

    for (size_t i = 0; i < request->header_count; i++) {
        (void)snprintf(line, sizeof line, "%s: %s", request->headers[i].name.ptr,
                       request->headers[i].value.ptr);
        list = curl_slist_append(list, line);
    }
    return list;
}

static long timeout_ms(const exchange *e, sgp_deadline deadline)
{
    int64_t ms = (deadline.at_us - e->platform.monotonic_us(e->platform.self)) / 1000;

    return ms < 1 ? 1 : ms > 3600000 ? 3600000 : (long)ms;
}

static sgp_status do_exchange(void *self, const sgp_http_request *request,
                              sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    exchange *e = self;
    struct curl_slist *headers = headers_of(request);
    char host[SGP_HOST_MAX + 9], url[SGP_URL_MAX + 16];
    CURLcode code;

    e->response = response;
    e->status = SGP_OK;
    e->err = err;
    (void)snprintf(url, sizeof url, "%s://%s%s", request->is_tls ? "https" : "http",
                   sgp_http_request_host(request, host, sizeof host), request->path.ptr);
    curl_easy_setopt(e->curl, CURLOPT_URL, url);
    curl_easy_setopt(e->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(e->curl, CURLOPT_POSTFIELDS, request->body.ptr);
    curl_easy_setopt(e->curl, CURLOPT_POSTFIELDSIZE, (long)request->body.len);
    curl_easy_setopt(e->curl, CURLOPT_TIMEOUT_MS, timeout_ms(e, deadline));
    code = curl_easy_perform(e->curl);
    curl_slist_free_all(headers);
    return result_of(e, code);
}

/* --- a listing with it ------------------------------------------------------------------------ */

static sgp_status list(const sgp_http *http, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    const sgp_image_version *item;
    sgp_client *client = NULL;
    sgp_pages *pages = NULL;
    sgp_status status;

    options.client.http = http;
    request.image_name = image_name;
    status = sgp_client_new_default(&client, &options, err);
    if (status == SGP_OK) status = sgp_pages_new(&pages, client, &request, NULL, err);
    while (status == SGP_OK && (status = sgp_pages_next_item(pages, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_pages_free(pages);
    sgp_client_free(client);
    return status;
}

int main(int argc, char **argv)
{
    exchange e = { curl_easy_init(), sgp_platform_posix(), NULL, SGP_OK, NULL };
    const char *ca_file = getenv("AWS_CA_BUNDLE");
    sgp_error err = SGP_ERROR_INIT;
    sgp_http http = SGP_HTTP_INIT;
    sgp_status status;

    if (!e.curl) return 1;
    curl_easy_setopt(e.curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e.curl, CURLOPT_HEADERDATA, &e);
    curl_easy_setopt(e.curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e.curl, CURLOPT_WRITEDATA, &e);
    curl_easy_setopt(e.curl, CURLOPT_NOSIGNAL, 1L);
    if (ca_file) curl_easy_setopt(e.curl, CURLOPT_CAINFO, ca_file);
    http.self = &e;
    http.exchange = do_exchange;
    status = list(&http, argc > 1 ? argv[1] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", err.message);
    curl_easy_cleanup(e.curl);
    return status == SGP_END ? 0 : 1;
}
