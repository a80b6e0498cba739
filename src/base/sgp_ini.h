/*
 * sgp_ini.h - parser of AWS's config and credentials files. It follows Python's
 * RawConfigParser and botocore/configloader.py.
 */
#ifndef SGP_BASE_INI_H
#define SGP_BASE_INI_H

#include "sagepager/base.h"

typedef struct sgp__ini_entry {
    struct sgp__ini_entry *next;
    sgp_str key;   /* in lower case */
    sgp_str value; /* several lines are joined by '\n' */
    size_t line_number;
} sgp__ini_entry;

typedef struct sgp__ini_section {
    struct sgp__ini_section *next; /* in the file's order */
    sgp_str name;                  /* the text between the brackets */
    sgp__ini_entry *entries;
    sgp__ini_entry **entries_end; /* private */
} sgp__ini_section;

typedef struct sgp__ini {
    sgp__ini_section *sections;
    sgp__ini_section defaults; /* [DEFAULT]: every section inherits its settings */
} sgp__ini;

/* Parses a whole file into memory of arena. SGP_ERR_CONFIG names path and line;
 * SGP_ERR_LIMIT (SGP_CONFIG_LINES_MAX), SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__ini_parse(sgp__ini *ini, sgp_str text, const char *path,
                                         sgp_arena *arena, sgp_error *err);

/* Returns the value of key in section, else in [DEFAULT], else absent. section
 * may be NULL; then the value is absent. */
sgp_str sgp__ini_value(const sgp__ini *ini, const sgp__ini_section *section, const char *key);

/* Returns the value of key in a nested block: a value of "key = value" lines.
 * Absent if value is not a nested block or lacks the key. */
sgp_str sgp__ini_nested(sgp_str value, const char *key);

#endif
