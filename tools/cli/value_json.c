/*
 * value_json.c - prints a value as the AWS CLI prints JSON: Python's json.dumps(indent=4,
 * ensure_ascii=False).
 */
#include "value_print.h"

#include "json_text.h"

static void put_line(sink *out, size_t depth)
{
    sink_puts(out, "\n");
    for (size_t i = 0; i < depth; i++)
        sink_puts(out, "    ");
}

static void put_value(sink *out, const jm_value *value, size_t depth);

static void put_container(sink *out, const jm_value *value, size_t depth)
{
    int is_object = value->kind == JM_OBJECT;

    sink_puts(out, is_object ? "{" : "[");
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0) sink_puts(out, ",");
        put_line(out, depth + 1);
        if (is_object) {
            json_text_put(out, value->names[i]);
            sink_puts(out, ": ");
        }
        put_value(out, value->items[i], depth + 1);
    }
    if (value->count > 0) put_line(out, depth);
    sink_puts(out, is_object ? "}" : "]");
}

static void put_value(sink *out, const jm_value *value, size_t depth)
{
    char number[JM_NUMBER_BYTES];

    switch (value->kind) {
    case JM_BOOLEAN:
        sink_puts(out, value->is_true ? "true" : "false");
        break;
    case JM_NUMBER:
        sink_puts(out, jm_number_text(value, number));
        break;
    case JM_STRING:
        json_text_put(out, value->text);
        break;
    case JM_LIST:
    case JM_OBJECT:
        put_container(out, value, depth);
        break;
    default:
        sink_puts(out, "null");
    }
}

void value_put_json(sink *out, const jm_value *value)
{
    put_value(out, value, 0);
}
