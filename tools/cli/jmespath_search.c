/*
 * jmespath_search.c - evaluates an expression on a value (jmespath.py, visitor.py).
 */
#include <string.h>

#include "jmespath_node.h"

static const jm_value *list_or_null(const jm_value *value)
{
    return value == NULL || value->kind == JM_LIST ? value : jm_null();
}

static const jm_value *field(const jm_node *node, const jm_value *value)
{
    const jm_value *member = value->kind == JM_OBJECT ? jm_member(value, node->text) : NULL;

    return member != NULL ? member : jm_null();
}

static const jm_value *element(const jm_value *list, int64_t index)
{
    int64_t count = (int64_t)list->count;

    if (list->kind != JM_LIST) return jm_null();
    if (index < 0) index += count;
    return index >= 0 && index < count ? list->items[index] : jm_null();
}

/* --- projections ---------------------------------------------------------------------- */

/* Evaluates the right side on each element that meets the condition, if there is one; drops
 * nulls. */
static const jm_value *project(jm *j, const jm_node *node, const jm_value *base)
{
    jm_value *out = NULL;

    if (base == NULL || (base->kind != JM_LIST && base->kind != JM_OBJECT)) return base;
    out = jm_list(j, base->count);
    for (size_t i = 0; out != NULL && i < base->count; i++) {
        const jm_value *holds = NULL;
        const jm_value *item = NULL;
        if (node->third != NULL) {
            holds = jm_search(j, node->third, base->items[i]);
            if (holds == NULL) return NULL;
            if (!jm_is_true(holds)) continue;
        }
        item = jm_search(j, node->right, base->items[i]);
        if (item == NULL) return NULL;
        if (item->kind != JM_NULL) jm_append(out, item);
    }
    return out;
}

static const jm_value *project_values(jm *j, const jm_node *node, const jm_value *base)
{
    if (base == NULL || base->kind == JM_OBJECT) return project(j, node, base);
    return jm_null();
}

static const jm_value *flatten(jm *j, const jm_value *base)
{
    size_t room = 0;
    jm_value *out = NULL;

    if (base == NULL || base->kind != JM_LIST) return list_or_null(base);
    for (size_t i = 0; i < base->count; i++)
        room += base->items[i]->kind == JM_LIST ? base->items[i]->count : 1;
    out = jm_list(j, room);
    for (size_t i = 0; out != NULL && i < base->count; i++) {
        const jm_value *item = base->items[i];
        if (item->kind != JM_LIST) jm_append(out, item);
        for (size_t k = 0; item->kind == JM_LIST && k < item->count; k++)
            jm_append(out, item->items[k]);
    }
    return out;
}

/* Python's slice.indices: the position of a bound in a list of `count` elements. */
static int64_t bound(const jm_node *node, size_t part, int64_t count, int64_t step)
{
    int64_t lowest = step < 0 ? -1 : 0;
    int64_t highest = step < 0 ? count - 1 : count;
    int64_t at = node->number[part];

    if (!node->has_number[part]) return (part == 0) == (step > 0) ? lowest : highest;
    if (at < 0) at += count;
    if (at < lowest) return lowest;
    return at > highest ? highest : at;
}

static const jm_value *slice(jm *j, const jm_node *node, const jm_value *base)
{
    int64_t step = node->has_number[2] ? node->number[2] : 1;
    int64_t count = base != NULL ? (int64_t)base->count : 0;
    jm_value *out = NULL;
    int64_t end = 0;

    if (base == NULL || base->kind != JM_LIST) return list_or_null(base);
    if (step == 0) return jm_fail(j, "a slice's step cannot be 0");
    if (step > count) step = count + 1; /* either way there is one element at most */
    if (step < -count) step = -count - 1;
    end = bound(node, 1, count, step);
    out = jm_list(j, base->count);
    for (int64_t at = bound(node, 0, count, step); out != NULL && (step > 0 ? at < end : at > end);
         at += step)
        jm_append(out, base->items[at]);
    return out;
}

/* --- comparisons ---------------------------------------------------------------------- */

/* Apart from lists and objects, 0 and 1 are not equal to a boolean (_is_special_number_case). Other
 * numbers never are. */
static int are_equal(const jm_value *a, const jm_value *b)
{
    int is_mixed = (a->kind == JM_BOOLEAN) != (b->kind == JM_BOOLEAN);

    return !is_mixed && jm_equal(a, b);
}

/* The specification orders numbers only; jmespath.py orders texts too (_is_comparable). */
static int is_comparable(const jm_value *value)
{
    return value->kind == JM_NUMBER || value->kind == JM_STRING;
}

static int is_in_order(sgp_str sign, const jm_value *a, const jm_value *b)
{
    int order = a->kind == JM_STRING ? jm_compare_texts(a, b) : jm_compare_numbers(a, b);

    if (a->kind == JM_NUMBER && order == JM_UNORDERED) return 0;
    if (sign.len == 2 && order == 0) return 1;
    return sign.ptr[0] == '<' ? order < 0 : order > 0;
}

static const jm_value *compare(jm *j, const jm_node *node, const jm_value *value)
{
    const jm_value *a = jm_search(j, node->left, value);
    const jm_value *b = jm_search(j, node->right, value);
    char first = node->text.ptr[0];

    if (a == NULL || b == NULL) return NULL;
    if (first == '=' || first == '!') return jm_boolean(are_equal(a, b) == (first == '='));
    if (!is_comparable(a) || !is_comparable(b)) return jm_null();
    if (a->kind != b->kind)
        return jm_fail(j, "'%.*s' not supported between instances of '%s' and '%s'",
                       (int)node->text.len, node->text.ptr, jm_python_type(a), jm_python_type(b));
    return jm_boolean(is_in_order(node->text, a, b));
}

/* --- lists, objects, calls ------------------------------------------------------------ */

static const jm_value *list_of(jm *j, const jm_node *node, const jm_value *value)
{
    jm_value *out = value->kind != JM_NULL ? jm_list(j, node->count) : NULL;

    if (value->kind == JM_NULL) return value;
    for (size_t i = 0; out != NULL && i < node->count; i++) {
        const jm_value *item = jm_search(j, node->nodes[i], value);
        if (item == NULL) return NULL;
        jm_append(out, item);
    }
    return out;
}

static const jm_value *object_of(jm *j, const jm_node *node, const jm_value *value)
{
    jm_value *out = value->kind != JM_NULL ? jm_object(j, node->count) : NULL;

    if (value->kind == JM_NULL) return value;
    for (size_t i = 0; out != NULL && i < node->count; i++) {
        const jm_value *item = jm_search(j, node->nodes[i], value);
        if (item == NULL) return NULL;
        jm_set(out, node->names[i], item);
    }
    return out;
}

static const jm_value *call(jm *j, const jm_node *node, const jm_value *value)
{
    jm_value *arguments = jm_list(j, node->count);

    for (size_t i = 0; arguments != NULL && i < node->count; i++) {
        const jm_value *argument = jm_search(j, node->nodes[i], value);
        if (argument == NULL) return NULL;
        jm_append(arguments, argument);
    }
    if (arguments == NULL) return NULL;
    return jm_call(j, node->text, arguments->items, node->count, jm_search);
}

static const jm_value *reference(jm *j, const jm_node *node)
{
    jm_value *value = jm_string(j, sgp_str_from(""));

    if (value == NULL) return NULL;
    value->kind = JM_EXPRESSION;
    value->expression = node->left;
    return value;
}

/* Returns the left side if it decides, else the right one. */
static const jm_value *either(jm *j, const jm_node *node, const jm_value *value, int stops_at)
{
    const jm_value *left = jm_search(j, node->left, value);

    if (left == NULL || jm_is_true(left) == stops_at) return left;
    return jm_search(j, node->right, value);
}

static const jm_value *not_true(const jm_value *value)
{
    return value != NULL ? jm_boolean(!jm_is_true(value)) : NULL;
}

static const jm_value *sub(jm *j, const jm_node *node, const jm_value *left)
{
    return left != NULL ? jm_search(j, node->right, left) : NULL;
}

const jm_value *jm_search(jm *j, const jm_node *node, const jm_value *value)
{
    const jm_value *left = NULL;

    switch (node->op) {
    case JM_CURRENT:
        return value;
    case JM_FIELD:
        return field(node, value);
    case JM_LITERAL:
        return node->value;
    case JM_OR:
        return either(j, node, value, 1);
    case JM_AND:
        return either(j, node, value, 0);
    case JM_COMPARE:
        return compare(j, node, value);
    case JM_LIST_OF:
        return list_of(j, node, value);
    case JM_OBJECT_OF:
        return object_of(j, node, value);
    case JM_CALL:
        return call(j, node, value);
    case JM_REFERENCE:
        return reference(j, node);
    default:
        break;
    }
    left = jm_search(j, node->left, value);
    switch (node->op) {
    case JM_INDEX:
        return left != NULL ? element(left, node->number[0]) : NULL;
    case JM_SLICE:
        return slice(j, node, left);
    case JM_PROJECT:
    case JM_FILTER:
        return project(j, node, list_or_null(left));
    case JM_PROJECT_VALUES:
        return project_values(j, node, left);
    case JM_FLATTEN:
        return flatten(j, left);
    case JM_NOT:
        return not_true(left);
    default:
        return sub(j, node, left);
    }
}
