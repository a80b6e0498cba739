/*
 * sagepager/sys/page_source.h - implement sgp_page_source to paginate over something other than
 * sgp_client.
 *
 * The paginator needs no other part but a codec for resume tokens. It fetches one page
 * at a time.
 */
#ifndef SAGEPAGER_SYS_PAGE_SOURCE_H
#define SAGEPAGER_SYS_PAGE_SOURCE_H

#include "sagepager/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A source of pages. Always borrowed: it must outlive the paginators made with it. */
typedef struct sgp_page_source sgp_page_source;

typedef struct sgp_page_source_type {
    size_t size;      /* sizeof(sgp_page_source_type) where the implementation was compiled */
    const char *name; /* "client"; static */
    /*
     * Mandatory. Sends one request and fills page. `params` holds the parameters of the
     * page that are sent besides `request`. Returns SGP_OK; SGP_AGAIN to be called again
     * with the same arguments; or an error with err filled, after which the same request
     * may be sent again.
     */
    sgp_status (*fetch)(sgp_page_source *source, const sgp_list_image_versions_request *request,
                        const sgp_page_params *params, sgp_page *page, sgp_error *err);
    /* Optional. Aborts a fetch that returned SGP_AGAIN. The source must not use the request and
     * page of that fetch any more. */
    void (*cancel)(sgp_page_source *source);
    /*
     * Optional; without it the paginator does not prefetch. Starts a fetch and never waits,
     * even if fetch would wait. If start returns SGP_AGAIN, a call of fetch with the same
     * arguments completes it. Until that call no timeout runs but the read timeout. A fetch
     * with other arguments may abort it. SGP_ERR_USAGE: nothing was started (such as while
     * another call runs), and the paginator calls fetch when the page is needed. Other
     * results as for fetch.
     */
    sgp_status (*start)(sgp_page_source *source, const sgp_list_image_versions_request *request,
                        const sgp_page_params *params, sgp_page *page, sgp_error *err);
    /* Mandatory with start. Aborts the fetch that start began for that page; does nothing if that
     * fetch no longer runs. */
    void (*drop)(sgp_page_source *source, const sgp_page *page);
} sgp_page_source_type;

struct sgp_page_source {
    const sgp_page_source_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_PAGE_SOURCE_H */
