/*
 * value_yaml.c - prints a value in the AWS CLI's yaml format: a single scalar as JSON, the rest
 * with libyaml (awscli/formatter.py, YAMLDumper).
 */
#include <errno.h>

#include "value_print.h"
#include "yaml_writer.h"

static void put(yaml_writer *y, const jm_value *value, sink *out, sgp_arena *arena);

static void put_object(yaml_writer *y, const jm_value *object, sink *out, sgp_arena *arena)
{
    const sgp_str *names = value_sorted_names(object, arena);

    if (names == NULL) out->os_error = ENOMEM;
    yaml_start_mapping(y);
    for (size_t i = 0; names != NULL && i < object->count; i++) {
        yaml_put_text(y, names[i]);
        put(y, jm_member(object, names[i]), out, arena);
    }
    yaml_end_mapping(y);
}

static void put_list(yaml_writer *y, const jm_value *list, sink *out, sgp_arena *arena)
{
    yaml_start_list(y);
    for (size_t i = 0; i < list->count; i++)
        put(y, list->items[i], out, arena);
    yaml_end_list(y);
}

static void put(yaml_writer *y, const jm_value *value, sink *out, sgp_arena *arena)
{
    static const char *const special[] = { ".inf", "-.inf", ".nan" };
    const char *word = NULL;
    char room[JM_NUMBER_BYTES];

    switch (value->kind) {
    case JM_STRING:
        yaml_put_text(y, value->text);
        break;
    case JM_NUMBER:
        word = jm_special_number(value, special);
        yaml_put_bare(y, word != NULL ? word : jm_number_text(value, room));
        break;
    case JM_BOOLEAN:
        yaml_put_bare(y, value->is_true ? "true" : "false");
        break;
    case JM_LIST:
        put_list(y, value, out, arena);
        break;
    case JM_OBJECT:
        put_object(y, value, out, arena);
        break;
    default:
        yaml_put_bare(y, "null");
    }
}

void value_put_yaml(sink *out, const jm_value *value, sgp_arena *arena)
{
    yaml_writer *y = NULL;

    if (value_is_scalar(value)) {
        value_put_json(out, value);
        sink_puts(out, "\n");
        return;
    }
    y = yaml_begin(out);
    if (y == NULL) return;
    put(y, value, out, arena);
    yaml_finish(y);
}
