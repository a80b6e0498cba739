/*
 * skeleton.c - a sample request and a sample response; see skeleton.h.
 */
#include "skeleton.h"

#include <string.h>

const char skeleton_input[] = "{\n"
                              "    \"CreationTimeAfter\": \"1970-01-01T00:00:00\",\n"
                              "    \"CreationTimeBefore\": \"1970-01-01T00:00:00\",\n"
                              "    \"ImageName\": \"\",\n"
                              "    \"LastModifiedTimeAfter\": \"1970-01-01T00:00:00\",\n"
                              "    \"LastModifiedTimeBefore\": \"1970-01-01T00:00:00\",\n"
                              "    \"MaxResults\": 0,\n"
                              "    \"NextToken\": \"\",\n"
                              "    \"SortBy\": \"CREATION_TIME\",\n"
                              "    \"SortOrder\": \"ASCENDING\"\n"
                              "}\n";

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    static const char body[] = "{\"ImageVersions\": [{\"CreationTime\": \"1970-01-01 00:00:00\", "
                               "\"FailureReason\": \"FailureReason\", "
                               "\"ImageArn\": \"ImageArn\", "
                               "\"ImageVersionArn\": \"ImageVersionArn\", "
                               "\"ImageVersionStatus\": \"ImageVersionStatus\", "
                               "\"LastModifiedTime\": \"1970-01-01 00:00:00\", "
                               "\"Version\": 0}], \"NextToken\": \"NextToken\"}";
    sgp_status st = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);

    (void)http;
    (void)request;
    (void)deadline;
    return st == SGP_OK ? sgp_http_response_append_body(response, body, strlen(body), err) : st;
}

sgp_http *skeleton_http(void)
{
    static const sgp_http_type type = { .size = sizeof(type),
                                        .name = "skeleton",
                                        .exchange = exchange };
    static sgp_http http = { &type };

    return &http;
}
