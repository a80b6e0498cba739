/*
 * model.c - the public data of sagepager/model.h: words of the enums, memory of a page.
 *
 * Not here: checks of a request (src/core/request_check.c).
 */
#include "page_memory.h"

#include "err.h"
#include "mem.h"

#include <string.h>

#define WORDS(array) (sizeof(array) / sizeof *(array))

#define NONE                                                                                       \
    {                                                                                              \
        NULL, 0                                                                                    \
    }
#define WORD(text)                                                                                 \
    {                                                                                              \
        (text), sizeof(text) - 1                                                                   \
    }

static const sgp_str sort_by_words[] = { NONE, WORD("CREATION_TIME"), WORD("LAST_MODIFIED_TIME"),
                                         WORD("VERSION") };
static const sgp_str sort_order_words[] = { NONE, WORD("ASCENDING"), WORD("DESCENDING") };
static const sgp_str status_words[] = { NONE,
                                        WORD("CREATING"),
                                        WORD("CREATED"),
                                        WORD("CREATE_FAILED"),
                                        WORD("DELETING"),
                                        WORD("DELETE_FAILED") };

static const char *word_at(const sgp_str *words, size_t count, unsigned value)
{
    return value < count ? words[value].ptr : NULL;
}

static unsigned value_of(const sgp_str *words, size_t count, sgp_str text)
{
    for (unsigned i = 1; i < count; i++)
        if (text.len == words[i].len && memcmp(text.ptr, words[i].ptr, text.len) == 0) return i;
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

/* No secrets are in a page: what is in its memory is wiped when that is given back. */
void sgp_page_reset(sgp_page *page)
{
    sgp_page empty;

    sgp__arena_rewind(&page->arena);
    memset(&empty, 0, sizeof empty);
    empty.arena = page->arena;
    empty.expected_items = page->expected_items;
    *page = empty;
}

void sgp_page_deinit(sgp_page *page)
{
    if (!page) return;
    sgp_page_reset(page);
    sgp_arena_deinit(&page->arena);
}

void sgp__page_hand_on(sgp_page *from, sgp_page *to)
{
    sgp_page empty;

    if (to->arena.blocks) return;
    sgp_page_reset(from);
    empty = *to;
    *to = *from;
    *from = empty;
}
