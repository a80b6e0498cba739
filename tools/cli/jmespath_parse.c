/*
 * jmespath_parse.c - parses an expression into nodes by operator precedence. Rules and binding
 * powers are those of jmespath.py (parser.py).
 */
#include <string.h>

#include "jmespath_token.h"
#include "utf8.h"

#define NODES_MAX 64 /* in one list, object or call */
#define DEPTH_MAX 64 /* of nesting */
#define PROJECTION_STOP 10

typedef struct parser {
    jm *j;
    jm_lexer lexer;
    token current;
    token next;
    int depth;
} parser;

static int binding_power(token_kind kind)
{
    switch (kind) {
    case T_PIPE:
        return 1;
    case T_OR:
        return 2;
    case T_AND:
        return 3;
    case T_COMPARE:
        return 5;
    case T_FLATTEN:
        return 9;
    case T_STAR:
        return 20;
    case T_FILTER:
        return 21;
    case T_DOT:
        return 40;
    case T_NOT:
        return 45;
    case T_LBRACE:
        return 50;
    case T_LBRACKET:
        return 55;
    case T_LPAREN:
        return 60;
    default:
        return 0;
    }
}

static void advance(parser *p)
{
    p->current = p->next;
    p->next = jm_next_token(&p->lexer);
}

/* --- nodes ---------------------------------------------------------------------------- */

static jm_node *make(parser *p, jm_op op, const jm_node *left, const jm_node *right)
{
    jm_node *node = p->j->has_failed ? NULL : sgp_arena_alloc(p->j->arena, sizeof(*node));

    if (node == NULL) return jm_fail(p->j, "out of memory");
    node->op = op;
    node->left = left;
    node->right = right;
    return node;
}

static const jm_node *expression(parser *p, int power);

static const jm_node *identity(parser *p)
{
    return make(p, JM_CURRENT, NULL, NULL);
}

static int match(parser *p, token_kind kind, const char *what)
{
    if (p->current.kind != kind) {
        (void)jm_fail_at(&p->lexer, p->current.at, what);
        return 0;
    }
    advance(p);
    return 1;
}

static int is_key(token_kind kind)
{
    return kind == T_NAME || kind == T_QUOTED;
}

/* --- lists, objects, calls ------------------------------------------------------------ */

typedef struct node_list {
    const jm_node *nodes[NODES_MAX];
    sgp_str names[NODES_MAX];
    size_t count;
} node_list;

static const jm_node *make_list(parser *p, jm_op op, sgp_str text, const node_list *list)
{
    jm_node *node = make(p, op, NULL, NULL);
    size_t bytes = (list->count + 1) * sizeof(list->nodes[0]);

    if (node == NULL) return NULL;
    node->text = text;
    node->count = list->count;
    node->nodes = sgp_arena_alloc(p->j->arena, bytes);
    node->names = sgp_arena_alloc(p->j->arena, (list->count + 1) * sizeof(list->names[0]));
    if (node->nodes == NULL || node->names == NULL) return jm_fail(p->j, "out of memory");
    memcpy(node->nodes, list->nodes, list->count * sizeof(list->nodes[0]));
    memcpy(node->names, list->names, list->count * sizeof(list->names[0]));
    return node;
}

/* Parses one element; returns zero after a mistake. */
static int add(parser *p, node_list *list)
{
    if (list->count == NODES_MAX) {
        (void)jm_fail_at(&p->lexer, p->current.at, "too many elements");
        return 0;
    }
    list->nodes[list->count] = expression(p, 0);
    return list->nodes[list->count++] != NULL;
}

static const jm_node *multi_list(parser *p)
{
    node_list list;

    memset(&list, 0, sizeof(list));
    do {
        if (list.count > 0) advance(p);
        if (!add(p, &list)) return NULL;
    } while (p->current.kind == T_COMMA);
    if (!match(p, T_RBRACKET, "a ']' is missing")) return NULL;
    return make_list(p, JM_LIST_OF, sgp_str_from(NULL), &list);
}

static const jm_node *multi_object(parser *p)
{
    node_list list;

    memset(&list, 0, sizeof(list));
    do {
        if (list.count > 0) advance(p);
        if (!is_key(p->current.kind) || list.count == NODES_MAX)
            return jm_fail_at(&p->lexer, p->current.at, "a key is missing");
        list.names[list.count] = p->current.text;
        advance(p);
        if (!match(p, T_COLON, "a ':' is missing") || !add(p, &list)) return NULL;
    } while (p->current.kind == T_COMMA);
    if (!match(p, T_RBRACE, "a '}' is missing")) return NULL;
    return make_list(p, JM_OBJECT_OF, sgp_str_from(NULL), &list);
}

static const jm_node *call(parser *p, sgp_str name)
{
    node_list list;

    memset(&list, 0, sizeof(list));
    while (p->current.kind != T_RPAREN) {
        if (!add(p, &list)) return NULL;
        if (p->current.kind != T_COMMA) break;
        advance(p);
        if (p->current.kind == T_RPAREN)
            return jm_fail_at(&p->lexer, p->current.at, "an argument is missing");
    }
    if (!match(p, T_RPAREN, "a ')' is missing")) return NULL;
    return make_list(p, JM_CALL, name, &list);
}

/* --- projections ---------------------------------------------------------------------- */

static const jm_node *dot_right(parser *p, int power)
{
    switch (p->current.kind) {
    case T_NAME:
    case T_QUOTED:
    case T_STAR:
        return expression(p, power);
    case T_LBRACKET:
        advance(p);
        return multi_list(p);
    case T_LBRACE:
        advance(p);
        return multi_object(p);
    default:
        return jm_fail_at(&p->lexer, p->current.at,
                          "after a '.' a name, '*', '[' or '{' is missing");
    }
}

static const jm_node *projection_right(parser *p, int power)
{
    if (binding_power(p->current.kind) < PROJECTION_STOP) return identity(p);
    if (p->current.kind == T_LBRACKET || p->current.kind == T_FILTER) return expression(p, power);
    if (p->current.kind != T_DOT)
        return jm_fail_at(&p->lexer, p->current.at, "this cannot stand here");
    advance(p);
    return dot_right(p, power);
}

static const jm_node *project(parser *p, jm_op op, const jm_node *left, int power)
{
    const jm_node *right = left != NULL ? projection_right(p, power) : NULL;

    return right != NULL ? make(p, op, left, right) : NULL;
}

static const jm_node *filter(parser *p, const jm_node *left)
{
    const jm_node *condition = expression(p, 0);
    const jm_node *right = NULL;
    jm_node *node = NULL;

    if (condition == NULL || !match(p, T_RBRACKET, "a ']' is missing")) return NULL;
    right = p->current.kind == T_FLATTEN ? identity(p)
                                         : projection_right(p, binding_power(T_FILTER));
    node = right != NULL ? make(p, JM_FILTER, left, right) : NULL;
    if (node != NULL) node->third = condition;
    return node;
}

static const jm_node *slice_node(parser *p, const jm_node *left)
{
    jm_node *node = make(p, JM_SLICE, left, NULL);
    size_t part = 0;

    while (node != NULL && p->current.kind != T_RBRACKET) {
        if (p->current.kind == T_COLON && part < 2) {
            part++;
        } else if (p->current.kind == T_NUMBER && !node->has_number[part]) {
            node->number[part] = p->current.number;
            node->has_number[part] = 1;
        } else {
            return jm_fail_at(&p->lexer, p->current.at, "this is no slice");
        }
        advance(p);
    }
    if (node == NULL || !match(p, T_RBRACKET, "a ']' is missing")) return NULL;
    return project(p, JM_PROJECT, node, binding_power(T_STAR));
}

/* Parses "[3]" or a slice, after its bracket. */
static const jm_node *index_node(parser *p, const jm_node *left)
{
    jm_node *node = NULL;

    if (p->current.kind == T_COLON || p->next.kind == T_COLON) return slice_node(p, left);
    node = make(p, JM_INDEX, left, NULL);
    if (node == NULL) return NULL;
    node->number[0] = p->current.number;
    advance(p);
    return match(p, T_RBRACKET, "a ']' is missing") ? node : NULL;
}

static const jm_node *bracket(parser *p)
{
    if (p->current.kind == T_NUMBER || p->current.kind == T_COLON)
        return index_node(p, identity(p));
    if (p->current.kind == T_STAR && p->next.kind == T_RBRACKET) {
        advance(p);
        advance(p);
        return project(p, JM_PROJECT, identity(p), binding_power(T_STAR));
    }
    return multi_list(p);
}

/* --- the parser ----------------------------------------------------------------------- */

static const jm_node *flatten(parser *p, const jm_node *left)
{
    return project(p, JM_PROJECT, make(p, JM_FLATTEN, left, NULL), binding_power(T_FLATTEN));
}

static const jm_node *field(parser *p, const token *t)
{
    jm_node *node = make(p, JM_FIELD, NULL, NULL);

    if (node != NULL) node->text = t->text;
    if (t->kind == T_QUOTED && p->current.kind == T_LPAREN)
        return jm_fail_at(&p->lexer, t->at, "a function's name has no quotes");
    return node;
}

static const jm_node *literal(parser *p, const token *t)
{
    jm_node *node = make(p, JM_LITERAL, NULL, NULL);

    if (node != NULL) node->value = t->value;
    return node;
}

static const jm_node *one_child(parser *p, jm_op op, int power)
{
    const jm_node *child = expression(p, power);

    return child != NULL ? make(p, op, child, NULL) : NULL;
}

static const jm_node *parenthesis(parser *p)
{
    const jm_node *inner = expression(p, 0);

    return inner != NULL && match(p, T_RPAREN, "a ')' is missing") ? inner : NULL;
}

/* Parses what begins with a token. */
static const jm_node *begin(parser *p, const token *t)
{
    switch (t->kind) {
    case T_LITERAL:
        return literal(p, t);
    case T_NAME:
    case T_QUOTED:
        return field(p, t);
    case T_STAR:
        return project(p, JM_PROJECT_VALUES, identity(p), binding_power(T_STAR));
    case T_FILTER:
        return filter(p, identity(p));
    case T_LBRACE:
        return multi_object(p);
    case T_LPAREN:
        return parenthesis(p);
    case T_FLATTEN:
        return flatten(p, identity(p));
    case T_NOT:
        return one_child(p, JM_NOT, binding_power(T_NOT));
    case T_LBRACKET:
        return bracket(p);
    case T_CURRENT:
        return identity(p);
    case T_REFERENCE:
        return one_child(p, JM_REFERENCE, 0);
    default:
        return jm_fail_at(&p->lexer, t->at,
                          t->kind == T_EOF ? "the expression ends too early"
                                           : "this cannot begin an expression");
    }
}

static const jm_node *two_children(parser *p, jm_op op, const jm_node *left, const token *t)
{
    const jm_node *right = expression(p, binding_power(t->kind));
    jm_node *node = right != NULL ? make(p, op, left, right) : NULL;

    if (node != NULL) node->text = t->text;
    return node;
}

static const jm_node *after_dot(parser *p, const jm_node *left)
{
    const jm_node *right = NULL;

    if (p->current.kind == T_STAR) {
        advance(p);
        return project(p, JM_PROJECT_VALUES, left, binding_power(T_DOT));
    }
    right = dot_right(p, binding_power(T_DOT));
    return right != NULL ? make(p, JM_SUB, left, right) : NULL;
}

static const jm_node *after_bracket(parser *p, const jm_node *left)
{
    if (p->current.kind == T_NUMBER || p->current.kind == T_COLON) return index_node(p, left);
    if (!match(p, T_STAR, "a number, ':' or '*' is missing") ||
        !match(p, T_RBRACKET, "a ']' is missing"))
        return NULL;
    return project(p, JM_PROJECT, left, binding_power(T_STAR));
}

/* Parses what a token continues after `left`. */
static const jm_node *go_on(parser *p, const token *t, const jm_node *left)
{
    switch (t->kind) {
    case T_DOT:
        return after_dot(p, left);
    case T_PIPE:
        return two_children(p, JM_SUB, left, t);
    case T_OR:
        return two_children(p, JM_OR, left, t);
    case T_AND:
        return two_children(p, JM_AND, left, t);
    case T_COMPARE:
        return two_children(p, JM_COMPARE, left, t);
    case T_LPAREN:
        if (left->op != JM_FIELD) return jm_fail_at(&p->lexer, t->at, "this is no function's name");
        return call(p, left->text);
    case T_FILTER:
        return filter(p, left);
    case T_FLATTEN:
        return flatten(p, left);
    case T_LBRACKET:
        return after_bracket(p, left);
    default:
        return jm_fail_at(&p->lexer, t->at, "this cannot stand here");
    }
}

static const jm_node *expression(parser *p, int power)
{
    token t = p->current;
    const jm_node *left = NULL;

    if (++p->depth > DEPTH_MAX) return jm_fail_at(&p->lexer, t.at, "nested too deeply");
    advance(p);
    left = begin(p, &t);
    while (left != NULL && !p->j->has_failed && power < binding_power(p->current.kind)) {
        t = p->current;
        advance(p);
        left = go_on(p, &t, left);
    }
    p->depth--;
    return p->j->has_failed ? NULL : left;
}

const jm_node *jm_parse(jm *j, const char *text)
{
    parser p;
    const jm_node *node = NULL;

    memset(&p, 0, sizeof(p));
    p.j = j;
    p.lexer.j = j;
    p.lexer.expression = text;
    if (!utf8_is_valid(sgp_str_from(text)))
        return jm_fail_at(&p.lexer, 0, "a text that is not UTF-8");
    advance(&p);
    advance(&p);
    node = expression(&p, 0);
    if (node != NULL && p.current.kind != T_EOF)
        return jm_fail_at(&p.lexer, p.current.at, "this cannot stand here");
    return node;
}
