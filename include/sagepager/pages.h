/*
 * sagepager/pages.h - a listing: page by page, item by item or whole, with a resume token.
 *
 * Behaves as boto3's Paginator.ListImageVersions does (botocore/paginate.py, PageIterator); the
 * resume token is byte for byte botocore's and is interchangeable with it in both directions.
 *
 *     while ((st = sgp_pages_next(pages, &page, &err)) == SGP_OK)
 *         for (size_t i = 0; i < page->count; i++)
 *             use(&page->items[i]);
 *     (st is SGP_END, or an error; either way sgp_pages_resume_token says where to go on)
 */
#ifndef SAGEPAGER_PAGES_H
#define SAGEPAGER_PAGES_H

#include "sagepager/client.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sgp_pages sgp_pages;

/* botocore's PaginationConfig. Start from SGP_PAGES_OPTIONS_INIT; zero means not given. */
typedef struct sgp_pages_options {
    size_t size;
    /* MaxItems: stop after that many items. 0 as in botocore: one request, no item. Negative:
     * SGP_ERR_PARAM (a deliberate difference). */
    sgp_opt_int max_items;
    /* PageSize: sent as MaxResults with every request. */
    sgp_opt_int page_size;
    /* StartingToken: a resume token of this library, boto3 or the AWS CLI; TOKEN___INDEX; or a next
     * token of the service. NULL: from the start. "" is a (service) token too, as in botocore. */
    const char *starting_token;
    /*
     * Non-zero: the next page is asked for when it is wanted. Zero: its request goes out as soon as
     * a page has come, while the caller works on that page; never past max_items. Costs a request
     * for nothing where a listing is left early; the answer is read into this page's memory when
     * the next one is wanted. A client runs one call at a time: any other drops what is under way
     * ahead, with its connection, so set this where listings of one client take turns, and for an
     * http of your own that blocks.
     */
    int no_prefetch;
    /*
     * Non-zero: resume tokens carry the identity of the last item delivered ("sgp-stable-1:...")
     * and not an index into a page, so that versions created or deleted before the listing goes on
     * neither repeat an item nor hide one. Only this library reads them, and only for the same
     * image, filters and order. A listing that starts with one goes on with them, set or not. The
     * order LAST_MODIFIED_TIME can itself change in between: then tokens stay botocore's (see
     * sgp_pages_has_stable_tokens), as where the last item has no version or creation time or
     * shares it with more than 16. Resuming by VERSION reads the listing from its begin.
     */
    int stable_tokens;
} sgp_pages_options;

#define SGP_PAGES_OPTIONS_INIT { sizeof(sgp_pages_options), { 0, 0 }, { 0, 0 }, NULL, 0, 0 }

/*
 * sgp_pages_new: starts a listing over a client; sends nothing yet. request and options are copied;
 * options may be NULL. The client is borrowed and must outlive the listing; it runs one call at a
 * time. The request itself is checked when it is sent, by the first sgp_pages_next. Errors:
 * SGP_ERR_USAGE, SGP_ERR_PARAM (negative max_items), SGP_ERR_TOKEN, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pages_new(sgp_pages **out, sgp_client *client,
                                                const sgp_list_image_versions_request *request,
                                                const sgp_pages_options *options, sgp_error *err);

/*
 * sgp_pages_new_from: the same over any page source and codec (both copied by value, self borrowed
 * and never destroyed). allocator: borrowed; NULL: the C library's.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pages_new_from(sgp_pages **out,
                                                     const sgp_page_source *source,
                                                     const sgp_codec *codec,
                                                     const sgp_allocator *allocator,
                                                     const sgp_list_image_versions_request *request,
                                                     const sgp_pages_options *options,
                                                     sgp_error *err);

/* sgp_pages_free: ends the listing at any point. NULL is fine. The client lives on. */
SGP_API void sgp_pages_free(sgp_pages *pages);

/*
 * sgp_pages_next: the next page, cut where max_items says so. *page is valid until the next call
 * with this listing. Empty pages are handed out too, as botocore does. Returns SGP_OK; SGP_END
 * after the last; SGP_AGAIN from a nonblocking client (see sgp_client_wants); SGP_ERR_PAGING when a
 * next token comes again, at once or after a cycle of any length (botocore notices only the
 * former); or what the page source reports.
 *
 * After an error of the page source the call may be repeated: it asks for the same page again.
 * SGP_END, SGP_ERR_PAGING and SGP_ERR_TOKEN are final.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pages_next(sgp_pages *pages, const sgp_page **page,
                                                 sgp_error *err);

/*
 * sgp_pages_next_item: the next item, fetching pages as needed. *item is valid until the next call
 * with this listing. Same results as sgp_pages_next. Do not mix with sgp_pages_next within a page:
 * sgp_pages_next skips what is left of the current one.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pages_next_item(sgp_pages *pages,
                                                      const sgp_image_version **item,
                                                      sgp_error *err);

/*
 * sgp_pages_all: the rest of the listing in one page (botocore's build_full_result): items of all
 * pages; has_items if any page had a list; next_token holds the *resume token*, or is absent.
 * all is caller-owned (sgp_page_init), emptied by a listing's first call with it, and holds what
 * was fetched so far also on an error or SGP_AGAIN; repeat the call with the same page, untouched,
 * to go on. Memory grows with the number of items, up to SGP_ALL_MEMORY_MAX (SGP_ERR_LIMIT). SGP_OK
 * when the listing is complete.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pages_all(sgp_pages *pages, sgp_page *all, sgp_error *err);

/*
 * sgp_pages_resume_token: where to go on, as a starting token, after everything that was delivered
 * so far (whole pages by sgp_pages_next, single items by sgp_pages_next_item). After SGP_END it is
 * exactly botocore's PageIterator.resume_token, stable_tokens apart: absent unless max_items cut
 * the listing short. SGP_ERR_TOKEN where a listing that began with a stable token has no place to
 * name.
 * Before the end or after an error it is the position reached, or absent when nothing was delivered
 * and no starting token was given: start afresh. Valid until the next call with this listing.
 * After an error hand in another err than the one that holds it, or NULL: this call resets its own.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_pages_resume_token(sgp_pages *pages, sgp_str *out,
                                                         sgp_error *err);

/* sgp_pages_has_stable_tokens: zero where stable_tokens was not set, or the order cannot have any:
 * LAST_MODIFIED_TIME, an unknown word, or a request that starts at a next token. */
SGP_API int sgp_pages_has_stable_tokens(const sgp_pages *pages);

/* How much was delivered so far. */
SGP_API int64_t sgp_pages_item_count(const sgp_pages *pages);
SGP_API int64_t sgp_pages_page_count(const sgp_pages *pages);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_PAGES_H */
