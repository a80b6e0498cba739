/*
 * own_http.c - brings its own HTTP layer: one that sends nothing and answers every
 * request with the same two versions.
 *
 * The program names no shipped transport, so it links neither TLS nor sockets. A real
 * layer passes the request to the device's HTTP stack. See curl_http.c, which also
 * honours the deadline and sends direct requests past proxies.
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Prints the request instead of sending it. The body may be absent; method and path never are. */
static void print_request(const sgp_http_request *request)
{
    char host[SGP_HOST_MAX + 9];

    printf("would send %s http%s://%s%s %s\n", request->method.ptr, request->is_tls ? "s" : "",
           sgp_http_request_host(request, host, sizeof host), request->path.ptr,
           request->body.len > 0 ? request->body.ptr : "without a body");
}

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    static const char body[] = "{\"ImageVersions\": [{\"Version\": 2}, {\"Version\": 1}]}";
    sgp_status status;

    (void)http;
    (void)deadline; /* nothing here waits */
    print_request(request);
    status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);
    if (status != SGP_OK) return status;
    return sgp_http_response_append_body(response, body, strlen(body), err);
}

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = "my-image";
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_paginator_free(paginator);
    return status;
}

int main(void)
{
    static const sgp_http_type type = { .size = sizeof type, .name = "own", .exchange = exchange };
    sgp_http http = { &type };
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_status status;

    options.region = "us-west-2";
    options.http = &http;
    options.platform = sgp_platform_posix();
    options.signer = sgp_sign_none();
    options.codec = sgp_aws_json();
    status = sgp_client_new(&client, &options, &err);
    if (status == SGP_OK) status = list(client, &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_message(&err));
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
