/*
 * page_by_tree.h - see page_by_tree.c.
 */
#ifndef SGP_TEST_PAGE_BY_TREE_H
#define SGP_TEST_PAGE_BY_TREE_H

#include "sagepager/model.h"
#include "sagepager/sys/http.h"

/* Fills page as the codec's decode_page does. */
sgp_status page_by_tree(const sgp_http_response *response, int keeps_times, sgp_page *page,
                        sgp_error *err);

#endif
