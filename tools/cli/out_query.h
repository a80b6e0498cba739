/*
 * out_query.h - --query: a JMESPath expression between the result and its format.
 */
#ifndef SAGEPAGER_CLI_OUT_QUERY_H
#define SAGEPAGER_CLI_OUT_QUERY_H

#include "output.h"

/*
 * out_query_begin: returns the format that prints the result of `query` as `inner` does. For text
 * the query is applied to each page, otherwise to the whole result (awscli/formatter.py), which is
 * held in memory. NULL without memory. query has passed out_query_check.
 */
const output_format *out_query_begin(output_state *state, const char *query,
                                     const output_format *inner);

/* out_query_check: non-zero if query is a valid expression; otherwise `why` describes the
 * mistake. */
int out_query_check(const char *query, char *why, size_t why_size);

#endif /* SAGEPAGER_CLI_OUT_QUERY_H */
