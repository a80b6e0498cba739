/*
 * json_check.h - checks a whole text with the scanner of src/codec.
 */
#ifndef SGP_TEST_JSON_CHECK_H
#define SGP_TEST_JSON_CHECK_H

#include "sgp_json_pull.h"

/* Where and why a text is not JSON. */
typedef struct json_fault {
    size_t at; /* offset of the offending byte */
    const char *what;
} json_fault;

/* Non-zero if text is one JSON value with nothing but white space around it.
 * Otherwise fills fault. */
static inline int json_check(sgp_str text, json_fault *fault)
{
    sgp__json_pull pull;
    sgp__json_token token;

    sgp__json_pull_init(&pull, text);
    do {
        token = sgp__json_pull_next(&pull);
    } while (token != SGP__TOKEN_FAULT && token != SGP__TOKEN_END);
    fault->at = sgp__json_pull_offset(&pull);
    fault->what = pull.fault_text;
    return token == SGP__TOKEN_END;
}

#endif
