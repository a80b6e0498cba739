/*
 * out_query.h - --query: a JMESPath expression between the result and its format.
 */
#ifndef SAGEPAGER_CLI_OUT_QUERY_H
#define SAGEPAGER_CLI_OUT_QUERY_H

#include "output.h"

/*
 * out_query_begin: the format that prints what query makes of the result, in the way of inner. For
 * text the query is asked of each page, otherwise of the whole (awscli/formatter.py), which then
 * lies in memory. NULL when there is no memory. query has passed out_query_check.
 */
const output_format *out_query_begin(output_state *state, const char *query,
                                     const output_format *inner);

/* out_query_check: non-zero when query is an expression; otherwise why says what is wrong. */
int out_query_check(const char *query, char *why, size_t why_size);

#endif /* SAGEPAGER_CLI_OUT_QUERY_H */
