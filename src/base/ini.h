/*
 * ini.h - the text of AWS's config and credentials files, read as Python's RawConfigParser and
 * botocore/configloader.py read it.
 */
#ifndef SGP_BASE_INI_H
#define SGP_BASE_INI_H

#include "sagepager/base.h"

typedef struct sgp__ini_entry {
    struct sgp__ini_entry *next;
    sgp_str key;   /* in small letters */
    sgp_str value; /* several lines are joined by '\n' */
    size_t line_number;
} sgp__ini_entry;

typedef struct sgp__ini_section {
    struct sgp__ini_section *next; /* in the file's order */
    sgp_str name;                  /* what stands between the brackets */
    sgp__ini_entry *entries;
    sgp__ini_entry **entries_end; /* private */
} sgp__ini_section;

typedef struct sgp__ini {
    sgp__ini_section *sections;
    sgp__ini_section defaults; /* [DEFAULT]: every section has these too */
} sgp__ini;

/*
 * Reads text, the whole of a file, into memory of arena. SGP_ERR_CONFIG "Unable to parse config
 * file: PATH (line N: why)"; SGP_ERR_LIMIT past SGP_CONFIG_LINES_MAX; SGP_ERR_MEMORY.
 */
SGP_MUST_CHECK sgp_status sgp__ini_parse(sgp__ini *ini, sgp_str text, const char *path,
                                         sgp_arena *arena, sgp_error *err);

/* The value of key in section (NULL: in none), or of [DEFAULT]; absent when there is none. */
sgp_str sgp__ini_value(const sgp__ini *ini, const sgp__ini_section *section, const char *key);

/* The value of "key = value" lines that are themselves a value; absent when there is none. */
sgp_str sgp__ini_nested(sgp_str value, const char *key);

#endif
