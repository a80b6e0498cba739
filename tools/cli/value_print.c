/*
 * value_print.c - shared by the formats that print values.
 */
#include "value_print.h"

#include <stdlib.h>
#include <string.h>

int value_is_scalar(const jm_value *value)
{
    return value->kind != JM_LIST && value->kind != JM_OBJECT;
}

sgp_str value_python_text(const jm_value *value, char room[JM_NUMBER_BYTES])
{
    static const char *const special[] = { "inf", "-inf", "nan" };
    const char *word = NULL;

    switch (value->kind) {
    case JM_STRING:
        return value->text;
    case JM_NUMBER:
        word = jm_special_number(value, special);
        return sgp_str_from(word != NULL ? word : jm_number_text(value, room));
    case JM_BOOLEAN:
        return sgp_str_from(value->is_true ? "True" : "False");
    default:
        return sgp_str_from("None");
    }
}

static int by_bytes(const void *one, const void *other)
{
    const sgp_str *a = one;
    const sgp_str *b = other;
    int difference = memcmp(a->ptr, b->ptr, a->len < b->len ? a->len : b->len);

    return difference != 0 ? difference : (a->len > b->len) - (a->len < b->len);
}

const sgp_str *value_sorted_names(const jm_value *object, sgp_arena *arena)
{
    sgp_str *names = sgp_arena_alloc(arena, (object->count + 1) * sizeof(*names));

    if (names == NULL) return NULL;
    if (object->count > 0) memcpy(names, object->names, object->count * sizeof(*names));
    qsort(names, object->count, sizeof(*names), by_bytes);
    return names;
}

static int holds(const sgp_str *names, size_t count, sgp_str name)
{
    for (size_t i = 0; i < count; i++)
        if (sgp_str_equal(names[i], name)) return 1;
    return 0;
}

const sgp_str *value_group_names(const jm_value *list, int is_scalar, sgp_arena *arena,
                                 size_t *count)
{
    size_t room = 1;
    sgp_str *names = NULL;

    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->kind == JM_OBJECT) room += list->items[i]->count;
    names = sgp_arena_alloc(arena, room * sizeof(*names));
    *count = 0;
    for (size_t i = 0; names != NULL && i < list->count; i++) {
        const jm_value *item = list->items[i];
        for (size_t k = 0; item->kind == JM_OBJECT && k < item->count; k++)
            if (value_is_scalar(item->items[k]) == is_scalar &&
                !holds(names, *count, item->names[k]))
                names[(*count)++] = item->names[k];
    }
    if (names != NULL) qsort(names, *count, sizeof(*names), by_bytes);
    return names;
}
