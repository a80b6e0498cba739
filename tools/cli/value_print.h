/*
 * value_print.h - prints the values that --query returns in each output format
 * (awscli/formatter.py, text.py).
 */
#ifndef SAGEPAGER_CLI_VALUE_PRINT_H
#define SAGEPAGER_CLI_VALUE_PRINT_H

#include "jmespath.h"
#include "sink.h"

/* Prints no newline at the end. */
void value_put_json(sink *out, const jm_value *value);

/* These take memory from arena; a failure is recorded in the sink. */
void value_put_text(sink *out, const jm_value *value, sgp_arena *arena);
void value_put_yaml(sink *out, const jm_value *value, sgp_arena *arena);
void value_put_table(sink *out, const char *title, const jm_value *value, int is_coloured,
                     sgp_arena *arena);

/* value_python_text: returns a scalar as Python's str() does. `room` may hold the text. */
sgp_str value_python_text(const jm_value *value, char room[JM_NUMBER_BYTES]);

int value_is_scalar(const jm_value *value);

/* value_sorted_names: returns an object's names in order, or NULL without memory. */
const sgp_str *value_sorted_names(const jm_value *object, sgp_arena *arena);

/* value_group_names: returns, in order, the names under which at least one object of the list
 * has a scalar (is_scalar zero: something else). Elements that are not objects are ignored. */
const sgp_str *value_group_names(const jm_value *list, int is_scalar, sgp_arena *arena,
                                 size_t *count);

#endif /* SAGEPAGER_CLI_VALUE_PRINT_H */
