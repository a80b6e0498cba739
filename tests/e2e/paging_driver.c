/*
 * paging_driver.c - runs listings against canned bodies, for comparison with botocore.
 *
 * Reads one case a line on standard input: {"request": {...}, "config": {...}, "bodies": [...]} and
 * writes one line for each: {"pages": [[versions]...], "token": text or null, "error": text or
 * null, "sent": [bodies]}. Real client, codec and paginator; only HTTP is canned, nothing is
 * signed.
 */
#include "sagepager/sagepager.h"

#include "fake_platform.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1000000

typedef struct canned {
    const cJSON *bodies; /* array of strings, given out in order */
    int next;
    cJSON *sent;
} canned;

static sgp_status exchange(void *self, const sgp_http_request *request, sgp_http_response *response,
                           sgp_deadline deadline, sgp_error *err)
{
    canned *c = self;
    const char *body = cJSON_GetStringValue(cJSON_GetArrayItem(c->bodies, c->next));
    sgp_status status;

    (void)deadline;
    cJSON_AddItemToArray(c->sent, cJSON_CreateString(request->body.ptr));
    if (!body) return sgp_error_set(err, SGP_ERR_PROTOCOL, "out of bodies");
    c->next++;
    status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);
    return status ? status : sgp_http_response_body(response, body, strlen(body), err);
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static sgp_opt_int number_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    sgp_opt_int none = { 0, 0 };

    return item ? sgp_opt((int64_t)item->valuedouble) : none;
}

static void read_case(const cJSON *all, sgp_list_image_versions_request *request,
                      sgp_pages_options *options)
{
    const cJSON *members = cJSON_GetObjectItemCaseSensitive(all, "request");
    const cJSON *config = cJSON_GetObjectItemCaseSensitive(all, "config");

    request->image_name = text_of(members, "ImageName");
    request->sort_by_text = text_of(members, "SortBy");
    request->sort_order_text = text_of(members, "SortOrder");
    request->next_token = sgp_str_from(text_of(members, "NextToken"));
    request->max_results = number_of(members, "MaxResults");
    options->max_items = number_of(config, "MaxItems");
    options->page_size = number_of(config, "PageSize");
    options->starting_token = text_of(config, "StartingToken");
}

static cJSON *versions_of(const sgp_page *page)
{
    cJSON *list = cJSON_CreateArray();

    for (size_t i = 0; i < page->count; i++)
        cJSON_AddItemToArray(list, cJSON_CreateNumber((double)page->items[i].version));
    return list;
}

static sgp_client *make_client(canned *http_state, fake_platform *clock)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_platform platform = fake_platform_make(clock);
    sgp_http http = SGP_HTTP_INIT;
    sgp_codec codec = sgp_aws_json();
    sgp_signer signer = sgp_sign_none();
    sgp_client *client = NULL;

    http.self = http_state;
    http.exchange = exchange;
    options.region = "us-west-2";
    options.http = &http;
    options.codec = &codec;
    options.signer = &signer;
    options.platform = &platform;
    if (sgp_client_new(&client, &options, NULL) != SGP_OK) exit(1);
    return client;
}

static void add_token(cJSON *result, sgp_pages *pages)
{
    sgp_str token = { NULL, 0 };

    if (!pages || sgp_pages_resume_token(pages, &token, NULL) != SGP_OK || !token.ptr)
        cJSON_AddNullToObject(result, "token");
    else
        cJSON_AddStringToObject(result, "token", token.ptr);
}

static void run_case(const cJSON *all, cJSON *result)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    cJSON *list = cJSON_AddArrayToObject(result, "pages");
    canned http_state = { cJSON_GetObjectItemCaseSensitive(all, "bodies"), 0, NULL };
    fake_platform clock = { 0 };
    sgp_client *client = make_client(&http_state, &clock);
    sgp_pages *pages = NULL;
    const sgp_page *page;
    sgp_error err;
    sgp_status status;

    http_state.sent = cJSON_AddArrayToObject(result, "sent");
    read_case(all, &request, &options);
    status = sgp_pages_new(&pages, client, &request, &options, &err);
    while (status == SGP_OK) {
        status = sgp_pages_next(pages, &page, &err);
        if (status == SGP_OK) cJSON_AddItemToArray(list, versions_of(page));
    }
    if (status == SGP_END) {
        cJSON_AddNullToObject(result, "error");
        add_token(result, pages);
    } else {
        cJSON_AddStringToObject(result, "error", err.message);
        cJSON_AddNullToObject(result, "token");
    }
    sgp_pages_free(pages);
    sgp_client_free(client);
}

int main(void)
{
    static char line[LINE_MAX_BYTES];

    while (fgets(line, sizeof line, stdin)) {
        cJSON *all = cJSON_Parse(line);
        cJSON *result = cJSON_CreateObject();
        char *text;
        if (!all) return 1;
        run_case(all, result);
        text = cJSON_PrintUnformatted(result);
        puts(text);
        free(text);
        cJSON_Delete(result);
        cJSON_Delete(all);
    }
    return 0;
}
