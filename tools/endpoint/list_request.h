/*
 * The input of ListImageVersions: decodes and validates it as the service does,
 * which is stricter than the SDKs. list_image_versions.c checks the image and
 * the token.
 */
#ifndef EP_LIST_REQUEST_H
#define EP_LIST_REQUEST_H

#include <cjson/cJSON.h>
#include <stdint.h>

#include "dataset.h"
#include "request.h"

/* A range of time that includes both ends; all times without filters. */
struct ep_time_range {
    int64_t after_us;
    int64_t before_us;
};

struct ep_list_request {
    cJSON *document; /* owns the texts */
    const char *image_name;
    const char *next_token; /* NULL: the first page */
    const char *sort_by;    /* NULL: the default */
    const char *sort_order; /* NULL: the default */
    double max_results;     /* 1..100 after validation */
    struct ep_time_range created;
    struct ep_time_range modified;
    enum ep_order order; /* from sort_by */
    bool descending;     /* from sort_order */
};

/* Fills `list` from the body, or `refusal`. Free `list` in both cases. */
bool ep_list_request_read(const struct ep_request *request, struct ep_list_request *list,
                          struct ep_reply *refusal);
void ep_list_request_free(struct ep_list_request *list);

#endif
