/*
 * model.c - the public data of sagepager/model.h: words of the enums, memory of a page.
 *
 * Not here: checks of a request (src/core/request_check.c).
 */
#include "sagepager/model.h"

#include <string.h>

#define WORDS(array) (sizeof(array) / sizeof *(array))

static const char *const sort_by_words[] = { NULL, "CREATION_TIME", "LAST_MODIFIED_TIME",
                                             "VERSION" };
static const char *const sort_order_words[] = { NULL, "ASCENDING", "DESCENDING" };
static const char *const status_words[] = { NULL,       "CREATING",     "CREATED", "CREATE_FAILED",
                                            "DELETING", "DELETE_FAILED" };

static const char *word_at(const char *const *words, size_t count, unsigned value)
{
    return value < count ? words[value] : NULL;
}

static unsigned value_of(const char *const *words, size_t count, sgp_str text)
{
    for (unsigned i = 1; i < count; i++)
        if (sgp_str_equal(text, sgp_str_from(words[i]))) return i;
    return 0;
}

const char *sgp_sort_by_text(sgp_sort_by value)
{
    return word_at(sort_by_words, WORDS(sort_by_words), (unsigned)value);
}

const char *sgp_sort_order_text(sgp_sort_order value)
{
    return word_at(sort_order_words, WORDS(sort_order_words), (unsigned)value);
}

const char *sgp_image_version_status_text(sgp_image_version_status value)
{
    return word_at(status_words, WORDS(status_words), (unsigned)value);
}

sgp_sort_by sgp_sort_by_from(sgp_str text)
{
    return (sgp_sort_by)value_of(sort_by_words, WORDS(sort_by_words), text);
}

sgp_sort_order sgp_sort_order_from(sgp_str text)
{
    return (sgp_sort_order)value_of(sort_order_words, WORDS(sort_order_words), text);
}

sgp_image_version_status sgp_image_version_status_from(sgp_str text)
{
    return (sgp_image_version_status)value_of(status_words, WORDS(status_words), text);
}

/* --- page ------------------------------------------------------------------------------------- */

void sgp_page_init(sgp_page *page, const sgp_allocator *allocator)
{
    memset(page, 0, sizeof *page);
    sgp_arena_init(&page->arena, allocator, SGP_PAGE_MEMORY_MAX);
}

void sgp_page_reset(sgp_page *page)
{
    sgp_arena arena = page->arena;

    sgp_arena_reset(&arena);
    memset(page, 0, sizeof *page);
    page->arena = arena;
}

void sgp_page_deinit(sgp_page *page)
{
    if (!page) return;
    sgp_page_reset(page);
    sgp_arena_deinit(&page->arena);
}
