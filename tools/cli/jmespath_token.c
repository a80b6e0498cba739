/*
 * jmespath_token.c - an expression's tokens; see jmespath_token.h.
 */
#include "jmespath_token.h"

#include <stdlib.h>
#include <string.h>

void *jm_fail_at(jm_lexer *p, size_t at, const char *what)
{
    p->j->is_syntax = 1;
    return jm_fail(p->j, "%s at column %zu of '%.200s'", what, at, p->expression);
}

/* --- tokens --------------------------------------------------------------------------- */

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static sgp_str slice(const jm_lexer *p, size_t from, size_t to)
{
    sgp_str text = { p->expression + from, to - from };

    return text;
}

/* Returns the offset of the closing quote, or 0. */
static size_t closing(const jm_lexer *p, size_t from, char quote)
{
    for (size_t i = from; p->expression[i] != '\0'; i++) {
        if (p->expression[i] == quote) return i;
        if (p->expression[i] == '\\' && p->expression[i + 1] != '\0') i++;
    }
    return 0;
}

/* Returns a copy without the backslashes before `quote`. */
static sgp_str unescape(jm_lexer *p, sgp_str text, char quote)
{
    char *copy = sgp_arena_alloc(p->j->arena, text.len + 1);
    sgp_str result = { copy, 0 };

    if (copy == NULL) {
        (void)jm_fail(p->j, "out of memory");
        return result;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\' && i + 1 < text.len && text.ptr[i + 1] == quote) i++;
        copy[result.len++] = text.ptr[i];
    }
    return result;
}

static void take_quoted(jm_lexer *p, token *t)
{
    size_t end = closing(p, p->at + 1, '"');
    sgp_str copy = { NULL, 0 };
    const jm_value *value = NULL;

    if (end == 0) {
        (void)jm_fail_at(p, t->at, "a quotation without an end");
        return;
    }
    if (sgp_arena_copy(p->j->arena, p->expression + p->at, end + 1 - p->at, &copy, NULL) == SGP_OK)
        value = jm_from_json(p->j, copy);
    if (value == NULL || value->kind != JM_STRING) {
        (void)jm_fail_at(p, t->at, "a quotation that is no JSON text");
        return;
    }
    t->kind = T_QUOTED;
    t->text = value->text;
    p->at = end + 1;
}

static void take_raw(jm_lexer *p, token *t)
{
    size_t end = closing(p, p->at + 1, '\'');

    if (end == 0) {
        (void)jm_fail_at(p, t->at, "a text without an end");
        return;
    }
    t->kind = T_LITERAL;
    t->value = jm_string(p->j, unescape(p, slice(p, p->at + 1, end), '\''));
    p->at = end + 1;
}

/* JSON between backticks. Text that is not JSON is the value itself, as in early versions of
 * JMESPath. */
static void take_literal(jm_lexer *p, token *t)
{
    size_t end = closing(p, p->at + 1, '`');
    sgp_str text;

    if (end == 0) {
        (void)jm_fail_at(p, t->at, "a literal without an end");
        return;
    }
    text = unescape(p, slice(p, p->at + 1, end), '`');
    if (text.ptr == NULL) return;
    while (text.len > 0 && strchr(" \t\r\n", text.ptr[0]) != NULL) {
        text.ptr++;
        text.len--;
    }
    t->kind = T_LITERAL;
    t->value = jm_from_json(p->j, text);
    if (t->value == NULL && text.len > 0 && memchr(text.ptr, '"', text.len) == NULL)
        t->value = jm_string(p->j, text);
    if (t->value == NULL) (void)jm_fail_at(p, t->at, "a literal that is no JSON");
    p->at = end + 1;
}

static void take_name(jm_lexer *p, token *t)
{
    size_t end = p->at;

    while (is_letter(p->expression[end]) || is_digit(p->expression[end]))
        end++;
    t->kind = T_NAME;
    t->text = slice(p, p->at, end);
    p->at = end;
}

static void take_number(jm_lexer *p, token *t)
{
    size_t end = p->at + (p->expression[p->at] == '-');

    if (!is_digit(p->expression[end])) {
        (void)jm_fail_at(p, t->at, "a '-' without a number");
        return;
    }
    while (is_digit(p->expression[end]))
        end++;
    t->kind = T_NUMBER;
    t->number = strtoll(p->expression + p->at, NULL, 10);
    p->at = end;
}

/* Operators of one or two characters; the longer ones first. */
static int take_sign(jm_lexer *p, token *t)
{
    static const struct {
        const char *text;
        token_kind kind;
    } signs[] = {
        { "[]", T_FLATTEN }, { "[?", T_FILTER },   { "||", T_OR },      { "&&", T_AND },
        { "<=", T_COMPARE }, { ">=", T_COMPARE },  { "!=", T_COMPARE }, { "==", T_COMPARE },
        { "<", T_COMPARE },  { ">", T_COMPARE },   { "[", T_LBRACKET }, { "]", T_RBRACKET },
        { "|", T_PIPE },     { "&", T_REFERENCE }, { "!", T_NOT },      { ".", T_DOT },
        { "*", T_STAR },     { ",", T_COMMA },     { ":", T_COLON },    { "@", T_CURRENT },
        { "(", T_LPAREN },   { ")", T_RPAREN },    { "{", T_LBRACE },   { "}", T_RBRACE },
    };

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        size_t len = strlen(signs[i].text);
        if (strncmp(p->expression + p->at, signs[i].text, len) != 0) continue;
        t->kind = signs[i].kind;
        t->text = slice(p, p->at, p->at + len);
        p->at += len;
        return 1;
    }
    return 0;
}

token jm_next_token(jm_lexer *p)
{
    token t = { T_EOF, { NULL, 0 }, NULL, 0, 0 };
    char c = '\0';

    while (strchr(" \t\r\n", p->expression[p->at]) != NULL && p->expression[p->at] != '\0')
        p->at++;
    t.at = p->at;
    c = p->expression[p->at];
    if (c == '\0' || p->j->has_failed) return t;
    if (c == '"')
        take_quoted(p, &t);
    else if (c == '\'')
        take_raw(p, &t);
    else if (c == '`')
        take_literal(p, &t);
    else if (is_letter(c))
        take_name(p, &t);
    else if (is_digit(c) || c == '-')
        take_number(p, &t);
    else if (!take_sign(p, &t))
        (void)jm_fail_at(p, t.at, "a character that means nothing");
    return t;
}
