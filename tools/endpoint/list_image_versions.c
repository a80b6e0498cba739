/*
 * Filters, sorts and pages for ListImageVersions. A token contains a position
 * in the sorted versions. So the time for a page does not depend on the pages
 * before it.
 */
#include "list_image_versions.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <stdlib.h>

#include "list_request.h"
#include "page_token.h"
#include "timestamp.h"

/* The listing that a token belongs to. It excludes the page size, which clients
 * may change. */
static void name_listing(const struct ep_list_request *list, struct ep_text *out)
{
    ep_text_addf(out, "%s %d %d %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, list->image_name,
                 (int)list->order, list->descending, list->created.after_us,
                 list->created.before_us, list->modified.after_us, list->modified.before_us);
}

/* Both ends belong to the range: the service documents "on or after" and "on or
 * before". */
static bool in_range(int64_t milliseconds, const struct ep_time_range *range)
{
    int64_t microseconds = milliseconds * 1000;

    return microseconds >= range->after_us && microseconds <= range->before_us;
}

static void add_time(cJSON *object, const char *name, int64_t milliseconds)
{
    struct ep_text number = { 0 };

    ep_epoch_print(milliseconds, &number);
    (void)cJSON_AddRawToObject(object, name, number.data); /* checked once, when printing */
    ep_text_free(&number);
}

static cJSON *version_object(const struct ep_version *version)
{
    cJSON *object = cJSON_CreateObject();

    /* Results are not checked one by one: if an allocation fails, printing
     * fails. */
    add_time(object, "CreationTime", version->created_ms);
    if (version->failure_reason != NULL)
        (void)cJSON_AddStringToObject(object, "FailureReason", version->failure_reason);
    (void)cJSON_AddStringToObject(object, "ImageArn", version->image_arn);
    (void)cJSON_AddStringToObject(object, "ImageVersionArn", version->version_arn);
    (void)cJSON_AddStringToObject(object, "ImageVersionStatus", version->status);
    add_time(object, "LastModifiedTime", version->modified_ms);
    (void)cJSON_AddNumberToObject(object, "Version", (double)version->number);
    return object;
}

static const struct ep_version *version_at(const struct ep_image *image,
                                           const struct ep_list_request *list, size_t position)
{
    size_t index = list->descending ? image->count - 1 - position : position;

    return image->sorted[list->order][index];
}

/* Returns the position of the first version from `position` on that passes the
 * filters, or the count. */
static size_t next_match(const struct ep_image *image, const struct ep_list_request *list,
                         size_t position)
{
    while (position < image->count) {
        const struct ep_version *version = version_at(image, list, position);

        if (in_range(version->created_ms, &list->created) &&
            in_range(version->modified_ms, &list->modified))
            break;
        position++;
    }
    return position;
}

static void print_page(cJSON *page, struct ep_reply *reply)
{
    char *body = cJSON_PrintUnformatted(page);

    reply->status = body != NULL ? 200 : 500;
    ep_text_addf(&reply->body, "%s", body != NULL ? body : "{\"__type\":\"InternalFailure\"}");
    free(body);
}

static void answer_page(const struct ep_image *image, const struct ep_list_request *list,
                        const struct ep_text *listing, uint32_t position, struct ep_reply *reply)
{
    cJSON *page = cJSON_CreateObject();
    cJSON *items = cJSON_AddArrayToObject(page, "ImageVersions");
    size_t at = next_match(image, list, position);

    for (int shown = 0; shown < (int)list->max_results && at < image->count; shown++) {
        (void)cJSON_AddItemToArray(items, version_object(version_at(image, list, at)));
        at = next_match(image, list, at + 1);
    }
    if (at < image->count) {
        struct ep_text token = { 0 };

        ep_page_token_make(listing, (uint32_t)at, &token);
        (void)cJSON_AddStringToObject(page, "NextToken", token.data);
        ep_text_free(&token);
    }
    print_page(page, reply);
    cJSON_Delete(page);
}

static void answer_list(const struct ep_dataset *dataset, const struct ep_list_request *list,
                        struct ep_reply *reply)
{
    const struct ep_image *image = ep_dataset_find(dataset, list->image_name);
    struct ep_text listing = { 0 };
    uint32_t position = 0;

    if (image == NULL) {
        ep_reply_service_error(reply, "ResourceNotFound", "No Image with the name %s exists.",
                               list->image_name);
        return;
    }
    name_listing(list, &listing);
    if (list->next_token != NULL && !ep_page_token_read(&listing, list->next_token, &position))
        ep_reply_error(reply, 400, "ValidationException", "Invalid pagination token.");
    else
        answer_page(image, list, &listing, position, reply);
    ep_text_free(&listing);
}

void ep_list_image_versions(const struct ep_dataset *dataset, const struct ep_request *request,
                            struct ep_reply *reply)
{
    struct ep_list_request list;

    if (ep_list_request_read(request, &list, reply)) answer_list(dataset, &list, reply);
    ep_list_request_free(&list);
}
