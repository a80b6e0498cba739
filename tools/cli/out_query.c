/*
 * out_query.c - turns the result into values, applies the query and prints what it returns; see
 * out_query.h.
 */
#include "out_query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "item_member.h"
#include "value_print.h"

/* An item of the listing; all are collected until the end. */
typedef struct collected_item {
    struct collected_item *next;
    const jm_value *value;
} collected_item;

typedef struct out_query {
    const output_format *inner;
    sgp_arena *expression; /* holds the parsed query and the collected items */
    sgp_arena *page;       /* of one page, where pages are printed one by one */
    jm j;
    const jm_node *query;
    collected_item *items;
    collected_item **items_end;
    size_t count;
} out_query;

/* --- values --------------------------------------------------------------------------- */

static const jm_value *member_value(jm *j, printed_member member)
{
    if (!member.is_number) return jm_copied_string(j, member.text);
    if (strpbrk(member.text.ptr, ".e") != NULL) return jm_number(j, strtod(member.text.ptr, NULL));
    return jm_integer(j, strtoll(member.text.ptr, NULL, 10));
}

static const jm_value *item_value(jm *j, const sgp_image_version *item, time_format times)
{
    jm_value *object = NULL;
    char room[ITEM_MEMBER_BYTES];

    if (item->present & SGP_IMAGE_VERSION_IS_NULL) return jm_null();
    object = jm_object(j, ITEM_MEMBERS);
    for (size_t i = 0; object != NULL && i < ITEM_MEMBERS; i++) {
        const jm_value *value = NULL;
        if (!(item->present & item_members[i].bit)) continue;
        value = member_value(j, item_member_print(item, i, times, room));
        if (value == NULL) return NULL;
        jm_set(object, sgp_str_from(item_members[i].name), value);
    }
    return object;
}

static const jm_value *list_of(jm *j, const sgp_page *page, time_format times)
{
    jm_value *list = jm_list(j, page->count);

    for (size_t i = 0; list != NULL && i < page->count; i++) {
        const jm_value *value = item_value(j, sgp_page_image_version(page, i), times);
        if (value == NULL) return NULL;
        jm_append(list, value);
    }
    return list;
}

/* Returns an object with one member, or NULL. */
static const jm_value *wrap(jm *j, const char *name, const jm_value *value)
{
    jm_value *object = value != NULL ? jm_object(j, 2) : NULL;

    if (object != NULL) jm_set(object, sgp_str_from(name), value);
    return object;
}

/* --- printing ------------------------------------------------------------------------- */

static void fail(out_query *q, output_state *state)
{
    if (state->failure[0] == '\0')
        (void)snprintf(state->failure, sizeof(state->failure), "%s", q->j.message);
}

/* The stream is one list, so each part is a list of one. */
static void put_stream_part(out_query *q, sink *out, const jm_value *value)
{
    jm_value *list = jm_list(&q->j, 1);

    if (list == NULL) return;
    jm_append(list, value);
    value_put_yaml(out, list, q->j.arena);
}

static void print(out_query *q, sink *out, output_state *state, const jm_value *whole)
{
    const jm_value *value = whole != NULL ? jm_search(&q->j, q->query, whole) : NULL;
    int is_empty = value != NULL && value->kind == JM_OBJECT && value->count == 0;

    if (value == NULL) {
        fail(q, state);
        return;
    }
    if (q->inner == &output_text) {
        value_put_text(out, value, q->j.arena);
    } else if (q->inner == &output_table) {
        value_put_table(out, "ListImageVersions", value, state->is_coloured, q->j.arena);
    } else if (q->inner == &output_yaml_stream) {
        put_stream_part(q, out, value);
    } else if (q->inner == &output_yaml && !is_empty) {
        value_put_yaml(out, value, q->j.arena);
    } else if (q->inner == &output_json && !is_empty) {
        value_put_json(out, value);
        sink_puts(out, "\n");
    }
}

/* --- page by page --------------------------------------------------------------------- */

static void put_single_page(out_query *q, sink *out, output_state *state, const sgp_page *page)
{
    int is_text = q->inner == &output_text;
    const jm_value *list = NULL;
    jm_value *whole = NULL;

    q->j.arena = q->page;
    list = page->has_items ? list_of(&q->j, page, state->times) : jm_null();
    whole = list != NULL ? jm_object(&q->j, 2) : NULL;
    if (whole != NULL && (page->has_items || (is_text && !state->is_raw)))
        jm_set(whole, sgp_str_from("ImageVersions"), list);
    if (whole != NULL && (state->is_raw || !is_text) && page->next_token.ptr != NULL)
        jm_set(whole, sgp_str_from("NextToken"), jm_string(&q->j, page->next_token));
    print(q, out, state, whole);
    sgp_arena_reset(q->page);
}

static void put_text_token(out_query *q, sink *out, output_state *state, sgp_str token)
{
    q->j.arena = q->page;
    print(q, out, state,
          wrap(&q->j, "NextToken", wrap(&q->j, "NextToken", jm_string(&q->j, token))));
}

/* --- the whole ------------------------------------------------------------------------ */

static void collect_page(out_query *q, sink *out, const sgp_page *page, time_format times)
{
    for (size_t i = 0; i < page->count; i++) {
        collected_item *item = sgp_arena_alloc(q->expression, sizeof(*item));
        if (item != NULL) item->value = item_value(&q->j, sgp_page_image_version(page, i), times);
        if (item == NULL || item->value == NULL) {
            out->os_error = ENOMEM;
            return;
        }
        *q->items_end = item;
        q->items_end = &item->next;
        q->count++;
    }
}

static void put_whole(out_query *q, sink *out, output_state *state, sgp_str token)
{
    jm_value *whole = jm_object(&q->j, 2);
    jm_value *list = jm_list(&q->j, q->count);

    for (const collected_item *item = q->items; list != NULL && item != NULL; item = item->next)
        jm_append(list, item->value);
    if (whole != NULL && list != NULL && state->has_list)
        jm_set(whole, sgp_str_from("ImageVersions"), list);
    if (whole != NULL && token.ptr != NULL)
        jm_set(whole, sgp_str_from("NextToken"), jm_string(&q->j, token));
    print(q, out, state, list != NULL ? whole : NULL);
}

static int is_by_page(const out_query *q)
{
    return q->inner == &output_text || q->inner == &output_yaml_stream;
}

/* --- the format ----------------------------------------------------------------------- */

static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    out_query *q = state->own;

    if (page->has_items) state->has_list = 1;
    if (is_by_page(q))
        put_single_page(q, out, state, page);
    else
        collect_page(q, out, page, state->times);
}

static void free_query(out_query *q)
{
    sgp_arena_free(q->expression);
    sgp_arena_free(q->page);
    free(q);
}

/* A query of half a result would be misleading, so nothing is printed then. */
static void put_end(sink *out, output_state *state, sgp_str token)
{
    out_query *q = state->own;

    if (q->inner == &output_text && token.ptr != NULL && !state->is_raw)
        put_text_token(q, out, state, token);
    else if (!is_by_page(q) && !state->is_cut)
        put_whole(q, out, state, token);
    state->is_withheld = state->is_cut && !is_by_page(q);
    free_query(q);
    state->own = NULL;
}

const output_format *out_query_begin(output_state *state, const char *query,
                                     const output_format *inner)
{
    static const output_format format = { "query", 1, put_page, put_end };
    out_query *q = calloc(1, sizeof(*q));

    if (q == NULL) return NULL;
    if (sgp_arena_new(&q->expression, NULL, SGP_FULL_RESULT_MEMORY_MAX, NULL) == SGP_OK &&
        sgp_arena_new(&q->page, NULL, SGP_FULL_RESULT_MEMORY_MAX, NULL) == SGP_OK) {
        q->j.arena = q->expression;
        q->query = jm_parse(&q->j, query);
    }
    if (q->query == NULL) {
        free_query(q);
        return NULL;
    }
    q->inner = inner;
    q->items_end = &q->items;
    state->own = q;
    return &format;
}

int out_query_check(const char *query, char *why, size_t why_size)
{
    jm j;
    int is_good = 0;

    memset(&j, 0, sizeof(j));
    if (sgp_arena_new(&j.arena, NULL, SGP_FULL_RESULT_MEMORY_MAX, NULL) == SGP_OK)
        is_good = jm_parse(&j, query) != NULL;
    else
        (void)jm_fail(&j, "out of memory");
    if (!is_good) (void)snprintf(why, why_size, "%s", j.message);
    sgp_arena_free(j.arena);
    return is_good;
}
