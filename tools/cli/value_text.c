/*
 * value_text.c - prints a value in the AWS CLI's text format (awscli/text.py).
 */
#include <errno.h>
#include <string.h>

#include "value_print.h"

typedef struct text_writer {
    sink *out;
    sgp_arena *arena;
} text_writer;

static void put(text_writer *w, const jm_value *value, sgp_str label, const sgp_str *columns,
                size_t column_count);

/* A letter at a time; the bytes between them are whole characters. */
static void put_label(sink *out, sgp_str label)
{
    size_t from = 0;

    for (size_t i = 0; i < label.len; i++) {
        char c = label.ptr[i];
        if (c < 'a' || c > 'z') continue;
        c = (char)(c - 'a' + 'A');
        sink_put(out, label.ptr + from, i - from);
        sink_put(out, &c, 1);
        from = i + 1;
    }
    sink_put(out, label.ptr + from, label.len - from);
}

static void put_scalar(sink *out, const jm_value *value)
{
    char room[JM_NUMBER_BYTES];
    sgp_str text = value_python_text(value, room);

    sink_put(out, text.ptr, text.len);
}

/* --- lists ---------------------------------------------------------------------------- */

static int has_kind(const jm_value *list, jm_kind kind)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind == kind) return 1;
    return 0;
}

/* With a label each scalar has a line of its own; without one they share a line. */
static void put_scalars(text_writer *w, const jm_value *list, sgp_str label)
{
    int has_any = 0;

    for (size_t i = 0; i < list->count; i++) {
        if (!value_is_scalar(list->items[i])) continue;
        if (label.ptr != NULL) {
            put_label(w->out, label);
            sink_puts(w->out, "\t");
        } else if (has_any) {
            sink_puts(w->out, "\t");
        }
        put_scalar(w->out, list->items[i]);
        if (label.ptr != NULL) sink_puts(w->out, "\n");
        has_any = 1;
    }
    if (has_any && label.ptr == NULL) sink_puts(w->out, "\n");
}

static void put_objects(text_writer *w, const jm_value *list, sgp_str label)
{
    size_t count = 0;
    const sgp_str *columns = value_group_names(list, 1, w->arena, &count);

    if (columns == NULL) w->out->os_error = ENOMEM;
    for (size_t i = 0; columns != NULL && i < list->count; i++)
        put(w, list->items[i], label, columns, count);
}

static void put_list(text_writer *w, const jm_value *list, sgp_str label)
{
    if (has_kind(list, JM_OBJECT)) {
        put_objects(w, list, label);
        return;
    }
    put_scalars(w, list, label);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind == JM_LIST) put(w, list->items[i], label, NULL, 0);
}

/* --- objects -------------------------------------------------------------------------- */

static void put_fields(text_writer *w, const jm_value *object, sgp_str label,
                       const sgp_str *columns, size_t count)
{
    int has_any = label.ptr != NULL;

    if (has_any) put_label(w->out, label);
    for (size_t i = 0; i < count; i++) {
        const jm_value *value = jm_member(object, columns[i]);
        if (has_any) sink_puts(w->out, "\t");
        if (value != NULL && value_is_scalar(value)) put_scalar(w->out, value);
        has_any = 1;
    }
    sink_puts(w->out, "\n");
}

/* If the list gives no columns, an object's own scalars are the columns. */
static void put_object(text_writer *w, const jm_value *object, sgp_str label,
                       const sgp_str *columns, size_t count)
{
    const sgp_str *names = value_sorted_names(object, w->arena);
    const jm_value *one[1] = { object };
    jm_value alone = *jm_null();

    alone.kind = JM_LIST;
    alone.items = one;
    alone.count = 1;
    if (columns == NULL) columns = value_group_names(&alone, 1, w->arena, &count);
    if (names == NULL || columns == NULL) {
        w->out->os_error = ENOMEM;
        return;
    }
    if (count > 0) put_fields(w, object, label, columns, count);
    for (size_t i = 0; i < object->count; i++) {
        const jm_value *value = jm_member(object, names[i]);
        if (!value_is_scalar(value)) put(w, value, names[i], NULL, 0);
    }
}

static void put(text_writer *w, const jm_value *value, sgp_str label, const sgp_str *columns,
                size_t column_count)
{
    if (value->kind == JM_LIST) {
        put_list(w, value, label);
    } else if (value->kind == JM_OBJECT) {
        put_object(w, value, label, columns, column_count);
    } else {
        put_scalar(w->out, value);
        sink_puts(w->out, "\n");
    }
}

void value_put_text(sink *out, const jm_value *value, sgp_arena *arena)
{
    text_writer w = { out, arena };

    put(&w, value, sgp_str_from(NULL), NULL, 0);
}
