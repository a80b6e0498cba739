/*
 * sgp_stable_token.h - resume tokens that carry the last item's identity instead of
 * an index.
 *
 * Versions that are created or deleted between two runs then neither repeat nor
 * hide an item.
 */
#ifndef SGP_STABLE_TOKEN_H
#define SGP_STABLE_TOKEN_H

#include "sagepager/model.h"

#define SGP__STABLE_TOKEN_PREFIX "sgp-stable-"

/* Items with the same creation time that a token can tell apart. */
#define SGP__TIES_MAX 16

/* The order and the content of a listing. */
typedef struct sgp__order {
    int by_version; /* zero: by creation time */
    int is_descending;
    uint64_t listing; /* a hash of image, filters and order */
} sgp__order;

/* The last item delivered. All zero: no item was delivered. */
typedef struct sgp__cursor {
    int is_set;
    int is_lost; /* the last item has no identity, or too many items share its creation time */
    int64_t key; /* its version, or its creation time in microseconds */
    int64_t versions[SGP__TIES_MAX]; /* delivered with that key */
    size_t count;
} sgp__cursor;

/* Stores the order of a request. Returns zero if the request permits no stable
 * tokens: it has a next token, an unknown order or LAST_MODIFIED_TIME. */
int sgp__order_of(const sgp_list_image_versions_request *request, sgp__order *out);

/* Moves the cursor to an item that was delivered. */
void sgp__cursor_move(sgp__cursor *cursor, const sgp__order *order, const sgp_image_version *item);

/* Non-zero if the item is at the cursor or before it. */
int sgp__cursor_is_past(const sgp__cursor *cursor, const sgp__order *order,
                        const sgp_image_version *item);

/* Narrows the filters of a request to items that may come after the cursor. */
void sgp__cursor_narrow(const sgp__cursor *cursor, const sgp__order *order,
                        sgp_list_image_versions_request *request);

/* Non-zero if the token is a stable one, of any version. */
int sgp__is_stable_token(sgp_str token);

/* Fails because the listing permits no stable tokens. */
sgp_status sgp__stable_token_refuse(sgp_str token, sgp_error *err);

/* Writes the token of a cursor that is set and not lost. SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__stable_token_write(const sgp__cursor *cursor,
                                                  const sgp__order *order, sgp_arena *arena,
                                                  sgp_str *out, sgp_error *err);

/* Parses a token. SGP_ERR_TOKEN if it belongs to another listing or version, or is damaged. */
SGP_MUST_CHECK sgp_status sgp__stable_token_read(sgp_str token, const sgp__order *order,
                                                 sgp__cursor *out, sgp_error *err);

#endif
