/*
 * sgp_strip.h - white space as Python's str has it.
 */
#ifndef SGP_BASE_STRIP_H
#define SGP_BASE_STRIP_H

#include "sagepager/base.h"

/* Returns the length of the white space at the start of a UTF-8 text, and stores its number of
 * characters in *characters. */
size_t sgp__leading_space(sgp_str text, size_t *characters);

/* Returns the text without the white space at its end (str.rstrip). */
sgp_str sgp__strip_end(sgp_str text);

/* Returns the text without the white space around it (str.strip). */
sgp_str sgp__strip(sgp_str text);

#endif
