/*
 * sgp_json_value.h - values of a JSON text that is read more than once: members by
 * name, texts, integers.
 *
 * A value is a view into its text, which must outlive it. Lookups scan the text
 * again, so nothing is allocated; use sgp_json_pull.h for long texts.
 */
#ifndef SGP_CODEC_JSON_VALUE_H
#define SGP_CODEC_JSON_VALUE_H

#include "sgp_json_pull.h"

typedef struct sgp__json_value {
    sgp__json_token type; /* SGP__TOKEN_END: there is no value */
    sgp_str text;         /* of a string the bytes between its quotes, else the whole value */
    int has_escapes;      /* of a string: in text */
    int is_integer;       /* of a number: no fraction, no exponent (Python's int, not its float) */
} sgp__json_value;

/* Checks a text and stores its value in *out. Returns zero if it is not JSON;
 * then there is no value. */
int sgp__json_parse(sgp_str text, sgp__json_value *out);

/* Returns the value of the member `name`, compared case-sensitively. If several
 * have that name, the last one counts, as in Python's json.loads. Returns no
 * value if the member is missing or `object` is not an object. */
sgp__json_value sgp__json_member(sgp__json_value object, sgp_str name);

/* Starts an iteration over the members of an object. */
void sgp__json_open(sgp__json_pull *members, sgp__json_value object);

/* Stores the next member in *name and *value. Returns zero after the last
 * one. */
int sgp__json_next_member(sgp__json_pull *members, sgp__json_value *name, sgp__json_value *value);

/* Zero for null and for a value that does not exist. */
int sgp__json_has_value(const sgp__json_value *value);

/* Non-zero for an object or list without content. */
int sgp__json_is_empty(sgp__json_value container);

int sgp__json_is_true(sgp__json_value value);

/* Stores the value of a decimal integer. Returns zero if its magnitude is above INT64_MAX. */
int sgp__json_integer(sgp_str digits, int64_t *out);

/* Copies a view to the arena, without its escapes. The copy may contain NULs.
 * SGP_ERR_MEMORY, SGP_ERR_LIMIT. */
SGP_MUST_CHECK sgp_status sgp__json_copy(sgp_str view, int has_escapes, sgp_arena *arena,
                                         sgp_str *out, sgp_error *err);

#endif
