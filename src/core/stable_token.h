/*
 * stable_token.h - resume tokens that carry the last item's identity and not an index, so that what
 * is created or deleted between two runs neither repeats nor skips an item.
 */
#ifndef SGP_STABLE_TOKEN_H
#define SGP_STABLE_TOKEN_H

#include "sagepager/model.h"

/* Items of one creation time that a token can tell apart. */
#define SGP__TIES_MAX 16

/* The order of a listing, and what it lists. */
typedef struct sgp__order {
    int by_version; /* otherwise by creation time */
    int is_descending;
    uint64_t listing; /* a hash of image, filters and order */
} sgp__order;

/* The last item delivered. Zero-initialised there is none. */
typedef struct sgp__place {
    int is_set;
    int is_lost; /* the last item has no identity, or shares its time with too many */
    int64_t key; /* its version, or its creation time in microseconds */
    int64_t versions[SGP__TIES_MAX]; /* of those delivered with that key */
    size_t count;
} sgp__place;

/* Zero when the order itself can change between two runs (LAST_MODIFIED_TIME), is not known, or the
 * request names a token of the service. */
int sgp__order_of(const sgp_list_image_versions_request *request, sgp__order *out);

void sgp__place_note(sgp__place *place, const sgp__order *order, const sgp_image_version *item);

/* Non-zero when an item comes before the place, or is one of it. */
int sgp__place_is_past(const sgp__place *place, const sgp__order *order,
                       const sgp_image_version *item);

/* Leaves out of a request what the order says was delivered, as far as its filters can. */
void sgp__place_narrow(const sgp__place *place, const sgp__order *order,
                       sgp_list_image_versions_request *request);

int sgp__is_stable_token(sgp_str token);

/* Writes the token of a place that is set and not lost. SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__stable_token_write(const sgp__place *place, const sgp__order *order,
                                                  sgp_arena *arena, sgp_str *out, sgp_error *err);

/* Reads one; SGP_ERR_TOKEN when it is of another listing or version, or damaged. */
SGP_MUST_CHECK sgp_status sgp__stable_token_read(sgp_str token, const sgp__order *order,
                                                 sgp__place *out, sgp_error *err);

#endif
