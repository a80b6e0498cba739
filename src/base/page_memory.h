/*
 * page_memory.h - the memory of a page is lent to whoever fills the next one, so that a listing has
 * one body in memory, wherever it stands at the moment.
 */
#ifndef SGP_BASE_PAGE_MEMORY_H
#define SGP_BASE_PAGE_MEMORY_H

#include "sagepager/sys/codec.h"

/* Empties a page that is to be filled and gives its body's memory to a response that has none. */
void sgp__page_lend_body(sgp_page *page, sgp_http_response *response);

/* Empties from and gives its memory to a page that has none. */
void sgp__page_hand_on(sgp_page *from, sgp_page *to);

#endif
