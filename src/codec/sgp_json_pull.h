/*
 * sgp_json_pull.h - a strict JSON (RFC 8259) scanner: one pass, token by token, no
 * allocation, no recursion.
 *
 * It scans all JSON from the wire. sgp_json_value.h is built on it, for texts that
 * are read more than once.
 *
 *
 */
#ifndef SGP_CODEC_JSON_PULL_H
#define SGP_CODEC_JSON_PULL_H

#include "sagepager/base.h"
#include "sagepager/limits.h"

#include <string.h>

typedef enum sgp__json_token {
    SGP__TOKEN_FAULT, /* the text is not JSON: see fault */
    SGP__TOKEN_END,   /* the text was one value; nothing follows */
    SGP__TOKEN_OBJECT,
    SGP__TOKEN_LIST,
    SGP__TOKEN_CLOSE, /* of the object or list opened last */
    SGP__TOKEN_NAME,  /* of a member; its value is next */
    SGP__TOKEN_STRING,
    SGP__TOKEN_NUMBER,
    SGP__TOKEN_BOOL,
    SGP__TOKEN_NULL
} sgp__json_token;

/* The tokens that the grammar permits next. */
typedef enum sgp__json_expected {
    SGP__EXPECT_VALUE,
    SGP__EXPECT_VALUE_OR_END, /* just after '[' */
    SGP__EXPECT_NAME_OR_END,  /* just after '{' */
    SGP__EXPECT_COMMA_OR_END
} sgp__json_expected;

typedef struct sgp__json_pull {
    int fault;              /* the number of its place (sgp_err.h); 0: none */
    const char *fault_text; /* static */

    /* NAME and STRING: the bytes between the quotes. NUMBER, BOOL, NULL: the
     * whole token. */
    sgp_str view;
    int has_escapes; /* of a NAME or STRING: view has escapes (sgp__json_unescape) */

    /* Of a NUMBER. If is_short, its absolute value is digits * 10^scale: it has
     * at most 18 digits, and three in the exponent. */
    int is_whole; /* it has no point and no exponent */
    int is_short;
    uint64_t digits;
    int scale;

    /* Private. */
    const char *at; /* the next byte */
    const char *start, *end;
    sgp__json_expected expected;
    size_t depth;
    size_t values;                    /* begun so far */
    char closers[SGP_JSON_DEPTH_MAX]; /* of the open lists and objects */
} sgp__json_pull;

/* Starts to scan a text, which is borrowed. */
void sgp__json_pull_init(sgp__json_pull *pull, sgp_str text);

/* Continues with a text that begins with the unconsumed bytes. Its address may have changed. */
void sgp__json_pull_resume(sgp__json_pull *pull, sgp_str text);

/* A mark in a text. Rewinding to it is allowed until the list or object around
 * it is closed and another one is opened in its place. */
typedef struct sgp__json_mark {
    const char *at;
    sgp__json_expected expected;
    size_t depth;
    size_t values;
} sgp__json_mark;

static inline sgp__json_mark sgp__json_pull_mark(const sgp__json_pull *pull)
{
    sgp__json_mark mark = { pull->at, pull->expected, pull->depth, pull->values };

    return mark;
}

/* Goes back to a mark and clears a fault. */
void sgp__json_pull_rewind(sgp__json_pull *pull, const sgp__json_mark *mark);

/*
 * Consumes and returns the next token. FAULT stays until a rewind. It means
 * that the text is incomplete, is not JSON or UTF-8, or has half a surrogate
 * pair. It also means deeper nesting than SGP_JSON_DEPTH_MAX or more values
 * than SGP_JSON_VALUES_MAX.
 */
sgp__json_token sgp__json_pull_next(sgp__json_pull *pull);

/* Fast path of sgp__json_pull_next. Valid only directly after a NAME. */
sgp__json_token sgp__json_pull_value(sgp__json_pull *pull);

/* Returns the number of bytes consumed since init or resume; after a fault, the
 * offset of the offending byte. */
size_t sgp__json_pull_offset(const sgp__json_pull *pull);

/* Fast path for an expected name. Consumes the next token if it is a NAME
 * written exactly like `spelled`: with quotes and colon, and without blanks.
 * Otherwise returns zero and consumes nothing. */
static inline int sgp__json_pull_take_name(sgp__json_pull *pull, const char *spelled, size_t len)
{
    size_t comma = pull->expected == SGP__EXPECT_COMMA_OR_END;
    const char *at = pull->at + comma;

    if (!comma && pull->expected != SGP__EXPECT_NAME_OR_END) return 0;
    if (pull->depth == 0 || pull->closers[pull->depth - 1] != '}') return 0;
    if ((size_t)(pull->end - pull->at) < comma + len || (comma && *pull->at != ',')) return 0;
    if (memcmp(at, spelled, len) != 0) return 0;
    pull->at = at + len;
    pull->expected = SGP__EXPECT_VALUE;
    return 1;
}

/* Fast path for an expected value, valid only directly after a NAME. Consumes
 * the value if it is the STRING `text`, which must be an earlier view without
 * escapes. Otherwise returns zero and consumes only blanks. */
int sgp__json_pull_take_text(sgp__json_pull *pull, sgp_str text);

/* Skips the rest of the object or list that has just begun. Returns FAULT or
 * another token. */
sgp__json_token sgp__json_pull_skip_rest(sgp__json_pull *pull);

/* Skips the rest of any value that has just begun. Returns FAULT or another
 * token. */
static inline sgp__json_token sgp__json_pull_skip(sgp__json_pull *pull, sgp__json_token begun)
{
    return begun == SGP__TOKEN_OBJECT || begun == SGP__TOKEN_LIST ? sgp__json_pull_skip_rest(pull)
                                                                  : begun;
}

/* "a string", "null", ... for a token that begins a value. For messages. */
const char *sgp__json_token_name(sgp__json_token begun);

/* Replaces the escapes of a view in place, which never makes it longer. Returns
 * the new length. */
size_t sgp__json_unescape(char *text, size_t len);

/* Non-zero if a view, once unescaped, is `text`. */
int sgp__json_view_is(sgp_str view, int has_escapes, sgp_str text);

#endif
