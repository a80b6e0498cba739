/*
 * paginator_resume.c - the start of a listing, its delivered items and its
 * resume token.
 */
#include "sgp_paginator_state.h"

#include "sgp_err.h"
#include "sgp_part.h"

/* --- start ------------------------------------------------------------------------------------ */

/* A Python dict keeps the position of a key whose value changes, and appends a
 * new key. So the token replaces the request's own one, if there is one.
 * Otherwise it goes to `params`, which is written after the request's
 * members. */
void sgp__paginator_set_next_token(sgp_paginator *paginator, sgp_str token)
{
    if (paginator->request.next_token.ptr)
        paginator->request.next_token = token;
    else
        paginator->params.next_token = token;
}

static sgp_status start_stable(sgp_paginator *paginator, sgp_error *err)
{
    if (!paginator->is_stable) return sgp__stable_token_refuse(paginator->starting_token, err);
    SGP_TRY(sgp__stable_token_read(paginator->starting_token, &paginator->order,
                                   &paginator->resumed_at, err));
    paginator->cursor = paginator->resumed_at;
    sgp__cursor_narrow(&paginator->cursor, &paginator->order, &paginator->request);
    return SGP_OK;
}

sgp_status sgp__paginator_start_at(sgp_paginator *paginator, sgp_str token, sgp_error *err)
{
    sgp_str *copy = &paginator->starting_token;
    sgp_position *position = &paginator->position;
    sgp_codec *codec = paginator->codec;
    sgp_status status;

    SGP_TRY(sgp_arena_copy(&paginator->texts, token.ptr, token.len, copy, err));
    if (sgp__is_stable_token(*copy)) return start_stable(paginator, err);
    position->has_next_token = 0; /* as decode_token expects it */
    status = codec->type->decode_token(codec, *copy, &paginator->texts, position, err);
    SGP_TRY(SGP__SLOT_RESULT(codec, 2064, "decode_token", status, 0, err));
    if (!position->has_next_token) return SGP_OK;
    sgp__paginator_set_next_token(paginator, position->next_token);
    paginator->params.is_token_first = paginator->params.next_token.ptr != NULL;
    return SGP_OK;
}

/* --- delivered items -------------------------------------------------------------------------- */

void sgp__paginator_deliver(sgp_paginator *paginator, size_t end)
{
    for (; paginator->delivered < end; paginator->delivered++)
        if (paginator->is_stable)
            sgp__cursor_move(&paginator->cursor, &paginator->order,
                             &paginator->page.items[paginator->delivered]);
}

int64_t sgp_paginator_item_count(const sgp_paginator *paginator)
{
    return paginator->previous_items + (int64_t)paginator->delivered;
}

int64_t sgp_paginator_page_count(const sgp_paginator *paginator)
{
    return paginator->page_count;
}

int sgp_paginator_has_stable_tokens(const sgp_paginator *paginator)
{
    return paginator->is_stable;
}

/* --- the resume token ------------------------------------------------------------------------- */

/* PageIterator._truncate_response adds the starting index unchanged, even a negative one. */
static int64_t truncated_at(const sgp_paginator *paginator)
{
    int64_t start = paginator->page_count == 1 ? paginator->position.truncate.value : 0;

    return (int64_t)paginator->delivered + start;
}

/* Stores the position after the items delivered. Returns zero if the listing is complete. */
static int position_reached(const sgp_paginator *paginator, sgp_position *out)
{
    *out = paginator->position;
    if (paginator->state == SGP__PAGINATOR_FETCH) return 1;
    out->has_next_token = 1;
    if (paginator->delivered < paginator->page.api.count) {
        out->truncate = sgp_opt_int_of((int64_t)(paginator->front + paginator->delivered));
        return 1;
    }
    if (paginator->is_truncated) {
        out->truncate = sgp_opt_int_of(truncated_at(paginator));
        return 1;
    }
    out->truncate.is_set = 0;
    out->next_token = paginator->page.api.next_token;
    return out->next_token.len > 0;
}

/* If the last item has no identity, a token with an index serves as well. After
 * a stable starting token it does not, because that listing's pages differ from
 * the service's. */
static sgp_status resume_encode(sgp_paginator *paginator, const sgp_position *position,
                                sgp_str *out, sgp_error *err)
{
    const sgp__cursor *cursor = &paginator->cursor;
    sgp_codec *codec = paginator->codec;

    if (paginator->is_stable && cursor->is_set && !cursor->is_lost)
        return sgp__stable_token_write(cursor, &paginator->order, &paginator->resume, out, err);
    if (!paginator->resumed_at.is_set)
        return SGP__SLOT_RESULT(
            codec, 2065, "encode_token",
            codec->type->encode_token(codec, position, &paginator->resume, out, err), 0, err);
    return SGP__FAIL(err, SGP_ERR_TOKEN, 2029,
                     "no stable token can be made: the last item has no version or creation "
                     "time, or more than %d share its creation time; read one item more or "
                     "one less, or start without a stable token",
                     SGP__TIES_MAX);
}

sgp_status sgp_paginator_resume_token(sgp_paginator *paginator, sgp_str *out, sgp_error *err)
{
    static const sgp_str absent = { NULL, 0 };
    sgp_position position;

    sgp_error_reset(err);
    if (!paginator || !out)
        return SGP__FAIL(err, SGP_ERR_USAGE, 2030,
                         "sgp_paginator_resume_token: paginator or out is NULL");
    *out = paginator->page_count == 0 ? paginator->starting_token : absent;
    if (paginator->page_count == 0 || !position_reached(paginator, &position)) return SGP_OK;
    sgp_arena_reset(&paginator->resume);
    return resume_encode(paginator, &position, out, err);
}
