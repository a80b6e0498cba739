/*
 * sagepager/paginator.h - a listing: page by page, item by item or complete, with a resume token.
 *
 * Behaves as boto3's Paginator.ListImageVersions (botocore/paginate.py, PageIterator).
 * Resume tokens are byte for byte those of botocore, so boto3 can resume a listing of this
 * library and the reverse.
 *
 *     while ((status = sgp_paginator_next_page(paginator, &page, &err)) == SGP_OK)
 *         for (size_t i = 0; i < page->count; i++)
 *             use(sgp_page_image_version(page, i));
 *
 * After the loop, status is SGP_END or an error. In both cases sgp_paginator_resume_token
 * returns the token that continues the listing.
 */
#ifndef SAGEPAGER_PAGINATOR_H
#define SAGEPAGER_PAGINATOR_H

#include "sagepager/client.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sgp_paginator sgp_paginator;

/* botocore's PaginationConfig. Start from SGP_PAGINATOR_OPTIONS_INIT; zero means not given. */
typedef struct sgp_paginator_options {
    size_t size;
    /* StartingToken: a resume token of this library, boto3 or the AWS CLI; TOKEN___INDEX; or a
     * next token of the service, even "", as in botocore. NULL: start at the first page. */
    const char *starting_token;
    /*
     * Zero: the paginator prefetches. It sends the next request as soon as a page has
     * arrived, while the caller works on that page, but never past max_items. If the caller
     * stops early, one request was sent in vain. A client runs one call at a time, so any
     * other call aborts the prefetch and closes its connection.
     *
     * Non-zero: the paginator requests a page when the caller needs it. Use this if
     * listings of one client take turns, if another client uses the same sgp_http, or if
     * your own sgp_http blocks.
     */
    int no_prefetch;
    /*
     * Non-zero: resume tokens are stable. A stable token ("sgp-stable-1:...") contains the
     * identity of the last item instead of an index into a page. If versions are created or
     * deleted before the listing is resumed, no item repeats and none is skipped. Only this
     * library reads stable tokens, for the same image, filters and order. With the order
     * VERSION, a resumed listing is read again from its start.
     *
     * A token is botocore's in these cases: the order permits no stable tokens
     * (sgp_paginator_has_stable_tokens); the last item has no version or creation time; more
     * than 16 items share its creation time. A listing that starts with a stable token
     * returns only stable tokens, even without this option (sgp_paginator_resume_token).
     */
    int stable_tokens;
    /* MaxItems: stop after that many items. 0 sends one request and returns no item, as in
     * botocore. Negative: SGP_ERR_PARAM, unlike botocore. */
    sgp_opt_int max_items;
    /* PageSize: sent as MaxResults with every request. */
    sgp_opt_int page_size;
} sgp_paginator_options;

#define SGP_PAGINATOR_OPTIONS_INIT SGP_SIZED_INIT(sgp_paginator_options)

/*
 * sgp_list_image_versions_paginator_new: makes a listing and stores it in *out; sends
 * nothing yet. request and options are copied; options may be NULL. The client is
 * borrowed and must outlive the paginator. The first call that fetches a page validates
 * the request. SGP_ERR_USAGE; SGP_ERR_PARAM for a negative max_items and for an unknown
 * member of the starting token; SGP_ERR_TOKEN for other unusable tokens; SGP_ERR_LIMIT;
 * SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_list_image_versions_paginator_new(
    sgp_paginator **out, sgp_client *client, const sgp_list_image_versions_request *request,
    const sgp_paginator_options *options, sgp_error *err);

/*
 * sgp_list_image_versions_paginator_new_from: the same over any page source and codec,
 * which are both borrowed. Of the codec only encode_token and decode_token are used.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_list_image_versions_paginator_new_from(
    sgp_paginator **out, sgp_page_source *source, sgp_codec *codec, const sgp_allocator *allocator,
    const sgp_list_image_versions_request *request, const sgp_paginator_options *options,
    sgp_error *err);

/* sgp_paginator_free: frees the paginator and aborts its fetch, if one is running. The client stays
 * usable. NULL is allowed. */
SGP_API void sgp_paginator_free(sgp_paginator *paginator);

/*
 * sgp_paginator_next_page: stores the next page, truncated to max_items, in *page. The
 * paginator owns the page; it is valid until the next call for a page, an item or the full
 * result. Empty pages are returned too, as in botocore. Returns
 *   SGP_OK
 *   SGP_END         after the last page
 *   SGP_AGAIN       from a nonblocking client: wait (sgp_client_wants), then repeat the call
 *   SGP_ERR_PAGING  a next token repeats, at once or in a cycle of any length; botocore
 *                   detects only the former.
 *   SGP_ERR_TOKEN   max_items truncates the page of a starting token without a NextToken. As
 *                   in botocore, no resume token exists then.
 *   other errors    of the page source, such as those of sgp_client_list_image_versions
 *
 * SGP_END, SGP_ERR_PAGING and SGP_ERR_TOKEN are final. After other errors the call may be
 * repeated; it then requests the same page again.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_paginator_next_page(sgp_paginator *paginator,
                                                          const sgp_page **page, sgp_error *err);

/*
 * sgp_paginator_next_image_version: stores the next item in *item and fetches pages as
 * needed. The item is valid until the next call for a page, an item or the full result.
 * Returns the same as sgp_paginator_next_page. Do not mix the two functions within a page:
 * sgp_paginator_next_page skips the rest of the current page.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_paginator_next_image_version(sgp_paginator *paginator,
                                                                   const sgp_image_version **item,
                                                                   sgp_error *err);

/*
 * sgp_paginator_full_result: collects the rest of the listing in one page, as botocore's
 * build_full_result does. The result has the items of all pages; has_items is set if any
 * page had a list; next_token is the resume token, or absent. `result` is the caller's
 * (sgp_page_new); the first call with it empties it.
 *
 * Returns SGP_OK once the listing is complete, otherwise the same as
 * sgp_paginator_next_page. After an error or SGP_AGAIN, `result` holds the items so far;
 * to go on, repeat the call with the same, unchanged page. Memory grows with the number of
 * items, up to SGP_FULL_RESULT_MEMORY_MAX (SGP_ERR_LIMIT).
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_paginator_full_result(sgp_paginator *paginator,
                                                            sgp_page *result, sgp_error *err);

/*
 * sgp_paginator_resume_token: stores in *out the starting token that continues the listing
 * after everything delivered so far: whole pages by sgp_paginator_next_page, single items
 * by sgp_paginator_next_image_version. The token is valid until the next call with this
 * paginator.
 *
 * After SGP_END the token is botocore's PageIterator.resume_token, or the stable token in
 * its place. It is absent unless max_items ended the listing early. Before the end, or after
 * an error, the token is the position reached. It is absent if nothing was delivered and no
 * starting token was given: start from the first page then.
 *
 * This call resets err. To retain the error of an earlier call, pass another err or NULL.
 * SGP_ERR_USAGE, SGP_ERR_LIMIT, SGP_ERR_MEMORY; SGP_ERR_PARAM if the service's next token
 * is not UTF-8; SGP_ERR_TOKEN if the listing began with a stable token and the last item
 * has no identity.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_paginator_resume_token(sgp_paginator *paginator,
                                                             sgp_str *out, sgp_error *err);

/* sgp_paginator_has_stable_tokens: returns non-zero if resume tokens are stable. Zero if
 * stable_tokens is not set, sort_by is LAST_MODIFIED_TIME, sort_by or sort_order is unknown, or the
 * request has a next_token. */
SGP_API int sgp_paginator_has_stable_tokens(const sgp_paginator *paginator);

/* sgp_paginator_item_count: returns the number of items delivered so far.
 * sgp_paginator_page_count: returns the number of pages fetched for the caller so far. */
SGP_API int64_t sgp_paginator_item_count(const sgp_paginator *paginator);
SGP_API int64_t sgp_paginator_page_count(const sgp_paginator *paginator);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_PAGINATOR_H */
