/*
 * jmespath_functions.c - the built-in functions (jmespath.py, functions.py).
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jmespath_node.h"

/* What an argument may be, as bits. */
#define ANY 0xFFu
#define BOOLEAN 0x01u
#define NUMBER 0x02u
#define STRING 0x04u
#define LIST 0x08u
#define OBJECT 0x10u
#define NUMBERS 0x100u /* a list of nothing else */
#define STRINGS 0x200u
#define REFERENCE 0x400u

#define VARIADIC 100

typedef struct arguments {
    jm *j;
    const jm_value **at;
    size_t count;
    sgp_str name;
    jm_evaluator *evaluate;
} arguments;

/* --- kinds ---------------------------------------------------------------------------- */

static const char *type_name(const jm_value *value)
{
    static const char *const names[] = { "null",  "boolean", "number", "string",
                                         "array", "object",  "expref" };

    return names[value->kind];
}

static int is_list_of(const jm_value *value, jm_kind kind)
{
    if (value->kind != JM_LIST) return 0;
    for (size_t i = 0; i < value->count; i++)
        if (value->items[i]->kind != kind) return 0;
    return 1;
}

static int is_accepted(const jm_value *value, unsigned accepted)
{
    static const unsigned bits[] = { 0, BOOLEAN, NUMBER, STRING, LIST, OBJECT, REFERENCE };

    if ((accepted & ANY) == ANY) return value->kind != JM_EXPRESSION;
    return (bits[value->kind] & accepted) != 0 ||
           ((accepted & NUMBERS) && is_list_of(value, JM_NUMBER)) ||
           ((accepted & STRINGS) && is_list_of(value, JM_STRING));
}

static const jm_value *invalid(const arguments *a, const jm_value *value)
{
    return jm_fail(a->j, "In function %.*s(), invalid type for value: received a value of type %s",
                   (int)a->name.len, a->name.ptr, type_name(value));
}

/* --- numbers -------------------------------------------------------------------------- */

static int has_big(const jm_value *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i]->is_big) return 1;
    return 0;
}

static const jm_value *too_big(const arguments *a)
{
    return jm_fail(a->j, "%.*s() is not supported for integers beyond 64 bits", (int)a->name.len,
                   a->name.ptr);
}

static const jm_value *fn_abs(const arguments *a)
{
    const jm_value *v = a->at[0];

    if (!v->is_integer) return jm_number(a->j, fabs(v->number));
    if (v->number >= 0) return v;
    if (v->is_big || v->integer == INT64_MIN) return too_big(a);
    return jm_integer(a->j, -v->integer);
}

static const jm_value *fn_ceil(const arguments *a)
{
    return a->at[0]->is_integer ? a->at[0] : jm_whole_number(a->j, ceil(a->at[0]->number));
}

static const jm_value *fn_floor(const arguments *a)
{
    return a->at[0]->is_integer ? a->at[0] : jm_whole_number(a->j, floor(a->at[0]->number));
}

/* Python adds integers exactly, and goes on with doubles from the first double on. Returns zero if
 * an integer does not fit. */
static int add_up(const jm_value *list, int64_t *integer, double *number, int *is_integer)
{
    *integer = 0;
    *number = 0;
    *is_integer = 1;
    for (size_t i = 0; i < list->count; i++) {
        const jm_value *item = list->items[i];
        if (!item->is_integer && *is_integer) {
            *number = (double)*integer;
            *is_integer = 0;
        }
        if (!*is_integer)
            *number += item->number;
        else if (item->integer > 0 ? *integer > INT64_MAX - item->integer
                                   : *integer < INT64_MIN - item->integer)
            return 0;
        else
            *integer += item->integer;
    }
    return 1;
}

static const jm_value *fn_sum(const arguments *a)
{
    int64_t integer = 0;
    double number = 0;
    int is_integer = 0;

    if (has_big(a->at[0]) || !add_up(a->at[0], &integer, &number, &is_integer)) return too_big(a);
    return is_integer ? jm_integer(a->j, integer) : jm_number(a->j, number);
}

static const jm_value *fn_avg(const arguments *a)
{
    int64_t integer = 0;
    double number = 0;
    int is_integer = 0;

    if (a->at[0]->count == 0) return jm_null();
    if (has_big(a->at[0]) || !add_up(a->at[0], &integer, &number, &is_integer)) return too_big(a);
    if (!is_integer) return jm_number(a->j, number / (double)a->at[0]->count);
    return jm_number(a->j, (double)((long double)integer / (long double)a->at[0]->count));
}

/* Copies a text without the blanks around it and the underscores between its digits, which Python's
 * int() and float() accept. Returns NULL if an underscore is elsewhere. */
static const jm_value *plain_digits(jm *j, sgp_str text)
{
    jm_value *copy = jm_copied_string(j, text);
    char *to = NULL;
    size_t len = 0;

    if (copy == NULL) return NULL;
    to = (char *)copy->text.ptr;
    to += strspn(to, " \t\n\v\f\r");
    copy->text.ptr = to;
    for (size_t i = 0; to[i] != '\0'; i++) {
        if (to[i] != '_')
            to[len++] = to[i];
        else if (i == 0 || !isdigit((unsigned char)to[i - 1]) || !isdigit((unsigned char)to[i + 1]))
            return NULL;
    }
    while (len > 0 && strchr(" \t\n\v\f\r", to[len - 1]) != NULL)
        len--;
    to[len] = '\0';
    copy->text.len = len;
    return copy;
}

/* int(text), else float(text), else null. */
static const jm_value *fn_to_number(const arguments *a)
{
    const jm_value *v = a->at[0];
    const jm_value *digits = NULL, *number = NULL;
    char *end = NULL;
    double parsed = 0;

    if (v->kind == JM_NUMBER) return v;
    if (v->kind == JM_STRING) digits = plain_digits(a->j, v->text);
    if (digits == NULL || digits->text.len == 0 || strpbrk(digits->text.ptr, "xXpP(") != NULL)
        return a->j->has_failed ? NULL : jm_null();
    parsed = strtod(digits->text.ptr, &end);
    if (*end != '\0') return jm_null();
    if (strpbrk(digits->text.ptr, ".eEnN") != NULL) return jm_number(a->j, parsed);
    number = jm_parse_integer(a->j, digits->text.ptr);
    return number != NULL || a->j->has_failed ? number : jm_null();
}

/* --- texts ---------------------------------------------------------------------------- */

static int has_at(sgp_str text, size_t at, sgp_str part)
{
    return at + part.len <= text.len && memcmp(text.ptr + at, part.ptr, part.len) == 0;
}

static const jm_value *fn_contains(const arguments *a)
{
    const jm_value *in = a->at[0];

    if (in->kind == JM_LIST) {
        for (size_t i = 0; i < in->count; i++)
            if (jm_equal(in->items[i], a->at[1])) return jm_boolean(1);
        return jm_boolean(0);
    }
    if (a->at[1]->kind != JM_STRING)
        return jm_fail(a->j, "'in <string>' requires string as left operand, not %s",
                       jm_python_type(a->at[1]));
    for (size_t at = 0; at <= in->text.len; at++)
        if (has_at(in->text, at, a->at[1]->text)) return jm_boolean(1);
    return jm_boolean(0);
}

static const jm_value *fn_starts_with(const arguments *a)
{
    return jm_boolean(has_at(a->at[0]->text, 0, a->at[1]->text));
}

static const jm_value *fn_ends_with(const arguments *a)
{
    sgp_str text = a->at[0]->text;
    sgp_str end = a->at[1]->text;

    return jm_boolean(end.len <= text.len && has_at(text, text.len - end.len, end));
}

static const jm_value *fn_join(const arguments *a)
{
    sgp_str glue = a->at[0]->text;
    const jm_value *list = a->at[1];
    sgp_str out = { NULL, 0 };
    size_t bytes = 1;
    char *text = NULL;

    for (size_t i = 0; i < list->count; i++)
        bytes += list->items[i]->text.len + glue.len;
    text = sgp_arena_alloc(a->j->arena, bytes);
    if (text == NULL) return jm_fail(a->j, "out of memory");
    out.ptr = text;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0) memcpy(text + out.len, glue.ptr, glue.len);
        if (i > 0) out.len += glue.len;
        memcpy(text + out.len, list->items[i]->text.ptr, list->items[i]->text.len);
        out.len += list->items[i]->text.len;
    }
    return jm_string(a->j, out);
}

static int is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static const jm_value *fn_length(const arguments *a)
{
    const jm_value *v = a->at[0];
    int64_t count = (int64_t)v->count;

    for (size_t i = 0; v->kind == JM_STRING && i < v->text.len; i++)
        count += !is_continuation(v->text.ptr[i]);
    return jm_integer(a->j, count);
}

/* Reverses characters, not bytes. */
static const jm_value *reverse_text(jm *j, sgp_str text)
{
    char *out = sgp_arena_alloc(j->arena, text.len + 1);
    sgp_str reversed = { out, text.len };
    size_t to = text.len;

    if (out == NULL) return jm_fail(j, "out of memory");
    for (size_t at = 0; at < text.len;) {
        size_t len = 1;
        while (at + len < text.len && is_continuation(text.ptr[at + len]))
            len++;
        to -= len;
        memcpy(out + to, text.ptr + at, len);
        at += len;
    }
    return jm_string(j, reversed);
}

static const jm_value *fn_reverse(const arguments *a)
{
    const jm_value *v = a->at[0];
    jm_value *out = NULL;

    if (v->kind == JM_STRING) return reverse_text(a->j, v->text);
    out = jm_list(a->j, v->count);
    for (size_t i = v->count; out != NULL && i-- > 0;)
        jm_append(out, v->items[i]);
    return out;
}

static const jm_value *fn_to_string(const arguments *a)
{
    return a->at[0]->kind == JM_STRING ? a->at[0] : jm_to_json(a->j, a->at[0]);
}

/* --- lists and objects ---------------------------------------------------------------- */

static const jm_value *fn_keys(const arguments *a)
{
    const jm_value *v = a->at[0];
    jm_value *out = jm_list(a->j, v->count);

    for (size_t i = 0; out != NULL && i < v->count; i++) {
        const jm_value *name = jm_string(a->j, v->names[i]);
        if (name == NULL) return NULL;
        jm_append(out, name);
    }
    return out;
}

static const jm_value *fn_values(const arguments *a)
{
    jm_value *out = jm_list(a->j, a->at[0]->count);

    for (size_t i = 0; out != NULL && i < a->at[0]->count; i++)
        jm_append(out, a->at[0]->items[i]);
    return out;
}

static const jm_value *fn_merge(const arguments *a)
{
    size_t room = 0;
    jm_value *out = NULL;

    for (size_t i = 0; i < a->count; i++)
        room += a->at[i]->count;
    out = jm_object(a->j, room);
    for (size_t i = 0; out != NULL && i < a->count; i++)
        for (size_t k = 0; k < a->at[i]->count; k++)
            jm_set(out, a->at[i]->names[k], a->at[i]->items[k]);
    return out;
}

static const jm_value *fn_not_null(const arguments *a)
{
    for (size_t i = 0; i < a->count; i++)
        if (a->at[i]->kind != JM_NULL) return a->at[i];
    return jm_null();
}

static const jm_value *fn_to_array(const arguments *a)
{
    jm_value *out = NULL;

    if (a->at[0]->kind == JM_LIST) return a->at[0];
    out = jm_list(a->j, 1);
    if (out != NULL) jm_append(out, a->at[0]);
    return out;
}

static const jm_value *fn_type(const arguments *a)
{
    return jm_string(a->j, sgp_str_from(type_name(a->at[0])));
}

static const jm_value *fn_map(const arguments *a)
{
    const jm_value *list = a->at[1];
    jm_value *out = jm_list(a->j, list->count);

    for (size_t i = 0; out != NULL && i < list->count; i++) {
        const jm_value *item = a->evaluate(a->j, a->at[0]->expression, list->items[i]);
        if (item == NULL) return NULL;
        jm_append(out, item);
    }
    return out;
}

/* --- order ---------------------------------------------------------------------------- */

typedef struct keyed {
    const jm_value *key;
    const jm_value *item;
    size_t index; /* in the list: equal keys keep their order */
} keyed;

static int order(const jm_value *a, const jm_value *b)
{
    int order = a->kind == JM_STRING ? jm_compare_texts(a, b) : jm_compare_numbers(a, b);

    return a->kind == JM_NUMBER && order == JM_UNORDERED ? 0 : order;
}

static int order_stably(const void *one, const void *other)
{
    const keyed *a = one;
    const keyed *b = other;
    int difference = order(a->key, b->key);

    return difference != 0 ? difference : (a->index > b->index) - (a->index < b->index);
}

/* Returns the elements with their keys, which must be all numbers or all texts; else NULL. */
static keyed *with_keys(const arguments *a, const jm_value *list, const jm_node *expression)
{
    keyed *out = sgp_arena_alloc(a->j->arena, (list->count + 1) * sizeof(*out));

    if (out == NULL) return jm_fail(a->j, "out of memory");
    for (size_t i = 0; i < list->count; i++) {
        out[i].item = list->items[i];
        out[i].index = i;
        out[i].key = expression != NULL ? a->evaluate(a->j, expression, list->items[i])
                                        : list->items[i];
        if (out[i].key == NULL) return NULL;
        if ((out[i].key->kind != JM_NUMBER && out[i].key->kind != JM_STRING) ||
            out[i].key->kind != out[0].key->kind) {
            (void)invalid(a, out[i].key);
            return NULL;
        }
    }
    return out;
}

static const jm_value *sorted(const arguments *a, const jm_value *list, const jm_node *expression)
{
    keyed *items = with_keys(a, list, expression);
    jm_value *out = items != NULL ? jm_list(a->j, list->count) : NULL;

    if (out == NULL) return NULL;
    qsort(items, list->count, sizeof(*items), order_stably);
    for (size_t i = 0; i < list->count; i++)
        jm_append(out, items[i].item);
    return out;
}

static const jm_value *fn_sort(const arguments *a)
{
    return sorted(a, a->at[0], NULL);
}

static const jm_value *fn_sort_by(const arguments *a)
{
    return sorted(a, a->at[0], a->at[1]->expression);
}

/* Returns the first of the greatest (sign 1) or least (-1) elements; null for an empty list. */
static const jm_value *extreme(const arguments *a, const jm_node *expression, int sign)
{
    const jm_value *list = a->at[0];
    keyed *items = with_keys(a, list, expression);
    size_t best = 0;

    if (items == NULL) return NULL;
    for (size_t i = 1; i < list->count; i++)
        if (sign * order(items[i].key, items[best].key) > 0) best = i;
    return list->count > 0 ? items[best].item : jm_null();
}

static const jm_value *fn_max(const arguments *a)
{
    return extreme(a, NULL, 1);
}

static const jm_value *fn_min(const arguments *a)
{
    return extreme(a, NULL, -1);
}

static const jm_value *fn_max_by(const arguments *a)
{
    return extreme(a, a->at[1]->expression, 1);
}

static const jm_value *fn_min_by(const arguments *a)
{
    return extreme(a, a->at[1]->expression, -1);
}

/* --- calling -------------------------------------------------------------------------- */

typedef struct function {
    const char *name;
    const jm_value *(*call)(const arguments *a);
    size_t least, most;
    unsigned accepted[2]; /* of the first argument and of the others */
} function;

static const function functions[] = {
    { "abs", fn_abs, 1, 1, { NUMBER, 0 } },
    { "avg", fn_avg, 1, 1, { NUMBERS, 0 } },
    { "ceil", fn_ceil, 1, 1, { NUMBER, 0 } },
    { "contains", fn_contains, 2, 2, { LIST | STRING, ANY } },
    { "ends_with", fn_ends_with, 2, 2, { STRING, STRING } },
    { "floor", fn_floor, 1, 1, { NUMBER, 0 } },
    { "join", fn_join, 2, 2, { STRING, STRINGS } },
    { "keys", fn_keys, 1, 1, { OBJECT, 0 } },
    { "length", fn_length, 1, 1, { STRING | LIST | OBJECT, 0 } },
    { "map", fn_map, 2, 2, { REFERENCE, LIST } },
    { "max", fn_max, 1, 1, { NUMBERS | STRINGS, 0 } },
    { "max_by", fn_max_by, 2, 2, { LIST, REFERENCE } },
    { "merge", fn_merge, 1, VARIADIC, { OBJECT, OBJECT } },
    { "min", fn_min, 1, 1, { NUMBERS | STRINGS, 0 } },
    { "min_by", fn_min_by, 2, 2, { LIST, REFERENCE } },
    { "not_null", fn_not_null, 1, VARIADIC, { ANY, ANY } },
    { "reverse", fn_reverse, 1, 1, { LIST | STRING, 0 } },
    { "sort", fn_sort, 1, 1, { NUMBERS | STRINGS, 0 } },
    { "sort_by", fn_sort_by, 2, 2, { LIST, REFERENCE } },
    { "starts_with", fn_starts_with, 2, 2, { STRING, STRING } },
    { "sum", fn_sum, 1, 1, { NUMBERS, 0 } },
    { "to_array", fn_to_array, 1, 1, { ANY, 0 } },
    { "to_number", fn_to_number, 1, 1, { ANY, 0 } },
    { "to_string", fn_to_string, 1, 1, { ANY, 0 } },
    { "type", fn_type, 1, 1, { ANY, 0 } },
    { "values", fn_values, 1, 1, { OBJECT, 0 } },
};

static const function *find(sgp_str name)
{
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        if (sgp_str_equal(name, sgp_str_from(functions[i].name))) return &functions[i];
    return NULL;
}

const jm_value *jm_call(jm *j, sgp_str name, const jm_value **at, size_t count,
                        jm_evaluator *evaluate)
{
    const function *f = find(name);
    arguments a = { j, at, count, name, evaluate };

    if (f == NULL) return jm_fail(j, "Unknown function: %.*s()", (int)name.len, name.ptr);
    if (count < f->least || count > f->most)
        return jm_fail(j, "Expected %zu argument%s for function %s(), received %zu", f->least,
                       f->least == 1 ? "" : "s", f->name, count);
    for (size_t i = 0; i < count; i++)
        if (!is_accepted(at[i], f->accepted[i > 0])) return invalid(&a, at[i]);
    /* cppcheck-suppress returnDanglingLifetime ; what is returned lives in the arena */
    return f->call(&a);
}
