/*
 * The opaque NextToken: where the next page starts, bound to the listing it was made for.
 * It is sealed, not secret: a client can neither read a meaning into it nor make one up.
 */
#ifndef EP_PAGE_TOKEN_H
#define EP_PAGE_TOKEN_H

#include <stdint.h>

#include "text.h"

/* `listing` names the image, the filters and the order; another listing's token is refused. */
void ep_page_token_make(const struct ep_text *listing, uint32_t position, struct ep_text *out);
bool ep_page_token_read(const struct ep_text *listing, const char *token, uint32_t *position);

#endif
