/*
 * value_table.c - prints a value as a table (awscli/formatter.py, TableFormatter).
 */
#include <errno.h>

#include "table.h"
#include "value_print.h"

#define SECTIONS_MAX 4096

typedef struct builder {
    sgp_arena *arena;
    table_section *sections;
    size_t count;
    int is_wrong; /* rows of different lengths in one section, or too many sections */
} builder;

static int build(builder *b, sgp_str title, const jm_value *value, size_t indent);

/* Returns NULL if there is no room. */
static table_section *new_section(builder *b, sgp_str title, size_t indent)
{
    if (b->count == SECTIONS_MAX) {
        b->is_wrong = 1;
        return NULL;
    }
    table_section_init(&b->sections[b->count], title, indent);
    return &b->sections[b->count++];
}

static table_section *last_section(builder *b)
{
    return &b->sections[b->count - 1];
}

/* Appends a row of `columns` cells; the first row or the header sets the number for its section. */
static sgp_str *new_row(builder *b, size_t columns)
{
    table_section *s = last_section(b);
    sgp_str *cells = NULL;

    if (s->row_count == 0 && s->header == NULL) s->columns = columns;
    if (s->columns == columns) cells = table_add_row(s, b->arena);
    b->is_wrong = b->is_wrong || s->columns != columns;
    return cells;
}

static int set_cell(builder *b, sgp_str *cell, const jm_value *value)
{
    char room[JM_NUMBER_BYTES];
    sgp_str text = value != NULL ? value_python_text(value, room) : sgp_str_from("");

    return sgp_arena_copy(b->arena, text.ptr, text.len, cell, NULL) == SGP_OK;
}

static void set_header(builder *b, const sgp_str *names, size_t count)
{
    table_section *s = last_section(b);

    s->columns = count;
    s->header = count > 0 ? names : NULL;
}

static int add_object_row(builder *b, const jm_value *object, const sgp_str *names, size_t count)
{
    sgp_str *cells = new_row(b, count);

    for (size_t i = 0; cells != NULL && i < count; i++) {
        const jm_value *value = jm_member(object, names[i]);
        if (value != NULL && !value_is_scalar(value)) value = NULL;
        if (!set_cell(b, &cells[i], value)) return 0;
    }
    return cells != NULL;
}

/* --- objects -------------------------------------------------------------------------- */

static int build_members(builder *b, const jm_value *object, const sgp_str *names, size_t count,
                         size_t indent)
{
    for (size_t i = 0; i < count; i++) {
        const jm_value *value = jm_member(object, names[i]);
        if (value != NULL && jm_is_true(value) && !build(b, names[i], value, indent + 1)) return 0;
    }
    return 1;
}

static int build_object(builder *b, const jm_value *object, size_t indent)
{
    const jm_value *one[1] = { object };
    jm_value alone = *jm_null();
    size_t count = 0;
    size_t more = 0;
    const sgp_str *names = NULL;
    const sgp_str *others = NULL;
    sgp_str *cells = NULL;

    alone.items = one;
    alone.count = 1;
    names = value_group_names(&alone, 1, b->arena, &count);
    others = value_group_names(&alone, 0, b->arena, &more);
    if (names == NULL || others == NULL) return 0;
    if (count == 1) {
        cells = new_row(b, 2);
        if (cells == NULL || !set_cell(b, &cells[1], jm_member(object, names[0]))) return 0;
        cells[0] = names[0];
    } else if (count > 1) {
        set_header(b, names, count);
        if (!add_object_row(b, object, names, count)) return 0;
    }
    return build_members(b, object, others, more, indent);
}

/* --- lists ---------------------------------------------------------------------------- */

/* If objects contain more than scalars, each one gets a section of its own. */
static int build_objects(builder *b, sgp_str title, const jm_value *list, size_t indent)
{
    size_t count = 0;
    size_t more = 0;
    const sgp_str *names = value_group_names(list, 1, b->arena, &count);
    const sgp_str *others = value_group_names(list, 0, b->arena, &more);

    if (names == NULL || others == NULL) return 0;
    set_header(b, names, count);
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && more > 0) {
            if (new_section(b, title, indent) == NULL) return 0;
            set_header(b, names, count);
        }
        if (!add_object_row(b, list->items[i], names, count) ||
            !build_members(b, list->items[i], others, more, indent))
            return 0;
    }
    return 1;
}

static int are_scalars(const jm_value *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!value_is_scalar(list->items[i])) return 0;
    return list->kind == JM_LIST;
}

static int add_list_row(builder *b, const jm_value *const *items, size_t count)
{
    sgp_str *cells = new_row(b, count);

    for (size_t i = 0; cells != NULL && i < count; i++)
        if (!set_cell(b, &cells[i], items[i])) return 0;
    return cells != NULL;
}

/* For an object among scalars Python iterates over its names. */
static int add_names_row(builder *b, const jm_value *object)
{
    sgp_str *cells = new_row(b, object->count);

    for (size_t i = 0; cells != NULL && i < object->count; i++)
        cells[i] = object->names[i];
    return cells != NULL;
}

static int build_list(builder *b, sgp_str title, const jm_value *list, size_t indent)
{
    if (list->items[0]->kind == JM_OBJECT) return build_objects(b, title, list, indent);
    for (size_t i = 0; i < list->count; i++) {
        const jm_value *item = list->items[i];
        int is_done = 0;
        if (value_is_scalar(item))
            is_done = add_list_row(b, &list->items[i], 1);
        else if (item->kind == JM_OBJECT)
            is_done = add_names_row(b, item);
        else if (are_scalars(item))
            is_done = add_list_row(b, item->items, item->count);
        else
            is_done = build(b, sgp_str_from(NULL), item, 0);
        if (!is_done) return 0;
    }
    return 1;
}

/* Without a title the value belongs to the previous section. */
static int build(builder *b, sgp_str title, const jm_value *value, size_t indent)
{
    if (!jm_is_true(value)) return 1;
    if (title.ptr != NULL && new_section(b, title, indent) == NULL) return 0;
    if (value->kind == JM_LIST) return build_list(b, title, value, indent);
    if (value->kind == JM_OBJECT) return build_object(b, value, indent);
    return 1;
}

void value_put_table(sink *out, const char *title, const jm_value *value, int is_coloured,
                     sgp_arena *arena)
{
    builder b = { arena, NULL, 0, 0 };

    if (!jm_is_true(value) ||
        (value->kind == JM_NUMBER && !(value->number < 0) && !(value->number > 0)))
        return;
    b.sections = sgp_arena_alloc(arena, SECTIONS_MAX * sizeof(*b.sections));
    if (b.sections != NULL && build(&b, sgp_str_from(title), value, 0) &&
        table_print(out, b.sections, b.count, is_coloured, arena))
        return;
    if (out->os_error == 0) out->os_error = b.is_wrong ? EINVAL : ENOMEM;
}
