/*
 * oracle_json.h - exact JSON values on cJSON, for the oracle of fuzz_page.
 */
#ifndef SGP_TEST_ORACLE_JSON_H
#define SGP_TEST_ORACLE_JSON_H

#include "sagepager/base.h"

#include <cjson/cJSON.h>

typedef enum oracle_type {
    ORACLE_NULL,
    ORACLE_BOOL,
    ORACLE_NUMBER,
    ORACLE_STRING,
    ORACLE_LIST,
    ORACLE_OBJECT
} oracle_type;

/* Parses text to a tree, to be freed with cJSON_Delete. SGP_ERR_RESPONSE "byte
 * 12: expected ':'" if it is not strict JSON, SGP_ERR_MEMORY. */
sgp_status oracle_parse(cJSON **out, sgp_str text, sgp_error *err);

oracle_type oracle_type_of(const cJSON *value);

/* "a string", "null", ... for messages. */
const char *oracle_type_name(const cJSON *value);

/* The last member of that name, or NULL. */
const cJSON *oracle_member(const cJSON *object, const char *name);

/* A number as it is written. Lives as long as the tree. */
sgp_str oracle_number(const cJSON *number);

/* Copies the text of a string to the arena. It may contain NULs. */
sgp_status oracle_text(const cJSON *string, sgp_arena *arena, sgp_str *out, sgp_error *err);

#endif
