/*
 * jmespath_token.h - an expression's tokens (jmespath.py, lexer.py).
 */
#ifndef SAGEPAGER_CLI_JMESPATH_TOKEN_H
#define SAGEPAGER_CLI_JMESPATH_TOKEN_H

#include "jmespath_node.h"

typedef enum token_kind {
    T_EOF,
    T_NAME,
    T_QUOTED,
    T_LITERAL,
    T_NUMBER,
    T_DOT,
    T_STAR,
    T_RBRACKET,
    T_COMMA,
    T_COLON,
    T_CURRENT,
    T_LPAREN,
    T_RPAREN,
    T_LBRACE,
    T_RBRACE,
    T_LBRACKET,
    T_FLATTEN,
    T_FILTER,
    T_PIPE,
    T_OR,
    T_AND,
    T_NOT,
    T_REFERENCE,
    T_COMPARE
} token_kind;

typedef struct token {
    token_kind kind;
    sgp_str text;          /* a name, or an operator */
    const jm_value *value; /* of a literal */
    int64_t number;
    size_t at; /* where it starts */
} token;

typedef struct jm_lexer {
    jm *j;
    const char *expression;
    size_t at; /* of the next token */
} jm_lexer;

/* jm_next_token: reads the next token; T_EOF at the end and after a mistake. */
token jm_next_token(jm_lexer *p);

/* jm_fail_at: reports a mistake in the expression; returns NULL. */
void *jm_fail_at(jm_lexer *p, size_t at, const char *what);

#endif /* SAGEPAGER_CLI_JMESPATH_TOKEN_H */
