/*
 * sgp_page.h - the page's whole struct, for code that embeds a page or fills its
 * items. The public part is in sagepager/model.h.
 */
#ifndef SGP_BASE_PAGE_H
#define SGP_BASE_PAGE_H

#include "sgp_arena.h"
#include "sagepager/model.h"

typedef struct sgp__page {
    sgp_page api; /* must be first: functions cast a pointer to it */
    sgp_image_version *items;
    size_t capacity; /* of items */
    sgp_arena arena; /* owns items and texts */
} sgp__page;

/* Returns the whole struct. Every page has it, because only the library makes pages. */
static inline sgp__page *sgp__page_of(sgp_page *page)
{
    return (sgp__page *)page;
}

/* Makes an empty page; allocates nothing. */
void sgp__page_init(sgp__page *page, const sgp_allocator *allocator);

/* Empties the page and frees its memory. May be called twice. */
void sgp__page_deinit(sgp__page *page);

/* Non-zero if the arena has room for an array of `capacity` items. */
int sgp__page_fits(const sgp__page *page, size_t capacity);

/* Replaces the array of items by one of `capacity` items and copies the first
 * `used` items into it. The others are not zeroed. SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__page_grow(sgp__page *page, size_t used, size_t capacity,
                                         sgp_error *err);

/* Empties `from` and moves its memory to `to`. Does nothing if `to` already has
 * memory. */
void sgp__page_move_memory(sgp__page *from, sgp__page *to);

#endif
