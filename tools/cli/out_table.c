/*
 * out_table.c - the AWS CLI's table output (awscli/formatter.py, TableFormatter): one table of all
 * pages, printed at the end. No other format collects all pages, unless there is a --query.
 */
#include <errno.h>
#include <stdlib.h>

#include "item_member.h"
#include "output.h"
#include "table.h"

typedef struct out_table {
    sgp_arena *arena;
    table_section items;
    unsigned columns; /* members that at least one item has */
    int has_objects;  /* some element is not null */
    sgp_str header[ITEM_MEMBERS];
} out_table;

/* --- collecting ----------------------------------------------------------------------- */

static sgp_status copy(out_table *t, sgp_str text, sgp_str *out)
{
    return sgp_arena_copy(t->arena, text.ptr != NULL ? text.ptr : "", text.len, out, NULL);
}

static sgp_status copy_members(out_table *t, const sgp_image_version *item, time_format times,
                               sgp_str *cells)
{
    char room[ITEM_MEMBER_BYTES];
    sgp_status st = SGP_OK;

    t->has_objects = 1;
    t->columns |= item->present;
    for (size_t i = 0; i < ITEM_MEMBERS && st == SGP_OK; i++)
        if (item->present & item_members[i].bit)
            st = copy(t, item_member_print(item, i, times, room).text, &cells[i]);
    return st;
}

static sgp_status copy_item(out_table *t, const sgp_image_version *item, time_format times)
{
    sgp_str *cells = table_add_row(&t->items, t->arena);

    if (cells == NULL) return SGP_ERR_MEMORY;
    if (item->present & SGP_IMAGE_VERSION_IS_NULL) return copy(t, sgp_str_from("None"), &cells[0]);
    return copy_members(t, item, times, cells);
}

static out_table *table_of(output_state *state)
{
    out_table *t = state->own;

    if (t != NULL) return t;
    t = malloc(sizeof(*t));
    if (t == NULL) return NULL;
    if (sgp_arena_new(&t->arena, NULL, SGP_FULL_RESULT_MEMORY_MAX, NULL) != SGP_OK) {
        free(t);
        return NULL;
    }
    table_section_init(&t->items, sgp_str_from("ImageVersions"), 1);
    t->items.columns = ITEM_MEMBERS;
    t->columns = 0;
    t->has_objects = 0;
    state->own = t;
    return t;
}

static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    out_table *t = table_of(state);
    sgp_status st = t != NULL ? SGP_OK : SGP_ERR_MEMORY;

    if (page->has_items) state->has_list = 1;
    for (size_t i = 0; i < page->count && st == SGP_OK; i++)
        st = copy_item(t, sgp_page_image_version(page, i), state->times);
    if (st != SGP_OK) out->os_error = ENOMEM;
}

/* --- printing ------------------------------------------------------------------------- */

/* Removes the cells of members that no item has. */
static void close_ranks(const out_table *t, sgp_str *cells)
{
    size_t to = 0;

    for (size_t i = 0; i < ITEM_MEMBERS; i++)
        if (t->columns & item_members[i].bit) cells[to++] = cells[i];
}

/* If all elements are null, they form one column without a header. */
static void finish_items(out_table *t)
{
    table_section *s = &t->items;

    s->columns = t->has_objects ? 0 : 1;
    for (size_t i = 0; i < ITEM_MEMBERS; i++) {
        t->header[i] = sgp_str_from(item_members[i].name);
        s->columns += (t->columns & item_members[i].bit) != 0;
    }
    if (!t->has_objects) return;
    close_ranks(t, t->header);
    if (s->columns > 0) s->header = t->header;
    for (table_row *row = s->rows; row != NULL; row = row->next)
        close_ranks(t, row->cells);
}

static int print(sink *out, out_table *t, sgp_str token, int is_coloured)
{
    table_section sections[2];
    sgp_str *cells = NULL;
    size_t count = t->items.rows != NULL ? 2 : 1;

    table_section_init(&sections[0], sgp_str_from("ListImageVersions"), 0);
    if (token.ptr != NULL) {
        sections[0].columns = 2;
        cells = table_add_row(&sections[0], t->arena);
        if (cells == NULL) return 0;
        cells[0] = sgp_str_from("NextToken");
        cells[1] = token;
    }
    finish_items(t);
    sections[1] = t->items;
    return table_print(out, sections, count, is_coloured, t->arena);
}

static void put_end(sink *out, output_state *state, sgp_str token)
{
    out_table *t = table_of(state);

    if (t == NULL) out->os_error = ENOMEM;
    if (t != NULL && (state->has_list || token.ptr != NULL) &&
        !print(out, t, token, state->is_coloured))
        out->os_error = ENOMEM;
    if (t != NULL) sgp_arena_free(t->arena);
    free(t);
    state->own = NULL;
}

const output_format output_table = { "table", 1, put_page, put_end };
