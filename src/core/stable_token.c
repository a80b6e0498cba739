/*
 * stable_token.c - writes, parses and applies stable resume tokens; see
 * sgp_stable_token.h.
 *
 * "sgp-stable-1:HASH:KEY:VERSION[:VERSION...]". HASH covers the listing and the
 * rest of the token; it is hexadecimal, the other fields are decimal. KEY is
 * the last item's creation time or version. The versions delivered with that
 * key follow. A resumed listing starts over and skips the items that were
 * delivered. If it is ordered by creation time, filters narrow it. The token
 * contains no token of the service.
 */
#include "sgp_stable_token.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_buf.h"
#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_fnv1a.h"

#include <string.h>

#define PREFIX_1 SGP__STABLE_TOKEN_PREFIX "1:"
/* Prefix, hash, and a number with its separator for the key and for each version. */
#define STABLE_TOKEN_MAX (sizeof PREFIX_1 + 16 + 21 * (SGP__TIES_MAX + 1))
/* A token of this length needs no memory besides the arena's. */
#define USUAL_STABLE_BYTES 96

/* --- the listing ------------------------------------------------------------------------------ */

static uint64_t hash_number(uint64_t hash, int64_t number)
{
    char text[24];

    (void)sgp__format(text, sizeof text, "%lld;", (long long)number);
    return sgp__fnv1a(hash, text, strlen(text));
}

static uint64_t hash_filter(uint64_t hash, sgp_opt_int filter)
{
    return hash_number(hash_number(hash, filter.is_set), filter.is_set ? filter.value : 0);
}

static uint64_t hash_listing(const sgp_list_image_versions_request *r, const sgp__order *order)
{
    uint64_t hash = SGP__FNV1A_INIT;

    if (r->image_name) hash = sgp__fnv1a(hash, r->image_name, strlen(r->image_name) + 1);
    hash = hash_filter(hash, r->creation_time_after_us);
    hash = hash_filter(hash, r->creation_time_before_us);
    hash = hash_filter(hash, r->last_modified_time_after_us);
    hash = hash_filter(hash, r->last_modified_time_before_us);
    return hash_number(hash_number(hash, order->by_version), order->is_descending);
}

/* Sets *is_other if text is `other`, and clears it for `usual` or NULL. Returns
 * zero for any other text. */
static int read_choice(const char *text, const char *usual, const char *other, int *is_other)
{
    *is_other = text && sgp__same_text(text, other);
    return !text || *is_other || sgp__same_text(text, usual);
}

int sgp__order_of(const sgp_list_image_versions_request *r, sgp__order *out)
{
    int is_ascending;

    if (r->next_token.ptr) return 0;
    if (!read_choice(r->sort_by, SGP_IMAGE_VERSION_SORT_BY_CREATION_TIME,
                     SGP_IMAGE_VERSION_SORT_BY_VERSION, &out->by_version) ||
        !read_choice(r->sort_order, SGP_IMAGE_VERSION_SORT_ORDER_DESCENDING,
                     SGP_IMAGE_VERSION_SORT_ORDER_ASCENDING, &is_ascending))
        return 0;
    out->is_descending = !is_ascending;
    out->listing = hash_listing(r, out);
    return 1;
}

/* --- cursors ---------------------------------------------------------------------------------- */

static int has_identity(const sgp__order *order, const sgp_image_version *item)
{
    unsigned needed = SGP_IMAGE_VERSION_HAS_VERSION |
                      (order->by_version ? 0 : SGP_IMAGE_VERSION_HAS_CREATION_TIME);

    return (item->present & needed) == needed;
}

static int64_t key_of(const sgp__order *order, const sgp_image_version *item)
{
    return order->by_version ? item->version : item->creation_time_us;
}

void sgp__cursor_move(sgp__cursor *cursor, const sgp__order *order, const sgp_image_version *item)
{
    int is_tie = cursor->is_set && has_identity(order, item) && key_of(order, item) == cursor->key;

    cursor->is_lost = !has_identity(order, item) || (is_tie && cursor->count == SGP__TIES_MAX);
    if (cursor->is_lost) return;
    if (!is_tie) cursor->count = 0;
    cursor->is_set = 1;
    cursor->key = key_of(order, item);
    cursor->versions[cursor->count++] = item->version;
}

int sgp__cursor_is_past(const sgp__cursor *cursor, const sgp__order *order,
                        const sgp_image_version *item)
{
    int64_t key = key_of(order, item);

    if (!has_identity(order, item)) return 0;
    if (key != cursor->key) return order->is_descending ? key > cursor->key : key < cursor->key;
    for (size_t i = 0; i < cursor->count; i++)
        if (cursor->versions[i] == item->version) return 1;
    return 0;
}

/* Filters are sent as whole seconds, rounded down, and include their bound. */
void sgp__cursor_narrow(const sgp__cursor *cursor, const sgp__order *order,
                        sgp_list_image_versions_request *request)
{
    int64_t second = sgp__floor_seconds(cursor->key);
    sgp_opt_int *after = &request->creation_time_after_us;
    sgp_opt_int *before = &request->creation_time_before_us;

    if (order->by_version) return;
    if (order->is_descending) {
        int64_t bound = (second + 1) * SGP__US_PER_SECOND;
        if (!before->is_set || before->value > bound) *before = sgp_opt_int_of(bound);
    } else {
        int64_t bound = second * SGP__US_PER_SECOND;
        if (!after->is_set || after->value < bound) *after = sgp_opt_int_of(bound);
    }
}

/* --- tokens ----------------------------------------------------------------------------------- */

int sgp__is_stable_token(sgp_str token)
{
    return sgp__starts_with(token, SGP__STABLE_TOKEN_PREFIX);
}

static uint64_t stable_hash_of(const sgp__cursor *cursor, const sgp__order *order)
{
    uint64_t h = hash_number(order->listing, cursor->key);

    for (size_t i = 0; i < cursor->count; i++)
        h = hash_number(h, cursor->versions[i]);
    return h;
}

static void put_token(sgp__buf *out, const sgp__cursor *cursor, uint64_t hash)
{
    char digits[17];

    (void)sgp__format(digits, sizeof digits, "%016llx", (unsigned long long)hash);
    sgp__buf_put_text(out, PREFIX_1);
    sgp__buf_put_text(out, digits);
    sgp__buf_put_char(out, ':');
    sgp__buf_put_int(out, cursor->key);
    for (size_t i = 0; i < cursor->count; i++) {
        sgp__buf_put_char(out, ':');
        sgp__buf_put_int(out, cursor->versions[i]);
    }
}

sgp_status sgp__stable_token_write(const sgp__cursor *cursor, const sgp__order *order,
                                   sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    char usual[USUAL_STABLE_BYTES];
    sgp__buf text;
    sgp_status status;

    sgp__buf_init_on(&text, usual, sizeof usual, arena->allocator, STABLE_TOKEN_MAX);
    put_token(&text, cursor, stable_hash_of(cursor, order));
    status = SGP__BUF_CHECK(&text, 2090, "the stable token", err);
    if (status == SGP_OK) status = sgp_arena_copy(arena, text.ptr, text.len, out, err);
    sgp__buf_deinit(&text);
    return status;
}

/* Removes ":NUMBER" from the front. Accumulates a negative value, because INT64_MIN has no positive
 * counterpart. */
static int stable_take_number(sgp_str *rest, int64_t *number)
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

static int read_cursor(sgp_str rest, uint64_t *hash, sgp__cursor *out)
{
    memset(out, 0, sizeof *out);
    if (!take_hash(&rest, hash) || !stable_take_number(&rest, &out->key)) return 0;
    while (rest.len > 0 && out->count < SGP__TIES_MAX)
        if (!stable_take_number(&rest, &out->versions[out->count++])) return 0;
    out->is_set = 1;
    return rest.len == 0 && out->count > 0;
}

/* sgp__cursor_narrow adds up to a second to a creation time, which must not overflow. */
static int is_possible(const sgp__cursor *cursor, const sgp__order *order)
{
    return order->by_version ||
           (cursor->key >= SGP__TIME_MIN_US && cursor->key <= SGP__TIME_MAX_US);
}

sgp_status sgp__stable_token_read(sgp_str token, const sgp__order *order, sgp__cursor *out,
                                  sgp_error *err)
{
    uint64_t hash = 0;

    if (!sgp__starts_with(token, PREFIX_1))
        return SGP__FAIL(err, SGP_ERR_TOKEN, 2032,
                         "Bad starting token: %.100s: a stable token of another version; this "
                         "library reads version 1",
                         token.ptr);
    if (read_cursor(sgp__slice(token, sizeof PREFIX_1 - 1, token.len), &hash, out) &&
        hash == stable_hash_of(out, order) && is_possible(out, order))
        return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_TOKEN, 2033,
                     "Bad starting token: %.100s: it was made for another image, order or "
                     "filter, or is damaged",
                     token.ptr);
}

sgp_status sgp__stable_token_refuse(sgp_str token, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_TOKEN, 2028,
                     "Bad starting token: %.100s: stable tokens need the order CREATION_TIME or "
                     "VERSION, and no next token",
                     token.ptr);
}
