/*
 * json_file.h - reads a test data file, whole or as JSON. For tests only: it asserts.
 */
#ifndef SGP_TEST_JSON_FILE_H
#define SGP_TEST_JSON_FILE_H

#include "test.h"

#include <stdlib.h>

#include <cjson/cJSON.h>

/* NUL-terminated, to be freed; *len without the NUL. */
static inline char *file_read(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;

    if (!file) fail_msg("cannot open %s", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    text = malloc((size_t)size + 1);
    assert_non_null(text);
    *len = fread(text, 1, (size_t)size, file);
    assert_int_equal(*len, size);
    text[*len] = '\0';
    fclose(file);
    return text;
}

static inline cJSON *json_file_read(const char *path)
{
    size_t len;
    char *text = file_read(path, &len);
    cJSON *json = cJSON_ParseWithLength(text, len);

    if (!json) fail_msg("%s is not JSON", path);
    free(text);
    return json;
}

/* A string member, or NULL. */
static inline const char *json_text(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

#endif
