/*
 * fake_source.h - a page source that returns pages of a table, and a codec with
 * readable tokens.
 */
#ifndef SGP_TEST_FAKE_SOURCE_H
#define SGP_TEST_FAKE_SOURCE_H

#include "sagepager/paginator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One page: count items with versions first, first + 1, ...; count -1: no
 * list. */
typedef struct fake_page {
    int first, count;
    const char *next_token;
} fake_page;

typedef struct fake_source {
    sgp_page_source base;
    sgp_page_source_type type; /* set by fake_source_make; tests may clear slots */
    const fake_page *pages;
    size_t page_count;
    size_t calls;           /* pages returned, without errors */
    int again;              /* number of SGP_AGAIN results before each page */
    int waiting;            /* SGP_AGAIN results left before the next page */
    int fail_at;            /* this call, from 0, fails once with SGP_ERR_NETWORK; -1: none */
    const char *message;    /* of that failure; NULL: "cut" */
    int has_raw_timestamps; /* non-zero: items have them: "1.5" and "then" */
    int cancelled;
    int is_busy;            /* non-zero: start is refused */
    int starts, drops;      /* of prefetches */
    char asked[32][40];     /* "token/max" of each request */
    sgp_page_params params; /* of the last request */
} fake_source;

/* Returns the token that is sent: the request's own or the paginator's. */
static inline const char *fake_source__token(const sgp_list_image_versions_request *r,
                                             const sgp_page_params *params)
{
    return r->next_token.ptr ? r->next_token.ptr : params->next_token.ptr;
}

static inline void fake_source__record(fake_source *f, const sgp_list_image_versions_request *r,
                                       const sgp_page_params *params)
{
    sgp_opt_int max = r->max_results.is_set ? r->max_results : params->page_size;
    const char *token = fake_source__token(r, params);

    (void)snprintf(f->asked[f->calls % 32], sizeof f->asked[0], "%s/%d", token ? token : "-",
                   max.is_set ? (int)max.value : -1);
    f->params = *params;
}

static inline sgp_status fake_source__add_raw_timestamps(sgp_page *page, sgp_image_version *item)
{
    sgp_arena *arena = sgp_page_arena(page);
    sgp_raw_timestamps *raw = sgp_arena_alloc(arena, sizeof *raw);

    if (!raw) return SGP_ERR_MEMORY;
    item->raw_timestamps = raw;
    raw->creation_time.is_number = 1;
    if (sgp_arena_copy(arena, "1.5", 3, &raw->creation_time.text, NULL) != SGP_OK)
        return SGP_ERR_MEMORY;
    return sgp_arena_copy(arena, "then", 4, &raw->last_modified_time.text, NULL);
}

static inline sgp_status fake_source__items(sgp_page *page, const fake_page *from,
                                            int has_raw_timestamps)
{
    sgp_image_version *item;

    page->has_items = from->count >= 0;
    for (int i = 0; i < from->count; i++) {
        if (sgp_page_append_image_version(page, &item, NULL) != SGP_OK) return SGP_ERR_MEMORY;
        item->present = SGP_IMAGE_VERSION_HAS_VERSION | SGP_IMAGE_VERSION_HAS_STATUS;
        item->version = from->first + i;
        item->status_text = sgp_str_from("CREATED");
        if (has_raw_timestamps && fake_source__add_raw_timestamps(page, item) != SGP_OK)
            return SGP_ERR_MEMORY;
    }
    return SGP_OK;
}

static inline sgp_status fake_source__fetch(sgp_page_source *self,
                                            const sgp_list_image_versions_request *request,
                                            const sgp_page_params *params, sgp_page *page,
                                            sgp_error *err)
{
    fake_source *f = (fake_source *)self;
    const fake_page *from = &f->pages[f->calls % f->page_count];
    sgp_str token = sgp_str_from(from->next_token);

    sgp_page_reset(page);
    if (f->waiting > 0) return f->waiting--, SGP_AGAIN;
    f->waiting = f->again;
    fake_source__record(f, request, params);
    if (f->fail_at == (int)f->calls) {
        f->fail_at = -1;
        return sgp_error_set(err, SGP_ERR_NETWORK, "%s", f->message ? f->message : "cut");
    }
    if (fake_source__items(page, from, f->has_raw_timestamps) != SGP_OK)
        return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    if (token.ptr &&
        sgp_arena_copy(sgp_page_arena(page), token.ptr, token.len, &page->next_token, err))
        return SGP_ERR_MEMORY;
    f->calls++;
    return SGP_OK;
}

static inline void fake_source__cancel(sgp_page_source *self)
{
    ((fake_source *)self)->cancelled++;
}

static inline sgp_status fake_source__start(sgp_page_source *self,
                                            const sgp_list_image_versions_request *request,
                                            const sgp_page_params *params, sgp_page *page,
                                            sgp_error *err)
{
    ((fake_source *)self)->starts++;
    if (((fake_source *)self)->is_busy) return sgp_error_set(err, SGP_ERR_USAGE, "busy");
    return fake_source__fetch(self, request, params, page, err);
}

static inline void fake_source__drop(sgp_page_source *self, const sgp_page *page)
{
    (void)page;
    ((fake_source *)self)->drops++;
}

/* A source that can prefetch. */
static inline sgp_page_source *fake_source_make_prefetching(fake_source *f, const fake_page *pages,
                                                            size_t count)
{
    static const sgp_page_source_type type = { sizeof type,        "fake_source",
                                               fake_source__fetch, fake_source__cancel,
                                               fake_source__start, fake_source__drop };

    memset(f, 0, sizeof *f);
    f->pages = pages;
    f->page_count = count;
    f->fail_at = -1;
    f->type = type;
    f->base.type = &f->type;
    return &f->base;
}

/* A source that cannot prefetch. */
static inline sgp_page_source *fake_source_make(fake_source *f, const fake_page *pages,
                                                size_t count)
{
    sgp_page_source *source = fake_source_make_prefetching(f, pages, count);

    f->type.start = NULL;
    f->type.drop = NULL;
    return source;
}

/* --- a codec whose tokens are "<next token or ->#<truncate or nothing>" ----------------------- */

static inline sgp_status fake_codec__encode(sgp_codec *self,
                                            const sgp_list_image_versions_request *r,
                                            const sgp_page_params *params, sgp_http_request *out,
                                            sgp_error *err)
{
    (void)self;
    (void)r;
    (void)params;
    out->method = sgp_str_from("POST");
    out->body = sgp_str_from("{}");
    return sgp_http_request_add_header(out, "X-Amz-Target", sgp_str_from("Fake.Call"), err);
}

typedef struct fake_decoder {
    sgp_page_decoder base;
    sgp_page *page;
} fake_decoder;

/* The body is the number of items. */
static inline sgp_status fake_decoder__finish(sgp_page_decoder *self, sgp_str rest, sgp_error *err)
{
    sgp_page *page = ((fake_decoder *)self)->page;
    fake_page from = { 1, 0, NULL };
    sgp_status status = SGP_ERR_RESPONSE;

    if (rest.ptr && sscanf(rest.ptr, "%d", &from.count) == 1)
        status = fake_source__items(page, &from, 0);
    if (status == SGP_OK) return SGP_OK;
    sgp_page_reset(page);
    return sgp_error_set(err, status, "not a page");
}

static inline sgp_status fake_codec__decode(sgp_codec *self, sgp_page *page, size_t expected_items,
                                            sgp_page_decoder **out, sgp_error *err)
{
    static const sgp_page_decoder_type type = { sizeof type, "fake_decoder", NULL,
                                                fake_decoder__finish, NULL };
    fake_decoder *decoder;

    (void)self;
    (void)expected_items;
    sgp_page_reset(page);
    decoder = sgp_arena_alloc(sgp_page_arena(page), sizeof *decoder);
    if (!decoder) return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    decoder->base.type = &type;
    decoder->page = page;
    *out = &decoder->base;
    return SGP_OK;
}

static inline sgp_status fake_codec__error(sgp_codec *self, const sgp_http_response *response,
                                           sgp_error *err)
{
    (void)self;
    (void)snprintf(err->code, sizeof err->code, "%s", response->body.ptr ? response->body.ptr : "");
    return sgp_error_set(err, SGP_ERR_SERVICE, "message of %s", err->code);
}

static inline sgp_status fake_codec__token(sgp_codec *self, const sgp_position *position,
                                           sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    char text[128], number[24] = "";

    (void)self;
    if (position->truncate.is_set)
        (void)snprintf(number, sizeof number, "%d", (int)position->truncate.value);
    (void)snprintf(text, sizeof text, "%s#%s",
                   position->next_token.ptr ? position->next_token.ptr : "-", number);
    return sgp_arena_copy(arena, text, strlen(text), out, err);
}

static inline sgp_status fake_codec__position(sgp_codec *self, sgp_str text, sgp_arena *arena,
                                              sgp_position *out, sgp_error *err)
{
    const char *hash = strchr(text.ptr, '#');

    (void)self;
    if (!hash) return sgp_error_set(err, SGP_ERR_TOKEN, "Bad starting token: %s", text.ptr);
    out->has_next_token = text.ptr[0] != '!'; /* "!#" stands for {} */
    if (hash[1]) out->truncate = sgp_opt_int_of(strtol(hash + 1, NULL, 10));
    if (text.ptr[0] == '-' || text.ptr[0] == '!') return SGP_OK;
    return sgp_arena_copy(arena, text.ptr, (size_t)(hash - text.ptr), &out->next_token, err);
}

static inline sgp_codec *fake_codec(void)
{
    static const sgp_codec_type type = { sizeof type,          "fake_codec",
                                         fake_codec__encode,   fake_codec__decode,
                                         fake_codec__error,    fake_codec__token,
                                         fake_codec__position, NULL };
    static sgp_codec codec = { &type };

    return &codec;
}

#endif
