/*
 * own_http_curl.c - lists over libcurl: the HTTP layer of curl_http.c, the library's
 * signing, retries and paging.
 *
 * The client sends its credential requests over the same layer. Usage:
 * own_http_curl [IMAGE]
 */
#include "curl_http.h"

#include <sagepager/sagepager.h>

#include <curl/curl.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static sgp_status list(sgp_client *client, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    const sgp_image_version *item;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = image_name;
    options.no_prefetch = 1; /* this HTTP layer blocks: a prefetch would wait for the next page */
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, &options, err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_paginator_free(paginator);
    return status;
}

/* The client owns the HTTP layer once it exists; until then the layer is ours. */
static sgp_status make_client(sgp_client **client, sgp_error *err)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_http *http = NULL;
    sgp_status status = curl_http_new(&http, getenv("AWS_CA_BUNDLE"), sgp_platform_posix(), err);

    if (status != SGP_OK) return status;
    client_options.http = http;
    options.client = &client_options;
    status = sgp_client_new_default(client, &options, err);
    if (status != SGP_OK) http->type->destroy(http);
    return status;
}

int main(int argc, char **argv)
{
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_status status;

    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return 1;
    status = make_client(&client, &err);
    if (status == SGP_OK) status = list(client, argc > 1 ? argv[1] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_message(&err));
    sgp_client_free(client);
    curl_global_cleanup();
    return status == SGP_END ? 0 : 1;
}
