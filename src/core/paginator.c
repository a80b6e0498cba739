/*
 * paginator.c - botocore's paging rules (botocore/paginate.py, PageIterator)
 * over a page source.
 *
 * Pure: no clock, no waiting, no bytes. The page source fetches and retries.
 */
#include "sgp_paginator_state.h"

#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_frame.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

#define PAGINATOR_NAME "sgp_list_image_versions_paginator_new"

/* Allocated at once, so that a listing with memory for its first page has memory for every page. */
#define USUAL_TOKEN_BYTES 256

/* --- making and freeing ----------------------------------------------------------------------- */

static sgp_status paginator_check_parts(const sgp_page_source *source, const sgp_codec *codec,
                                        sgp_error *err)
{
    static const sgp__slot fetches[] = { SGP__SLOT(sgp_page_source_type, fetch) };
    static const sgp__slot prefetches[] = { SGP__SLOT(sgp_page_source_type, drop) };
    static const sgp__slot codecs[] = { SGP__SLOT(sgp_codec_type, encode_token),
                                        SGP__SLOT(sgp_codec_type, decode_token) };

    SGP_TRY(SGP__PART_CHECK(source, 2056, PAGINATOR_NAME "_from", "source", fetches, err));
    if (SGP_HAS(source, start))
        SGP_TRY(SGP__PART_CHECK(source, 2057, PAGINATOR_NAME "_from", "source", prefetches, err));
    return SGP__PART_CHECK(codec, 2058, PAGINATOR_NAME "_from", "codec", codecs, err);
}

static void paginator_init(sgp_paginator *paginator, sgp_page_source *source, sgp_codec *codec,
                           const sgp_allocator *allocator)
{
    static const sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    static const sgp_position position = SGP_POSITION_INIT;

    paginator->source = source;
    paginator->codec = codec;
    paginator->allocator = allocator;
    paginator->params = params;
    paginator->position = position;
    paginator->position.has_next_token = 1;
    sgp__arena_init(&paginator->texts, allocator, 4 * SGP_STARTING_TOKEN_MAX);
    for (int i = 0; i < 2; i++) {
        sgp__arena_init(&paginator->tokens[i], allocator, SGP_STARTING_TOKEN_MAX);
        sgp__arena_reserve(&paginator->tokens[i], USUAL_TOKEN_BYTES);
    }
    sgp__arena_init(&paginator->resume, allocator, 4 * SGP_STARTING_TOKEN_MAX);
    sgp__page_init(&paginator->page, allocator);
    sgp__page_init(&paginator->prefetched, allocator);
}

static sgp_status copy_request(sgp_paginator *paginator,
                               const sgp_list_image_versions_request *request, sgp_error *err)
{
    sgp_list_image_versions_request *own = &paginator->request;
    sgp_arena *arena = &paginator->texts;
    sgp_str *token = &own->next_token;

    SGP_TRY(SGP__OPTIONS_REQUIRE(own, sizeof *own, request, 2061, PAGINATOR_NAME, "request", err));
    SGP_TRY(sgp__arena_copy_text(arena, own->image_name, &own->image_name, err));
    SGP_TRY(sgp__arena_copy_text(arena, own->sort_by, &own->sort_by, err));
    SGP_TRY(sgp__arena_copy_text(arena, own->sort_order, &own->sort_order, err));
    return token->ptr ? sgp_arena_copy(arena, token->ptr, token->len, token, err) : SGP_OK;
}

/* PageIterator._inject_starting_params: first the starting token, then the page size. */
static sgp_status apply_options(sgp_paginator *paginator, const sgp_paginator_options *options,
                                sgp_error *err)
{
    sgp_str token = sgp_str_from(options->starting_token);
    sgp_opt_int *max_results = &paginator->request.max_results;

    if (options->max_items.is_set && options->max_items.value < 0)
        return SGP__FAIL(err, SGP_ERR_PARAM, 2022, "max_items is %lld; accepted is 0 or more",
                         (long long)options->max_items.value);
    paginator->max_items = options->max_items;
    paginator->no_prefetch = options->no_prefetch || !SGP_HAS(paginator->source, start);
    paginator->is_stable = (options->stable_tokens || sgp__is_stable_token(token)) &&
                           sgp__order_of(&paginator->request, &paginator->order);
    if (token.ptr) SGP_TRY(sgp__paginator_start_at(paginator, token, err));
    if (!max_results->is_set)
        paginator->params.page_size = options->page_size;
    else if (options->page_size.is_set)
        *max_results = options->page_size;
    return SGP_OK;
}

sgp_status
sgp_list_image_versions_paginator_new_from(sgp_paginator **out, sgp_page_source *source,
                                           sgp_codec *codec, const sgp_allocator *allocator,
                                           const sgp_list_image_versions_request *request,
                                           const sgp_paginator_options *options, sgp_error *err)
{
    sgp_paginator_options own;
    sgp_paginator *paginator;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 2059, PAGINATOR_NAME, err));
    SGP_TRY(paginator_check_parts(source, codec, err));
    SGP_TRY(SGP__OPTIONS_COPY(&own, sizeof own, options, 2060, PAGINATOR_NAME, "options", err));
    paginator = sgp__alloc(allocator, sizeof *paginator);
    if (!paginator) return SGP__NO_MEMORY(err, sizeof *paginator);
    paginator_init(paginator, source, codec, allocator);
    status = copy_request(paginator, request, err);
    if (status == SGP_OK) status = apply_options(paginator, &own, err);
    if (status != SGP_OK) {
        sgp_paginator_free(paginator);
        return status;
    }
    *out = paginator;
    return SGP_OK;
}

sgp_status sgp_list_image_versions_paginator_new(sgp_paginator **out, sgp_client *client,
                                                 const sgp_list_image_versions_request *request,
                                                 const sgp_paginator_options *options,
                                                 sgp_error *err)
{
    sgp_error_reset(err);
    if (!client) return SGP__FAIL(err, SGP_ERR_USAGE, 2023, PAGINATOR_NAME ": client is NULL");
    return sgp_list_image_versions_paginator_new_from(
        out, sgp_client_page_source(client), sgp_client_codec(client), sgp_client_allocator(client),
        request, options, err);
}

/* Non-zero if `failure` holds an error that was not reported yet. */
static int has_failure(const sgp_paginator *paginator)
{
    return paginator->is_prefetched && paginator->prefetch_status < SGP_OK;
}

/* Moves the failure of a prefetch to `failure`. Without memory its message is truncated. */
static void keep_failure(sgp_paginator *paginator, sgp_error *err)
{
    sgp_error *failure = &paginator->failure;
    size_t bytes = strlen(sgp_error_message(err)) + 1;

    if (err == failure) return;
    if (bytes > sizeof failure->short_message)
        failure->buffer = sgp__alloc(paginator->allocator, bytes);
    failure->buffer_bytes = failure->buffer ? bytes : 0;
    sgp__error_copy(failure, err);
    sgp_error_reset(err);
}

static void free_failure_text(sgp_paginator *paginator)
{
    sgp_error *failure = &paginator->failure;

    sgp__free(paginator->allocator, failure->buffer, failure->buffer_bytes);
    failure->buffer = NULL;
}

static void abort_fetch(const sgp_paginator *paginator)
{
    sgp_page_source *source = paginator->source;

    if (paginator->is_fetching && SGP_HAS(source, cancel))
        source->type->cancel(source);
    else if (!paginator->is_fetching && paginator->is_prefetched &&
             paginator->prefetch_status == SGP_AGAIN)
        source->type->drop(source, &paginator->prefetched.api);
}

void sgp_paginator_free(sgp_paginator *paginator)
{
    if (!paginator) return;
    abort_fetch(paginator);
    free_failure_text(paginator);
    sgp__page_deinit(&paginator->page);
    sgp__page_deinit(&paginator->prefetched);
    sgp__arena_deinit(&paginator->texts);
    sgp__arena_deinit(&paginator->tokens[0]);
    sgp__arena_deinit(&paginator->tokens[1]);
    sgp__arena_deinit(&paginator->resume);
    sgp__free(paginator->allocator, paginator, sizeof *paginator);
}

/* --- the items that a page delivers ----------------------------------------------------------- */

/* PageIterator._handle_first_request: items[index:] with Python's meaning of a negative index. */
static void remove_front(sgp_paginator *paginator)
{
    sgp__page *page = &paginator->page;
    int64_t count = (int64_t)page->api.count;
    int64_t index = paginator->position.truncate.value;

    if (!paginator->position.truncate.is_set) return;
    if (index < 0) index = count + index > 0 ? count + index : 0;
    if (index > count) index = count;
    if (index == 0) return;
    paginator->front = (size_t)index;
    page->api.count -= paginator->front;
    memmove(page->items, page->items + index, page->api.count * sizeof *page->items);
}

/* Removes the items that an earlier listing delivered. The others keep their order. */
static void remove_delivered(sgp_paginator *paginator)
{
    sgp_image_version *items = paginator->page.items;
    size_t count = 0;

    for (size_t i = 0; i < paginator->page.api.count; i++)
        if (!sgp__cursor_is_past(&paginator->resumed_at, &paginator->order, &items[i]))
            items[count++] = items[i];
    paginator->page.api.count = count;
}

static void apply_max_items(sgp_paginator *paginator)
{
    size_t *count = &paginator->page.api.count;
    int64_t wanted = paginator->max_items.value - paginator->previous_items;

    paginator->is_truncated = paginator->max_items.is_set && (int64_t)*count > wanted;
    if (paginator->is_truncated) *count = (size_t)wanted;
}

static void remove_items(sgp_paginator *paginator)
{
    paginator->front = 0;
    paginator->delivered = 0;
    if (paginator->resumed_at.is_set)
        remove_delivered(paginator);
    else if (paginator->page_count == 0)
        remove_front(paginator);
    apply_max_items(paginator);
}

/* A truncated page reaches max_items too. */
static int is_last(const sgp_paginator *paginator)
{
    return paginator->page.api.next_token.len == 0 ||
           (paginator->max_items.is_set &&
            paginator->previous_items + (int64_t)paginator->page.api.count ==
                paginator->max_items.value);
}

static int is_same_token(const sgp_paginator *paginator)
{
    return paginator->page_count > 1 &&
           sgp_str_equal(paginator->position.next_token, paginator->page.api.next_token);
}

/* --- final failures: a repeated call finds them again ----------------------------------------- */

/* botocore makes a resume token only from a NextToken. After a starting token
 * without one, such as e30= ({}), it fails before it delivers a truncated
 * page. */
static sgp_status refuse_truncation(sgp_paginator *paginator, sgp_error *err)
{
    paginator->state = SGP__PAGINATOR_REFUSED;
    return SGP__FAIL(
        err, SGP_ERR_TOKEN, 2024, "Bad starting token: {'boto_truncate_amount': %lld}",
        (long long)(paginator->position.truncate.value + (int64_t)paginator->page.api.count));
}

/* Returns Python's repr of a str, as far as tokens need it. */
static const char *put_repr(sgp__buf *out, sgp_str text)
{
    int has_single = memchr(text.ptr, '\'', text.len) != NULL;
    int has_double = memchr(text.ptr, '"', text.len) != NULL;
    char quote = has_single && !has_double ? '"' : '\'';

    sgp__buf_put_char(out, quote);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == quote || text.ptr[i] == '\\') sgp__buf_put_char(out, '\\');
        sgp__buf_put_char(out, text.ptr[i]);
    }
    sgp__buf_put_char(out, quote);
    return sgp__buf_str(out).ptr;
}

static sgp_status same_token_twice(const sgp_paginator *paginator, sgp_error *err)
{
    sgp__buf repr;

    sgp__buf_init(&repr, paginator->allocator, 2 * SGP_ERROR_MESSAGE_MAX);
    (void)SGP__FAIL(err, SGP_ERR_PAGING, 2025,
                    "Error during pagination: The same next token was received twice: "
                    "{'NextToken': %s}",
                    put_repr(&repr, paginator->page.api.next_token));
    sgp__buf_deinit(&repr);
    return err->status;
}

static sgp_status token_cycle(uint64_t length, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_PAGING, 2026,
                     "Error during pagination: The next tokens go round in a cycle of %llu"
                     " pages",
                     (unsigned long long)length);
}

/* --- fetching --------------------------------------------------------------------------------- */

/* Copies the page's next token for the next request. Uses the arena of the token before last, so
 * that a failure changes nothing. */
static sgp_status prepare_next(sgp_paginator *paginator, sgp_error *err)
{
    sgp_arena *arena = &paginator->tokens[1 - paginator->current_token];
    sgp_str next = paginator->page.api.next_token;
    sgp_str token;

    sgp_arena_reset(arena);
    SGP_TRY(sgp_arena_copy(arena, next.ptr, next.len, &token, err));
    sgp__paginator_set_next_token(paginator, token);
    return SGP_OK;
}

/*
 * Starts to fetch the next page, if there is one. A failure is reported when
 * the caller needs that page; advance reports a token that repeats. If the
 * source refuses (another call runs), the page is fetched when it is needed.
 */
static void paginator_start_prefetch(sgp_paginator *paginator, sgp_error *err)
{
    sgp_page_source *source = paginator->source;
    sgp__cycle cycle = paginator->cycle;
    sgp_status status;

    if (paginator->no_prefetch || is_last(paginator) || is_same_token(paginator)) return;
    if (sgp__cycle_next(&cycle, paginator->page.api.next_token) > 0) return;
    if (prepare_next(paginator, err) == SGP_OK) {
        status = source->type->start(source, &paginator->request, &paginator->params,
                                     &paginator->prefetched.api, err);
        paginator->prefetch_status = SGP__SLOT_RESULT(source, 2062, "start", status, SGP__MAY_AGAIN,
                                                      err);
        paginator->is_prefetched = paginator->prefetch_status != SGP_ERR_USAGE;
    }
    if (has_failure(paginator))
        keep_failure(paginator, err);
    else
        sgp_error_reset(err);
}

static SGP__NOINLINE void swap_pages(sgp_paginator *paginator)
{
    sgp__page page = paginator->page;

    paginator->page = paginator->prefetched;
    paginator->prefetched = page;
}

static sgp_status fetch_into(sgp_paginator *paginator, sgp__page *page, sgp_error *err)
{
    sgp_page_source *source = paginator->source;
    sgp_status status = source->type->fetch(source, &paginator->request, &paginator->params,
                                            &page->api, err);

    return SGP__SLOT_RESULT(source, 2063, "fetch", status, SGP__MAY_AGAIN, err);
}

/* Completes the prefetch. The new page reuses the memory of the current page and replaces it. */
static sgp_status fetch_prefetched(sgp_paginator *paginator, sgp_error *err)
{
    sgp_status status = paginator->prefetch_status;

    if (status == SGP_AGAIN) {
        sgp__page_move_memory(&paginator->page, &paginator->prefetched);
        status = fetch_into(paginator, &paginator->prefetched, err);
    } else if (status != SGP_OK && err != &paginator->failure) {
        sgp__error_copy(err, &paginator->failure);
    }
    if (status == SGP_AGAIN) return status;
    free_failure_text(paginator);
    paginator->is_prefetched = 0;
    if (status == SGP_OK) swap_pages(paginator);
    return status;
}

static sgp_status paginator_fetch(sgp_paginator *paginator, sgp_error *err)
{
    sgp_status status = paginator->is_prefetched ? fetch_prefetched(paginator, err)
                                                 : fetch_into(paginator, &paginator->page, err);

    paginator->is_fetching = status == SGP_AGAIN;
    if (status != SGP_OK) return status;
    remove_items(paginator);
    if (paginator->is_truncated && !paginator->position.has_next_token)
        return refuse_truncation(paginator, err);
    paginator->page_count++;
    paginator->state = SGP__PAGINATOR_DELIVER;
    paginator_start_prefetch(paginator, err);
    return SGP_OK;
}

/* --- from one page to the next ---------------------------------------------------------------- */

/* Makes the page's next token the position of the next page. */
static sgp_status move_on(sgp_paginator *paginator, sgp_error *err)
{
    static const sgp_position start = SGP_POSITION_INIT;
    const sgp_str *own = &paginator->request.next_token;

    if (!paginator->is_prefetched) SGP_TRY(prepare_next(paginator, err));
    paginator->current_token = 1 - paginator->current_token;
    paginator->previous_items += (int64_t)paginator->page.api.count;
    paginator->delivered = 0;
    paginator->page.api.count = 0;
    paginator->position = start;
    paginator->position.has_next_token = 1;
    paginator->position.next_token = own->ptr ? *own : paginator->params.next_token;
    paginator->state = SGP__PAGINATOR_FETCH;
    return SGP_OK;
}

/* The end of the loop in PageIterator.__iter__, in its order. */
static SGP__NOINLINE sgp_status advance(sgp_paginator *paginator, sgp_error *err)
{
    sgp__cycle cycle = paginator->cycle; /* a repeated call sees the token again */
    uint64_t cycle_length;

    if (is_last(paginator)) {
        paginator->state = SGP__PAGINATOR_END;
        return SGP_OK;
    }
    if (is_same_token(paginator)) return same_token_twice(paginator, err);
    cycle_length = sgp__cycle_next(&cycle, paginator->page.api.next_token);
    if (cycle_length > 0) return token_cycle(cycle_length, err);
    SGP_TRY(move_on(paginator, err));
    paginator->cycle = cycle;
    return SGP_OK;
}

sgp_status sgp__paginator_next(sgp_paginator *paginator, sgp_error *err)
{
    if (paginator->state == SGP__PAGINATOR_DELIVER) SGP_TRY(advance(paginator, err));
    if (paginator->state == SGP__PAGINATOR_FETCH) return paginator_fetch(paginator, err);
    return paginator->state == SGP__PAGINATOR_END ? SGP_END : refuse_truncation(paginator, err);
}

/* --- public calls ----------------------------------------------------------------------------- */

sgp_status sgp__paginator_begin_call(sgp_paginator *paginator, const void *argument,
                                     const char *function, sgp_error **err)
{
    sgp_error_reset(*err);
    if (!paginator || !argument)
        return SGP__FAIL(*err, SGP_ERR_USAGE, 2027, "%s: an argument is NULL", function);
    if (*err) return SGP_OK;
    *err = &paginator->failure;
    if (!has_failure(paginator)) sgp_error_reset(*err);
    return SGP_OK;
}

sgp_status sgp_paginator_next_page(sgp_paginator *paginator, const sgp_page **page, sgp_error *err)
{
    SGP_TRY(sgp__paginator_begin_call(paginator, page, "sgp_paginator_next_page", &err));
    if (paginator->state == SGP__PAGINATOR_DELIVER)
        sgp__paginator_deliver(paginator, paginator->page.api.count);
    SGP_TRY(sgp__paginator_next(paginator, err));
    sgp__paginator_deliver(paginator, paginator->page.api.count);
    *page = &paginator->page.api;
    return SGP_OK;
}

sgp_status sgp_paginator_next_image_version(sgp_paginator *paginator,
                                            const sgp_image_version **item, sgp_error *err)
{
    SGP_TRY(sgp__paginator_begin_call(paginator, item, "sgp_paginator_next_image_version", &err));
    while (paginator->state != SGP__PAGINATOR_DELIVER ||
           paginator->delivered == paginator->page.api.count)
        SGP_TRY(sgp__paginator_next(paginator, err));
    *item = &paginator->page.items[paginator->delivered];
    sgp__paginator_deliver(paginator, paginator->delivered + 1);
    return SGP_OK;
}
