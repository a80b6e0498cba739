/*
 * page_memory.h - the memory of a page is lent to whoever fills the next one, so that a listing has
 * one body in memory, wherever it stands at the moment.
 */
#ifndef SGP_BASE_PAGE_MEMORY_H
#define SGP_BASE_PAGE_MEMORY_H

#include "sagepager/sys/codec.h"

/* Empties from and gives its memory to a page that has none. */
void sgp__page_hand_on(sgp_page *from, sgp_page *to);

#endif
