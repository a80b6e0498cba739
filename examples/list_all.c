/*
 * list_all.c - the README's program: every version of an image, page by page.
 *
 * Settings come from the environment: AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

/* Says what went wrong and, where a listing was under way, how to go on. */
static int report(sgp_pages *pages, const sgp_error *err)
{
    char text[SGP_ERROR_MESSAGE_MAX + 200];
    sgp_str token = { NULL, 0 };

    fprintf(stderr, "%s\n", sgp_error_describe(err, text, sizeof text));
    if (pages && sgp_pages_resume_token(pages, &token, NULL) == SGP_OK && token.ptr)
        fprintf(stderr, "%" PRId64 " items were listed; go on with the starting token %s\n",
                sgp_pages_item_count(pages), token.ptr);
    return 1;
}

int main(int argc, char **argv)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client *client = NULL;
    sgp_pages *pages = NULL;
    const sgp_page *page;
    sgp_error err;
    sgp_status status;

    request.image_name = argc > 1 ? argv[1] : "my-image";
    status = sgp_client_new_default(&client, NULL, &err);
    if (status == SGP_OK) status = sgp_pages_new(&pages, client, &request, NULL, &err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, &err)) == SGP_OK)
        for (size_t i = 0; i < page->count; i++)
            printf("%" PRId64 " %s\n", page->items[i].version,
                   page->items[i].present & SGP_HAS_STATUS ? page->items[i].status_text.ptr : "-");

    if (status != SGP_END) status = (sgp_status)report(pages, &err);
    sgp_pages_free(pages);
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
