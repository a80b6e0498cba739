/*
 * json_check.h - is a text strict JSON (RFC 8259)? Runs before a lax parser sees foreign bytes.
 *
 * Builds nothing and allocates nothing.
 */
#ifndef SGP_CODEC_JSON_CHECK_H
#define SGP_CODEC_JSON_CHECK_H

#include "sagepager/base.h"

/* Where and why a text is no JSON. */
typedef struct sgp__json_fault {
    size_t at;        /* offset of the offending byte */
    const char *what; /* static */
} sgp__json_fault;

/*
 * Non-zero when text is one JSON value with nothing but white space around it, in valid UTF-8,
 * nested at most SGP_JSON_DEPTH_MAX deep, of at most SGP_JSON_VALUES_MAX values, every \u surrogate
 * paired. Otherwise fault is filled.
 */
int sgp__json_check(sgp_str text, sgp__json_fault *fault);

#endif
