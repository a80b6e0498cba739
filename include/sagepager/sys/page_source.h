/*
 * sagepager/sys/page_source.h - implement this to page over something other than sgp_client.
 *
 * The paginator's whole view of the world: fetch one page. Headers under sys/ may change in a minor
 * release, with a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_PAGE_SOURCE_H
#define SAGEPAGER_SYS_PAGE_SOURCE_H

#include "sagepager/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Never owned: self must outlive the sgp_pages made with it. */
typedef struct sgp_page_source {
    size_t size;
    void *self;
    /*
     * Mandatory. Sends one request and fills page. SGP_OK; SGP_AGAIN to be called again with the
     * same arguments; an error with err filled, after which the same request may be tried again.
     */
    sgp_status (*fetch)(void *self, const sgp_list_image_versions_request *request, sgp_page *page,
                        sgp_error *err);
    /* Optional. Drops a fetch that answered SGP_AGAIN: its request and page are going away. */
    void (*cancel)(void *self);
    /*
     * Optional: without it nothing is fetched ahead. Begins a fetch and does what goes without
     * waiting, also where fetch would wait. SGP_AGAIN: under way, and completed by fetch with the
     * same arguments; the time until then counts for no time-out but the peer's silence. Otherwise
     * as fetch. Another fetch in between may drop it.
     */
    sgp_status (*start)(void *self, const sgp_list_image_versions_request *request, sgp_page *page,
                        sgp_error *err);
    /* Mandatory with start. Drops what start began with that request; nothing when it is no longer
     * under way. */
    void (*drop)(void *self, const sgp_list_image_versions_request *request);
} sgp_page_source;

#define SGP_PAGE_SOURCE_INIT { sizeof(sgp_page_source), NULL, NULL, NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_PAGE_SOURCE_H */
