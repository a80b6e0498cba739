/*
 * stable_token.c - resume tokens by identity; see stable_token.h.
 *
 * "sgp-stable-1:HASH:KEY:VERSION[:VERSION...]", all numbers: the hash in hexadecimal, over what is
 * listed and the rest of the token; then the last item's creation time or version; then the
 * versions delivered with that key. The service's own tokens play no part: a listing resumes at its
 * begin, narrowed by creation time where that is the order, and leaves out what was delivered.
 */
#include "stable_token.h"

#include "ascii.h"
#include "buf.h"
#include "err.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "sgp-stable-"
#define PREFIX_1 PREFIX "1:"
#define US_PER_SECOND INT64_C(1000000)

/* --- what is listed --------------------------------------------------------------------------- */

/* FNV-1a, 64 bits: against mistakes, not against forgery. */
static uint64_t hash_bytes(uint64_t h, const void *bytes, size_t len)
{
    const unsigned char *b = bytes;

    for (size_t i = 0; i < len; i++)
        h = (h ^ b[i]) * 1099511628211u;
    return h;
}

static uint64_t hash_number(uint64_t h, int64_t number)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%" PRId64 ";", number);
    return hash_bytes(h, text, strlen(text));
}

static uint64_t hash_filter(uint64_t h, sgp_opt_int filter)
{
    return hash_number(hash_number(h, filter.is_set), filter.is_set ? filter.value : 0);
}

static sgp_sort_by sort_by_of(const sgp_list_image_versions_request *r)
{
    sgp_sort_by given = r->sort_by_text ? sgp_sort_by_from(sgp_str_from(r->sort_by_text))
                                        : r->sort_by;

    return given == SGP_SORT_BY_UNSET && !r->sort_by_text ? SGP_SORT_BY_CREATION_TIME : given;
}

static sgp_sort_order sort_order_of(const sgp_list_image_versions_request *r)
{
    sgp_sort_order given = r->sort_order_text
                               ? sgp_sort_order_from(sgp_str_from(r->sort_order_text))
                               : r->sort_order;

    return given == SGP_SORT_ORDER_UNSET && !r->sort_order_text ? SGP_SORT_ORDER_DESCENDING : given;
}

int sgp__order_of(const sgp_list_image_versions_request *r, sgp__order *out)
{
    sgp_sort_by by = sort_by_of(r);
    sgp_sort_order order = sort_order_of(r);
    uint64_t h = 14695981039346656037u;

    if (by != SGP_SORT_BY_CREATION_TIME && by != SGP_SORT_BY_VERSION) return 0;
    if (order == SGP_SORT_ORDER_UNSET || r->next_token.ptr) return 0;
    out->by_version = by == SGP_SORT_BY_VERSION;
    out->is_descending = order == SGP_SORT_ORDER_DESCENDING;
    if (r->image_name) h = hash_bytes(h, r->image_name, strlen(r->image_name) + 1);
    h = hash_filter(h, r->creation_time_after_us);
    h = hash_filter(h, r->creation_time_before_us);
    h = hash_filter(h, r->last_modified_time_after_us);
    h = hash_filter(h, r->last_modified_time_before_us);
    out->listing = hash_number(hash_number(h, out->by_version), out->is_descending);
    return 1;
}

/* --- places ----------------------------------------------------------------------------------- */

static int has_identity(const sgp__order *order, const sgp_image_version *item)
{
    unsigned needed = SGP_HAS_VERSION | (order->by_version ? 0 : SGP_HAS_CREATION_TIME);

    return (item->present & needed) == needed;
}

static int64_t key_of(const sgp__order *order, const sgp_image_version *item)
{
    return order->by_version ? item->version : item->creation_time_us;
}

void sgp__place_note(sgp__place *place, const sgp__order *order, const sgp_image_version *item)
{
    int is_tie = place->is_set && has_identity(order, item) && key_of(order, item) == place->key;

    place->is_lost = !has_identity(order, item) || (is_tie && place->count == SGP__TIES_MAX);
    if (place->is_lost) return;
    if (!is_tie) place->count = 0;
    place->is_set = 1;
    place->key = key_of(order, item);
    place->versions[place->count++] = item->version;
}

int sgp__place_is_past(const sgp__place *place, const sgp__order *order,
                       const sgp_image_version *item)
{
    int64_t key = key_of(order, item);

    if (!has_identity(order, item)) return 0;
    if (key != place->key) return order->is_descending ? key > place->key : key < place->key;
    for (size_t i = 0; i < place->count; i++)
        if (place->versions[i] == item->version) return 1;
    return 0;
}

/* Filters are sent as whole seconds, rounded down, and include their bound. */
void sgp__place_narrow(const sgp__place *place, const sgp__order *order,
                       sgp_list_image_versions_request *request)
{
    int64_t second = place->key / US_PER_SECOND - (place->key % US_PER_SECOND < 0);
    sgp_opt_int *after = &request->creation_time_after_us;
    sgp_opt_int *before = &request->creation_time_before_us;

    if (order->by_version) return;
    if (order->is_descending) {
        int64_t bound = (second + 1) * US_PER_SECOND;
        if (!before->is_set || before->value > bound) *before = sgp_opt(bound);
    } else {
        int64_t bound = second * US_PER_SECOND;
        if (!after->is_set || after->value < bound) *after = sgp_opt(bound);
    }
}

/* --- tokens ----------------------------------------------------------------------------------- */

int sgp__is_stable_token(sgp_str token)
{
    return sgp__starts_with(token, PREFIX);
}

static uint64_t hash_of(const sgp__place *place, const sgp__order *order)
{
    uint64_t h = hash_number(order->listing, place->key);

    for (size_t i = 0; i < place->count; i++)
        h = hash_number(h, place->versions[i]);
    return h;
}

sgp_status sgp__stable_token_write(const sgp__place *place, const sgp__order *order,
                                   sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    char text[64 + 24 * (SGP__TIES_MAX + 1)];
    size_t used = (size_t)snprintf(text, sizeof text, PREFIX_1 "%016" PRIx64 ":%" PRId64,
                                   hash_of(place, order), place->key);

    for (size_t i = 0; i < place->count; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, ":%" PRId64, place->versions[i]);
    return sgp_arena_copy(arena, text, used, out, err);
}

/* Takes ":NUMBER" from the front. Counts below zero, where there is one number more. */
static int take_number(sgp_str *rest, int64_t *number)
{
    size_t at = 1;
    int is_negative = rest->len > 1 && rest->ptr[1] == '-';
    size_t first = is_negative ? 2 : 1;

    if (rest->len <= first || rest->ptr[0] != ':') return 0;
    *number = 0;
    for (at = first; at < rest->len && sgp__is_digit(rest->ptr[at]); at++) {
        int digit = rest->ptr[at] - '0';
        if (*number < (INT64_MIN + digit) / 10) return 0;
        *number = *number * 10 - digit;
    }
    if (at == first || (!is_negative && *number == INT64_MIN)) return 0;
    if (!is_negative) *number = -*number;
    *rest = sgp__slice(*rest, at, rest->len);
    return 1;
}

static int take_hash(sgp_str *rest, uint64_t *hash)
{
    *hash = 0;
    if (rest->len < 16) return 0;
    for (size_t i = 0; i < 16; i++) {
        int digit = sgp__hex_value(rest->ptr[i]);
        if (digit < 0) return 0;
        *hash = *hash << 4 | (unsigned)digit;
    }
    *rest = sgp__slice(*rest, 16, rest->len);
    return 1;
}

static int read_place(sgp_str rest, uint64_t *hash, sgp__place *out)
{
    memset(out, 0, sizeof *out);
    if (!take_hash(&rest, hash) || !take_number(&rest, &out->key)) return 0;
    while (rest.len > 0 && out->count < SGP__TIES_MAX)
        if (!take_number(&rest, &out->versions[out->count++])) return 0;
    out->is_set = 1;
    return rest.len == 0 && out->count > 0;
}

sgp_status sgp__stable_token_read(sgp_str token, const sgp__order *order, sgp__place *out,
                                  sgp_error *err)
{
    uint64_t hash = 0;

    if (!sgp__starts_with(token, PREFIX_1))
        return sgp_error_set(err, SGP_ERR_TOKEN,
                             "Bad starting token: %.100s: a stable token of another version; this "
                             "one reads version 1",
                             token.ptr);
    if (read_place(sgp__slice(token, sizeof PREFIX_1 - 1, token.len), &hash, out) &&
        hash == hash_of(out, order))
        return SGP_OK;
    return sgp_error_set(err, SGP_ERR_TOKEN,
                         "Bad starting token: %.100s: it was made for another image, order or "
                         "filter, or is damaged",
                         token.ptr);
}
