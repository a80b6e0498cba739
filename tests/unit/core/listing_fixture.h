/*
 * listing_fixture.h - a listing over a table of pages.
 */
#ifndef SGP_TEST_LISTING_FIXTURE_H
#define SGP_TEST_LISTING_FIXTURE_H

#include "test.h"
#include "fail_alloc.h"
#include "fake_source.h"

typedef struct listing {
    fake_source source;
    sgp_paginator *paginator;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err;
} listing;

static inline void attach_error(listing *l)
{
    memset(&l->err, 0, sizeof l->err);
    l->err.buffer = l->err_text;
    l->err.buffer_bytes = sizeof l->err_text;
}

/* Over a source that the test has made. */
static inline sgp_status open_source(listing *l, sgp_page_source *source,
                                     const sgp_paginator_options *options)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    attach_error(l);
    request.image_name = "img";
    return sgp_list_image_versions_paginator_new_from(&l->paginator, source, fake_codec(), NULL,
                                                      &request, options, &l->err);
}

static inline sgp_status open_with(listing *l, const fake_page *pages, size_t count,
                                   const sgp_paginator_options *options)
{
    return open_source(l, fake_source_make(&l->source, pages, count), options);
}

static inline sgp_paginator_options options(int max_items, int page_size,
                                            const char *starting_token)
{
    sgp_paginator_options o = SGP_PAGINATOR_OPTIONS_INIT;

    if (max_items >= 0) o.max_items = sgp_opt_int_of(max_items);
    if (page_size >= 0) o.page_size = sgp_opt_int_of(page_size);
    o.starting_token = starting_token;
    return o;
}

/* Runs to the end, "1 2 |3 4 |" into out; returns the last status. */
static inline sgp_status run(listing *l, char *out, size_t size)
{
    const sgp_page *page;
    sgp_status status;
    size_t used = 0;

    out[0] = '\0';
    while ((status = sgp_paginator_next_page(l->paginator, &page, &l->err)) == SGP_OK) {
        for (size_t i = 0; i < page->count; i++)
            used += (size_t)snprintf(out + used, size - used, "%d ",
                                     (int)sgp_page_image_version(page, i)->version);
        used += (size_t)snprintf(out + used, size - used, "|");
    }
    return status;
}

static inline const char *resume(listing *l)
{
    sgp_str token;

    assert_int_equal(sgp_paginator_resume_token(l->paginator, &token, &l->err), SGP_OK);
    return token.ptr ? token.ptr : "none";
}

static const fake_page three[] = { { 1, 2, "t1" }, { 3, 2, "t2" }, { 5, 1, NULL } };

#endif
