/*
 * Decodes and validates ListImageVersionsRequest by the constraints of the
 * service's model (botocore data/sagemaker/2017-07-24/service-2.json). Messages
 * are those of the service.
 */
#include "list_request.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NAME = 63, MAX_TOKEN = 8192, MAX_RESULTS = 100, DEFAULT_RESULTS = 10 };

struct member {
    const char *name;
    /* Reads the value into the field. Returns the service's message for a wrong
     * type, or NULL. */
    const char *(*read)(const cJSON *value, void *field);
    size_t offset;
};

static const char *read_text(const cJSON *value, void *field)
{
    const char **text = field;

    if (cJSON_IsNumber(value)) return "NUMBER_VALUE can not be converted to a String";
    if (cJSON_IsBool(value))
        return cJSON_IsTrue(value) ? "TRUE_VALUE can not be converted to a String"
                                   : "FALSE_VALUE can not be converted to a String";
    if (!cJSON_IsString(value)) return "Start of structure or map found where not expected.";
    *text = value->valuestring;
    return NULL;
}

static const char *read_integer(const cJSON *value, void *field)
{
    double *number = field;

    if (cJSON_IsString(value)) return "STRING_VALUE can not be converted to an Integer";
    if (!cJSON_IsNumber(value) || floor(value->valuedouble) != value->valuedouble)
        return "The value can not be converted to an Integer";
    *number = value->valuedouble;
    return NULL;
}

static const char *read_time(const cJSON *value, void *field)
{
    double microseconds = cJSON_IsNumber(value) ? value->valuedouble * 1e6 : 0;
    int64_t *time = field;

    if (cJSON_IsString(value))
        return "STRING_VALUE can not be converted to milliseconds since epoch";
    if (!cJSON_IsNumber(value)) return "The value can not be converted to milliseconds since epoch";
    *time = llround(fmax(-9e18, fmin(9e18, microseconds)));
    return NULL;
}

static const struct member members[] = {
    { "CreationTimeAfter", read_time, offsetof(struct ep_list_request, created.after_us) },
    { "CreationTimeBefore", read_time, offsetof(struct ep_list_request, created.before_us) },
    { "ImageName", read_text, offsetof(struct ep_list_request, image_name) },
    { "LastModifiedTimeAfter", read_time, offsetof(struct ep_list_request, modified.after_us) },
    { "LastModifiedTimeBefore", read_time, offsetof(struct ep_list_request, modified.before_us) },
    { "MaxResults", read_integer, offsetof(struct ep_list_request, max_results) },
    { "NextToken", read_text, offsetof(struct ep_list_request, next_token) },
    { "SortBy", read_text, offsetof(struct ep_list_request, sort_by) },
    { "SortOrder", read_text, offsetof(struct ep_list_request, sort_order) },
};

/* Unknown members and nulls are ignored. If a member is sent twice, the last
 * one counts. */
static const char *read_members(struct ep_list_request *list)
{
    const cJSON *value;

    cJSON_ArrayForEach(value, list->document)
    {
        for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
            const char *wrong;

            if (strcmp(value->string, members[i].name) != 0 || cJSON_IsNull(value)) continue;
            wrong = members[i].read(value, (char *)list + members[i].offset);
            if (wrong != NULL) return wrong;
        }
    }
    return NULL;
}

/* The violations so far, as messages of the service. */
struct violations {
    struct ep_text sentences;
    int count;
};

static void violate(struct violations *found, const char *value, const char *member,
                    const char *constraint)
{
    const char *quote = value != NULL ? "'" : "";

    ep_text_addf(&found->sentences, "%sValue %s%s%s at '%s' failed to satisfy constraint: %s",
                 found->count > 0 ? "; " : "", quote, value != NULL ? value : "null", quote, member,
                 constraint);
    found->count++;
}

static void check_name(const char *name, struct violations *found)
{
    if (name == NULL) {
        violate(found, NULL, "imageName", "Member must not be null");
        return;
    }
    if (strlen(name) < 1)
        violate(found, name, "imageName", "Member must have length greater than or equal to 1");
    if (strlen(name) > MAX_NAME)
        violate(found, name, "imageName", "Member must have length less than or equal to 63");
    if (!ep_image_name_valid(name))
        violate(found, name, "imageName",
                "Member must satisfy regular expression pattern: "
                "[a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62}");
}

static void check_max_results(double max_results, struct violations *found)
{
    struct ep_text value = { 0 };

    ep_text_addf(&value, "%.0f", max_results);
    if (max_results < 1)
        violate(found, value.data, "maxResults",
                "Member must have value greater than or equal to 1");
    if (max_results > MAX_RESULTS)
        violate(found, value.data, "maxResults",
                "Member must have value less than or equal to 100");
    ep_text_free(&value);
}

static void check_sort(struct ep_list_request *list, struct violations *found)
{
    static const char *const orders[EP_ORDER_COUNT] = {
        [EP_BY_CREATION_TIME] = "CREATION_TIME",
        [EP_BY_LAST_MODIFIED_TIME] = "LAST_MODIFIED_TIME",
        [EP_BY_VERSION] = "VERSION",
    };
    const char *by = list->sort_by != NULL ? list->sort_by : orders[EP_BY_CREATION_TIME];
    const char *direction = list->sort_order != NULL ? list->sort_order : "DESCENDING";
    int order = 0;

    while (order < EP_ORDER_COUNT && strcmp(by, orders[order]) != 0)
        order++;
    if (order == EP_ORDER_COUNT)
        violate(found, by, "sortBy",
                "Member must satisfy enum value set: [CREATION_TIME, LAST_MODIFIED_TIME, VERSION]");
    list->order = (enum ep_order)order;
    list->descending = strcmp(direction, "DESCENDING") == 0;
    if (!list->descending && strcmp(direction, "ASCENDING") != 0)
        violate(found, direction, "sortOrder",
                "Member must satisfy enum value set: [ASCENDING, DESCENDING]");
}

static bool validate(struct ep_list_request *list, struct ep_reply *refusal)
{
    struct violations found = { .count = 0 };

    check_name(list->image_name, &found);
    check_max_results(list->max_results, &found);
    if (list->next_token != NULL && strlen(list->next_token) > MAX_TOKEN)
        violate(&found, list->next_token, "nextToken",
                "Member must have length less than or equal to 8192");
    check_sort(list, &found);
    if (found.count > 0)
        ep_reply_error(refusal, 400, "ValidationException", "%d validation error%s detected: %s",
                       found.count, found.count > 1 ? "s" : "", found.sentences.data);
    ep_text_free(&found.sentences);
    return found.count == 0;
}

/* The whole body must be one JSON text: cJSON alone would ignore bytes after
 * it. */
static cJSON *parse_body(const struct ep_request *request)
{
    const char *end = request->body;
    const char *stop = request->body + request->body_len;
    cJSON *document;

    if (request->body_len == 0 || !ep_utf8_valid(request->body, request->body_len)) return NULL;
    document = cJSON_ParseWithLengthOpts(request->body, request->body_len, &end, 0);
    while (end < stop && (*end == ' ' || *end == '\t' || *end == '\r' || *end == '\n'))
        end++;
    if (document != NULL && end == stop) return document;
    cJSON_Delete(document);
    return NULL;
}

bool ep_list_request_read(const struct ep_request *request, struct ep_list_request *list,
                          struct ep_reply *refusal)
{
    const char *wrong;

    *list = (struct ep_list_request){
        .max_results = DEFAULT_RESULTS,
        .created = { INT64_MIN, INT64_MAX },
        .modified = { INT64_MIN, INT64_MAX },
        .document = parse_body(request),
    };
    if (!cJSON_IsObject(list->document)) {
        ep_reply_service_error(refusal, "SerializationException",
                               "The request body is not a JSON object.");
        return false;
    }
    wrong = read_members(list);
    if (wrong != NULL) {
        ep_reply_service_error(refusal, "SerializationException", "%s", wrong);
        return false;
    }
    return validate(list, refusal);
}

void ep_list_request_free(struct ep_list_request *list)
{
    cJSON_Delete(list->document);
    *list = (struct ep_list_request){ 0 };
}
