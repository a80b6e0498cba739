/*
 * fake_source.h - a page source that answers from a table, and a codec with readable tokens.
 */
#ifndef SGP_TEST_FAKE_SOURCE_H
#define SGP_TEST_FAKE_SOURCE_H

#include "sagepager/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One page: count items with versions first, first + 1, ...; count -1: no list at all. */
typedef struct fake_page {
    int first, count;
    const char *next_token;
} fake_page;

typedef struct fake_source {
    const fake_page *pages;
    size_t page_count;
    size_t calls;    /* pages given out, errors not counted */
    int again;       /* SGP_AGAIN so many times before each page */
    int waiting;     /* AGAINs still to come before the next page */
    int fail_at;     /* this call (0-based) fails once with SGP_ERR_NETWORK; -1: none */
    int keeps_times; /* non-zero: each item has sent_times, "1.5" and "then" */
    int cancelled;
    int starts, drops;      /* of fetches ahead */
    char asked[32][40];     /* "token/max" of each request */
    unsigned char added[2]; /* of the last request */
} fake_source;

static inline void fake_source__record(fake_source *f, const sgp_list_image_versions_request *r)
{
    int max = r->max_results.is_set ? (int)r->max_results.value : -1;

    (void)snprintf(f->asked[f->calls % 32], sizeof f->asked[0], "%s/%d",
                   r->next_token.ptr ? r->next_token.ptr : "-", max);
    memcpy(f->added, r->added, sizeof f->added);
}

static inline sgp_status fake_source__keep_times(sgp_page *page, sgp_image_version *item)
{
    sgp_sent_times *sent = sgp_arena_alloc(&page->arena, sizeof *sent);

    if (!sent) return SGP_ERR_MEMORY;
    item->sent_times = sent;
    sent->creation_time.is_number = 1;
    if (sgp_arena_copy(&page->arena, "1.5", 3, &sent->creation_time.text, NULL) != SGP_OK)
        return SGP_ERR_MEMORY;
    return sgp_arena_copy(&page->arena, "then", 4, &sent->last_modified_time.text, NULL);
}

static inline sgp_status fake_source__items(sgp_page *page, const fake_page *from, int keeps_times)
{
    sgp_image_version *items;

    page->has_items = from->count >= 0;
    if (from->count <= 0) return SGP_OK;
    items = sgp_arena_alloc(&page->arena, (size_t)from->count * sizeof *items);
    if (!items) return SGP_ERR_MEMORY;
    for (int i = 0; i < from->count; i++) {
        items[i].present = SGP_HAS_VERSION | SGP_HAS_STATUS;
        items[i].version = from->first + i;
        items[i].status_text = sgp_str_from("CREATED");
        if (keeps_times && fake_source__keep_times(page, &items[i]) != SGP_OK)
            return SGP_ERR_MEMORY;
    }
    page->items = items;
    page->count = (size_t)from->count;
    return SGP_OK;
}

static inline sgp_status fake_source__fetch(void *self,
                                            const sgp_list_image_versions_request *request,
                                            sgp_page *page, sgp_error *err)
{
    fake_source *f = self;
    const fake_page *from = &f->pages[f->calls % f->page_count];
    sgp_str token = sgp_str_from(from->next_token);

    sgp_page_reset(page);
    if (f->waiting > 0) return f->waiting--, SGP_AGAIN;
    f->waiting = f->again;
    fake_source__record(f, request);
    if (f->fail_at == (int)f->calls) {
        f->fail_at = -1;
        return sgp_error_set(err, SGP_ERR_NETWORK, "cut");
    }
    if (fake_source__items(page, from, f->keeps_times) != SGP_OK)
        return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    if (token.ptr && sgp_arena_copy(&page->arena, token.ptr, token.len, &page->next_token, err))
        return SGP_ERR_MEMORY;
    f->calls++;
    return SGP_OK;
}

static inline void fake_source__cancel(void *self)
{
    ((fake_source *)self)->cancelled++;
}

static inline sgp_status fake_source__start(void *self,
                                            const sgp_list_image_versions_request *request,
                                            sgp_page *page, sgp_error *err)
{
    ((fake_source *)self)->starts++;
    return fake_source__fetch(self, request, page, err);
}

static inline void fake_source__drop(void *self, const sgp_list_image_versions_request *request)
{
    (void)request;
    ((fake_source *)self)->drops++;
}

static inline sgp_page_source fake_source_make(fake_source *f, const fake_page *pages, size_t count)
{
    sgp_page_source source = SGP_PAGE_SOURCE_INIT;

    memset(f, 0, sizeof *f);
    f->pages = pages;
    f->page_count = count;
    f->fail_at = -1;
    source.self = f;
    source.fetch = fake_source__fetch;
    source.cancel = fake_source__cancel;
    return source;
}

/* The same, able to fetch ahead. */
static inline sgp_page_source fake_source_make_ahead(fake_source *f, const fake_page *pages,
                                                     size_t count)
{
    sgp_page_source source = fake_source_make(f, pages, count);

    source.start = fake_source__start;
    source.drop = fake_source__drop;
    return source;
}

/* --- a codec whose tokens are "<next token or ->#<truncate or nothing>" ----------------------- */

static inline sgp_status fake_codec__encode(void *self, const sgp_list_image_versions_request *r,
                                            sgp_http_request *out, sgp_error *err)
{
    (void)self;
    (void)r;
    out->method = sgp_str_from("POST");
    out->body = sgp_str_from("{}");
    return sgp_http_request_add(out, "X-Amz-Target", sgp_str_from("Fake.Call"), err);
}

/* The body is the number of items, then maybe " next". */
static inline sgp_status fake_codec__page(void *self, sgp_http_response *response,
                                          sgp_page *page, sgp_error *err)
{
    fake_page from = { 1, 0, NULL };

    (void)self;
    sgp_page_reset(page);
    if (!response->body.ptr || sscanf(response->body.ptr, "%d", &from.count) != 1)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "not a page");
    return fake_source__items(page, &from, 0) == SGP_OK
               ? SGP_OK
               : sgp_error_set(err, SGP_ERR_MEMORY, "memory");
}

static inline sgp_status fake_codec__error(void *self, const sgp_http_response *response,
                                           sgp_error *err)
{
    (void)self;
    (void)snprintf(err->code, sizeof err->code, "%s", response->body.ptr ? response->body.ptr : "");
    return sgp_error_set(err, SGP_ERR_SERVICE, "message of %s", err->code);
}

static inline sgp_status fake_codec__token(void *self, const sgp_position *position,
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

static inline sgp_status fake_codec__position(void *self, sgp_str text, sgp_arena *arena,
                                              sgp_position *out, sgp_error *err)
{
    const char *hash = strchr(text.ptr, '#');

    (void)self;
    if (!hash) return sgp_error_set(err, SGP_ERR_TOKEN, "Bad starting token: %s", text.ptr);
    out->has_next_token = text.ptr[0] != '!'; /* "!#" stands for {} */
    if (hash[1]) out->truncate = sgp_opt(strtol(hash + 1, NULL, 10));
    if (text.ptr[0] == '-' || text.ptr[0] == '!') return SGP_OK;
    return sgp_arena_copy(arena, text.ptr, (size_t)(hash - text.ptr), &out->next_token, err);
}

static inline sgp_codec fake_codec(void)
{
    sgp_codec codec = SGP_CODEC_INIT;

    codec.encode_request = fake_codec__encode;
    codec.decode_page = fake_codec__page;
    codec.decode_error = fake_codec__error;
    codec.encode_token = fake_codec__token;
    codec.decode_token = fake_codec__position;
    return codec;
}

#endif
