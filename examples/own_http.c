/*
 * own_http.c - brings its own HTTP: here one that always answers the same two versions.
 *
 * The program names no shipped transport, so it links neither TLS nor sockets. A real one would
 * hand the request to the device's HTTP stack in `exchange`.
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static sgp_status exchange(void *self, const sgp_http_request *request, sgp_http_response *response,
                           sgp_deadline deadline, sgp_error *err)
{
    static const char body[] = "{\"ImageVersions\": [{\"Version\": 2}, {\"Version\": 1}]}";
    sgp_status status;

    (void)self;
    (void)deadline;
    printf("would send %s to %s\n", request->body.ptr, request->host.ptr);
    status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);
    if (status != SGP_OK) return status;
    return sgp_http_response_body(response, body, strlen(body), err);
}

int main(void)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_platform platform = sgp_platform_posix();
    sgp_signer signer = sgp_sign_none();
    sgp_codec codec = sgp_aws_json();
    sgp_http http = SGP_HTTP_INIT;
    const sgp_image_version *item;
    sgp_client *client = NULL;
    sgp_pages *pages = NULL;
    sgp_error err;
    sgp_status status;

    http.exchange = exchange;
    options.region = "us-west-2";
    options.platform = &platform;
    options.signer = &signer;
    options.codec = &codec;
    options.http = &http;
    request.image_name = "my-image";
    status = sgp_client_new(&client, &options, &err);
    if (status == SGP_OK) status = sgp_pages_new(&pages, client, &request, NULL, &err);
    while (status == SGP_OK && (status = sgp_pages_next_item(pages, &item, &err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    if (status != SGP_END) fprintf(stderr, "%s\n", err.message);
    sgp_pages_free(pages);
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
