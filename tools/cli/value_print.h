/*
 * value_print.h - any value, as --query makes them, in each output format
 * (awscli/formatter.py, text.py).
 */
#ifndef SAGEPAGER_CLI_VALUE_PRINT_H
#define SAGEPAGER_CLI_VALUE_PRINT_H

#include "jmespath.h"
#include "sink.h"

/* Without the newline at the end. */
void value_put_json(sink *out, const jm_value *value);

void value_put_text(sink *out, const jm_value *value);

/* A failure is the sink's. */
void value_put_yaml(sink *out, const jm_value *value);
void value_put_table(sink *out, const jm_value *value, int is_coloured, sgp_arena *arena);

/* value_python_text: a scalar as Python's str() has it. room may hold the text. */
sgp_str value_python_text(const jm_value *value, char room[JM_NUMBER_BYTES]);

int value_is_scalar(const jm_value *value);

/* value_sorted_names: an object's names in order; NULL when there is no memory. */
const sgp_str *value_sorted_names(const jm_value *object, sgp_arena *arena);

/* value_scalar_names: names under which any of a list's objects has a scalar (or, is_scalar zero,
 * something else), in order; the others of the list do not count. */
const sgp_str *value_group_names(const jm_value *list, int is_scalar, sgp_arena *arena,
                                 size_t *count);

#endif /* SAGEPAGER_CLI_VALUE_PRINT_H */
