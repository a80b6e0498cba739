/*
 * sgp_strip.h - white space of Unicode, as Python's str.isspace has it.
 */
#ifndef SGP_BASE_STRIP_H
#define SGP_BASE_STRIP_H

#include "sagepager/base.h"

/* Returns the length of the white space character that starts text, 1..3 bytes;
 * 0 if text starts with another one. A byte that is not UTF-8 is none. */
size_t sgp__space_at(sgp_str text);

/* Returns text without white space at both ends (Python's str.strip), or at its
 * end only (str.rstrip). */
sgp_str sgp__strip(sgp_str text);
sgp_str sgp__strip_end(sgp_str text);

#endif
