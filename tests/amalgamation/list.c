/*
 * list.c - lists the versions of an image with a vendored library: sagepager.c and
 * sagepager.h of scripts/amalgamate. Prints version, status and ARN of each item.
 *
 * Settings come from the environment. Usage: list IMAGE
 */
#include "sagepager.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client *client = NULL;
    sgp_paginator *paginator = NULL;
    const sgp_image_version *item;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_status status;

    if (argc != 2) return 2;
    request.image_name = argv[1];
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK)
        status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, &err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, &err)) == SGP_OK)
        printf("%lld %s %s\n", (long long)item->version, item->status_text.ptr,
               item->image_version_arn.ptr);
    sgp_paginator_free(paginator);
    sgp_client_free(client);
    if (status == SGP_END) return 0;
    fprintf(stderr, "%s\n", sgp_error_message(&err));
    return 1;
}
