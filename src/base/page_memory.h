/*
 * page_memory.h - the memory of a page is handed on to the next one, so that a listing holds one.
 */
#ifndef SGP_BASE_PAGE_MEMORY_H
#define SGP_BASE_PAGE_MEMORY_H

#include "sagepager/model.h"

/* Empties from and gives its memory to a page that has none. */
void sgp__page_hand_on(sgp_page *from, sgp_page *to);

#endif
