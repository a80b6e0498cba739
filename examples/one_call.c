/*
 * one_call.c - one call of the service, one page, nothing of the paging rules.
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client *client = NULL;
    sgp_page page;
    sgp_error err;
    sgp_status status;

    request.image_name = argc > 1 ? argv[1] : "my-image";
    request.max_results = sgp_opt(5);
    request.sort_by = SGP_SORT_BY_VERSION;
    sgp_page_init(&page, NULL);
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = sgp_client_list_image_versions(client, &request, &page, &err);
    if (status == SGP_OK)
        printf("%zu versions, newest %" PRId64 "%s\n", page.count,
               page.count > 0 ? page.items[0].version : 0, page.next_token.ptr ? ", and more" : "");
    else
        fprintf(stderr, "%s: %s\n", sgp_status_text(status), err.message);
    sgp_page_deinit(&page);
    sgp_client_free(client);
    return status == SGP_OK ? 0 : 1;
}
