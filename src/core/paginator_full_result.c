/*
 * paginator_full_result.c - a whole listing in one page (botocore/paginate.py,
 * build_full_result).
 */
#include "sgp_paginator_state.h"

#include "sgp_err.h"
#include "sgp_mem.h"

static sgp_status copy_str(sgp_arena *arena, sgp_str *text, sgp_error *err)
{
    if (!text->ptr) return SGP_OK;
    return sgp_arena_copy(arena, text->ptr, text->len, text, err);
}

static sgp_status copy_raw_timestamps(sgp_arena *arena, const sgp_raw_timestamps **raw,
                                      sgp_error *err)
{
    sgp_raw_timestamps *copy;

    if (!*raw) return SGP_OK;
    copy = sgp_arena_alloc(arena, sizeof *copy);
    if (!copy) return SGP__NO_MEMORY(err, sgp__arena_wanted(arena, sizeof *copy));
    *copy = **raw;
    *raw = copy;
    SGP_TRY(copy_str(arena, &copy->creation_time.text, err));
    return copy_str(arena, &copy->last_modified_time.text, err);
}

/* Replaces the item's texts, which belong to another page, by copies. */
static sgp_status full_result_copy_texts(sgp_arena *arena, sgp_image_version *item, sgp_error *err)
{
    SGP_TRY(copy_str(arena, &item->failure_reason, err));
    SGP_TRY(copy_str(arena, &item->image_arn, err));
    SGP_TRY(copy_str(arena, &item->image_version_arn, err));
    SGP_TRY(copy_str(arena, &item->status_text, err));
    return copy_raw_timestamps(arena, &item->raw_timestamps, err);
}

static sgp_status append(sgp_page *result, const sgp_image_version *from, sgp_error *err)
{
    sgp_image_version *item;
    sgp_status status;

    SGP_TRY(sgp_page_append_image_version(result, &item, err));
    *item = *from;
    status = full_result_copy_texts(sgp_page_arena(result), item, err);
    if (status != SGP_OK) result->count--;
    return status;
}

/* Appends the undelivered items of the current page. */
static sgp_status append_rest(sgp_paginator *paginator, sgp_page *result, sgp_error *err)
{
    const sgp__page *page = &paginator->page;

    while (paginator->state == SGP__PAGINATOR_DELIVER && paginator->delivered < page->api.count) {
        SGP_TRY(append(result, &page->items[paginator->delivered], err));
        sgp__paginator_deliver(paginator, paginator->delivered + 1);
    }
    return SGP_OK;
}

static sgp_status append_all(sgp_paginator *paginator, sgp_page *result, sgp_error *err)
{
    sgp_status status;

    for (;;) {
        SGP_TRY(append_rest(paginator, result, err));
        status = sgp__paginator_next(paginator, err);
        if (status != SGP_OK) return status;
        result->has_items |= paginator->page.api.has_items;
    }
}

/* SGP_OK once the listing is complete. */
static sgp_status collect(sgp_paginator *paginator, sgp_page *result, sgp_error *err)
{
    sgp_status status = append_all(paginator, result, err);
    sgp_str token;

    if (status != SGP_END) return status;
    SGP_TRY(sgp_paginator_resume_token(paginator, &token, err));
    SGP_TRY(copy_str(sgp_page_arena(result), &token, err));
    result->next_token = token;
    return SGP_OK;
}

sgp_status sgp_paginator_full_result(sgp_paginator *paginator, sgp_page *result, sgp_error *err)
{
    size_t *limit_bytes, usual_limit;
    sgp_status status;

    SGP_TRY(sgp__paginator_begin_call(paginator, result, "sgp_paginator_full_result", &err));
    if (paginator->result != result) sgp_page_reset(result);
    paginator->result = result;
    limit_bytes = &sgp_page_arena(result)->limit_bytes;
    usual_limit = *limit_bytes;
    *limit_bytes = SGP_FULL_RESULT_MEMORY_MAX;
    status = collect(paginator, result, err);
    *limit_bytes = usual_limit;
    return status;
}
