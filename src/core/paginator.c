/*
 * paginator.c - botocore's paging rules (botocore/paginate.py, PageIterator) over a page source.
 *
 * Pure logic: no clock, no waiting, no bytes. It asks a sgp_page_source for pages and a sgp_codec
 * for tokens. Not here: retries and everything else about one request.
 */
#include "sagepager/pages.h"

#include "buf.h"
#include "cycle.h"
#include "err.h"
#include "mem.h"
#include "page_memory.h"
#include "stable_token.h"

#include <inttypes.h>
#include <string.h>

/* Taken at the start, so that a listing which has the memory for its first page has it for all. */
#define USUAL_TOKEN_BYTES 256

typedef enum pages_state {
    FETCH,   /* the page at `position` is to be asked for */
    DELIVER, /* `page` was given out; the next call decides how to go on */
    END,     /* nothing more */
    FAILED   /* `failure` is final */
} pages_state;

struct sgp_pages {
    sgp_page_source source;
    sgp_codec codec;
    const sgp_allocator *allocator;
    pages_state state;
    sgp_error failure; /* of state FAILED or of `ahead`; also stands in for a NULL err */
    int is_fetching;   /* the source answered SGP_AGAIN */
    int no_prefetch;

    sgp_list_image_versions_request request; /* next_token points where position's does */
    sgp_arena texts;                         /* of the request and the starting token */
    sgp_str starting_token;                  /* absent: from the start */
    sgp_opt_int max_items;

    sgp_position position; /* asked for `page`; next_token in texts or tokens[current_token] */
    sgp_arena tokens[2];   /* next token of this page and of the one before, in turn */
    int current_token;
    sgp__cycle cycle;

    sgp_page page;           /* as it came from the source, cut to what may be delivered */
    sgp_page ahead;          /* the next one, which `request` asks for already */
    int is_ahead;            /* it was started */
    sgp_status ahead_status; /* then: SGP_AGAIN while it is under way */
    int is_cut;              /* max_items left out the end of `page` */
    size_t front;            /* items left out at the front of `page` */
    size_t taken;            /* items of `page` delivered */
    int64_t items_before;    /* items of earlier pages (botocore: total_items) */
    int64_t page_count;
    sgp_arena resume; /* the resume token given out last */
    int is_stable;    /* resume tokens are stable ones */
    sgp__order order;
    sgp__place place;      /* the last item delivered */
    sgp__place resumed_at; /* set: what comes before it was delivered by an earlier listing */
    const sgp_page *all;   /* sgp_pages_all fills it; NULL: not begun */
};

/* --- making and freeing ----------------------------------------------------------------------- */

static sgp_status copy_text(sgp_arena *arena, const char **text, sgp_error *err)
{
    sgp_str copy;

    if (!*text) return SGP_OK;
    SGP_TRY(sgp_arena_copy(arena, *text, strlen(*text), &copy, err));
    *text = copy.ptr;
    return SGP_OK;
}

static sgp_status copy_request(sgp_pages *pages, const sgp_list_image_versions_request *request,
                               sgp_error *err)
{
    sgp_list_image_versions_request *own = &pages->request;

    if (!sgp__table_copy(own, sizeof *own, request, sizeof request->size))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "request: start from SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT");
    SGP_TRY(copy_text(&pages->texts, &own->image_name, err));
    SGP_TRY(copy_text(&pages->texts, &own->sort_by_text, err));
    SGP_TRY(copy_text(&pages->texts, &own->sort_order_text, err));
    if (!own->next_token.ptr) return SGP_OK;
    return sgp_arena_copy(&pages->texts, own->next_token.ptr, own->next_token.len, &own->next_token,
                          err);
}

/* A Python dict keeps the place of a key that is set again and appends a new one; so does this. */
static void add_member(sgp_list_image_versions_request *request, unsigned char member)
{
    request->added[request->added[0] == SGP_MEMBER_NONE ? 0 : 1] = member;
}

static void set_next_token(sgp_list_image_versions_request *request, sgp_str token)
{
    if (!request->next_token.ptr && token.ptr) add_member(request, SGP_MEMBER_NEXT_TOKEN);
    request->next_token = token;
}

static sgp_status start_stable(sgp_pages *pages, sgp_error *err)
{
    if (!pages->is_stable)
        return sgp_error_set(err, SGP_ERR_TOKEN,
                             "Bad starting token: %.100s: stable tokens need the order "
                             "CREATION_TIME or VERSION, and no next token",
                             pages->starting_token.ptr);
    SGP_TRY(sgp__stable_token_read(pages->starting_token, &pages->order, &pages->resumed_at, err));
    pages->place = pages->resumed_at;
    sgp__place_narrow(&pages->place, &pages->order, &pages->request);
    return SGP_OK;
}

static sgp_status start_at_token(sgp_pages *pages, sgp_error *err)
{
    if (sgp__is_stable_token(pages->starting_token)) return start_stable(pages, err);
    SGP_TRY(pages->codec.decode_token(pages->codec.self, pages->starting_token, &pages->texts,
                                      &pages->position, err));
    if (pages->position.has_next_token) set_next_token(&pages->request, pages->position.next_token);
    return SGP_OK;
}

/* PageIterator._inject_starting_params: first the starting token, then the page size. */
static sgp_status apply_options(sgp_pages *pages, const sgp_pages_options *options, sgp_error *err)
{
    sgp_str token = sgp_str_from(options->starting_token);

    if (options->max_items.is_set && options->max_items.value < 0)
        return sgp_error_set(err, SGP_ERR_PARAM, "max_items is %" PRId64 "; accepted is 0 or more",
                             options->max_items.value);
    pages->max_items = options->max_items;
    pages->no_prefetch = options->no_prefetch || !pages->source.start;
    pages->is_stable = (options->stable_tokens || sgp__is_stable_token(token)) &&
                       sgp__order_of(&pages->request, &pages->order);
    if (token.ptr) {
        SGP_TRY(sgp_arena_copy(&pages->texts, token.ptr, token.len, &pages->starting_token, err));
        SGP_TRY(start_at_token(pages, err));
    }
    if (!options->page_size.is_set) return SGP_OK;
    if (!pages->request.max_results.is_set) add_member(&pages->request, SGP_MEMBER_MAX_RESULTS);
    pages->request.max_results = options->page_size;
    return SGP_OK;
}

static void init(sgp_pages *pages, const sgp_allocator *allocator)
{
    pages->allocator = allocator;
    pages->position.has_next_token = 1;
    sgp_arena_init(&pages->texts, allocator, 4 * SGP_STARTING_TOKEN_MAX);
    for (int i = 0; i < 2; i++) {
        sgp_arena_init(&pages->tokens[i], allocator, SGP_STARTING_TOKEN_MAX);
        sgp__arena_reserve(&pages->tokens[i], USUAL_TOKEN_BYTES);
    }
    sgp_arena_init(&pages->resume, allocator, 4 * SGP_STARTING_TOKEN_MAX);
    sgp_page_init(&pages->page, allocator);
    sgp_page_init(&pages->ahead, allocator);
}

static int has_parts(const sgp_pages *pages)
{
    return pages->source.fetch && (!pages->source.start || pages->source.drop) &&
           pages->codec.encode_token && pages->codec.decode_token;
}

sgp_status sgp_pages_new_from(sgp_pages **out, const sgp_page_source *source,
                              const sgp_codec *codec, const sgp_allocator *allocator,
                              const sgp_list_image_versions_request *request,
                              const sgp_pages_options *options, sgp_error *err)
{
    sgp_pages_options own_options = SGP_PAGES_OPTIONS_INIT;
    sgp_pages *pages = NULL;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator) ||
        (options && !sgp__table_copy(&own_options, sizeof own_options, options, sizeof(size_t))))
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_pages_new: an argument is missing or unset");
    pages = sgp__alloc(allocator, sizeof *pages);
    if (!pages) return sgp__no_memory(err);
    init(pages, allocator);
    (void)sgp__table_copy(&pages->source, sizeof pages->source, source, sizeof(size_t));
    (void)sgp__table_copy(&pages->codec, sizeof pages->codec, codec, sizeof(size_t));
    status = has_parts(pages) ? copy_request(pages, request, err)
                              : sgp_error_set(err, SGP_ERR_USAGE,
                                              "sgp_pages_new: the page source or the codec lacks a "
                                              "mandatory function");
    if (status == SGP_OK) status = apply_options(pages, &own_options, err);
    if (status != SGP_OK) {
        sgp_pages_free(pages);
        return status;
    }
    *out = pages;
    return SGP_OK;
}

sgp_status sgp_pages_new(sgp_pages **out, sgp_client *client,
                         const sgp_list_image_versions_request *request,
                         const sgp_pages_options *options, sgp_error *err)
{
    sgp_page_source source;

    sgp_error_reset(err);
    if (!client) return sgp_error_set(err, SGP_ERR_USAGE, "sgp_pages_new: client is NULL");
    source = sgp_client_page_source(client);
    return sgp_pages_new_from(out, &source, sgp_client_codec(client), sgp_client_allocator(client),
                              request, options, err);
}

static void drop_fetch(const sgp_pages *pages)
{
    if (pages->is_fetching && pages->source.cancel)
        pages->source.cancel(pages->source.self);
    else if (!pages->is_fetching && pages->is_ahead && pages->ahead_status == SGP_AGAIN)
        pages->source.drop(pages->source.self, &pages->request);
}

void sgp_pages_free(sgp_pages *pages)
{
    if (!pages) return;
    drop_fetch(pages);
    sgp_page_deinit(&pages->page);
    sgp_page_deinit(&pages->ahead);
    sgp_arena_deinit(&pages->texts);
    sgp_arena_deinit(&pages->tokens[0]);
    sgp_arena_deinit(&pages->tokens[1]);
    sgp_arena_deinit(&pages->resume);
    sgp__free(pages->allocator, pages, sizeof *pages);
}

/* --- one page --------------------------------------------------------------------------------- */

/* PageIterator._handle_first_request: items[index:] with the meaning it has in Python. */
static void leave_out_front(sgp_pages *pages)
{
    int64_t count = (int64_t)pages->page.count;
    int64_t index = pages->position.truncate.is_set ? pages->position.truncate.value : 0;

    if (index < 0) index = count + index > 0 ? count + index : 0;
    if (index > count) index = count;
    pages->front = (size_t)index;
    pages->page.count -= (size_t)index;
    if (pages->page.count > 0) pages->page.items += index;
}

/* What an earlier listing delivered. Everything else stays in its order. */
static void leave_out_delivered(sgp_pages *pages)
{
    sgp_image_version *items = (sgp_image_version *)pages->page.items; /* the page is ours */
    size_t kept = 0;

    for (size_t i = 0; i < pages->page.count; i++)
        if (!sgp__place_is_past(&pages->resumed_at, &pages->order, &items[i]))
            items[kept++] = items[i];
    pages->page.count = kept;
}

/* MaxItems: keep only what is still wanted. */
static void leave_out_end(sgp_pages *pages)
{
    int64_t wanted = pages->max_items.value - pages->items_before;

    pages->is_cut = pages->max_items.is_set && (int64_t)pages->page.count > wanted;
    if (pages->is_cut) pages->page.count = (size_t)wanted;
}

static sgp_status fail(sgp_pages *pages, sgp_error *err)
{
    pages->state = FAILED;
    if (err != &pages->failure) pages->failure = *err;
    return err->status;
}

/* botocore can make a resume token only from NextToken; a starting token such as e30= ({}) has
 * none, and botocore says so before it gives the page out. */
static sgp_status refuse_cut(sgp_pages *pages, sgp_error *err)
{
    (void)sgp_error_set(err, SGP_ERR_TOKEN,
                        "Bad starting token: {'boto_truncate_amount': %" PRId64 "}",
                        pages->position.truncate.value + (int64_t)pages->page.count);
    return fail(pages, err);
}

static int reached_max_items(const sgp_pages *pages)
{
    return pages->max_items.is_set &&
           pages->items_before + (int64_t)pages->page.count == pages->max_items.value;
}

static int is_last(const sgp_pages *pages)
{
    return pages->is_cut || pages->page.next_token.len == 0 || reached_max_items(pages);
}

static int is_same_token(const sgp_pages *pages)
{
    return pages->page_count > 1 &&
           sgp_str_equal(pages->position.next_token, pages->page.next_token);
}

/* Copies the page's next token to where the next request finds it. The arena of the token before
 * last is reused, so that a failure leaves everything as it was. */
static sgp_status prepare_next(sgp_pages *pages, sgp_error *err)
{
    sgp_arena *arena = &pages->tokens[1 - pages->current_token];
    sgp_str next = pages->page.next_token;
    sgp_str token;

    sgp_arena_reset(arena);
    SGP_TRY(sgp_arena_copy(arena, next.ptr, next.len, &token, err));
    set_next_token(&pages->request, token);
    return SGP_OK;
}

/* Sends the next request, if there will be one. What fails here is told when the page is wanted; a
 * token that comes again is the business of advance. */
static void start_ahead(sgp_pages *pages)
{
    sgp__cycle cycle = pages->cycle;

    if (pages->no_prefetch || is_last(pages) || is_same_token(pages)) return;
    if (sgp__cycle_next(&cycle, pages->page.next_token) > 0) return;
    sgp_error_reset(&pages->failure);
    if (prepare_next(pages, &pages->failure) != SGP_OK) return;
    pages->is_ahead = 1;
    pages->ahead_status = pages->source.start(pages->source.self, &pages->request, &pages->ahead,
                                              &pages->failure);
}

/* The page that was started, which becomes the current one and has its memory. */
static sgp_status fetch_ahead(sgp_pages *pages, sgp_error *err)
{
    sgp_page current;
    sgp_status status = pages->ahead_status;

    if (status == SGP_AGAIN) {
        sgp__page_hand_on(&pages->page, &pages->ahead);
        status = pages->source.fetch(pages->source.self, &pages->request, &pages->ahead, err);
    } else if (err != &pages->failure) {
        *err = pages->failure;
    }
    if (status == SGP_AGAIN) return status;
    pages->is_ahead = 0;
    if (status != SGP_OK) return status;
    current = pages->page;
    pages->page = pages->ahead;
    pages->ahead = current;
    return SGP_OK;
}

static sgp_status fetch(sgp_pages *pages, sgp_error *err)
{
    sgp_status status = pages->is_ahead ? fetch_ahead(pages, err)
                                        : pages->source.fetch(pages->source.self, &pages->request,
                                                              &pages->page, err);

    pages->is_fetching = status == SGP_AGAIN;
    if (status != SGP_OK) return status;
    pages->front = 0;
    pages->taken = 0;
    if (pages->resumed_at.is_set)
        leave_out_delivered(pages);
    else if (pages->page_count == 0)
        leave_out_front(pages);
    leave_out_end(pages);
    if (pages->is_cut && !pages->position.has_next_token) return refuse_cut(pages, err);
    pages->page_count++;
    pages->state = DELIVER;
    start_ahead(pages);
    return SGP_OK;
}

/* --- from one page to the next ---------------------------------------------------------------- */

/* Python's repr of a str, as far as a token can need it. */
static void put_repr(sgp__buf *out, sgp_str text)
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
}

static sgp_status same_token_twice(sgp_pages *pages, sgp_error *err)
{
    sgp__buf repr;

    sgp__buf_init(&repr, pages->allocator, 2 * SGP_ERROR_MESSAGE_MAX);
    put_repr(&repr, pages->page.next_token);
    (void)sgp_error_set(err, SGP_ERR_PAGING,
                        "Error during pagination: The same next token was received twice: "
                        "{'NextToken': %s}",
                        sgp__buf_str(&repr).ptr);
    sgp__buf_deinit(&repr);
    return fail(pages, err);
}

static sgp_status token_cycle(sgp_pages *pages, uint64_t length, sgp_error *err)
{
    (void)sgp_error_set(err, SGP_ERR_PAGING,
                        "Error during pagination: The next tokens go round in a cycle of %" PRIu64
                        " pages",
                        length);
    return fail(pages, err);
}

/* Makes the page's next token the position of the next one. */
static sgp_status move_on(sgp_pages *pages, sgp_error *err)
{
    if (!pages->is_ahead) SGP_TRY(prepare_next(pages, err));
    pages->current_token = 1 - pages->current_token;
    pages->items_before += (int64_t)pages->page.count;
    pages->taken = 0;
    pages->page.count = 0;
    memset(&pages->position, 0, sizeof pages->position);
    pages->position.has_next_token = 1;
    pages->position.next_token = pages->request.next_token;
    pages->state = FETCH;
    return SGP_OK;
}

/* The end of the loop in PageIterator.__iter__, in its order. */
static sgp_status advance(sgp_pages *pages, sgp_error *err)
{
    sgp__cycle cycle = pages->cycle; /* kept only if all went well: a retry sees the token again */
    uint64_t cycle_length;

    if (is_last(pages)) {
        pages->state = END;
        return SGP_OK;
    }
    if (is_same_token(pages)) return same_token_twice(pages, err);
    cycle_length = sgp__cycle_next(&cycle, pages->page.next_token);
    if (cycle_length > 0) return token_cycle(pages, cycle_length, err);
    SGP_TRY(move_on(pages, err));
    pages->cycle = cycle;
    return SGP_OK;
}

static sgp_status next_page(sgp_pages *pages, sgp_error *err)
{
    if (pages->state == DELIVER) SGP_TRY(advance(pages, err));
    if (pages->state == FETCH) return fetch(pages, err);
    if (pages->state == END) return SGP_END;
    if (err != &pages->failure) *err = pages->failure;
    return pages->failure.status;
}

/* The caller's error, emptied; a place of our own when there is none, unless it holds a failure
 * that is still to be told. */
static sgp_error *error_of(sgp_pages *pages, sgp_error *err)
{
    int has_failed_ahead = pages->is_ahead && pages->ahead_status < SGP_OK;

    if (!err && (pages->state == FAILED || has_failed_ahead)) return &pages->failure;
    if (!err) err = &pages->failure;
    sgp_error_reset(err);
    return err;
}

static sgp_status missing_argument(sgp_error *err, const char *function)
{
    sgp_error_reset(err);
    return sgp_error_set(err, SGP_ERR_USAGE, "%s: an argument is NULL", function);
}

/* Items of the page up to `end` have been delivered. */
static void deliver(sgp_pages *pages, size_t end)
{
    for (; pages->taken < end; pages->taken++)
        if (pages->is_stable)
            sgp__place_note(&pages->place, &pages->order, &pages->page.items[pages->taken]);
}

sgp_status sgp_pages_next(sgp_pages *pages, const sgp_page **page, sgp_error *err)
{
    if (!pages || !page) return missing_argument(err, "sgp_pages_next");
    if (pages->state == DELIVER) deliver(pages, pages->page.count);
    SGP_TRY(next_page(pages, error_of(pages, err)));
    deliver(pages, pages->page.count);
    *page = &pages->page;
    return SGP_OK;
}

sgp_status sgp_pages_next_item(sgp_pages *pages, const sgp_image_version **item, sgp_error *err)
{
    if (!pages || !item) return missing_argument(err, "sgp_pages_next_item");
    err = error_of(pages, err);
    while (pages->state != DELIVER || pages->taken == pages->page.count)
        SGP_TRY(next_page(pages, err));
    *item = &pages->page.items[pages->taken];
    deliver(pages, pages->taken + 1);
    return SGP_OK;
}

int64_t sgp_pages_item_count(const sgp_pages *pages)
{
    return pages->items_before + (int64_t)pages->taken;
}

int64_t sgp_pages_page_count(const sgp_pages *pages)
{
    return pages->page_count;
}

/* --- the resume token ------------------------------------------------------------------------- */

/* Where to go on after what was delivered of `page`; zero when that was the end. */
static int position_reached(const sgp_pages *pages, sgp_position *out)
{
    memset(out, 0, sizeof *out);
    out->has_next_token = 1;
    if (pages->is_cut && pages->taken == pages->page.count) {
        /* PageIterator._truncate_response adds the starting index as it was given. */
        int64_t start = pages->page_count == 1 ? pages->position.truncate.value : 0;
        out->next_token = pages->position.next_token;
        out->truncate = sgp_opt((int64_t)pages->taken + start);
        return 1;
    }
    if (pages->taken < pages->page.count) {
        out->next_token = pages->position.next_token;
        out->truncate = sgp_opt((int64_t)(pages->front + pages->taken));
        return 1;
    }
    out->next_token = pages->page.next_token;
    return pages->page.next_token.len > 0;
}

int sgp_pages_has_stable_tokens(const sgp_pages *pages)
{
    return pages->is_stable;
}

/* Where there is no identity to resume after, an index serves as well, unless the listing itself
 * was resumed by one: its pages are not the service's. */
static sgp_status encode_place(sgp_pages *pages, const sgp_position *position, sgp_str *out,
                               sgp_error *err)
{
    if (pages->is_stable && pages->place.is_set && !pages->place.is_lost)
        return sgp__stable_token_write(&pages->place, &pages->order, &pages->resume, out, err);
    if (!pages->resumed_at.is_set)
        return pages->codec.encode_token(pages->codec.self, position, &pages->resume, out, err);
    return sgp_error_set(err, SGP_ERR_TOKEN,
                         "no stable token can be made: the last item has no version or creation "
                         "time, or more than %d share its creation time; take one item more or "
                         "less, or start without a stable token",
                         SGP__TIES_MAX);
}

sgp_status sgp_pages_resume_token(sgp_pages *pages, sgp_str *out, sgp_error *err)
{
    sgp_position position;
    int is_somewhere = 1;

    if (!pages || !out) return missing_argument(err, "sgp_pages_resume_token");
    position = pages->position;
    sgp_error_reset(err);
    out->ptr = NULL;
    out->len = 0;
    if (pages->page_count == 0) {
        *out = pages->starting_token;
        return SGP_OK;
    }
    if (pages->state != FETCH) is_somewhere = position_reached(pages, &position);
    if (!is_somewhere) return SGP_OK;
    sgp_arena_reset(&pages->resume);
    return encode_place(pages, &position, out, err);
}

/* --- a whole listing in one page (PageIterator.build_full_result) ----------------------------- */

static sgp_status copy_str(sgp_arena *arena, sgp_str *text, sgp_error *err)
{
    if (!text->ptr) return SGP_OK;
    return sgp_arena_copy(arena, text->ptr, text->len, text, err);
}

/* Items that fit the array grow_items made: a power of two. */
static size_t room_for(size_t count)
{
    size_t room = 16;

    while (room < count)
        room *= 2;
    return room;
}

/* Makes room for one item more. */
static sgp_status grow_items(sgp_page *all, sgp_error *err)
{
    sgp_arena *arena = &all->arena;
    size_t bytes = room_for(all->count + 1) * sizeof *all->items;
    sgp_image_version *items;

    if (all->items && all->count < room_for(all->count)) return SGP_OK;
    if (bytes > arena->limit_bytes || arena->used_bytes > arena->limit_bytes - bytes)
        return sgp_error_set(err, SGP_ERR_LIMIT, "%zu items do not fit the bound of %zu bytes",
                             all->count + 1, arena->limit_bytes);
    items = sgp_arena_alloc(arena, bytes);
    if (!items) return sgp__no_memory(err);
    if (all->count > 0) memcpy(items, all->items, all->count * sizeof *items);
    all->items = items;
    return SGP_OK;
}

static sgp_status copy_sent_times(sgp_arena *arena, const sgp_sent_times **sent, sgp_error *err)
{
    sgp_sent_times *copy;

    if (!*sent) return SGP_OK;
    copy = sgp_arena_alloc(arena, sizeof *copy);
    if (!copy) return sgp__no_memory(err);
    *copy = **sent;
    *sent = copy;
    SGP_TRY(copy_str(arena, &copy->creation_time.text, err));
    return copy_str(arena, &copy->last_modified_time.text, err);
}

static sgp_status add_item(sgp_page *all, const sgp_image_version *item, sgp_error *err)
{
    sgp_image_version copy = *item;

    SGP_TRY(grow_items(all, err));
    SGP_TRY(copy_str(&all->arena, &copy.failure_reason, err));
    SGP_TRY(copy_str(&all->arena, &copy.image_arn, err));
    SGP_TRY(copy_str(&all->arena, &copy.image_version_arn, err));
    SGP_TRY(copy_str(&all->arena, &copy.status_text, err));
    SGP_TRY(copy_sent_times(&all->arena, &copy.sent_times, err));
    ((sgp_image_version *)all->items)[all->count++] = copy; /* grow_items' own memory */
    return SGP_OK;
}

static sgp_status take_rest(sgp_pages *pages, sgp_page *all, sgp_error *err)
{
    while (pages->state == DELIVER && pages->taken < pages->page.count) {
        SGP_TRY(add_item(all, &pages->page.items[pages->taken], err));
        deliver(pages, pages->taken + 1);
    }
    return SGP_OK;
}

sgp_status sgp_pages_all(sgp_pages *pages, sgp_page *all, sgp_error *err)
{
    sgp_status status;
    sgp_str token;

    if (!pages || !all) return missing_argument(err, "sgp_pages_all");
    err = error_of(pages, err);
    if (pages->all != all) sgp_page_reset(all); /* what it held has arrays of another size */
    pages->all = all;
    all->arena.limit_bytes = SGP_ALL_MEMORY_MAX;
    for (;;) {
        SGP_TRY(take_rest(pages, all, err));
        status = next_page(pages, err);
        if (status != SGP_OK) break;
        all->has_items |= pages->page.has_items;
    }
    if (status != SGP_END) return status;
    SGP_TRY(sgp_pages_resume_token(pages, &token, err));
    all->next_token = token;
    return copy_str(&all->arena, &all->next_token, err);
}
