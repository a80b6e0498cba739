/*
 * json_pull.h - strict JSON (RFC 8259) taken token by token: one pass, no memory, no recursion.
 *
 * Pages are read with it alone. Of what cJSON is to read, sgp__json_check says first whether it is
 * JSON at all.
 */
#ifndef SGP_CODEC_JSON_PULL_H
#define SGP_CODEC_JSON_PULL_H

#include "sagepager/base.h"
#include "sagepager/limits.h"

#include <string.h>

typedef enum sgp__json_token {
    SGP__TOKEN_FAULT, /* the text is no JSON: see fault */
    SGP__TOKEN_END,   /* the text is over, and was one value */
    SGP__TOKEN_OBJECT,
    SGP__TOKEN_LIST,
    SGP__TOKEN_CLOSE, /* of the object or list opened last */
    SGP__TOKEN_NAME,  /* of a member; its value is next */
    SGP__TOKEN_STRING,
    SGP__TOKEN_NUMBER,
    SGP__TOKEN_BOOL,
    SGP__TOKEN_NULL
} sgp__json_token;

/* What the grammar allows at the next byte that is no white space. */
typedef enum sgp__json_expected {
    SGP__EXPECT_VALUE,
    SGP__EXPECT_VALUE_OR_END, /* just after '[' */
    SGP__EXPECT_NAME_OR_END,  /* just after '{' */
    SGP__EXPECT_COMMA_OR_END
} sgp__json_expected;

typedef struct sgp__json_pull {
    const char *fault; /* static */

    /* Of a NAME or STRING what stands between its quotes, of a NUMBER all of it. */
    sgp_str view;
    int has_escapes; /* in view: see sgp__json_unescape */

    /* Of a NUMBER. Without its sign it is digits * 10^scale, if is_short: up to 18 digits, and
     * three in the exponent. */
    int is_whole; /* it has no point and no exponent */
    int is_short;
    uint64_t digits;
    int scale;

    const char *at; /* private, as are all below: the next byte */
    const char *start, *end;
    sgp__json_expected expected;
    size_t depth;
    size_t values;                    /* begun so far */
    char closers[SGP_JSON_DEPTH_MAX]; /* of the open lists and objects */
} sgp__json_pull;

/* Starts on a text, which is borrowed. */
void sgp__json_pull_init(sgp__json_pull *pull, sgp_str text);

/* Goes on with a text that begins where the last one was left, and need not be where that was. */
void sgp__json_pull_go_on(sgp__json_pull *pull, sgp_str text);

/* A place in a text, to go back to from behind, but not from behind the list or object it is in. */
typedef struct sgp__json_place {
    const char *at;
    sgp__json_expected expected;
    size_t depth;
    size_t values;
} sgp__json_place;

static inline sgp__json_place sgp__json_pull_place(const sgp__json_pull *pull)
{
    sgp__json_place place = { pull->at, pull->expected, pull->depth, pull->values };

    return place;
}

void sgp__json_pull_go_back(sgp__json_pull *pull, const sgp__json_place *place);

/*
 * The next token. A FAULT is for ever; it comes for all that is no JSON, for text that is not
 * UTF-8, half a surrogate pair, nesting beyond SGP_JSON_DEPTH_MAX, values beyond
 * SGP_JSON_VALUES_MAX.
 */
sgp__json_token sgp__json_pull_next(sgp__json_pull *pull);

/* The same, sooner, just after a NAME. */
sgp__json_token sgp__json_pull_value(sgp__json_pull *pull);

/* How many bytes were taken; after a fault, those before the offending one. */
size_t sgp__json_pull_offset(const sgp__json_pull *pull);

/* Takes the next token if it is a NAME and spelled like this, with its quotes and the colon, and no
 * blank around: what is expected is recognised sooner than read. Otherwise zero, and nothing is
 * taken. */
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

/* Just after a NAME: takes the value if it is this STRING, whose bytes were taken before in a view
 * that has no escapes. Otherwise zero, and nothing is taken but blanks. */
int sgp__json_pull_take_text(sgp__json_pull *pull, sgp_str text);

/* Goes on behind the object or list that has just begun. FAULT, or another token. */
sgp__json_token sgp__json_pull_skip_rest(sgp__json_pull *pull);

/* Goes on behind any value that has just begun. */
static inline sgp__json_token sgp__json_pull_skip(sgp__json_pull *pull, sgp__json_token begun)
{
    return begun == SGP__TOKEN_OBJECT || begun == SGP__TOKEN_LIST ? sgp__json_pull_skip_rest(pull)
                                                                  : begun;
}

/* "a string", "null", ... of a token that begins a value, for messages. */
const char *sgp__json_token_name(sgp__json_token begun);

/* Takes the escapes out of a view, in place: it never grows. Returns what is left. */
size_t sgp__json_unescape(char *text, size_t len);

/* Where and why a text is no JSON. */
typedef struct sgp__json_fault {
    size_t at;        /* offset of the offending byte */
    const char *what; /* static */
} sgp__json_fault;

/* Non-zero when text is one JSON value, as above, with nothing but white space around it. Otherwise
 * fault is filled. */
int sgp__json_check(sgp_str text, sgp__json_fault *fault);

#endif
