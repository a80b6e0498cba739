/*
 * Reads data sets from JSON; see dataset.h for the form. An error names the
 * exact member. Nothing is guessed, completed or corrected.
 */
#include <cjson/cJSON.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset.h"

struct member {
    const char *name;
    bool required;
    /* Reads the value into the field. Returns a description of the mistake, or
     * NULL. */
    const char *(*read)(const cJSON *value, void *field, struct ep_dataset *dataset);
    size_t offset;
};

static const char *read_time(const cJSON *value, void *field, struct ep_dataset *dataset)
{
    double milliseconds = cJSON_IsNumber(value) ? value->valuedouble * 1000 : NAN;
    int64_t *time = field;

    (void)dataset; /* keeps no text */
    /* Years 1 to 9999, which every client can print. The comparison is false
     * for NaN too. */
    if (!(milliseconds >= -62135596800e3 && milliseconds < 253402300800e3))
        return "must be a number: epoch seconds of the years 1 to 9999";
    *time = llround(milliseconds);
    if (fabs(milliseconds - (double)*time) > 0.01) return "must have at most three decimals";
    return NULL;
}

static const char *read_number(const cJSON *value, void *field, struct ep_dataset *dataset)
{
    int64_t *number = field;

    (void)dataset; /* keeps no text */
    if (!cJSON_IsNumber(value) || !(value->valuedouble >= 0 && value->valuedouble <= INT_MAX) ||
        floor(value->valuedouble) != value->valuedouble)
        return "must be an integer from 0 to 2147483647";
    *number = (int64_t)value->valuedouble;
    return NULL;
}

static const char *read_text(const cJSON *value, void *field, struct ep_dataset *dataset)
{
    const char **text = field;

    if (!cJSON_IsString(value)) return "must be a string";
    *text = ep_dataset_keep(dataset, value->valuestring);
    return NULL;
}

static const char *read_status(const cJSON *value, void *field, struct ep_dataset *dataset)
{
    static const char *const known[] = { "CREATING", "CREATED", "CREATE_FAILED", "DELETING",
                                         "DELETE_FAILED" };
    const char **status = field;

    (void)dataset; /* the texts above live for ever */
    for (size_t i = 0; cJSON_IsString(value) && i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(value->valuestring, known[i]) != 0) continue;
        *status = known[i];
        return NULL;
    }
    return "must be CREATING, CREATED, CREATE_FAILED, DELETING or DELETE_FAILED";
}

static const struct member members[] = {
    { "CreationTime", true, read_time, offsetof(struct ep_version, created_ms) },
    { "FailureReason", false, read_text, offsetof(struct ep_version, failure_reason) },
    { "ImageArn", true, read_text, offsetof(struct ep_version, image_arn) },
    { "ImageVersionArn", true, read_text, offsetof(struct ep_version, version_arn) },
    { "ImageVersionStatus", true, read_status, offsetof(struct ep_version, status) },
    { "LastModifiedTime", true, read_time, offsetof(struct ep_version, modified_ms) },
    { "Version", true, read_number, offsetof(struct ep_version, number) },
};

enum { MEMBER_COUNT = sizeof members / sizeof members[0] };

static size_t find_member(const char *name)
{
    size_t i = 0;

    while (i < MEMBER_COUNT && strcmp(members[i].name, name) != 0)
        i++;
    return i;
}

static bool complain(struct ep_text *why, const char *member, const char *what)
{
    ep_text_addf(why, "%s: %s", member, what);
    return false;
}

static bool read_version(struct ep_dataset *dataset, const cJSON *object,
                         struct ep_version *version, struct ep_text *why)
{
    bool seen[MEMBER_COUNT] = { false };
    const cJSON *value;

    if (!cJSON_IsObject(object)) return complain(why, "the version", "must be a JSON object");
    cJSON_ArrayForEach(value, object)
    {
        size_t i = find_member(value->string);
        const char *wrong;

        if (i == MEMBER_COUNT)
            return complain(why, value->string, "is not a member of an image version");
        if (seen[i]) return complain(why, value->string, "is there twice");
        seen[i] = true;
        wrong = members[i].read(value, (char *)version + members[i].offset, dataset);
        if (wrong != NULL) return complain(why, value->string, wrong);
    }
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (members[i].required && !seen[i]) return complain(why, members[i].name, "is missing");
    return true;
}

static bool read_versions(struct ep_dataset *dataset, struct ep_image *image, const cJSON *versions,
                          struct ep_text *why)
{
    const cJSON *object;
    size_t i = 0;

    cJSON_ArrayForEach(object, versions)
    {
        struct ep_text wrong = { 0 };
        bool good = read_version(dataset, object, &image->versions[i], &wrong);

        if (!good) ep_text_addf(why, "version at index %zu: %s", i, wrong.data);
        ep_text_free(&wrong);
        if (!good) return false;
        i++;
    }
    return ep_image_sort(image, why);
}

static bool read_image(struct ep_dataset *dataset, const cJSON *object, struct ep_text *why)
{
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(object, "name");
    const cJSON *versions = cJSON_GetObjectItemCaseSensitive(object, "versions");
    struct ep_image *image;

    if (!cJSON_IsString(name) || !ep_image_name_valid(name->valuestring) ||
        strlen(name->valuestring) > 63)
        return complain(why, "name",
                        "must be a string of 1 to 63 letters and digits, with single "
                        "'-' or '.' between them");
    ep_text_addf(why, "('%s'): ", name->valuestring);
    if (!cJSON_IsArray(versions)) return complain(why, "versions", "must be a list");
    if (cJSON_GetArraySize(object) != 2)
        return complain(why, "the image", "has members besides 'name' and 'versions'");
    image = ep_dataset_add_image(dataset, name->valuestring, (size_t)cJSON_GetArraySize(versions),
                                 why);
    return image != NULL && read_versions(dataset, image, versions, why);
}

static bool read_images(struct ep_dataset *dataset, const cJSON *root, struct ep_text *why)
{
    const cJSON *images = cJSON_GetObjectItemCaseSensitive(root, "images");
    const cJSON *object;
    size_t index = 0;

    if (!cJSON_IsArray(images) || cJSON_GetArraySize(root) != 1)
        return complain(why, "the document",
                        "must be an object with the one member 'images', a "
                        "list");
    cJSON_ArrayForEach(object, images)
    {
        struct ep_text wrong = { 0 };
        bool good = read_image(dataset, object, &wrong);

        if (!good) ep_text_addf(why, "image at index %zu %s", index, wrong.data);
        ep_text_free(&wrong);
        if (!good) return false;
        index++;
    }
    return true;
}

/* cJSON stops after the first value; only blanks may follow it. */
static bool only_blanks(const char *at, const char *end)
{
    while (at < end && strchr(" \t\r\n", *at) != NULL && *at != '\0')
        at++;
    return at == end;
}

bool ep_dataset_add_json(struct ep_dataset *dataset, const char *source, const char *json,
                         size_t len, struct ep_text *why)
{
    const char *end = json;
    cJSON *root;
    bool good;

    ep_text_addf(why, "%s: ", source);
    if (!ep_utf8_valid(json, len)) return complain(why, "the document", "is not UTF-8");
    root = cJSON_ParseWithLengthOpts(json, len, &end, 0);
    if (root == NULL || !only_blanks(end, json + len)) {
        ep_text_addf(why, "not JSON from byte %zu on", (size_t)(end - json));
        cJSON_Delete(root);
        return false;
    }
    good = read_images(dataset, root, why);
    cJSON_Delete(root);
    return good;
}

static bool read_file(const char *path, struct ep_text *content)
{
    FILE *file = fopen(path, "rb");
    char chunk[8192];
    size_t got;
    bool good;

    if (file == NULL) return false;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        ep_text_add(content, chunk, got);
    good = ferror(file) == 0;
    (void)fclose(file); /* read only: nothing can be lost */
    return good;
}

bool ep_dataset_add_file(struct ep_dataset *dataset, const char *path, struct ep_text *why)
{
    struct ep_text content = { 0 };
    bool good = read_file(path, &content);

    if (!good)
        ep_text_addf(why, "%s: cannot be read: %s", path, strerror(errno));
    else
        good = ep_dataset_add_json(dataset, path, content.data != NULL ? content.data : "",
                                   content.len, why);
    ep_text_free(&content);
    return good;
}
