/*
 * jmespath_make.c - makes values.
 */
#include <stdarg.h>
#include <stdio.h>

#include "jmespath_node.h"

void *jm_fail(jm *j, const char *format, ...)
{
    va_list list;

    if (j->has_failed) return NULL;
    j->has_failed = 1;
    va_start(list, format);
    (void)vsnprintf(j->message, sizeof(j->message), format,
                    list); /* a truncated message is still useful */
    va_end(list);
    return NULL;
}

static jm_value *make(jm *j, jm_kind kind)
{
    jm_value *value = sgp_arena_alloc(j->arena, sizeof(*value));

    if (value == NULL) return jm_fail(j, "out of memory");
    value->kind = kind;
    return value;
}

const jm_value *jm_null(void)
{
    static const jm_value null = { JM_NULL, 0, 0, 0, 0, 0, { NULL, 0 }, NULL, NULL, 0, NULL };

    return &null;
}

const jm_value *jm_boolean(int is_true)
{
    static const jm_value values[] = {
        { JM_BOOLEAN, 0, 0, 0, 0, 0, { NULL, 0 }, NULL, NULL, 0, NULL },
        { JM_BOOLEAN, 1, 1, 1, 1, 0, { NULL, 0 }, NULL, NULL, 0, NULL },
    };

    return &values[is_true != 0];
}

jm_value *jm_integer(jm *j, int64_t integer)
{
    jm_value *value = make(j, JM_NUMBER);

    if (value == NULL) return NULL;
    value->is_integer = 1;
    value->integer = integer;
    value->number = (double)integer;
    return value;
}

jm_value *jm_number(jm *j, double number)
{
    jm_value *value = make(j, JM_NUMBER);

    if (value != NULL) value->number = number;
    return value;
}

jm_value *jm_string(jm *j, sgp_str text)
{
    jm_value *value = make(j, JM_STRING);

    if (value == NULL) return NULL;
    value->text = text.ptr != NULL ? text : sgp_str_from("");
    return value;
}

jm_value *jm_copied_string(jm *j, sgp_str text)
{
    sgp_str copy;

    if (sgp_arena_copy(j->arena, text.ptr != NULL ? text.ptr : "", text.len, &copy, NULL) != SGP_OK)
        return jm_fail(j, "out of memory");
    return jm_string(j, copy);
}

jm_value *jm_list(jm *j, size_t room)
{
    jm_value *value = make(j, JM_LIST);

    if (value == NULL) return NULL;
    value->items = sgp_arena_alloc(j->arena, (room > 0 ? room : 1) * sizeof(*value->items));
    return value->items != NULL ? value : jm_fail(j, "out of memory");
}

jm_value *jm_object(jm *j, size_t room)
{
    jm_value *value = jm_list(j, room);

    if (value == NULL) return NULL;
    value->kind = JM_OBJECT;
    value->names = sgp_arena_alloc(j->arena, (room > 0 ? room : 1) * sizeof(*value->names));
    return value->names != NULL ? value : jm_fail(j, "out of memory");
}

void jm_append(jm_value *list, const jm_value *item)
{
    list->items[list->count++] = item;
}

void jm_set(jm_value *object, sgp_str name, const jm_value *value)
{
    size_t i = 0;

    while (i < object->count && !sgp_str_equal(object->names[i], name))
        i++;
    object->names[i] = name;
    object->items[i] = value;
    if (i == object->count) object->count++;
}

const jm_value *jm_member(const jm_value *object, sgp_str name)
{
    for (size_t i = 0; i < object->count; i++)
        if (sgp_str_equal(object->names[i], name)) return object->items[i];
    return NULL;
}
