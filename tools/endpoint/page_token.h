/*
 * The opaque NextToken: the start of the next page, bound to its listing. It is
 * authenticated, not secret: a client cannot make one.
 */
#ifndef EP_PAGE_TOKEN_H
#define EP_PAGE_TOKEN_H

#include <stdint.h>

#include "text.h"

/* `listing` names the image, the filters and the order. A token of another
 * listing is refused. */
void ep_page_token_make(const struct ep_text *listing, uint32_t position, struct ep_text *out);
bool ep_page_token_read(const struct ep_text *listing, const char *token, uint32_t *position);

#endif
