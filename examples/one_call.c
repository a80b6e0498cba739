/*
 * one_call.c - makes one call of the service and reads its page, without a paginator.
 *
 * Usage: one_call [IMAGE]
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

static void print_newest(const sgp_page *page)
{
    const sgp_image_version *newest = sgp_page_image_version(page, 0);

    printf("%zu versions, newest %" PRId64 "%s\n", page->count, newest ? newest->version : 0,
           page->next_token.ptr ? ", and more" : "");
}

int main(int argc, char **argv)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_page *page = NULL;
    sgp_status status;

    request.image_name = argc > 1 ? argv[1] : "my-image";
    request.max_results = sgp_opt_int_of(5);
    request.sort_by = SGP_IMAGE_VERSION_SORT_BY_VERSION;
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = sgp_page_new(&page, NULL, &err);
    if (status == SGP_OK) status = sgp_client_list_image_versions(client, &request, page, &err);
    if (status == SGP_OK)
        print_newest(page);
    else
        fprintf(stderr, "%s: %s\n", sgp_status_text(status), sgp_error_message(&err));
    sgp_page_free(page);
    sgp_client_free(client);
    return status == SGP_OK ? 0 : 1;
}
