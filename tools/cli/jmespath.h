/*
 * jmespath.h - JMESPath expressions over values (jmespath.org specification), as jmespath.py parses
 * them for the AWS CLI's --query.
 *
 * Everything lives in one arena and is immutable once made. A function that fails returns NULL; the
 * first error message stays in the jm.
 */
#ifndef SAGEPAGER_CLI_JMESPATH_H
#define SAGEPAGER_CLI_JMESPATH_H

#include "number_text.h"
#include "sagepager/base.h"

typedef enum jm_kind {
    JM_NULL,
    JM_BOOLEAN,
    JM_NUMBER,
    JM_STRING,
    JM_LIST,
    JM_OBJECT,
    JM_EXPRESSION /* the argument &expression of a function */
} jm_kind;

typedef struct jm_node jm_node;

typedef struct jm_value {
    jm_kind kind;
    int is_true;
    double number;
    int is_integer;  /* Python's int and not its float */
    int64_t integer; /* then its exact value, unless is_big */
    int is_big;      /* an integer beyond 64 bits; text has its digits */
    sgp_str text;
    const struct jm_value **items; /* of a list, or an object's values */
    sgp_str *names;                /* an object's, in their order */
    size_t count;
    const jm_node *expression;
} jm_value;

typedef struct jm {
    sgp_arena *arena;
    int has_failed;
    int is_syntax; /* the expression is invalid, whatever the values */
    char message[512];
} jm;

/* jm_fail: records the first message; returns NULL. */
void *jm_fail(jm *j, const char *format, ...) SGP_PRINTF(2, 3);

/* jm_parse: returns the parsed expression, or NULL. */
const jm_node *jm_parse(jm *j, const char *text);

/* jm_search: evaluates an expression on a value. */
const jm_value *jm_search(jm *j, const jm_node *node, const jm_value *value);

/* --- values --------------------------------------------------------------------------- */

const jm_value *jm_null(void);
const jm_value *jm_boolean(int is_true);
jm_value *jm_integer(jm *j, int64_t integer);
jm_value *jm_number(jm *j, double number);
jm_value *jm_string(jm *j, sgp_str text); /* borrowed */
jm_value *jm_copied_string(jm *j, sgp_str text);

/* Containers with room for `room` elements; jm_append and jm_set fill them. */
jm_value *jm_list(jm *j, size_t room);
jm_value *jm_object(jm *j, size_t room);
void jm_append(jm_value *list, const jm_value *item);
void jm_set(jm_value *object, sgp_str name,
            const jm_value *value); /* replaces a member of that name */

const jm_value *jm_member(const jm_value *object, sgp_str name); /* NULL: none */

/* jm_from_json: parses a JSON text. Returns NULL without a message if it is invalid, and with
 * one if a text in it contains \u0000. */
const jm_value *jm_from_json(jm *j, sgp_str text);

/* jm_is_true: zero for null, false, and an empty text, list or object. */
int jm_is_true(const jm_value *value);

/* jm_python_type: returns the name of the value's type in Python. */
const char *jm_python_type(const jm_value *value);

/* jm_number_text: returns a number as Python prints it, in room or in the value. */
#define JM_NUMBER_BYTES NUMBER_TEXT_BYTES
const char *jm_number_text(const jm_value *number, char room[JM_NUMBER_BYTES]);

/* jm_special_number: returns the word for infinity, minus infinity or NaN of a format, or NULL for
 * other numbers. */
const char *jm_special_number(const jm_value *number, const char *const words[3]);

#endif /* SAGEPAGER_CLI_JMESPATH_H */
