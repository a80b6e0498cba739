/*
 * page.c - the memory of a page: an arena with an array of items and their
 * texts.
 */
#include "sgp_page.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

/* Items of the first array that sgp_page_append_image_version makes. */
#define PAGE_FIRST_CAPACITY 16

void sgp__page_init(sgp__page *page, const sgp_allocator *allocator)
{
    memset(page, 0, sizeof *page);
    sgp__arena_init(&page->arena, allocator, SGP_PAGE_MEMORY_MAX);
}

void sgp__page_deinit(sgp__page *page)
{
    sgp_page_reset(&page->api);
    sgp__arena_deinit(&page->arena);
}

sgp_status sgp_page_new(sgp_page **out, const sgp_allocator *allocator, sgp_error *err)
{
    sgp__page *page;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 1048, "sgp_page_new", err));
    page = sgp__alloc(allocator, sizeof *page);
    if (!page) return SGP__NO_MEMORY(err, sizeof *page);
    sgp__page_init(page, allocator);
    *out = &page->api;
    return SGP_OK;
}

void sgp_page_free(sgp_page *page)
{
    if (!page) return;
    sgp__page_deinit(sgp__page_of(page));
    sgp__free(sgp__page_of(page)->arena.allocator, page, sizeof(sgp__page));
}

/* A page contains no secrets, so its memory is wiped only when it is freed. */
void sgp_page_reset(sgp_page *page)
{
    static const sgp_page empty;
    sgp__page *own = sgp__page_of(page);

    sgp__arena_rewind(&own->arena);
    own->api = empty;
    own->items = NULL;
    own->capacity = 0;
}

const sgp_image_version *sgp_page_image_version(const sgp_page *page, size_t index)
{
    return index < page->count ? &((const sgp__page *)page)->items[index] : NULL;
}

sgp_arena *sgp_page_arena(sgp_page *page)
{
    return &sgp__page_of(page)->arena;
}

int sgp__page_fits(const sgp__page *page, size_t capacity)
{
    return capacity <= SIZE_MAX / sizeof *page->items &&
           sgp__arena_fits(&page->arena, capacity * sizeof *page->items);
}

sgp_status sgp__page_grow(sgp__page *page, size_t used, size_t capacity, sgp_error *err)
{
    sgp_image_version *items = sgp__arena_take(&page->arena, capacity * sizeof *items);

    if (!items)
        return SGP__NO_MEMORY(err, sgp__arena_wanted(&page->arena, capacity * sizeof *items));
    if (used > 0) memcpy(items, page->items, used * sizeof *items);
    page->items = items;
    page->capacity = capacity;
    return SGP_OK;
}

static sgp_status grow_for_append(sgp__page *page, sgp_error *err)
{
    size_t count = page->api.count;
    size_t capacity = page->capacity > 0 ? page->capacity * 2 : PAGE_FIRST_CAPACITY;

    if (sgp__page_fits(page, capacity)) return sgp__page_grow(page, count, capacity, err);
    return SGP__FAIL(err, SGP_ERR_LIMIT, 1026, "%lu items do not fit the limit of %lu bytes",
                     (unsigned long)capacity, (unsigned long)page->arena.limit_bytes);
}

sgp_status sgp_page_append_image_version(sgp_page *page, sgp_image_version **out, sgp_error *err)
{
    sgp__page *own = sgp__page_of(page);

    if (page->count == own->capacity) SGP_TRY(grow_for_append(own, err));
    *out = &own->items[page->count++];
    memset(*out, 0, sizeof **out);
    page->has_items = 1;
    return SGP_OK;
}

void sgp__page_move_memory(sgp__page *from, sgp__page *to)
{
    sgp_arena without_blocks = to->arena;

    if (to->arena.blocks) return;
    sgp_page_reset(&from->api);
    to->arena = from->arena;
    from->arena = without_blocks;
}
