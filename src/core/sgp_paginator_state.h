/*
 * sgp_paginator_state.h - the paginator's struct, shared by its files.
 *
 * paginator.c applies botocore's paging rules and fetches pages,
 * paginator_resume.c handles starting and resume tokens,
 * paginator_full_result.c collects a whole listing.
 *
 */
#ifndef SGP_CORE_PAGINATOR_STATE_H
#define SGP_CORE_PAGINATOR_STATE_H

#include "sagepager/paginator.h"

#include "sgp_cycle.h"
#include "sgp_page.h"
#include "sgp_stable_token.h"

typedef enum sgp__paginator_state {
    SGP__PAGINATOR_FETCH,   /* the page at `position` is needed */
    SGP__PAGINATOR_DELIVER, /* `page` may be delivered; then the paginator advances */
    SGP__PAGINATOR_END,     /* the listing is complete */
    SGP__PAGINATOR_REFUSED  /* no resume token can be made for the page */
} sgp__paginator_state;

/* The small members come first: code for ARM is smaller if their offsets are. */
struct sgp_paginator {
    sgp_page_source *source;
    sgp_codec *codec;
    const sgp_allocator *allocator;
    sgp__paginator_state state;
    int no_prefetch;
    int current_token; /* index in `tokens` */

    int is_fetching;            /* fetch of the source returned SGP_AGAIN */
    int is_prefetched;          /* start of the source was called for `prefetched` */
    sgp_status prefetch_status; /* result of start, if is_prefetched */

    int is_stable;          /* resume tokens are stable ones */
    int is_truncated;       /* max_items removed items from the page's end */
    size_t front;           /* items removed from the page's front */
    size_t delivered;       /* items of `page` delivered */
    int64_t previous_items; /* items of earlier pages (botocore: total_items) */
    int64_t page_count;
    sgp_opt_int max_items;
    const sgp_page *result; /* of sgp_paginator_full_result; NULL: not begun */

    sgp__page page;       /* the current page, without the items that must not be delivered */
    sgp__page prefetched; /* the next page */

    sgp_position position; /* of `page`; next_token lives in texts or tokens[current_token] */
    sgp__cycle cycle;

    /* The request. The current next token is in `request` or in `params`. */
    sgp_page_params params;
    sgp_list_image_versions_request request;
    sgp_str starting_token; /* absent: none */
    sgp_arena texts;        /* of the request and the starting token */
    sgp_arena tokens[2];    /* hold the next tokens of successive pages in turn */
    sgp_arena resume;       /* the last resume token */

    sgp__order order;
    sgp__cursor cursor;     /* the last item delivered */
    sgp__cursor resumed_at; /* set: an earlier listing delivered everything up to here */

    sgp_error failure; /* of the prefetch; also replaces a NULL err */
};

/* --- paginator_resume.c ----------------------------------------------------------------------- */

/* Makes the starting token the position of the first page. */
SGP_MUST_CHECK sgp_status sgp__paginator_start_at(sgp_paginator *paginator, sgp_str token,
                                                  sgp_error *err);

/* Sets the next token of the following requests; absent: none. */
void sgp__paginator_set_next_token(sgp_paginator *paginator, sgp_str token);

/* Records that the items of the page before `end` were delivered. */
void sgp__paginator_deliver(sgp_paginator *paginator, size_t end);

/* --- paginator.c ------------------------------------------------------------------------------ */

/* Starts a public call: resets *err and replaces NULL by the paginator's error.
 * SGP_ERR_USAGE if the paginator or the argument is NULL. */
SGP_MUST_CHECK sgp_status sgp__paginator_begin_call(sgp_paginator *paginator, const void *argument,
                                                    const char *function, sgp_error **err);

/* Fetches the next page. Results as sgp_paginator_next_page. */
SGP_MUST_CHECK sgp_status sgp__paginator_next(sgp_paginator *paginator, sgp_error *err);

#endif
