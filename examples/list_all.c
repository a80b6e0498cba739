/*
 * list_all.c - lists every version of an image, page by page. If the listing fails,
 * the program says how to resume it.
 *
 * Settings come from the environment and the profile: AWS_REGION, AWS_PROFILE,
 * AWS_ACCESS_KEY_ID, ... Usage: list_all [IMAGE]
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

static void print_page(const sgp_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        const sgp_image_version *item = sgp_page_image_version(page, i);
        int has_status = (item->present & SGP_IMAGE_VERSION_HAS_STATUS) != 0;
        printf("%" PRId64 " %s\n", item->version, has_status ? item->status_text.ptr : "-");
    }
}

/* Prints the error and, if a listing was under way, the token that resumes it. */
static void report(sgp_paginator *paginator, const sgp_error *err)
{
    char text[SGP_ERROR_MESSAGE_MAX + 200];
    sgp_str token = { NULL, 0 };

    fprintf(stderr, "%s\n", sgp_error_describe(err, text, sizeof text));
    if (paginator && sgp_paginator_resume_token(paginator, &token, NULL) == SGP_OK && token.ptr)
        fprintf(stderr, "%" PRId64 " items were listed; resume with the starting token %s\n",
                sgp_paginator_item_count(paginator), token.ptr);
}

int main(int argc, char **argv)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client *client = NULL;
    sgp_paginator *paginator = NULL;
    const sgp_page *page;
    char message[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_status status;

    request.image_name = argc > 1 ? argv[1] : "my-image";
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK)
        status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, &err);
    while (status == SGP_OK && (status = sgp_paginator_next_page(paginator, &page, &err)) == SGP_OK)
        print_page(page);
    if (status != SGP_END) report(paginator, &err);
    sgp_paginator_free(paginator);
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
