/*
 * paging_driver.c - runs listings against canned bodies, for comparison with botocore.
 *
 * Reads one case a line on standard input: {"request": {...}, "config": {...}, "bodies": [...]} and
 * writes one line for each: {"pages": [[versions]...], "token": text or null, "error": text or
 * null, "sent": [bodies], "items": [versions], "full": the whole result or null}. Real client,
 * codec and paginator; only HTTP is canned, nothing is signed.
 */
#include "sagepager/sagepager.h"

#include "fake_platform.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1000000

typedef struct canned {
    sgp_http base;
    const cJSON *bodies; /* array of strings, used in order */
    int next;
    cJSON *sent;
} canned;

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    canned *c = (canned *)http;
    const char *body = cJSON_GetStringValue(cJSON_GetArrayItem(c->bodies, c->next));
    sgp_status status;

    (void)deadline;
    cJSON_AddItemToArray(c->sent, cJSON_CreateString(request->body.ptr));
    if (!body) return sgp_error_set(err, SGP_ERR_PROTOCOL, "out of bodies");
    c->next++;
    status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);
    return status ? status : sgp_http_response_append_body(response, body, strlen(body), err);
}

static const char *text_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

static sgp_opt_int number_of(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    sgp_opt_int none = { 0, 0 };

    return item ? sgp_opt_int_of((int64_t)item->valuedouble) : none;
}

static void read_case(const cJSON *all, sgp_list_image_versions_request *request,
                      sgp_paginator_options *options)
{
    const cJSON *members = cJSON_GetObjectItemCaseSensitive(all, "request");
    const cJSON *config = cJSON_GetObjectItemCaseSensitive(all, "config");

    request->image_name = text_of(members, "ImageName");
    request->sort_by = text_of(members, "SortBy");
    request->sort_order = text_of(members, "SortOrder");
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
        cJSON_AddItemToArray(list,
                             cJSON_CreateNumber((double)sgp_page_image_version(page, i)->version));
    return list;
}

static sgp_client *make_client(canned *http_state, fake_platform *clock)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    static const sgp_http_type type = { .size = sizeof type,
                                        .name = "canned",
                                        .exchange = exchange };
    sgp_client *client = NULL;

    http_state->base.type = &type;
    options.region = "us-west-2";
    options.http = &http_state->base;
    options.codec = sgp_aws_json();
    options.signer = sgp_sign_none();
    options.platform = fake_platform_make(clock);
    if (sgp_client_new(&client, &options, NULL) != SGP_OK) exit(1);
    return client;
}

/* One run of a case, with its own client and listing over the same bodies. */
typedef struct run {
    canned http_state;
    fake_platform clock;
    sgp_client *client;
    sgp_paginator *pages; /* NULL: it could not be made */
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_status status;
} run;

static void run_open(run *r, const cJSON *all)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;

    memset(r, 0, sizeof *r);
    r->err.buffer = r->err_text;
    r->err.buffer_bytes = sizeof r->err_text;
    r->http_state.bodies = cJSON_GetObjectItemCaseSensitive(all, "bodies");
    r->http_state.sent = cJSON_CreateArray();
    r->client = make_client(&r->http_state, &r->clock);
    read_case(all, &request, &options);
    r->status = sgp_list_image_versions_paginator_new(&r->pages, r->client, &request, &options,
                                                      &r->err);
}

static void run_close(run *r)
{
    sgp_paginator_free(r->pages);
    sgp_client_free(r->client);
    cJSON_Delete(r->http_state.sent);
}

static void add_token(cJSON *result, const char *name, sgp_str token)
{
    if (token.ptr)
        cJSON_AddStringToObject(result, name, token.ptr);
    else
        cJSON_AddNullToObject(result, name);
}

static void by_pages(const cJSON *all, cJSON *result)
{
    cJSON *list = cJSON_AddArrayToObject(result, "pages");
    sgp_str token = { NULL, 0 };
    const sgp_page *page;
    run r;

    run_open(&r, all);
    while (r.status == SGP_OK) {
        r.status = sgp_paginator_next_page(r.pages, &page, &r.err);
        if (r.status == SGP_OK) cJSON_AddItemToArray(list, versions_of(page));
    }
    if (r.status == SGP_END) {
        cJSON_AddNullToObject(result, "error");
        if (sgp_paginator_resume_token(r.pages, &token, NULL) != SGP_OK) exit(1);
    } else {
        cJSON_AddStringToObject(result, "error", sgp_error_message(&r.err));
    }
    add_token(result, "token", token);
    cJSON_AddItemToObject(result, "sent", cJSON_Duplicate(r.http_state.sent, 1));
    run_close(&r);
}

static void by_items(const cJSON *all, cJSON *result)
{
    cJSON *list = cJSON_AddArrayToObject(result, "items");
    const sgp_image_version *item;
    run r;

    run_open(&r, all);
    while (r.status == SGP_OK) {
        r.status = sgp_paginator_next_image_version(r.pages, &item, &r.err);
        if (r.status == SGP_OK)
            cJSON_AddItemToArray(list, cJSON_CreateNumber((double)item->version));
    }
    run_close(&r);
}

/* {"ImageVersions": [versions], "NextToken": token}, each only where there is one; or null. */
static void whole(const cJSON *all, cJSON *result)
{
    cJSON *full;
    sgp_page *page;
    run r;

    run_open(&r, all);
    if (sgp_page_new(&page, NULL, NULL) != SGP_OK) exit(1);
    if (r.status == SGP_OK) r.status = sgp_paginator_full_result(r.pages, page, &r.err);
    full = r.status == SGP_OK ? cJSON_CreateObject() : cJSON_CreateNull();
    if (r.status == SGP_OK && page->has_items)
        cJSON_AddItemToObject(full, "ImageVersions", versions_of(page));
    if (r.status == SGP_OK && page->next_token.ptr) add_token(full, "NextToken", page->next_token);
    cJSON_AddItemToObject(result, "full", full);
    sgp_page_free(page);
    run_close(&r);
}

int main(void)
{
    static char line[LINE_MAX_BYTES];

    while (fgets(line, sizeof line, stdin)) {
        cJSON *all = cJSON_Parse(line);
        cJSON *result = cJSON_CreateObject();
        char *text;
        if (!all) return 1;
        by_pages(all, result);
        by_items(all, result);
        whole(all, result);
        text = cJSON_PrintUnformatted(result);
        puts(text);
        free(text);
        cJSON_Delete(result);
        cJSON_Delete(all);
    }
    return 0;
}
