/*
 * jmespath_node.h - the parsed expression: jmespath_parse.c makes it, jmespath_search.c walks it.
 */
#ifndef SAGEPAGER_CLI_JMESPATH_NODE_H
#define SAGEPAGER_CLI_JMESPATH_NODE_H

#include "jmespath.h"

typedef enum jm_op {
    JM_CURRENT,
    JM_FIELD,          /* text */
    JM_LITERAL,        /* value */
    JM_SUB,            /* right of left */
    JM_INDEX,          /* number[0] */
    JM_SLICE,          /* number[0..2], has_number */
    JM_PROJECT,        /* right of each element of left */
    JM_PROJECT_VALUES, /* of each value */
    JM_FILTER,         /* of each element for which third holds */
    JM_FLATTEN,        /* left */
    JM_OR,
    JM_AND,
    JM_NOT,       /* left */
    JM_COMPARE,   /* text is the operator */
    JM_LIST_OF,   /* nodes */
    JM_OBJECT_OF, /* nodes under names */
    JM_CALL,      /* function text of nodes */
    JM_REFERENCE  /* &left */
} jm_op;

struct jm_node {
    jm_op op;
    sgp_str text;
    const jm_node *left, *right, *third;
    const jm_value *value;
    int64_t number[3];
    int has_number[3];
    const jm_node **nodes;
    sgp_str *names;
    size_t count;
};

/* Evaluates an expression, as jm_search does. */
typedef const jm_value *jm_evaluator(jm *j, const jm_node *node, const jm_value *value);

/* jm_call: calls a function with `count` evaluated arguments (jmespath_functions.c). It evaluates
 * arguments that are expressions (&name) with `evaluate`. */
const jm_value *jm_call(jm *j, sgp_str name, const jm_value **at, size_t count,
                        jm_evaluator *evaluate);

/* jm_equal: compares deeply, as Python's ==: in lists and objects true equals 1, and 1.0 too. */
int jm_equal(const jm_value *a, const jm_value *b);

/* jm_compare_texts: orders two texts by code point: negative, 0 or positive. */
int jm_compare_texts(const jm_value *a, const jm_value *b);

/* --- numbers (jmespath_number.c) ------------------------------------------------------ */

/* jm_parse_number: returns the number that a JSON text is, or NULL without a message. */
const jm_value *jm_parse_number(jm *j, sgp_str text);

/* jm_parse_integer: returns the integer that a sign and digits are, as Python's int(), or NULL
 * without a message. */
const jm_value *jm_parse_integer(jm *j, const char *text);

/* jm_whole_number: converts a whole double to an integer. Infinity and NaN fail as in Python. */
const jm_value *jm_whole_number(jm *j, double number);

/* jm_compare_numbers: orders two numbers exactly: negative, 0, positive, or JM_UNORDERED for a
 * NaN. */
#define JM_UNORDERED 99
int jm_compare_numbers(const jm_value *a, const jm_value *b);

/* jm_to_json: returns compact JSON, as Python's json.dumps(separators=(',', ':')). */
const jm_value *jm_to_json(jm *j, const jm_value *value);

#endif /* SAGEPAGER_CLI_JMESPATH_NODE_H */
